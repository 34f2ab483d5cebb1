#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `ecrify rewrite -w` of many files against `sed -i`: whole processes in turn, each on a copy of the same tree that
has been flushed. Prints a markdown table.

    in_place.py [--files 4000] [--bytes 8192] [--rounds 7] [--busy] [--folder FOLDER]

ECRIFY_BIN names the binary. --busy has another process write and flush files of its own meanwhile. The tree is in FOLDER, on
whose file system the figures depend.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY  # noqa: E402

HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
HEAD = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{0}
spec:
  template:
    spec:
      containers:
      - name: app
        image: ghcr.io/org/app-{0}:v1
        env:
"""
COMMANDS = {
    "ecrify rewrite -w": [ECRIFY, "rewrite", "-w", "-q", "--no-config", "--account", "123456789012", "--region", "ca-central-1", "."],
    "sed -i": ["sh", "-c", f"find . -name '*.yaml' -print0 | xargs -0 sed -i 's#ghcr.io/#{HOST}/ghcr/#'"],
}
BUSY = """
import os
while True:
    with open("busy", "wb") as file:
        for _ in range(8):
            file.write(os.urandom(1 << 20))
        file.flush()
        os.fsync(file.fileno())
"""


def fill(folder, files, size):
    for number in range(files):
        path = folder / f"d{number % 40}" / f"m{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = HEAD.format(number)
        line = 0
        while len(text) < size - 80:
            text += f"        - name: VARIABLE_{line}\n          value: some value {line} of {number}\n"
            line += 1
        path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=4000)
    parser.add_argument("--bytes", type=int, default=8192)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--folder")
    arguments = parser.parse_args()
    seconds = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory(prefix="ecrify-in-place-", dir=arguments.folder) as top:
        source, tree = pathlib.Path(top, "source"), pathlib.Path(top, "tree")
        fill(source, arguments.files, arguments.bytes)
        for round_number in range(arguments.rounds + 1):  # the first is not counted
            for name, command in COMMANDS.items():
                shutil.rmtree(tree, ignore_errors=True)
                shutil.copytree(source, tree)
                os.sync()
                other = subprocess.Popen([sys.executable, "-c", BUSY], cwd=top) if arguments.busy else None
                started = time.perf_counter()
                subprocess.run(command, cwd=tree, check=True)
                passed = time.perf_counter() - started
                if other:
                    other.kill()
                    other.wait()
                if any(b"image: ghcr.io/" in path.read_bytes() for path in tree.rglob("*.yaml")):
                    sys.exit(f"{name} has left a reference")
                if round_number > 0:
                    seconds[name].append(passed)
    ours, theirs = seconds.values()
    ratios = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    print(f"{arguments.files} files of {arguments.bytes} bytes, {arguments.rounds} rounds{', a busy disk' * arguments.busy}")
    print("\n| | ms, median | fastest | slowest |\n|---|---|---|---|")
    for name, times in seconds.items():
        print(f"| {name} | {statistics.median(times) * 1000:.0f} | {min(times) * 1000:.0f} | {max(times) * 1000:.0f} |")
    print(f"\nratio round by round: median {statistics.median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}")


if __name__ == "__main__":
    main()
