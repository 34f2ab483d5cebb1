#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The policies that ecrify writes for the configurations here are those that were proven, and what `check` says of the pods
in pods.jsonl is what it said then: the program beside this, in Go, evaluates the policies with the API server's code,
compares what they do with the commands, over these pods, too, and fails where they are other ones than those kept.

    ECRIFY_BIN=build/src/ecrify tests/cluster/outputs.py [--update]
"""
import json
import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
program = os.environ.get("ECRIFY_BIN", "ecrify")
modes = ("mutate", "deny")


def run(folder, *arguments, text=None):
    # In a folder of its own name, so that nothing else is found on the way up.
    return subprocess.run(
        [os.path.abspath(program) if os.sep in program else program, *arguments], input=text,
        cwd=folder, env={"PATH": os.environ["PATH"], "HOME": str(here)}, capture_output=True, text=True)


def policy_of(folder, mode):
    flags = (folder / "flags").read_text().split() if (folder / "flags").exists() else []
    ended = run(folder, "generate", "admission-policy", "--mode", mode, *flags)
    if ended.returncode != 0:
        sys.exit(f"{folder.name}, {mode}: exit status {ended.returncode}: {ended.stderr}")
    return ended.stdout


def findings_of(folder):
    """A line each: the pod's number, place, finding, and what should be there."""
    pods = (here / "pods.jsonl").read_text().replace("\n", "\n---\n")
    ended = run(folder, "check", "-f", "jsonl", "-", text=pods)
    if ended.returncode != 1:
        sys.exit(f"{folder.name}: exit status {ended.returncode} of check: {ended.stderr}")
    lines = []
    for line in ended.stdout.splitlines():
        one = json.loads(line)
        pod = (one["range"]["start"]["line"] + 1) // 2  # a line each, and a marker
        lines.append(f"{pod}\t{one['path'] or ''}\t{one['id']}\t{json.dumps(one['replacement'])}\n")
    return "".join(lines)


def main():
    update = sys.argv[1:] == ["--update"]
    folders = sorted((here / "configurations").iterdir())
    differences = 0
    for folder in folders:
        outputs = {f"{mode}.yaml": policy_of(folder, mode) for mode in modes}
        outputs["findings.tsv"] = findings_of(folder)
        for name, text in outputs.items():
            kept = folder / name
            if update:
                kept.write_text(text)
            elif not kept.exists() or kept.read_text() != text:
                differences += 1
                print(f"{kept.relative_to(here)} is not what ecrify writes", file=sys.stderr)
    if differences:
        sys.exit("run tests/cluster/outputs.py --update, then the program that proves them: docs/cluster.md")
    pods = len((here / "pods.jsonl").read_text().splitlines())
    print(f"{len(folders)} configurations, {len(folders) * len(modes)} policies and what check finds in {pods} pods as they are kept")


main()
