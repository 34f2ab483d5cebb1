#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What goes wrong between ecrify and its files: each call fails once, with each error that is likely; the process is
killed before each call; reads and writes are short and interrupted; somebody else writes, removes or replaces the file
before each call; standard output is closed after each byte. And eight threads give what one gives.

    faults.py LIBRARY [--all]   LIBRARY is fault_layer.cpp, built; ECRIFY_BIN names ecrify_dynamic, which LD_PRELOAD can get
                                at; without --all some of the errors and of the bytes are left out

A few files are flushed one by one, many by their file system: both are shown.

Of a tree with kustomizations the base and what selects from it by its name are both old or both new, unless a write failed
behind another, which is told.

In all cases every file holds its old bytes or its new ones, or what somebody else wrote; it has its old mode; nothing else
is in its folder once a run has ended by itself, or when a killed one is followed by another; and a run that did not do all
that it should says so with exit status 2 and names the file.
"""
import errno
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

ALL = "--all" in sys.argv
ERRORS = [errno.EIO, errno.ENOSPC] + ALL * [errno.EACCES, errno.ENOENT, errno.EROFS, errno.EMFILE]
LIBRARY = str(pathlib.Path(sys.argv[1]).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {0}}}\nspec:\n  containers:\n    - {{name: a, image: ghcr.io/o/{0}:v1}}\n"
OLD = {"a.yaml": POD.format("a").encode(), "b.yaml": POD.format("b").encode(), "c.yaml": b"kind: nothing\n"}
NEW = {name: text.replace(b"ghcr.io/", b"123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/") for name, text in OLD.items()}
WRITE = ["rewrite", "-w", *TARGET, "-j", "1", "a.yaml", "b.yaml", "c.yaml"]
MANY = {f"m{number:02}.yaml": POD.format(f"m{number}").encode() for number in range(12)}
MINE = b"# mine\n"
problems = []
runs = 0


def run(arguments, folder, fault=None, stdin=b""):
    global runs
    runs += 1
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    if fault:
        environment |= {"LD_PRELOAD": LIBRARY, "ECRIFY_FAULT": fault}
    return subprocess.run([ECRIFY, *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, timeout=60)


def filled(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in OLD.items():
        (folder / name).write_bytes(text)
        (folder / name).chmod(0o640)
    return folder


def look(what, folder, result, changed=""):
    """The files after a run."""
    names = sorted(path.name for path in folder.iterdir())
    if result.returncode >= 0 and names != sorted(OLD) and not (changed and names == sorted(set(OLD) - {changed})):
        problems.append(f"{what}: the folder holds {names}")
    done = True
    for name in OLD:
        path = folder / name
        if name == changed:
            text = path.read_bytes() if path.exists() else None
            if text not in (None, MINE, OLD[name] + MINE, NEW[name] + MINE, NEW[name]):
                problems.append(f"{what}: {name} holds {text!r}")
            continue
        if not path.exists() or path.read_bytes() not in (OLD[name], NEW[name]):
            problems.append(f"{what}: {name} is neither old nor new")
            continue
        done = done and path.read_bytes() == NEW[name]
        if path.stat().st_mode & 0o7777 != 0o640:
            problems.append(f"{what}: {name} has another mode")
    if result.returncode not in (0, 2, -9):
        problems.append(f"{what}: exit status {result.returncode}: {result.stderr[-300:]!r}")
    if result.returncode == 0 and not done:
        problems.append(f"{what}: success, and not all is done: {result.stderr!r}")
    if result.returncode == 2 and not (b"error" in result.stderr or b"cannot" in result.stderr):
        problems.append(f"{what}: no word of why: {result.stderr!r}")


def calls_of(arguments, folder, stdin=b""):
    log = folder.parent / "calls"
    run(arguments, folder, f"count {log}", stdin)
    return log.read_text().split()


def writing(folder):
    calls = calls_of(WRITE, filled(folder))
    for number, call in enumerate(calls, 1):
        for code in ERRORS:
            result = run(WRITE, filled(folder), f"fail {number} {code}")
            look(f"call {number}, {call}, fails with {errno.errorcode[code]}", folder, result)
        result = run(WRITE, filled(folder), f"kill {number}")
        look(f"killed before call {number}, {call}", folder, result)
        result = run(WRITE, folder)
        look(f"after the kill before call {number}, {call}", folder, result)
        if result.returncode != 0:
            problems.append(f"after the kill before call {number}: {result.stderr!r}")
        for what in ("append", "remove", "replace"):
            result = run(WRITE, filled(folder), f"{what} {number} a.yaml")
            look(f"somebody does {what} before call {number}, {call}", folder, result, "a.yaml")
    for fault in ("short", "interrupt"):
        result = run(WRITE, filled(folder), fault)
        look(fault, folder, result)
        if result.returncode != 0:
            problems.append(f"{fault}: {result.stderr!r}")
    return len(calls)


def planning(folder):
    """What can't be looked at while kustomizations are followed may hold what they select."""
    name, new = "ghcr.io/o/a", "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/o/a"
    base, over = "base/a.yaml", "over/kustomization.yaml"
    old = {base: POD.format("a"), "base/kustomization.yaml": "resources: [a.yaml]\n",
           over: f"resources: [../base]\nimages:\n- name: {name}\n  newTag: v2\n", ".git/HEAD": "ref: refs/heads/main\n"}
    wanted = {path: text.replace(name, new) for path, text in old.items()}
    # Right whatever the base holds: what an entry becomes where its base can't be listed.
    both = f"resources: [../base]\nimages:\n- name: {name}\n  newName: {new}\n  newTag: v2\n- name: {new}\n  newTag: v2\n"
    right = [(now_base[base], now_over) for now_base in (old, wanted) for now_over in (now_base[over], both)]
    command = ["rewrite", "-w", *TARGET, "-j", "1", "base", "over"]

    def fill():
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in old.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        return folder

    calls = calls_of(command, fill())
    for number, call in enumerate(calls, 1):
        # What is not there is taken to be somewhere else, as `github.com/org/repo//base` is.
        for code in [one for one in ERRORS if (call, one) != ("stat", errno.ENOENT)]:
            result = run(command, fill(), f"fail {number} {code}")
            what = f"planning, call {number}, {call}, fails with {errno.errorcode[code]}"
            now = {path: (folder / path).read_text() for path in old}
            is_done = now[base] == wanted[base] and now[over] in (wanted[over], both)
            if result.returncode not in (0, 2) or (result.returncode == 0 and not is_done):
                problems.append(f"{what}: exit status {result.returncode}: {now[over]!r} {result.stderr!r}")
            elif (now[base], now[over]) not in right and not any(word in result.stderr for word in (b"written already", b"was replaced, but")):
                problems.append(f"{what}: {now[base]!r} {now[over]!r} {result.stderr!r}")
    return len(calls)


