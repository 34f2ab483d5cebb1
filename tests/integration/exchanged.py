#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Folders and files that are exchanged for symbolic links while ecrify runs: nothing that lies outside of the tree, or in a
hidden folder of it, is read or written through one.

    exchanged.py LIBRARY [RUNS]   RUNS of each kind, 200 where nothing is said; LIBRARY is fault_layer.cpp, built; ECRIFY_BIN
                                  names ecrify_dynamic, which LD_PRELOAD can get at

A process exchanges the two without a pause, by renameat2(2). What lies there bears a name that what is inside does not, so
that reading it shows in what is printed. A quarter of the runs goes without openat2(2).
"""
import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

LIBRARY = str(pathlib.Path(sys.argv[1]).resolve())
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
TARGET = ["--no-config", "--account", "123456789012", "--region", "ca-central-1"]
NEW = "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr"
FILES = 12
LIBC = ctypes.CDLL(None, use_errno=True)
AT_FDCWD, RENAME_EXCHANGE = -100, 2
problems = []
exchanges_seen = {}


def pod(name):
    return f"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/{name}:1\n"


def exchange(one, other):
    return LIBC.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)


def exchanging(one, other):
    """A process that exchanges two names until it is ended."""
    one, other = os.fsencode(one), os.fsencode(other)
    child = os.fork()
    if child == 0:
        try:
            while True:
                exchange(one, other)
                time.sleep(0.00002)
        finally:
            os._exit(1)
    return child


def fill(top, forbidden="outside"):
    for folder, name in (("tree/sub/deep", "inside"), (f"{forbidden}/deep", "outside")):
        (top / folder).mkdir(parents=True, exist_ok=True)
        for number in range(FILES):
            (top / folder / f"f{number}.yaml").write_text(pod(name))


def run_one(kind, number, top, command):
    forbidden = "tree/.hidden" if kind == "hidden" else "outside"
    fill(top, forbidden)
    if kind == "folder":
        one, other, target = top / "tree/sub", top / "link", top / "outside"
    elif kind == "hidden":  # a link that leads to nowhere outside
        one, other, target = top / "tree/sub", top / "tree/.link", ".hidden"
    else:
        one, other, target = top / "tree/sub/deep/f3.yaml", top / "tree/link", top / "outside/deep/f3.yaml"
    if not other.is_symlink():
        # A file may take the place of the link itself, never of what the link leads to: then the file that was exchanged is left.
        other.unlink(missing_ok=True)
        other.symlink_to(target)
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    if number % 4 == 3:
        environment |= {"LD_PRELOAD": LIBRARY, "ECRIFY_FAULT": "steps"}
    child = exchanging(one, other)
    try:
        result = subprocess.run([ECRIFY, *command, *TARGET], cwd=top, env=environment, capture_output=True, timeout=60)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if one.is_symlink():
        exchange(os.fsencode(one), os.fsencode(other))
    what = f"{kind}, {' '.join(command)}, run {number}"
    if result.returncode not in (0, 1, 2):
        problems.append(f"{what}: exit status {result.returncode}: {result.stderr[-300:]!r}")
    said = result.stdout + result.stderr
    exchanges_seen[kind, command[0]] = exchanges_seen.get((kind, command[0]), 0) + (b"link" in said or b"changed" in said)
    if b"o/outside" in said:
        problems.append(f"{what}: a file in {forbidden} was read: {said[-300:]!r}")
    for path in sorted((top / forbidden / "deep").iterdir()):
        if path.name not in {f"f{i}.yaml" for i in range(FILES)} or path.read_text() != pod("outside"):
            problems.append(f"{what}: {path.name} in {forbidden} was written: exit status {result.returncode}")
    for path in (top / "tree/sub/deep").iterdir():
        text = path.read_text()
        if path.name.startswith(".") or text not in (pod("inside"), pod("inside").replace("ghcr.io", NEW)):
            problems.append(f"{what}: {path.name} in the tree is neither old nor new")


def named_link(top):
    """A named file that is a link: what lies behind it is replaced, and the link stays."""
    fill(top)
    (top / "named.yaml").symlink_to("tree/sub/deep/f0.yaml")
    subprocess.run([ECRIFY, "rewrite", "-w", *TARGET, "named.yaml"], cwd=top, check=True, capture_output=True)
    if not (top / "named.yaml").is_symlink() or NEW not in (top / "tree/sub/deep/f0.yaml").read_text():
        problems.append("a named link: the file behind it is not replaced, or the link is")


def main():
    begin = time.time()
    # Links that are followed may lead to files outside to be read, never to be written.
    commands = [(["rewrite", "-w", "tree"], RUNS), (["list", "tree"], RUNS), (["rewrite", "-w", "-q", "--follow", "tree"], RUNS // 4)]
    for kind in ("folder", "file", "hidden"):
        for command, runs in commands[:2] if kind == "hidden" else commands:
            # Flushes to a disk take most of the time, and show nothing here.
            with tempfile.TemporaryDirectory(prefix="ecrify-exchanged-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as name:
                for number in range(runs):
                    run_one(kind, number, pathlib.Path(name), command)
    with tempfile.TemporaryDirectory(prefix="ecrify-exchanged-") as name:
        named_link(pathlib.Path(name))
    if RUNS >= 200 and not all(exchanges_seen.values()):
        problems.append(f"no exchange was met: {exchanges_seen}")
    count = 2 * sum(runs for _, runs in commands) + sum(runs for _, runs in commands[:2])
    return told(problems, f"{count} runs in {time.time() - begin:.0f} s, an exchange was met by {exchanges_seen}")


if __name__ == "__main__":
    sys.exit(main())
