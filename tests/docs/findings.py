#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the catalogue of findings to the program: every id in the code has a row, every row's id is in the code, and
the example of each row leads to its finding, with its severity and with what `rewrite` does about it.

    findings.py PROGRAM      the program that prints the catalogue; ECRIFY_BIN names ecrify
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
WITHOUT_ACCOUNT = {"style-cannot-carry"}  # its example names a registry itself
REWRITES, REFUSES, WARNS, READS_NOT = "0123"

problems = []


def ids_in_code():
    """Enumerators that the code uses outside of the catalogue."""
    used = set()
    for folder in ("src", "include"):
        for path in (TOP / folder).rglob("*.[ch]pp"):
            if path.parent.name == "findings":
                continue
            used |= set(re.findall(r"FindingId::(\w+)", path.read_text()))
    return used


def enumerators():
    text = (TOP / "include/ecrify/base/finding.hpp").read_text()
    body = re.search(r"enum class FindingId \{(.*?)\};", text, re.S).group(1)
    return set(re.findall(r"^\s*(\w+),", re.sub(r"//.*", "", body), re.M))


def examples(program):
    """(name, severity, effect, {file: text}) of each row that has an example."""
    rows = []
    for line in subprocess.run([program, "--examples"], capture_output=True, text=True, check=True).stdout.splitlines():
        if line.startswith("# finding: "):
            rows.append((*line.split()[2:], {}))
        elif line.startswith("# file: "):
            name = line.removeprefix("# file: ")
            rows[-1][3][name] = ""
        else:
            rows[-1][3][name] += line + "\n"
    return rows


def run(*words, folder):
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder}
    return subprocess.run(
        [os.environ["ECRIFY_BIN"], *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=30
    )


def try_example(name, severity, effect, files):
    with tempfile.TemporaryDirectory(prefix="ecrify-findings-") as folder:
        (pathlib.Path(folder) / ".git").mkdir()
        for file, text in files.items():
            path = pathlib.Path(folder) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        inputs = [file for file in files if file.startswith("aws")]
        registry = [] if name in WITHOUT_ACCOUNT else ["--account", "123456789012", "--region", "ca-central-1"]
        manifests = [file for file in files if not file.startswith((".", "aws"))]
        if inputs:
            more = ["--manifests", *manifests] if manifests else []
            check = run("config", "verify", "-v", *registry, "--against", *inputs, *more, folder=folder)
        else:
            check = run("check", "-v", *registry, *manifests, folder=folder)
        if not re.search(rf"^\S+: {severity}: .* \[{name}\]$", check.stdout, re.M):
            problems.append(f"{name}: its example does not lead to it as {severity}:\n{check.stdout}{check.stderr}")
        if inputs:  # rewrite has nothing to do with them
            return
        rewrite = run("rewrite", "-w", *registry, *manifests, folder=folder)
        changed = any((pathlib.Path(folder) / file).read_text() != text for file, text in files.items())
        refused = rewrite.returncode == 2
        expected = {REWRITES: (True, False), REFUSES: (False, True), READS_NOT: (False, True)}.get(effect)
        if expected and (changed, refused) != expected:
            problems.append(f"{name}: rewrite {'changes' if changed else 'keeps'} its example, status {rewrite.returncode}")
        if effect == WARNS and refused:
            problems.append(f"{name}: rewrite refuses its example:\n{rewrite.stderr}")


def main():
    program = sys.argv[1]
    rows = set(subprocess.run([program, "--ids"], capture_output=True, text=True, check=True).stdout.split())
    used = ids_in_code()
    for missing in sorted((used | enumerators()) - rows):
        problems.append(f"FindingId::{missing} has no row in the catalogue")
    tried = examples(program)
    for row in tried:
        try_example(*row)
    for problem in problems:
        print("FAILED", problem)
    print(f"findings: {len(rows)} rows, {len(tried)} examples")
    if problems:
        sys.exit(1)


main()
