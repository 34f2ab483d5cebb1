#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What was fuzzed, how long, and what came of it: tests/fuzz/ledger.tsv, and the table of it in docs/reliability.md.

    ledger.py                                 whether the table is that of the ledger
    ledger.py --update                        writes the table
    ledger.py --run TARGET LOG COMMAND…       runs the command, which is libFuzzer's, and adds it to the ledger

A line of the ledger is a target, a commit, seconds of the processor, executions, the edges that are covered in the end,
and the execution with which they last became more.
"""
import pathlib
import re
import resource
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LEDGER = HERE / "ledger.tsv"
PAGE = HERE.parent.parent / "docs" / "reliability.md"
HEAD = "| target | commit | executions | minutes of a processor | edges covered | minutes since they last became more |"


def rows():
    for line in LEDGER.read_text().splitlines():
        if not line.startswith("#"):
            target, commit, *numbers = line.split("\t")
            yield target, commit, *(int(number) if number else None for number in numbers)


def summed():
    """One row for each target and commit, the latest figures of coverage; of runs of which they are known."""
    sums = {}
    for target, commit, seconds, executions, edges, grew in rows():
        one = sums.setdefault((target, commit), {"seconds": 0, "executions": 0, "edges": None, "quiet": 0})
        one["seconds"] += seconds
        one["executions"] += executions
        if edges is None:
            continue
        grows = one["edges"] is not None and edges <= one["edges"]
        quiet = seconds * (executions - grew) / executions
        one["quiet"] = one["quiet"] + seconds if grows else quiet
        one["edges"] = max(edges, one["edges"] or 0)
    return sums


def table():
    lines = [HEAD, "|---|---|--:|--:|--:|--:|"]
    seconds = executions = 0
    for (target, commit), one in sorted(summed().items()):
        seconds += one["seconds"]
        executions += one["executions"]
        known = one["edges"] is not None
        lines.append(f"| `{target}` | {commit} | {one['executions']:,} | {one['seconds'] / 60:.0f} | "
                     f"{one['edges'] if known else ''} | {format(one['quiet'] / 60, '.0f') if known else ''} |")
    lines.append(f"| all | | {executions:,} | {seconds / 60:.0f} | | |")
    return "\n".join(lines) + "\n"


def page_with_table(page):
    begin = page.index(HEAD)
    end = page.index("\n\n", begin) + 1
    return page[:begin] + table() + page[end:]


def figures(log):
    """Executions, edges, and when there last were more of them."""
    executions = edges = grew = 0
    for line in log.read_text(errors="replace").splitlines():
        if found := re.match(r"#(\d+)\s+\S+\s+cov: (\d+)", line):
            executions = int(found[1])
            if int(found[2]) > edges:
                edges, grew = int(found[2]), executions
        if found := re.match(r"stat::number_of_executed_units:\s+(\d+)", line):
            executions = int(found[1])
    return executions, edges, grew


def commit():
    def git(*words):
        return subprocess.run(["git", "-C", HERE, *words], capture_output=True, text=True, check=True).stdout.strip()

    return git("rev-parse", "--short", "HEAD")


def run(target, log, command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with log.open("w") as errors:
        status = subprocess.run(command, stderr=errors).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    executions, edges, grew = figures(log)
    with LEDGER.open("a") as ledger:
        ledger.write(f"{target}\t{commit()}\t{seconds:.0f}\t{executions}\t{edges}\t{grew}\n")
    return status


def main():
    if sys.argv[1:2] == ["--run"]:
        return run(sys.argv[2], pathlib.Path(sys.argv[3]), sys.argv[4:])
    page = PAGE.read_text()
    wanted = page_with_table(page)
    if sys.argv[1:] == ["--update"]:
        PAGE.write_text(wanted)
    elif page != wanted:
        print("docs/reliability.md does not have the ledger's table: run tests/fuzz/ledger.py --update", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
