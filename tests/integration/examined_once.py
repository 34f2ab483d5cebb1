#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each file of a run is examined once, whatever other files of the run say that it is.

    examined_once.py       ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, image: ghcr.io/o/a:v1}\n"
VALUES = "image: {repository: ghcr.io/o/a, tag: v1}\n"
FILES = {
    "pod.yaml": POD,
    "chart/Chart.yaml": "name: chart\n",
    "chart/values.yaml": VALUES,
    "chart/templates/pod.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: {{ .Values.image }} }]}\n",
    "apps/web.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    path: chart\n    helm:\n      valueFiles: [../envs/eu.yaml]\n",
    "envs/eu.yaml": VALUES,
    "overlay/kustomization.yaml": "resources: [pod.yaml]\npatches: [{path: patch.yaml, target: {kind: Pod}}]\nconfigMapGenerator: [{name: c, files: [settings.yaml]}]\n",
    "overlay/pod.yaml": POD,
    "overlay/patch.yaml": "- {op: replace, path: /spec/containers/0/image, value: ghcr.io/o/b:v1}\n",
    "overlay/settings.yaml": VALUES,
    "half-values.yaml": "image: {registry: ghcr.io, tag: v1}\n",
    "ci.yaml": "jobs: {build: {container: ghcr.io/o/builder:v1}}\n",
    "broken.yaml": "a: 'ghcr.io\n",
}
REWRITTEN = ["pod.yaml", "chart/values.yaml", "envs/eu.yaml", "overlay/pod.yaml", "overlay/patch.yaml", "overlay/settings.yaml"]
problems = []


def run(tree, *arguments):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    return subprocess.run([ECRIFY, *arguments], cwd=tree, env=environment, capture_output=True, text=True, timeout=60)


for jobs in ("1", "4"):
    for command in (["check"], ["list"], ["diff"], ["rewrite", "-w"]):
        with tempfile.TemporaryDirectory(prefix="ecrify-examined-") as name:
            tree = pathlib.Path(name)
            for path, text in FILES.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_text(text)
            result = run(tree, *command, *TARGET, "--stats", "-j", jobs, ".")
            what = f"{' '.join(command)} -j {jobs}"
            shown = re.search(r"stats: (\d+) sources in .*, examined (\d+) times", result.stderr)
            if shown is None or shown[1] != str(len(FILES)) or shown[2] != shown[1]:
                problems.append(f"{what}: {shown and shown[0]}, and there are {len(FILES)} files: {result.stderr[-400:]}")
            if command[0] != "rewrite":
                continue
            for path in REWRITTEN:
                if "ghcr.io" in (tree / path).read_text():
                    problems.append(f"{what}: {path} is as it was: {result.stderr[-400:]}")
            if (tree / "ci.yaml").read_text() != FILES["ci.yaml"]:
                problems.append(f"{what}: ci.yaml, which is nothing that is known, was written")
            for word in ("half-values.yaml", "[values-file]"):
                if word not in result.stderr:
                    problems.append(f"{what}: nothing is said of {word}")
sys.exit(told(problems, "each file was examined once"))
