#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A command with a stream, or with one file whose result goes to standard output, opens that file, the configuration and
ignore files, and nothing else: inside of a git repository and outside, whatever stands around the file. Nor does it ask
whether something is there beside it, or above: a chart, a kustomization.

    opened.py LIBRARY      LIBRARY is fault_layer.cpp, built; ECRIFY_BIN names ecrify_dynamic, which LD_PRELOAD can get at
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

LIBRARY = str(pathlib.Path(sys.argv[1]).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, image: ghcr.io/o/a:v1}\n"
VALUES = "image: {repository: ghcr.io/o/a, tag: v1}\n"
ENTRY = "images: [{name: ghcr.io/o/a, newTag: v2}]\n"
FILES = {
    "Chart.yaml": "name: above\n",
    "kustomization.yaml": "resources: [app]\n" + ENTRY,
    "app/Chart.yaml": "name: app\n",
    "app/kustomization.yaml": "resources: [pod.yaml]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{files: [values.yaml]}]\n" + ENTRY,
    "app/application.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    path: app\n    helm: {valueFiles: [values.yaml]}\n",
    "app/pod.yaml": POD,
    "app/patch.yaml": "- {op: replace, path: /spec/containers/0/image, value: ghcr.io/o/a:v3}\n",
    "app/values.yaml": VALUES,
    "app/below/kustomization.yaml": "resources: [../pod.yaml]\n" + ENTRY,
    "other/kustomization.yaml": "resources: [../app]\n" + ENTRY,
}
# What a run may open, or ask for, beside the file that it is given: the configuration, and what is ignored.
MAY_BE_OPENED = {".ecrify.yaml", ".gitignore", ".ignore", ".ecrifyignore", "exclude", "ignore", "config.yaml"}
OPENS = ("open", "openat", "openat2")
NEIGHBOURS = {pathlib.PurePath(name).name for name in FILES}
problems = []
runs = 0


def calls_of(arguments, folder, log, stdin):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "LD_PRELOAD": LIBRARY, "ECRIFY_FAULT": f"paths {log}"}
    log.unlink(missing_ok=True)
    result = subprocess.run([ECRIFY, *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, timeout=60)
    if result.returncode not in (0, 1):
        problems.append(f"{arguments} ends with {result.returncode}: {result.stderr.decode()[-300:]}")
    if not log.exists():
        return []
    return [line.split("\t", 1) for line in log.read_text().splitlines()]


def look(what, arguments, folder, log, own, stdin=b""):
    global runs
    runs += 1
    opened_own = False
    for call, path in calls_of(arguments, folder, log, stdin):
        name = pathlib.PurePath(path).name
        real = os.path.realpath(os.path.join(folder, path))
        if own and real == str(own):
            opened_own = opened_own or call in OPENS
            continue
        if path in (".", "/") and call == "openat":
            continue  # what the others are opened below; neither is read
        if call == "opendir" or (call in OPENS and name not in MAY_BE_OPENED and os.path.exists(real)):
            problems.append(f"{what}: {call} {path}")
        elif name in NEIGHBOURS:
            problems.append(f"{what}: asks about {path} ({call})")
    if own and not opened_own:
        problems.append(f"{what}: the file itself was not seen to be opened")


with tempfile.TemporaryDirectory(prefix="ecrify-opened-") as top:
    top = pathlib.Path(os.path.realpath(top))
    log = top / "log"
    for repository in (True, False):
        tree = top / ("repository" if repository else "folder")
        for name, text in FILES.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text)
        (tree / ".ecrify.yaml").write_text("apiVersion: ecrify/v1\nkind: RewriteConfig\nignore: [{path: 'vendor/**'}]\n")
        if repository:
            (tree / ".git" / "info").mkdir(parents=True)
            (tree / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
            (tree / ".gitignore").write_text("build\n")
        for command in (["rewrite"], ["check"], ["list"], ["check", "--strict", "-v"]):
            for file in ("app/pod.yaml", "app/values.yaml", "app/patch.yaml"):
                where = f"{' '.join(command)} {file} in a {tree.name}"
                look(where, [*command, *TARGET, file], tree, log, tree / file)
                look(where + ", from its folder", [*command, *TARGET, tree / file], (tree / file).parent, log, tree / file)
                look(where + " as a stream", [*command, *TARGET, "--allow-empty"], (tree / file).parent, log, None, (tree / file).read_bytes())
sys.exit(told(problems, f"{runs} runs opened nothing but their file, the configuration and ignore files"))