def many(folder):
    """Files that are flushed by their file system: around the flushes and in the middle of what is before and behind them."""
    command = ["rewrite", "-w", *TARGET, "-j", "1", "."]
    new = {name: text.replace(b"ghcr.io/", b"123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/") for name, text in MANY.items()}

    def fill():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in MANY.items():
            (folder / name).write_bytes(text)
        return folder

    calls = calls_of(command, fill())
    flushes = [number for number, call in enumerate(calls, 1) if call == "syncfs"]
    if len(flushes) != 1 or "fsync" not in calls[flushes[0]:]:  # one folder
        problems.append(f"{len(MANY)} files are flushed by {[call for call in calls if 'sync' in call]}")
    first, last = calls.index("linkat") + 1, len(calls) - calls[::-1].index("renameat")
    chosen = range(1, len(calls) + 1) if ALL else sorted({*flushes, first, last, *range(1, len(calls) + 1, 7)})
    for number in chosen:
        for fault in [f"fail {number} {code}" for code in ERRORS] + [f"kill {number}"]:
            result = run(command, fill(), fault)
            what = f"many, call {number}, {calls[number - 1]}, {fault}"
            now = {path.name: path.read_bytes() for path in folder.iterdir()}
            if any(now.get(name) not in (text, new[name]) for name, text in MANY.items()):
                problems.append(f"{what}: a file is neither old nor new")
            if result.returncode in (0, 2) and len(now) != len(MANY):
                problems.append(f"{what}: left behind: {sorted(set(now) - set(MANY))}")
            if result.returncode == 0 and now != new or result.returncode not in (0, 2, -9):
                problems.append(f"{what}: exit status {result.returncode}: {result.stderr[-300:]!r}")
            if result.returncode == -9:
                after = run(command, folder)
                if after.returncode != 0 or {path.name: path.read_bytes() for path in folder.iterdir()} != new:
                    problems.append(f"{what}: the next run: {after.stderr[-300:]!r}")
    return len(calls)


