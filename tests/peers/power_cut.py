#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The power goes off while `rewrite -w` writes: every file is the old one or the new one, and what was said to be done is there.

    power_cut.py [--system ext4|xfs|btrfs] [--files N] [--cuts N] [--seed N] [--without-flush]     ECRIFY_BIN names the binary

A file system lies on a disk that this program serves by FUSE, and that notes each write and each flush. A cut at any of them
leaves what was flushed before, and any of the blocks that were written since: none, all, or some at random. Each such disk is
mounted and looked at, and the rewrite is run again there. With --without-flush the flushes of the program are left out
(strace), and files must be found lost: it is the same program that says so, and must not be blind.

Needs root, /dev/fuse and loop devices, and of Debian: python3-fusepy fuse xfsprogs btrfs-progs strace.
"""
import argparse
import contextlib
import errno
import mmap
import os
import pathlib
import random
import re
import stat
import subprocess
import sys
import tempfile
import threading
import time

try:
    import fusepy
except ImportError:  # as PyPI has it
    import fuse as fusepy

TOP = pathlib.Path(__file__).resolve().parents[2]
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
REWRITE = [ECRIFY, "rewrite", "-w", "-q", "--account", "123456789012", "--region", "ca-central-1", "."]
WITHOUT_FLUSH = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync,syncfs", "-e", "inject=fsync,fdatasync,syncfs:retval=0"]
MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}}}\nspec:\n  containers:\n    - {{name: a, image: ghcr.io/o/p{0}:v1}}\n"
LEFT_OVER = re.compile(r"\.p\d+\.yaml\.ecrify-[a-z0-9]{6}")
BLOCK = 4096

# How each is made, how it is mounted so that nothing is flushed that the program did not ask for, and its least size.
SYSTEMS = {
    "ext4": (["mkfs.ext4", "-q", "-F"], "noauto_da_alloc,commit=1", 64),
    "xfs": (["mkfs.xfs", "-q", "-f"], "nouuid", 300),
    "btrfs": (["mkfs.btrfs", "-q", "-f"], "commit=1", 128),
}


class Disk:
    """The bytes of an image, with blocks that differ, and what was done to it in turn: (block, bytes), or None for a flush."""

    def __init__(self, base, blocks=()):
        self.base = base
        self.blocks = dict(blocks)
        self.log = []

    def block(self, number):
        return self.blocks.get(number) or self.base[number * BLOCK:(number + 1) * BLOCK]

    def read(self, size, offset):
        first, end = offset // BLOCK, -(-(offset + size) // BLOCK)
        data = b"".join(self.block(number) for number in range(first, end))
        return data[offset - first * BLOCK:][:size]

    def write(self, data, offset):
        at = 0
        while at < len(data):
            number, begin = divmod(offset + at, BLOCK)
            part = data[at:at + BLOCK - begin]
            old = self.block(number)
            self.blocks[number] = old[:begin] + part + old[begin + len(part):]
            self.log.append((number, self.blocks[number]))
            at += len(part)

    def flush(self):
        self.log.append(None)


class Disks(fusepy.Operations):
    """A folder of disks, each under a name of its own, so that the kernel keeps nothing of one for another."""

    def __init__(self):
        self.disks = {}

    def disk(self, path):
        try:
            return self.disks[path[1:]]
        except KeyError:
            raise fusepy.FuseOSError(errno.ENOENT) from None

    def getattr(self, path, fh=None):
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2}
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": len(self.disk(path).base)}

    def open(self, path, flags):
        self.disk(path)
        return 0

    def read(self, path, size, offset, fh):
        return self.disk(path).read(size, offset)

    def write(self, path, data, offset, fh):
        self.disk(path).write(data, offset)
        return len(data)

    def fsync(self, path, datasync, fh):
        self.disk(path).flush()
        return 0


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout.strip()


class Machine:
    def __init__(self, top, system):
        self.served, self.mounted = top / "disks", top / "mounted"
        self.served.mkdir()
        self.mounted.mkdir()
        self.system = system
        self.disks = Disks()
        self.thread = threading.Thread(target=fusepy.FUSE, args=(self.disks, str(self.served)),
                                       kwargs={"foreground": True, "nothreads": True}, daemon=True)
        self.thread.start()
        for _ in range(100):
            if os.path.ismount(self.served):
                return
            time.sleep(0.05)
        raise SystemExit("FUSE does not mount a folder here")

    @contextlib.contextmanager
    def disk(self, name, disk):
        """Mounted, until it is left."""
        self.disks.disks[name] = disk
        device = run("losetup", "--show", "-f", str(self.served / name))
        try:
            if self.system == "btrfs":
                subprocess.run(["btrfs", "device", "scan", "--forget"], check=False, capture_output=True)
            run("mount", "-t", self.system, "-o", SYSTEMS[self.system][1], device, str(self.mounted))
            try:
                yield self.mounted
            finally:
                run("umount", str(self.mounted))
        finally:
            run("losetup", "-d", device)

    def end(self):
        run("fusermount", "-u", str(self.served))
        self.thread.join(10)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and "lost+found" not in path.parts}


def after_cut(disk, cut, chance):
    """The disk as it may be when the power goes off before the entry `cut` of its log."""
    flushed = max((at for at in range(cut) if disk.log[at] is None), default=0)
    keeps = chance.choice([0, 1, 0.5, chance.random()])
    blocks = dict(disk.first)
    for at in range(cut):
        if disk.log[at] is not None and (at < flushed or chance.random() < keeps):
            blocks[disk.log[at][0]] = disk.log[at][1]
    return Disk(disk.base, blocks)


def problem_of(found, old, new, done):
    for name, before in old.items():
        if found.get(name) != new[name] and (done or found.get(name) != before):
            what = "is missing" if name not in found else f"holds {len(found[name])} bytes that are neither the old nor the new ones"
            return f"{name} {'is not the new one' if found.get(name) == before else what}"
    others = [name for name in found if name not in old and not LEFT_OVER.fullmatch(os.path.basename(name))]
    return f"there are others: {others[:3]}" if others else ""


def written(machine, base, options):
    """The disk on which the rewrite was run, with `first`, its blocks before it, and `done`, the log's length at its end."""
    disk = Disk(base)
    with machine.disk("first", disk) as folder:
        for number in range(options.files):
            path = folder / f"d{number % 7}" / f"p{number}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(MANIFEST.format(number))
        run("sync", "-f", str(folder))
        disk.first = dict(disk.blocks)
        disk.log.clear()
        old = contents(folder)
        subprocess.run((WITHOUT_FLUSH if options.without_flush else []) + REWRITE, cwd=folder, check=True, timeout=120)
        disk.done = len(disk.log)
        if options.without_flush:
            time.sleep(3)  # names are written after a second, and what is in the files after thirty
        new = contents(folder)
    return disk, old, new


