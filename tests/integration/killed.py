#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`rewrite -w` killed at any instant: every file is the old one or the new one, and the next run leaves nothing behind.

    killed.py       ECRIFY_BIN names the binary; ECRIFY_KILLS says how often it is killed (default 10), ECRIFY_KILL_FILES
                    how many files it writes (default 150)
"""
import fcntl
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
COMMAND = [ECRIFY, "rewrite", "-w", "-q", "--account", "123456789012", "--region", "ca-central-1", "."]
FILES = int(os.environ.get("ECRIFY_KILL_FILES", "150"))
MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}}}\nspec:\n  containers:\n    - {{name: a, image: ghcr.io/o/p{0}:v1}}\n"


def fill(folder):
    for number in range(FILES):
        path = folder / f"d{number % 7}" / f"p{number}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(MANIFEST.format(number))


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sweeping(folder):
    """What a killed run left goes; what somebody still writes, and what is only named alike, stays."""
    folder.mkdir()
    (folder / "p.yaml").write_text(MANIFEST.format(0))
    left, held = folder / ".p.yaml.ecrify-abc012", folder / ".p.yaml.ecrify-abc345"
    alike = [folder / ".p.yaml.ecrify-ABCDEF", folder / "p.yaml.ecrify-abcdef", folder / ".p.yaml.ecrify-abcde"]
    for path in [left, held, *alike]:
        path.write_text("x")
    (folder / ".p.yaml.ecrify-linked").symlink_to(folder / "p.yaml")
    with open(held) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        subprocess.run(COMMAND, cwd=folder, check=True, timeout=60)
    expected = sorted(path.name for path in [held, *alike, folder / "p.yaml", folder / ".p.yaml.ecrify-linked"])
    found = sorted(path.name for path in folder.iterdir())
    if found != expected:
        sys.exit(f"after sweeping there are {found}, not {expected}")


def main():
    kills = int(os.environ.get("ECRIFY_KILLS", "10"))
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="ecrify-killed-") as top:
        sweeping(pathlib.Path(top, "sweeping"))
        old_tree, tree = pathlib.Path(top, "old"), pathlib.Path(top, "tree")
        old_tree.mkdir()
        fill(old_tree)
        old = contents(old_tree)
        shutil.copytree(old_tree, tree)
        started = time.monotonic()
        subprocess.run(COMMAND, cwd=tree, check=True, timeout=60)
        length = time.monotonic() - started
        new = contents(tree)
        if set(new) != set(old) or any(new[name] == old[name] for name in old):
            sys.exit("the files were not rewritten, or there are others")
        alive = between = strays = 0
        for _ in range(kills):
            shutil.rmtree(tree)
            shutil.copytree(old_tree, tree)
            process = subprocess.Popen(COMMAND + ["-j", str(chance.choice([1, 8]))], cwd=tree)
            time.sleep(chance.random() * length * 1.1)
            process.send_signal(signal.SIGKILL)
            alive += process.wait() == -signal.SIGKILL
            found = contents(tree)
            for name, before in old.items():
                if found.get(name) not in (before, new[name]):
                    sys.exit(f"{name} is neither the old file nor the new one: {found.get(name)!r}")
            strays += len(found) - len(old)
            between += 0 < sum(found[name] == new[name] for name in old) < FILES
            subprocess.run(COMMAND, cwd=tree, check=True, timeout=60)
            after = contents(tree)
            if after != new:
                sys.exit(f"the next run left {sorted(set(after) - set(new))}, or files that are not rewritten")
    print(f"killed {kills} times, {alive} of these before the end, {between} between two files; {strays} temporary files, all swept by the next run")
    if alive == 0:
        sys.exit("no run was killed before its end: this showed nothing")


if __name__ == "__main__":
    main()
