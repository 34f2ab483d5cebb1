#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`ecrify fn` as a function of kpt and of kustomize: what they make of it is what `ecrify rewrite` makes of their files.

    functions.py kpt          with kpt, where it is installed
    functions.py kustomize    with kustomize, where tests/peers/kustomize_builder.sh has built it
    functions.py kept         with what kustomize handed to the function, and what it made of the answer, as kept in
                              functions/
    functions.py kustomize --update      keeps these

ECRIFY_BIN names ecrify, ECRIFY_KUSTOMIZE_BUILDER the program that builds kustomizations.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
KEPT = pathlib.Path(__file__).resolve().parent / "functions"
ECRIFY = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
BUILDER = pathlib.Path(os.environ.get("ECRIFY_KUSTOMIZE_BUILDER", TOP / "build-peers/kustomize_builder"))
HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
problems = []

DEPLOYMENT = """# what the shop runs
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
      - name: web
        image: ghcr.io/org/web:v1 # pinned
      - {name: side, image: "ghcr.io/org/side:v2"}
      initContainers:
      - name: wait
        image: docker.io/library/busybox:1.36
        args: ["--helper=ghcr.io/org/helper:v3"]
"""
OTHERS = """apiVersion: batch/v1
kind: CronJob
metadata:
  name: sweep
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - name: sweep
            image: ghcr.io/org/sweep@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  image: ghcr.io/org/job:v1
  notes: |
    ghcr.io/org/notes:v1 is in prose
---
apiVersion: v1
kind: Pod
metadata:
  name: ours
  annotations:
    ecrify/ignore: built here
spec:
  containers:
  - name: ours
    image: ghcr.io/org/ours:v1
"""
CONFIG = """apiVersion: ecrify/v1
kind: RewriteConfig
metadata:
  name: ecrify
  annotations:
    config.kubernetes.io/local-config: "true"
    config.kubernetes.io/function: |
      exec: {path: ./ecrify-fn}
registry: {account: "123456789012", region: ca-central-1}
rules:
- {from: ghcr.io, prefix: ghcr}
- {from: docker.io, prefix: docker-hub}
"""
KPTFILE = """apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: shop
pipeline:
  mutators:
  - exec: ecrify fn
    configPath: ecrify.yaml
  validators:
  - exec: ecrify fn --check
    configPath: ecrify.yaml
"""


def expect(fits, what, detail=""):
    if not fits:
        problems.append(f"{what}\n{detail}")


