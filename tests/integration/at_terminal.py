#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ecrify at a terminal: what it looks at without a path, what it says instead of waiting, and lists that fit.

    at_terminal.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import fcntl
import os
import pathlib
import pty
import struct
import sys
import tempfile
import termios
import unicodedata

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = """apiVersion: v1
kind: Pod
metadata: {name: a-pod-with-quite-a-long-name, namespace: a-namespace-with-quite-a-long-name}
spec:
  containers:
    - image: ghcr.io/an-organisation/a-repository-with-quite-a-long-name:v1.2.3-rc.4
    - image: registry.k8s.io/proxy:v2
"""
problems = []


def at_terminal(folder, arguments, columns=80):
    """Exit status and what is shown, of a run whose streams are one terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execve(ECRIFY, [ECRIFY, *arguments], {"HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "xterm"})
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode().replace("\r\n", "\n")


def expect(what, condition, shown):
    if not condition:
        problems.append(f"{what}:\n{shown}")


def without_a_path(folder):
    for arguments, status, words in (
        (["check"], 1, "rewrite -w --account ACCOUNT --region REGION .\""),
        (["check", *TARGET], 1, "rewrite -w --account 123456789012 --region ca-central-1 .\""),
        (["diff", *TARGET], 1, "+++ b/deploy/pod.yaml"),
        (["list"], 0, "registry.k8s.io/proxy:v2"),
    ):
        actual, shown = at_terminal(folder, arguments)
        expect(f"{arguments} exits {actual}", actual == status, shown)
        expect(f"{arguments} says where it looks", "looking at ." in shown, shown)
        expect(f"{arguments} looks there", words in shown, shown)
    for arguments in (["rewrite"], ["rewrite", *TARGET], ["check", "-"], ["explain"], ["check", "--stream"], ["rewrite", "-w"]):
        actual, shown = at_terminal(folder, arguments)
        expect(f"{arguments} exits {actual}", actual == 2, shown)
        expect(f"{arguments} has a hint", "help: " in shown, shown)
    actual, shown = at_terminal(folder, [])
    expect("ecrify alone", actual == 2 and "\nCommands:\n" in shown, shown)


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def list_fits(folder):
    for columns in (60, 80, 100, 140, 400):
        actual, shown = at_terminal(folder, ["list", *TARGET, "deploy"], columns)
        lines = shown.splitlines()
        expect(f"list at {columns} columns", actual == 0 and len(lines) == 3, shown)
        expect(f"list fits {columns} columns", all(width(line) <= columns for line in lines), shown)
        expect(f"list at {columns} columns shows the end of names", "-rc.4" in shown, shown)
    expect("a wide terminal has all of it", "a-repository-with-quite-a-long-name:v1.2.3-rc.4" in shown and "OBJECT" in shown, shown)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "deploy").mkdir()
        (folder / "deploy/pod.yaml").write_text(POD)
        (folder / ".git").mkdir()
        without_a_path(folder)
        list_fits(folder)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
