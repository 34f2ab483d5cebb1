#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--stream: memory that does not grow with the input, the same output as without it, and an end when nobody reads on.

    stream.py [--outputs] [MIB]      the size of the long stream (64); --outputs: no bound of memory, for a build with
                                     sanitizers; ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import hashlib
import os
import pathlib
import subprocess
import sys
import threading

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
MOST_MEMORY = 64 << 20
DOCUMENT = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ghcr.io/org/app:v1\n---\n"
BLOCK = (DOCUMENT + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {x: '" + "y" * 4000 + "'}\n---\n").encode() * 200
# One document just below the window that has nothing but nodes, and one that has nothing but references.
NODES = b"---\n" + DOCUMENT[:-4].encode() + b"x:\n" + b"- a\n" * 500_000
REFERENCES = b"---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n" + b"  - image: ghcr.io/a/b:1\n" * 80_000
SLOW = b"---\n" + DOCUMENT[:-4].encode() + b"x: !t " + b"[" * 60_000 + b"]" * 60_000 + b"\n"
problems = []


def run(arguments, blocks):
    """The exit status, the SHA-256 of the output and the peak memory in bytes."""
    process = subprocess.Popen([ECRIFY, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def feed():
        try:
            for block in blocks:
                process.stdin.write(block)
            process.stdin.close()
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    digest = hashlib.sha256()
    while data := process.stdout.read(1 << 20):
        digest.update(data)
    feeder.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    return process.returncode, digest.hexdigest(), usage.ru_maxrss * 1024


def expect(what, condition, actual):
    if not condition:
        problems.append(f"{what}: {actual}")


def main():
    arguments = sys.argv[1:]
    bounded = "--outputs" not in arguments
    mib = int(arguments[-1]) if arguments and arguments[-1].isdigit() else 64
    blocks = [BLOCK] * (mib * (1 << 20) // len(BLOCK))
    for command, wanted in [("rewrite", 0), ("check", 1)]:
        quiet = [command, "-q", *TARGET] + (["-f", "concise"] if command == "check" else [])
        whole = run(quiet, blocks)
        parts = run([*quiet, "--stream"], blocks)
        expect(command, whole[0] == parts[0] == wanted, (whole[0], parts[0]))
        expect(f"{command}: other output", whole[1] == parts[1], parts[1])
        if command == "rewrite":
            expect("rewrite: memory", not bounded or parts[2] < MOST_MEMORY, parts[2])
            print(f"stream: {mib} MiB: {whole[2] >> 20} MiB of memory, with --stream {parts[2] >> 20} MiB")
    for name, text, wanted in [("nodes", NODES, 0), ("references", REFERENCES, 0), ("slow", SLOW, 2)]:
        status, _, memory = run(["rewrite", "-q", *TARGET, "--stream"], [text, DOCUMENT[:-4].encode()])
        expect(f"{name}: exit status", status == wanted, status)
        expect(f"{name}: memory", not bounded or memory < MOST_MEMORY, memory)
    # A producer that never ends, and a reader that goes away.
    line = f"yes '{DOCUMENT}' | timeout 30 '{ECRIFY}' rewrite {' '.join(TARGET)} --stream | head -c 100000 | wc -c; echo ${{PIPESTATUS[@]}}"
    shown = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60).stdout.split()
    expect("an endless stream", shown[0] == "100000" and shown[2] == "0", shown)
    print("\n".join(problems) or "stream: passed")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
