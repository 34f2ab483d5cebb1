#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a walk leaves out is what git ignores: generated trees and rules, decided by `git check-ignore` and by ecrify.

Each tree holds a reference in every file, so that the files that `ecrify check --hidden --include '*'` reports are
those that it read.

    gitignore.py        ECRIFY_BIN names the binary (default: build/src/ecrify)

ECRIFY_TREES (default 60) and ECRIFY_SEED (default 1) choose the trees.
"""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
POD = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"ghcr.io/o/a:1"}]}}\n'
NAMES = ["a", "b", "ab", "abc", "b.c", "a.c", "foo", "fob", ".h", "a b", "[a]", "a\\b", "!a", "#a", "x-1", "x_2", "A", "*"]
FOLDERS = ["a", "b", "ab", "foo", ".h", "b.c", "x-1"]
PIECES = ["*", "*", "?", "**", "[ab]", "[!a]", "[^b-f]", "[a-c]", "[]a]", "[[:alpha:]]", "[[:digit:]]", "[a", "\\", "\\*", "-"]
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}


def a_component(random):
    kind = random.random()
    if kind < 0.35:
        return random.choice(NAMES)
    if kind < 0.5:
        return "**"
    name = random.choice(NAMES)
    cut = random.randrange(len(name) + 1)
    pieces = "".join(random.choice(PIECES) for _ in range(random.choice([1, 1, 1, 2, 3])))
    return random.choice([name[:cut] + pieces, pieces + name[cut:], name[:cut] + pieces + name[cut:]])


def a_rule(random):
    kind = random.random()
    if kind < 0.04:
        return random.choice(["", "# a comment", "   ", "!", "/", "//", "#a", "\\#a", "\\!a", "\\", "/*", "*", "**", "/**"])
    text = "/".join(a_component(random) for _ in range(random.choice([1, 1, 1, 2, 2, 3, 4])))
    if random.random() < 0.25:
        text = "/" + text
    if random.random() < 0.25:
        text += "/"
    if random.random() < 0.3:
        text = "!" + text
    if random.random() < 0.1:
        text += random.choice([" ", "  ", "\\ ", " \\ ", "\t", "\\  "])
    return text


def rules(random):
    end = random.choice(["\n", "\n", "\r\n"])
    lines = [a_rule(random) for _ in range(random.randrange(1, 7))]
    if random.random() < 0.3:  # among so many that they are found by what they hold
        for number in range(100):
            lines.insert(random.randrange(len(lines) + 1), random.choice(["q#*", "*q#", "?/q#*/", "[q]#*/**", "a*q#b"]).replace("#", str(number)))
    text = end.join(lines)
    return ("\ufeff" if random.random() < 0.1 else "") + text + random.choice([end, ""])


def seed(random, top):
    """A repository; git takes a folder for one that holds these three."""
    git = top / ".git"
    (git / "objects").mkdir(parents=True)
    (git / "refs").mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    if random.random() < 0.4:
        (git / "info").mkdir()
        (git / "info/exclude").write_text(rules(random), newline="")
    folders = [top]
    for _ in range(random.randrange(3, 12)):
        folder = random.choice(folders) / random.choice(FOLDERS)
        if len(folder.relative_to(top).parts) < 5 and not folder.exists():
            folder.mkdir()
            folders.append(folder)
    for folder in folders:
        for name in random.sample(NAMES, random.randrange(2, 7)):
            if not (folder / name).exists():
                (folder / name).write_text(POD)
        if random.random() < (1 if folder == top else 0.3):
            (folder / ".gitignore").write_text(rules(random), newline="")


def all_files(top):
    return {
        str(path.relative_to(top))
        for path in top.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(top).parts and path.name != ".gitignore"
    }


def kept_by_git(git, top, files):
    names = "".join(name + "\0" for name in sorted(files)).encode()
    run = subprocess.run(
        [git, "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=top, env=ENVIRONMENT, input=names, capture_output=True, timeout=60,
    )
    if run.returncode not in (0, 1):
        sys.exit(f"git check-ignore: {run.stderr.decode(errors='replace')}")
    return files - {name for name in run.stdout.decode().split("\0") if name}


def read_by_ecrify(top):
    run = subprocess.run(
        [ECRIFY, "check", "--no-config", "--hidden", "--include", "*", "--exclude", ".gitignore", "."],
        cwd=top, env=ENVIRONMENT, capture_output=True, timeout=60,
    )
    # Without a file left there is nothing to check, which is a failure.
    if run.returncode not in (1, 2) or (run.returncode == 2 and b"no manifest was found" not in run.stderr):
        sys.exit(f"ecrify: exit status {run.returncode}\n{run.stderr.decode(errors='replace')}")
    return set(re.findall(r"^(.*):1:\d+: error: ", run.stdout.decode(), re.M))


def shown(top):
    text = ""
    for path in [top / ".git/info/exclude", *sorted(top.rglob(".gitignore"))]:
        if path.is_file():
            text += f"{path.relative_to(top)}: {path.read_bytes()!r}\n"
    return text


def main():
    git = shutil.which("git")
    if not git:
        print("skipped: gitignore: git is not installed")
        sys.exit(77)
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    trees, first = int(os.environ.get("ECRIFY_TREES", "60")), int(os.environ.get("ECRIFY_SEED", "1"))
    kept = ignored = 0
    for number in range(first, first + trees):
        with tempfile.TemporaryDirectory(prefix="ecrify-gitignore-") as name:
            top = pathlib.Path(name).resolve()
            seed(random.Random(number), top)
            files = all_files(top)
            expected, actual = kept_by_git(git, top, files), read_by_ecrify(top)
            if expected != actual:
                sys.exit(
                    f"tree {number} (ECRIFY_SEED={number} ECRIFY_TREES=1)\n{shown(top)}"
                    f"git ignores, ecrify reads: {sorted(actual - expected)}\n"
                    f"ecrify ignores, git doesn't: {sorted(expected - actual)}"
                )
            kept += len(expected)
            ignored += len(files) - len(expected)
    # Trees of which nothing or everything is ignored would prove nothing.
    if min(kept, ignored) < trees:
        sys.exit(f"{kept} files read and {ignored} ignored are too few")
    print(f"gitignore: {trees} trees, {kept} files read, {ignored} ignored")


if __name__ == "__main__":
    main()
