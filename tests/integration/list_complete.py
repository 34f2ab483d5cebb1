#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`list` is complete: whatever `check` says of a reference, `list` has at that line.

    list_complete.py [FOLDER…]      all that is in these folders (default: the input of each golden case, and the
                                    examples); ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]


def lines_of(arguments, folder):
    """What a command writes as JSON lines; nothing where the folder holds nothing that it reads."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    run = subprocess.run([ECRIFY, *arguments, "-q", "-f", "jsonl", *TARGET, "."], cwd=folder, env=environment,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False)
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def missing_in(folder):
    """The findings about a reference that stands at no item of the list."""
    findings = [f for f in lines_of(["check", "--exit-zero"], folder) if f.get("reference")]
    items = {}
    for item in lines_of(["list"], folder):
        items.setdefault((item["file"], item["line"]), []).append(item["source"])
    for finding in findings:
        at = (finding["file"], finding["range"]["start"]["line"])
        if not any(source.startswith(finding["reference"]) for source in items.get(at, [])):
            yield f"{at[0]}:{at[1]}: {finding['id']}: {finding['reference']}"


def inputs(arguments):
    if arguments:
        return [pathlib.Path(one) for one in arguments]
    cases = sorted((TOP / "tests/golden").iterdir())
    return [case for case in cases if (case / "in").is_dir() or (case / "stdin").is_file()] + sorted((TOP / "examples").iterdir())


def main():
    problems = []
    seen = 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, source in enumerate(inputs(sys.argv[1:])):
            if not source.is_dir():
                continue
            folder = pathlib.Path(scratch) / str(number)
            if (source / "in").is_dir():
                shutil.copytree(source / "in", folder, symlinks=True)
            elif (source / "stdin").is_file():
                folder.mkdir()
            else:
                shutil.copytree(source, folder, symlinks=True)
            if (source / "stdin").is_file():
                shutil.copy(source / "stdin", folder / "stdin.yaml")
            (folder / ".git").mkdir(exist_ok=True)  # no configuration from above
            found = list(missing_in(str(folder)))
            seen += 1
            problems += [f"{source}: {one}" for one in found]
    print("\n".join(problems + [f"list: {seen} inputs, {len(problems)} findings that are not in it"]))
    return 1 if problems or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