def streaming(folder, *flags):
    text, wanted = OLD["a.yaml"] + b"---\n" + OLD["b.yaml"], NEW["a.yaml"] + b"---\n" + NEW["b.yaml"]
    command = ["rewrite", *flags, *TARGET]
    calls = calls_of(command, folder, text)
    for number, call in enumerate(calls, 1):
        result = run(command, folder, f"fail {number} {errno.EIO}", text)
        all_there = result.returncode == 0 and result.stdout == wanted
        if not all_there and not (result.returncode == 2 and wanted.startswith(result.stdout) and result.stderr):
            problems.append(f"a stream, call {number}, {call}, fails: {result}")
    for fault in ("short", "interrupt"):
        result = run(command, folder, fault, text)
        if (result.returncode, result.stdout) != (0, wanted):
            problems.append(f"a stream, {fault}: {result}")
    for count in range(0, len(wanted) + 1, 1 if ALL else 9):
        result = run(command, folder, f"pipe {count}", text)
        if (result.returncode, result.stdout, result.stderr) != (0, wanted[:count], b""):
            problems.append(f"a reader that goes away after {count} bytes: {result}")


def threads(folder):
    """Many files, good and bad: the number of threads is not to be seen."""
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(120):
        path = folder / f"d{number % 5}" / f"p{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = OLD["c.yaml"] if number % 7 == 0 else POD.format(f"p{number}").encode()
        if number % 31 == 30:
            text += b"x: [\n"
        path.write_bytes(text)
    copy = folder.with_name("copy")
    outcomes = []
    for jobs in ("1", "8"):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        results = [run([*command, *TARGET, "-j", jobs, "."], copy, fault) for fault in (None, "interrupt")
                   for command in (["check", "-f", "json"], ["check"], ["list"], ["diff"], ["rewrite", "--dry-run"], ["rewrite", "-w"])]
        outcomes.append([(r.returncode, r.stdout, r.stderr) for r in results])
        outcomes[-1].append({str(path.relative_to(copy)): path.read_bytes() for path in copy.rglob("*") if path.is_file()})
    if outcomes[0] != outcomes[1]:
        different = [i for i, pair in enumerate(zip(*outcomes, strict=True)) if pair[0] != pair[1]]
        problems.append(f"-j 8 differs from -j 1 in the runs {different}")


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-faults-") as top:
        folder = pathlib.Path(top, "files")
        calls = writing(folder)
        if calls < 20:
            problems.append(f"only {calls} calls were seen: is the library loaded?")
        if planning(pathlib.Path(top, "planned")) < calls:
            problems.append("following kustomizations takes no call")
        many(pathlib.Path(top, "many"))
        streaming(filled(folder))
        streaming(folder, "--stream")
        threads(pathlib.Path(top, "tree"))
    return told(problems, f"{runs} runs")


if __name__ == "__main__":
    sys.exit(main())