class Scratch:
    """Folders to work in, with ecrify on the path and nothing of this machine in the environment."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        (self.folder / "bin").mkdir()
        (self.folder / "bin/ecrify").symlink_to(ECRIFY)
        self.environment = {"PATH": f"{self.folder}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def write(self, package, files):
        for name, text in files.items():
            (self.folder / package).mkdir(exist_ok=True)
            (self.folder / package / name).write_text(text)

    def run(self, *command, stdin=None):
        return subprocess.run(command, cwd=self.folder, env=self.environment, input=stdin, capture_output=True, text=True, timeout=120, check=False)

    def texts(self, package):
        return {path.name: path.read_text() for path in sorted((self.folder / package).iterdir()) if path.name != "Kptfile"}


def kpt():
    if shutil.which("kpt") is None:
        skip("kpt is not installed")
    with tempfile.TemporaryDirectory(prefix="ecrify-kpt-") as folder:
        scratch = Scratch(folder)
        files = {"web.yaml": DEPLOYMENT, "others.yaml": OTHERS, "ecrify.yaml": CONFIG}
        for package in ("rewritten", "evaluated", "rendered", "checked"):
            scratch.write(package, files)
        scratch.write("rendered", {"Kptfile": KPTFILE})
        # kpt formats what it writes: the other packages go through it, too.
        same = scratch.folder / "bin/same"
        same.write_text("#!/bin/sh\nexec cat\n")
        same.chmod(0o755)
        scratch.run("ecrify", "rewrite", "-w", "-c", "rewritten/ecrify.yaml", "rewritten")
        scratch.run("kpt", "fn", "eval", "rewritten", "--exec", "same")
        wanted = scratch.texts("rewritten")
        expect(f"{HOST}/ghcr/org/web:v1 # pinned" in wanted["web.yaml"], "rewrite rewrites", wanted["web.yaml"])

        ran = scratch.run("kpt", "fn", "eval", "evaluated", "--exec", "ecrify fn", "--fn-config", "evaluated/ecrify.yaml", "--results-dir", "results")
        expect(ran.returncode == 0, "kpt fn eval passes", ran.stderr)
        expect(scratch.texts("evaluated") == wanted, "kpt fn eval gives what rewrite gives", str(scratch.texts("evaluated")))
        results = yaml.safe_load((scratch.folder / "results/results.yaml").read_text())["items"][0]["results"]
        first = {"message": f"rewritten to {HOST}/ghcr/org/sweep@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 "severity": "info", "resourceRef": {"apiVersion": "batch/v1", "kind": "CronJob", "name": "sweep"}}
        expect({key: results[0].get(key) for key in first} == first, "results tell what was rewritten", str(results[0]))
        expect(results[0]["file"]["path"] == "others.yaml", "results tell the file", str(results[0]))
        expect([one for one in results if one["severity"] == "warning"][0]["tags"] == {"finding": "embedded-reference"}, "results warn", str(results))

        ran = scratch.run("kpt", "fn", "render", "rendered", "--allow-exec")
        expect(ran.returncode == 0, "kpt fn render passes", ran.stderr)
        expect(scratch.texts("rendered") == wanted, "kpt fn render gives what rewrite gives", str(scratch.texts("rendered")))

        before = scratch.texts("checked")
        rules = "rules=- {from: ghcr.io, prefix: ghcr}"
        ran = scratch.run("kpt", "fn", "eval", "checked", "--exec", "ecrify fn --check", "--", "account=123456789012", "region=ca-central-1", rules)
        expect(ran.returncode == 1 and "[error] apps/v1/Deployment/shop/web" in ran.stderr, "a check fails, and kpt says why", ran.stderr)
        ran = scratch.run("kpt", "fn", "eval", "checked", "--exec", "ecrify fn", "--", "mode=check")
        expect(ran.returncode == 1, "a mode is a check", ran.stderr)
        ran = scratch.run("kpt", "fn", "eval", "checked", "--exec", "ecrify fn", "--", "acount=123456789012")
        expect(ran.returncode == 1 and 'did you mean \\"account\\"?' in ran.stderr, "a wrong configuration fails", ran.stderr)
        for command in ("check", f"diff --registry {HOST}", "list"):
            ran = scratch.run("kpt", "fn", "eval", "checked", "--exec", f"ecrify {command}")
            expect(ran.returncode == 1 and "ecrify fn" in ran.stderr, f"{command} is no function", ran.stderr)
        expect(scratch.texts("checked") == before, "what fails changes nothing", str(scratch.texts("checked")))
        ran = scratch.run("kpt", "fn", "eval", "rewritten", "--exec", "ecrify fn --check", "--", "account=123456789012", "region=ca-central-1")
        expect(ran.returncode == 0, "a clean package passes", ran.stderr)
        expect(scratch.texts("rewritten") == wanted, "a clean package stays", str(scratch.texts("rewritten")))


TREES = {
    "plain": {"kustomization.yaml": "resources: [web.yaml, others.yaml]\n"},
    "edited": {"kustomization.yaml": "resources: [web.yaml, others.yaml]\nnamePrefix: a-\nimages:\n- name: ghcr.io/org/web\n  newTag: v9\n"
                                     "configMapGenerator:\n- name: made\n  literals: [\"IMAGE=ghcr.io/org/made:v1\"]\n  options: {disableNameSuffixHash: true}\n"},
}


def build(scratch, package):
    result = subprocess.run([BUILDER, "--enable-exec"], cwd=scratch.folder, env=scratch.environment, input=f"{package}\n", capture_output=True,
                            text=True, timeout=120, check=True)
    answer = json.loads(result.stdout)
    return answer["build"], answer.get("error", "") + result.stderr


def kustomize(update):
    if not BUILDER.exists():
        skip("tests/peers/kustomize_builder.sh has not built it")
    for name, files in TREES.items():
        with tempfile.TemporaryDirectory(prefix="ecrify-kustomize-") as folder:
            scratch = Scratch(folder)
            for package, more in (("plain", ""), ("function", "transformers: [ecrify.yaml]\n"), ("check", "validators: [ecrify.yaml]\n")):
                tree = dict(files, **{"web.yaml": DEPLOYMENT, "others.yaml": OTHERS, "ecrify.yaml": CONFIG,
                                      "ecrify-fn": f"#!/bin/sh\ntee ../handed | ecrify fn{' --check' * (package == 'check')}\n"})
                tree["kustomization.yaml"] += more
                scratch.write(package, tree)
                (scratch.folder / package / "ecrify-fn").chmod(0o755)
            plain, error = build(scratch, "plain")
            wanted = scratch.run("ecrify", "rewrite", "-c", "plain/ecrify.yaml", stdin=plain)
            expect(wanted.returncode == 0 and HOST in wanted.stdout, f"{name}: rewrite rewrites", error + wanted.stderr)
            built, error = build(scratch, "function")
            expect(built == wanted.stdout, f"{name}: the build with the function is the rewrite of the build", error + built)
            if update:
                KEPT.mkdir(exist_ok=True)
                (KEPT / f"{name}.list.yaml").write_text((scratch.folder / "handed").read_text())
                (KEPT / f"{name}.build.yaml").write_text(built)
            _, error = build(scratch, "check")
            expect("error: image of a container is not pulled through the cache" in error, f"{name}: a validator fails", error)


def without_annotations(item):
    item["metadata"]["annotations"] = {key: value for key, value in item["metadata"].get("annotations", {}).items() if key == "ecrify/ignore"}
    if not item["metadata"]["annotations"]:
        del item["metadata"]["annotations"]
    return item


def kept():
    lists = sorted(KEPT.glob("*.list.yaml"))
    expect(len(lists) == len(TREES), "each tree has a list that was kept", str(lists))
    for path in lists:
        ran = subprocess.run([ECRIFY, "fn"], input=path.read_text(), capture_output=True, text=True, timeout=60, check=False)
        expect(ran.returncode == 0, f"{path.name}: passes", ran.stderr)
        items = [without_annotations(item) for item in yaml.safe_load(ran.stdout)["items"]]
        wanted = list(yaml.safe_load_all(path.with_name(path.name.replace(".list.", ".build.")).read_text()))
        in_order = [sorted(objects, key=lambda one: (one["kind"], one["metadata"]["name"])) for objects in (items, wanted)]
        expect(in_order[0] == in_order[1], f"{path.name}: the items are the build", str(in_order))
    return len(lists)


def skip(why):
    print(f"skipped: functions {sys.argv[1]}: {why}")
    sys.exit(77)


def main():
    {"kpt": kpt, "kept": kept, "kustomize": lambda: kustomize("--update" in sys.argv)}[sys.argv[1]]()
    print("\n".join(f"problem: {problem}" for problem in problems) or f"functions {sys.argv[1]}: as rewritten")
    sys.exit(1 if problems else 0)


main()
