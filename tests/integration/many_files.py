#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`rewrite -w` of many files: the flushes don't grow with their number, little room is enough, a signal leaves nothing, and
one line tells of all of them. ECRIFY_BIN names the binary.
"""
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

COMMAND = [ECRIFY, "rewrite", "-w", "--no-config", "--account", "123456789012", "--region", "ca-central-1"]
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}}}\nspec:\n  containers:\n  - {{name: a, image: ghcr.io/o/p{0}:v1}}\n"
NEW = POD.replace("ghcr.io/", "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/")
FLUSHES = "fsync,fdatasync,syncfs,sync,sync_file_range,msync"
problems = []
skipped = []


def expect(what, right, seen=""):
    if not right:
        problems.append(f"{what}: {seen}")


def fill(folder, count, folders=1, padding=0):
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(count):
        path = folder / f"d{number % folders}" / f"p{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POD.format(number) + "#" * padding + "\n" * (padding > 0))
    return folder


def states(folder, padding=0):
    """How many files are old and new, and what else there is."""
    old = new = 0
    others = []
    for path in folder.rglob("*"):
        if path.is_dir():
            continue
        number = re.fullmatch(r"p(\d+)\.yaml", path.name)
        text = path.read_text().rstrip("#\n") + "\n"
        if number and text == POD.format(number[1]):
            old += 1
        elif number and text == NEW.format(number[1]):
            new += 1
        else:
            others.append(path.name)
    return old, new, others


def flushes(work):
    if not shutil.which("strace"):
        skipped.append("flushes: strace is not installed")
        return
    counts = {}
    for files, folders in ((10, 1), (1000, 1), (10, 10), (1000, 1000)):
        folder, log = fill(work / "flushes", files, folders), work / "log"
        result = subprocess.run(["strace", "-f", "-qq", "-e", f"trace={FLUSHES}", "-o", log, *COMMAND, "-q", "."], cwd=folder, capture_output=True, timeout=100)
        if result.returncode != 0 and b"ptrace" in result.stderr:
            skipped.append("flushes: strace may not trace here")
            return
        counts[files, folders] = re.findall(r"(\w+)\(", log.read_text())
        expect(f"{files} files", states(folder) == (0, files, []), result)
    if "syncfs" not in counts[1000, 1]:
        skipped.append("flushes: this file system is flushed file by file")
        return
    for (files, folders), calls in counts.items():
        expect(f"the flushes of {files} files in {folders} folders", calls == ["syncfs", "fsync" if folders == 1 else "syncfs"], calls)


def inside(work, options, script):
    """Runs a script of this file on a small file system of its own."""
    target = work / "small"
    target.mkdir(exist_ok=True)
    command = f'mount -t tmpfs -o {options} tmpfs "$1" && cd "$1" && exec "$2" -B "$3" {script}'
    result = subprocess.run(["unshare", "-rm", "sh", "-c", command, "sh", target, sys.executable, __file__], capture_output=True, text=True, timeout=100)
    print(result.stdout, end="")
    if result.returncode not in (0, 1) and "mount" in result.stderr + result.stdout:
        skipped.append(f"{script}: no file system can be mounted here")
    elif result.stderr.startswith("unshare: "):
        skipped.append(f"{script}: no name space can be made here")
    else:
        expect(script, result.returncode == 0, result)


def no_room():
    """A disk with room for some of the new files only; for none."""
    here = pathlib.Path.cwd()
    for free, enough in ((10, True), (3, True), (0, False)):
        folder = fill(here / "tree", 200, 5, padding=7000)
        with open(here / "ballast", "wb") as ballast:
            info = os.statvfs(here)
            ballast.write(b"x" * ((info.f_bfree - 2 * free) * info.f_frsize))
        result = subprocess.run([*COMMAND, "tree"], capture_output=True, text=True, timeout=60)
        wanted = (0, 200, []) if enough else (200, 0, [])
        expect(f"room for {free} files", states(folder) == wanted and result.returncode == (0 if enough else 2), (states(folder), result))
        expect(f"room for {free} files: said", enough or "no space left" in result.stderr, result.stderr[-300:])
        (here / "ballast").unlink()


def no_inodes():
    here = pathlib.Path.cwd()
    for free, enough in ((7, True), (1, True), (0, False)):
        folder = fill(here / "tree", 100, 5)
        for number in range(os.statvfs(here).f_ffree - free):
            (here / f"ballast{number}").touch()
        result = subprocess.run([*COMMAND, "tree"], capture_output=True, text=True, timeout=60)
        wanted = (0, 100, []) if enough else (100, 0, [])
        expect(f"{free} inodes", states(folder) == wanted and result.returncode == (0 if enough else 2), (states(folder), result))
        for path in here.glob("ballast*"):
            path.unlink()


def signals(work):
    """What ends the program by a signal leaves whole files and nothing else."""
    folder = fill(work / "signals", 300, 7)
    started = time.monotonic()
    subprocess.run([*COMMAND, "-q", "."], cwd=folder, check=True, timeout=100)
    length = time.monotonic() - started
    chance = random.Random(3)
    ended = 0
    for number in range(6):
        fill(folder, 300, 7)
        process = subprocess.Popen([*COMMAND, "-q", "-j", str(1 + number % 4), "."], cwd=folder)
        time.sleep(length * chance.uniform(0.2, 1))
        process.send_signal((signal.SIGTERM, signal.SIGINT)[number % 2])
        status = process.wait(60)
        ended += status < 0
        old, new, others = states(folder)
        expect("after a signal", others == [] and old + new == 300, (old, new, others))
        expect("the status after a signal", status < 0 or (status == 0 and old == 0), status)
    expect("signals", ended > 0, "none came before the end")


def said(work):
    few, lots = fill(work / "few", 20), fill(work / "lots", 21)
    result = subprocess.run([*COMMAND, "few"], cwd=work, capture_output=True, text=True, timeout=60)
    expect("20 files are named", result.stderr.count("\n") == 21 and "few/d0/p7.yaml: 1 reference\n" in result.stderr, result.stderr)
    result = subprocess.run([*COMMAND, "lots"], cwd=work, capture_output=True, text=True, timeout=60)
    expect("21 are counted", result.stderr == "rewrote 21 references in 21 files\n", result.stderr)
    fill(lots, 21)
    result = subprocess.run([*COMMAND, "-v", "lots"], cwd=work, capture_output=True, text=True, timeout=60)
    expect("with -v they are named", result.stderr.count(": 1 reference\n") == 21, result.stderr)
    shutil.rmtree(few)


def standard_input(work):
    """/dev/stdin is the file behind it, where there is one."""
    folder = fill(work / "stdin", 1)
    path = folder / "d0/p0.yaml"
    with open(path, "rb") as file:
        result = subprocess.run([*COMMAND, "/dev/stdin"], stdin=file, capture_output=True, text=True, timeout=60)
    expect("-w of /dev/stdin that is a file", result.returncode == 0 and states(folder) == (0, 1, []), result)
    for text in (POD.format(0), ""):
        result = subprocess.run([*COMMAND, "/dev/stdin"], input=text, capture_output=True, text=True, timeout=60)
        expect("-w of /dev/stdin that is a pipe", result.returncode == 2 and result.stdout == "" and result.stderr != "", result)


def main():
    if len(sys.argv) > 1:
        {"no_room": no_room, "no_inodes": no_inodes}[sys.argv[1]]()
        return told(problems, sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="ecrify-many-") as name:
        work = pathlib.Path(name).resolve()
        flushes(work)
        if shutil.which("unshare"):
            inside(work, "size=6m", "no_room")
            inside(work, "size=8m,nr_inodes=300", "no_inodes")
        else:
            skipped.append("no_room, no_inodes: unshare is not installed")
        signals(work)
        said(work)
        standard_input(work)
    for one in skipped:
        print(f"skipped: {one}")
    return told(problems, "many_files")


if __name__ == "__main__":
    sys.exit(main())
