#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`check` of a folder beside `grep -rl`: 4,000 files of 8 KB, lines of words, an image of a mapped registry in every tenth file,
or in each. Both write into a pipe: to /dev/null grep stops at the first hit of all.

    folders.py [--runs N] [--keep FOLDER]      ECRIFY_BIN names the binary (default: build/src/ecrify)

Prints the processor time of each, the best of N runs (7), taken in turns, and with strace the system calls for each file.
"""
import argparse
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
FILES = 4000
FILE_BYTES = 8000
WORDS = ("alpha beta gamma delta service config value replica memory timeout annotation selector policy limit request volume mount "
         "secret token network deployment release cluster upgrade session gateway").split()


def write_files(folder, every):
    words = random.Random(7)
    for number in range(FILES):
        lines = ["apiVersion: v1", "kind: ConfigMap", f"metadata: {{name: settings-{number}}}", "data:"]
        size = 0
        while size < FILE_BYTES:
            lines.append(f"  line-{len(lines)}: {' '.join(words.choice(WORDS) for _ in range(8))}")
            size += len(lines[-1]) + 1
        if number % every == 0:
            lines.insert(len(lines) // 2, f"  image: ghcr.io/organisation/app-{number}:v1")
        path = folder / f"part-{number // 100:02}"
        path.mkdir(parents=True, exist_ok=True)
        (path / f"settings-{number}.yaml").write_text("\n".join(lines) + "\n")


def processor_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def calls_per_file(command):
    if not shutil.which("strace"):
        return None
    with tempfile.NamedTemporaryFile("r") as counts:
        subprocess.run(["strace", "-f", "-c", "-o", counts.name, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL, check=False)
        total = re.search(r"^100\.00\s+\S+\s+(?:\S+\s+)?(\d+)(?:\s+\d+)?\s+total", counts.read(), re.MULTILINE)
    return int(total.group(1)) / FILES if total else None


def measure(folder, runs):
    commands = {"grep -rl": ["grep", "-rl", r"ghcr\.io", str(folder)], "ecrify check": [ECRIFY, "check", "-j1", str(folder)]}
    times = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(processor_time(command))
    for name, command in commands.items():
        calls = calls_per_file(command)
        yield name, min(times[name]), min(times[name]) / min(times["grep -rl"]), calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        top = arguments.keep or pathlib.Path(scratch)
        for title, every in (("an image in every tenth file", 10), ("an image in each file", 1)):
            folder = top / f"every-{every}"
            if not folder.is_dir():
                write_files(folder, every)
            print(f"### {title}\n\n| command | ms | grep = 1 | system calls a file |\n|---|---|---|---|")
            for name, best, ratio, calls in measure(folder, arguments.runs):
                print(f"| `{name}` | {best:.0f} | {ratio:.2f} | {'' if calls is None else f'{calls:.2f}'} |")
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
