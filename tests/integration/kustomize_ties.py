#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that kustomizations tie together are written together or not at all: whose kustomizations have a say outside of
repositories, and what happens where a file can't be written.

    kustomize_ties.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
NOBODY = 65534
APP = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: c\n      image: ghcr.io/o/a:v1\n"
BASE = {"base/app.yaml": APP, "base/kustomization.yaml": "resources: [app.yaml]\n"}
OVER = {"over/kustomization.yaml": "resources: [../base]\nimages:\n  - name: ghcr.io/o/a\n    newTag: v2\n"}
problems = []


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def read(folder, files):
    return {path: (folder / path).read_text() for path in files}


def run(paths, cwd="/", home="/nonexistent", program=ECRIFY, **options):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run([program, "rewrite", "-w", *TARGET, *map(str, paths)], cwd=cwd, env=environment, timeout=60,
                          capture_output=True, text=True, **options)


def expect(what, holds, result):
    if not holds:
        problems.append(f"{what}: exit status {result.returncode}\n{result.stdout}{result.stderr}")


def is_rewritten(folder):
    """Base and selector have the new name, and no selector got a newName."""
    texts = read(folder, {**BASE, **OVER})
    selector = texts["over/kustomization.yaml"]
    return f"image: {HOST}/ghcr/o/a:v1" in texts["base/app.yaml"] and f"name: {HOST}/ghcr/o/a\n" in selector and "newName" not in selector


def plain_folders(work):
    """Without a repository, and outside of the working folder, what the command line names is the tree."""
    one, other = write(work / "one", {**BASE, **OVER}), write(work / "other", {**BASE, **OVER})
    result = run([one, other / "base", other / "over"])
    expect("two plain folders", result.returncode == 0 and is_rewritten(one) and is_rewritten(other), result)


def folders_of_all(work):
    """A working folder that is the home folder, or holds it, is not read for a path elsewhere in it."""
    home = write(work / "home", {f"me/mine/{path}": text for path, text in OVER.items()}) / "me"
    write(home, {"mine/over/kustomization.yaml": OVER["over/kustomization.yaml"].replace("../base", "../../it/base")})
    it = write(home / "it", {**BASE, **OVER})
    for where in (home, home.parent, "/"):
        write(it, {**BASE, **OVER})
        result = run([it], cwd=where, home=home)
        expect(f"the working folder {where}", result.returncode == 0 and is_rewritten(it), result)
    write(it, {**BASE, **OVER})
    result = run(["me/it"], cwd=home.parent, home="/nonexistent")
    expect("another working folder is the tree", result.returncode == 2 and "me/mine/over" in result.stderr, result)


def unwritable(work):
    """A file that can't be replaced keeps those from being written that are tied to it."""
    program = shutil.copy(ECRIFY, work / "ecrify")
    work.chmod(0o755)
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    for name in ("a folder that is not writable", "a file that is not writable", "another's file in a sticky folder"):
        folder = write(work / name.replace(" ", "-"), {**BASE, **OVER, "alone/app.yaml": APP})
        files = [folder, *folder.rglob("*")]
        if as_nobody:
            for path in files:
                os.chown(path, NOBODY, NOBODY)
        if name.startswith("a folder"):
            (folder / "over").chmod(0o555)
        elif name.startswith("a file"):
            (folder / "over/kustomization.yaml").chmod(0o444)
        elif as_nobody:
            os.chown(folder / "over", 0, 0)
            os.chown(folder / "over/kustomization.yaml", 0, 0)
            (folder / "over").chmod(0o1777)
            (folder / "over/kustomization.yaml").chmod(0o666)
        else:
            continue
        result = run([folder], program=program, **as_nobody)
        expect(name, result.returncode == 2 and read(folder, {**BASE, **OVER}) == {**BASE, **OVER}, result)
        expect(f"{name}: both are told", "over/kustomization.yaml: error: can't be written" in result.stderr
               and "kustomization ties this file to" in result.stderr, result)
        expect(f"{name}: what is alone is written", HOST in (folder / "alone/app.yaml").read_text(), result)
        (folder / "over").chmod(0o755)


def unfinished(work):
    """A write that fails after all: what is tied to that file stays as it is, too, and is told."""
    files = {**BASE, "over/kustomization.yaml": OVER["over/kustomization.yaml"] + "# \n" * 4096}
    later = {"zz/app.yaml": APP, "zz/kustomization.yaml": "resources: [app.yaml]\n"}
    files["over/kustomization.yaml"] = files["over/kustomization.yaml"].replace("[../base]", "[../base, ../zz]\nnamePrefix: x-")
    folder = write(work / "unfinished", {**files, **later, "alone/app.yaml": APP})
    result = run([folder], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    expect("a unit that can't be written as a whole", result.returncode == 2 and read(folder, {**files, **later}) == {**files, **later}, result)
    expect("what is told of it", "over/kustomization.yaml: error: can't be written" in result.stderr
           and all(f"{path}/app.yaml: error: not written" in result.stderr for path in ("base", "zz")), result)
    expect("what is alone", HOST in (folder / "alone/app.yaml").read_text(), result)
    result = run([folder])
    expect("the next run", result.returncode == 0 and is_rewritten(folder) and HOST in (folder / "zz/app.yaml").read_text(), result)


def unbuildable(work):
    """Trees that kustomize can't build: what is written is what check asks for, and stays so."""
    for number, base in enumerate(("resources: [app.yaml, missing.yaml]\n", "resources: [../over]\n", "resources: [app.yaml]\nimages: 3\n",
                                   "resources: [app.yaml]\nnothing: [\n")):
        files = {**BASE, **OVER, "base/kustomization.yaml": base}
        folder = write(work / f"unbuildable{number}", files)
        result = run([folder])
        expect(f"{base!r} is rewritten", result.returncode == 0 and HOST in (folder / "base/app.yaml").read_text(), result)
        result = subprocess.run([ECRIFY, "check", "--strict", *TARGET, str(folder)], cwd="/", capture_output=True, text=True, timeout=60)
        expect(f"check of {base!r}", result.returncode == 0, result)
        before = read(folder, files)
        result = run([folder])
        expect(f"{base!r} again", result.returncode == 0 and read(folder, files) == before, result)


def main():
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    with tempfile.TemporaryDirectory(prefix="ecrify-ties-") as name:
        work = pathlib.Path(name).resolve()
        for case in (plain_folders, folders_of_all, unwritable, unfinished, unbuildable):
            case(work)
    sys.exit(told(problems, "kustomize_ties"))


if __name__ == "__main__":
    main()
