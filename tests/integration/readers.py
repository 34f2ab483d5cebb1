#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Of manifests as people write them hardly any needs yaml-cpp: below 0.5 % of those with a reference.

    readers.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/bench"))
import streams  # noqa: E402

ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--no-config", "--account", "123456789012", "--region", "ca-central-1"]


def counts(path):
    with open(path, "rb") as source:
        shown = subprocess.run([ECRIFY, "rewrite", "--stats", *TARGET], stdin=source, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, check=True).stderr
    return tuple(map(int, re.search(r"(\d+) could hold a reference, (\d+) read by the scanner, (\d+) by yaml-cpp", shown).groups()))


def main():
    problems = []
    with tempfile.TemporaryDirectory(prefix="ecrify-readers-") as folder:
        made = {"dense": pathlib.Path(folder) / "dense.yaml", "realistic": pathlib.Path(folder) / "realistic.yaml"}
        for name, path in made.items():
            getattr(streams, name)(path, 1)
        made["examples"] = pathlib.Path(folder) / "examples.yaml"
        texts = [path.read_text(encoding="utf-8") for path in sorted(TOP.glob("examples/**/*.yaml"))
                 if not path.name.startswith(".") and "{{" not in path.read_text(encoding="utf-8")]
        made["examples"].write_text("\n---\n".join(texts), encoding="utf-8")
        for name, path in made.items():
            candidates, by_scanner, by_yaml_cpp = counts(path)
            print(f"{name}: {candidates} documents with a reference, {by_yaml_cpp} by yaml-cpp")
            if candidates == 0 or by_scanner == 0 or by_yaml_cpp * 200 >= candidates:
                problems.append(f"{name}: too many for yaml-cpp, or none at all")
    sys.exit("\n".join(problems) or 0)


if __name__ == "__main__":
    main()
