#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The policies that ecrify writes for the configurations here are those that were proven: the program beside this, in Go,
evaluates them with the API server's code, and fails where they are other ones than those kept.

    ECRIFY_BIN=build/src/ecrify tests/cluster/outputs.py [--update]
"""
import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
program = os.environ.get("ECRIFY_BIN", "ecrify")
modes = ("mutate", "deny")


def output_of(folder, mode):
    flags = (folder / "flags").read_text().split() if (folder / "flags").exists() else []
    # In a folder of its own name, so that nothing else is found on the way up.
    run = subprocess.run(
        [os.path.abspath(program) if os.sep in program else program, "generate", "admission-policy", "--mode", mode, *flags],
        cwd=folder, env={"PATH": os.environ["PATH"], "HOME": str(here)}, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{folder.name}, {mode}: exit status {run.returncode}: {run.stderr}")
    return run.stdout


def main():
    update = sys.argv[1:] == ["--update"]
    folders = sorted((here / "configurations").iterdir())
    differences = 0
    for folder in folders:
        for mode in modes:
            kept = folder / f"{mode}.yaml"
            text = output_of(folder, mode)
            if update:
                kept.write_text(text)
            elif not kept.exists() or kept.read_text() != text:
                differences += 1
                print(f"{kept.relative_to(here)} is not what ecrify writes", file=sys.stderr)
    if differences:
        sys.exit("run tests/cluster/outputs.py --update, then the program that proves them: docs/cluster.md")
    print(f"{len(folders)} configurations, {len(folders) * len(modes)} policies as they are kept")


main()
