#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/limits.md lists what is refused as the code's own table has it, and each row's example is refused so.

    refusals.py PROGRAM [--update]    PROGRAM is refusals_md.cpp, built; ECRIFY_BIN names the binary
"""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, TOP, told  # noqa: E402

BEGIN, END = "<!-- Made from src/manifest/refusals.cpp by tests/docs/refusals.py; edit that. -->\n", "<!-- end of what is made -->\n"
PAGE = TOP / "docs/limits.md"
CASES = TOP / "tests/integration/yaml_suite.tsv"


def main():
    program = sys.argv[1]
    before, rest = PAGE.read_text().split(BEGIN)
    shown, behind = rest.split(END)
    table = "\n" + subprocess.run([program], capture_output=True, text=True, check=True).stdout + "\n"
    if "--update" in sys.argv:
        PAGE.write_text(before + BEGIN + table + END + behind)
        return 0
    problems = [] if shown == table else ["docs/limits.md is not what the table says: run tests/docs/refusals.py PROGRAM --update"]
    examples = [json.loads(line) for line in subprocess.run([program, "--examples"], capture_output=True, text=True, check=True).stdout.splitlines()]
    for row in examples:
        result = subprocess.run([ECRIFY, "rewrite", "--no-config", "--account", "123456789012", "--region", "ca-central-1"],
                                input=bytes(row["example"]), capture_output=True, timeout=20)
        if result.returncode != 2 or result.stdout or b"[not-yaml]" not in result.stderr or row["message"].encode() not in result.stderr:
            problems.append(f"{row['form']}: {result}")
    for line in CASES.read_text().splitlines():
        case, *verdict = line.split("\t")
        if verdict[:1] == ["refused"] and f"`{case}`" not in table:
            problems.append(f"{case} is refused, and in no row")
    return told(problems, f"{len(examples)} examples")


if __name__ == "__main__":
    sys.exit(main())