def looked_at(machine, name, cut_disk, old, new, done):
    with machine.disk(name, cut_disk) as folder:
        found = contents(folder)
        problem = problem_of(found, old, new, done)
        if not problem:
            subprocess.run(REWRITE, cwd=folder, check=True, timeout=120)
            if contents(folder) != new:
                problem = "the next run left something behind"
    del machine.disks.disks[name]
    states = {"new" if found.get(file) == new[file] else "old" for file in old}
    return problem, "both" if len(states) == 2 else states.pop(), len(found) - len(old)


def cuts_of(disk, count, chance):
    """Before and behind each flush, and anywhere else."""
    at_flushes = [at + more for at, entry in enumerate(disk.log) if entry is None for more in (0, 1)]
    cuts = [0, len(disk.log), disk.done, *at_flushes] * 2
    return cuts + [chance.randrange(len(disk.log) + 1) for _ in range(max(count - len(cuts), 0))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--system", choices=SYSTEMS, default="ext4")
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-flush", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="ecrify-power-") as top:
        image = pathlib.Path(top, "image")
        make, _, size = SYSTEMS[options.system]
        with image.open("wb") as file:
            file.truncate(size << 20)
        run(*make, str(image))
        with image.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as base:
            machine = Machine(pathlib.Path(top), options.system)
            try:
                disk, old, new = written(machine, base, options)
                if set(new) != set(old) or any(new[name] == old[name] for name in old):
                    sys.exit("the files were not rewritten, or there are others")
                problems, seen, left = [], {"old": 0, "both": 0, "new": 0}, 0
                cuts = cuts_of(disk, options.cuts, chance)
                for number, cut in enumerate(cuts):
                    done = cut >= disk.done
                    problem, state, more = looked_at(machine, f"cut{number}", after_cut(disk, cut, chance), old, new, done)
                    seen[state] += 1
                    left += max(more, 0)
                    if problem:
                        problems.append(f"cut {number}, at {cut} of {len(disk.log)}{', done' if done else ''}: {problem}")
            finally:
                machine.end()
    flushes = disk.log[:disk.done].count(None)
    print(f"{options.system}, {options.files} files, {disk.done - flushes} blocks and {flushes} flushes: the power cut {len(cuts)} times, "
          f"{seen['old']} with the old files, {seen['new']} with the new, {seen['both']} with both; {left} temporary files, "
          f"all swept by the next run; {len(problems)} problems")
    print(*problems[:10], sep="\n")
    if options.without_flush:
        return 0 if problems else "without flushes nothing was lost: this sees nothing"
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
