#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A rewritten tree and the real kustomize: the build of the rewritten tree is `ecrify rewrite` of the build.

    kustomize_tree.py [COUNT [SEED]]     besides the trees below, COUNT random ones (default 6)

ECRIFY_BIN names ecrify.
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "eu-west-1"]
HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def deployment(name, *images):
    text = f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      containers:\n"
    return text + "".join(f"      - name: c{number}\n        image: {image}\n" for number, image in enumerate(images))


CRONJOB = """apiVersion: batch/v1
kind: CronJob
metadata:
  name: job
spec:
  jobTemplate:
    spec:
      template:
        spec:
          initContainers:
          - name: i
            image: ghcr.io/o/a:v1
          containers:
          - name: c
            image: ghcr.io/o/b:v1
"""
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
BASE = {"base/app.yaml": deployment("app", "ghcr.io/o/a:v1", "ghcr.io/o/b:v1"), "base/kustomization.yaml": "resources:\n- app.yaml\n"}
REMOTE = {"../remote/app.yaml": deployment("far", "ghcr.io/r/x:v1"), "../remote/kustomization.yaml": "resources:\n- app.yaml\n"}

# name: (files, roots that are built); files below ../ are no part of the repository, as a remote base is none.
TREES = {
    "newTag over a base": (
        {**BASE, "over/kustomization.yaml": KUSTOMIZATION + "resources:\n- ../base\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n"},
        ["over", "base"]),
    "newName": (
        {**BASE, "over/kustomization.yaml": "resources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n"}, ["over"]),
    "newName and newTag, in flow": (
        {**BASE, "over/kustomization.yaml": "resources: [../base]\nimages: [{name: ghcr.io/o/a, newName: ghcr.io/p/a, newTag: v2}]\n"}, ["over"]),
    "newName to another registry": (
        {**BASE, "over/kustomization.yaml": "resources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newName: quay.io/p/a\n"}, ["over"]),
    "digest": (
        {**BASE, "over/kustomization.yaml": f"resources: [../base]\nimages:\n- digest: {DIGEST}\n  name: ghcr.io/o/a\n- name: ghcr.io/o/b\n  newTag: v3\n"},
        ["over"]),
    "a placeholder name": (
        {"k/app.yaml": deployment("app", "controller:latest"),
         "k/kustomization.yaml": "resources: [app.yaml]\nimages:\n- name: controller\n  newName: ghcr.io/o/a\n  newTag: v2\n"}, ["k"]),
    "a component over a base": (
        {**BASE, "comp/kustomization.yaml": COMPONENT + "images:\n- name: ghcr.io/o/a\n  newTag: v2\n",
         "over/kustomization.yaml": "resources: [../base]\ncomponents: [../comp]\n"}, ["over", "base"]),
    "a component, then the images of its user": (
        {**BASE, "comp/kustomization.yaml": COMPONENT + "images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/p/a\n",
         "over/kustomization.yaml": "resources: [../base]\ncomponents: [../comp]\nimages:\n- name: ghcr.io/p/a\n  newTag: v2\n"}, ["over"]),
    "a component with resources of its own": (
        {**BASE, "comp/more.yaml": deployment("more", "ghcr.io/o/c:v1"),
         "comp/kustomization.yaml": COMPONENT + "resources: [more.yaml]\nimages:\n- name: ghcr.io/o/c\n  newTag: v2\n- name: ghcr.io/o/b\n  newTag: v5\n",
         "over/kustomization.yaml": "resources: [../base]\ncomponents: [../comp]\n"}, ["over"]),
    "inner and outer images": (
        {"base/app.yaml": deployment("app", "app:v1"),
         "base/kustomization.yaml": "resources: [app.yaml]\nimages:\n- name: app\n  newName: ghcr.io/o/b\n",
         "over/kustomization.yaml": "resources: [../base]\nimages:\n- name: ghcr.io/o/b\n  newTag: v9\n"}, ["over", "base"]),
    "a name that is taken away and given again": (
        {**BASE, "mid/kustomization.yaml": "resources: [../base]\nimages:\n- name: ghcr.io/o/a\n  newName: quay.io/o/a\n  newTag: v2\n",
         "over/kustomization.yaml": "resources: [../mid]\nimages:\n- name: quay.io/o/a\n  newName: ghcr.io/o/z\n- name: ghcr.io/o/z\n  newTag: v3\n"},
        ["over", "mid"]),
    "a remote base": (
        {**REMOTE, "k/kustomization.yaml": "resources:\n- ../../remote\nimages:\n- name: ghcr.io/r/x\n  newTag: v2\n"}, ["k"]),
    "a remote base, and an overlay of what pins it": (
        {**REMOTE, "k/kustomization.yaml": "resources: [../../remote]\nimages: [{name: ghcr.io/r/x, newTag: v2}]\n",
         "over/kustomization.yaml": "resources: [../k]\nimages:\n  - newTag: v3\n    name: ghcr.io/r/x # again"}, ["over", "k"]),
    "a remote base beside a local one": (
        {**BASE, **REMOTE, "k/kustomization.yaml": "resources: [../base, ../../remote]\nimages:\n- name: ghcr.io/r/x\n  newTag: v2\n- name: ghcr.io/o/b\n  newTag: v2\n"},
        ["k"]),
    "bases and imageTags, in CRLF": (
        {**BASE, "over/Kustomization": "bases:\r\n- ../base\r\nimageTags:\r\n- name: ghcr.io/o/a\r\n  newTag: v2\r\n"}, ["over"]),
    "JSON": (
        {**BASE, "over/kustomization.yaml": '{"resources": ["../base"], "images": [{"name": "ghcr.io/o/a", "newTag": "v2"}]}\n'}, ["over"]),
    "a CronJob and a patch": (
        {"k/job.yaml": CRONJOB, "k/patch.yaml": CRONJOB.replace("ghcr.io/o/b:v1", "ghcr.io/o/c:v4"),
         "k/kustomization.yaml": "resources: [job.yaml]\npatches:\n- path: patch.yaml\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n- name: ghcr.io/o/c\n  newTag: v5\n"},
        ["k"]),
    "keys in another case": (
        {**BASE, "over/kustomization.yaml": "Resources: [../base]\nImages:\n- Name: ghcr.io/o/a\n  NewTag: v2\n- name: ghcr.io/o/b\n  newname: ghcr.io/o/bb\n"},
        ["over"]),
    "a dot that selects any character": (
        {"k/app.yaml": deployment("app", "ghcr.io/o/my-app:v1"),
         "k/kustomization.yaml": "resources: [app.yaml]\nimages:\n- name: ghcr.io/o/my.app\n  newTag: v2\n"}, ["k"]),
    "a pattern": (
        {"k/a.yaml": deployment("a", "ghcr.io/o/a:v1", "ghcr.io/o/b:v1"),
         "k/kustomization.yaml": "resources: [a.yaml]\nimages:\n- name: ghcr.io/o/.*\n  newTag: v2\n"}, ["k"]),
    "an image that is left alone in a field of configurations": (
        {"k/a.yaml": deployment("a", "ghcr.io/o/a:v1"), "k/w.yaml": "apiVersion: x.io/v1\nkind: Worker\nmetadata: {name: w}\nspec: {worker: nginx:1}\n",
         "k/c.yaml": "images:\n- {path: spec/worker, kind: Worker}\n",
         "k/kustomization.yaml": "resources: [a.yaml, w.yaml]\nconfigurations: [c.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n"}, ["k"]),
    "an ImageTagTransformer": (
        {"k/a.yaml": deployment("a", "ghcr.io/o/a:v1"),
         "k/t.yaml": "apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: ghcr.io/o/a, newTag: v2}\n"
                     "fieldSpecs: [{path: 'spec/template/spec/containers[]/image'}]\n",
         "k/kustomization.yaml": "resources: [a.yaml]\ntransformers: [t.yaml]\n"}, ["k"]),
    "several overlays": (
        {**BASE, **{f"{name}/kustomization.yaml": f"resources: [../base]\nnamePrefix: {name}-\nimages:\n- name: ghcr.io/o/a\n  newTag: {name}\n"
                    for name in ("dev", "prod")},
         "all/kustomization.yaml": "resources: [../dev, ../prod]\n"}, ["dev", "prod", "all"]),
}

# name: (files, a word that must be told); nothing of these may be written.
REFUSED = {
    "both names": (
        {"k/a.yaml": deployment("a", "ghcr.io/o/a:v1"), "k/b.yaml": deployment("b", f"{HOST}/ghcr/o/a:v1"),
         "k/kustomization.yaml": "resources: [a.yaml, b.yaml]\nimages:\n- name: ghcr.io/o/a\n  newTag: v2\n"}, "kustomize-both-names"),
    "a pattern with alternatives": (
        {"k/a.yaml": deployment("a", "ghcr.io/o/a:v1"),
         "k/kustomization.yaml": "resources: [a.yaml]\nimages:\n- name: ghcr.io/o/a|ghcr.io/o/b\n  newTag: v2\n"}, "kustomize-selector"),
}


def fail(text):
    sys.stdout.write(text + "\n")
    sys.exit(1)


def run(command, stdin=b"", cwd=None, expect=0):
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    result = subprocess.run(command, input=stdin, cwd=cwd, env=environment, capture_output=True, timeout=60)
    if result.returncode not in (expect if isinstance(expect, tuple) else (expect,)):
        fail(f"{' '.join(map(str, command))}: exit status {result.returncode} instead of {expect}\n"
             f"{result.stdout.decode(errors='replace')}{result.stderr.decode(errors='replace')}")
    return result.stdout + (result.stderr if expect else b"")


def write_tree(repository, files):
    (repository / ".git").mkdir(parents=True)
    for path, text in files.items():
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def rewrite_tree(repository, expect=0):
    # A kustomization without an extension has to be named: a folder is searched for .yaml, .yml and .json.
    named = sorted(str(path.relative_to(repository)) for path in repository.rglob("Kustomization"))
    return run([ECRIFY, "rewrite", "-w", *TARGET, ".", *named], cwd=repository, expect=expect)


def build(kubectl, repository, root):
    return run([kubectl, "kustomize", str(repository / root)])


def texts_of(repository, files):
    return {path: (repository / path).read_bytes() for path in files}


def check_tree(kubectl, name, files, roots):
    with tempfile.TemporaryDirectory(prefix="ecrify-kustomize-") as scratch:
        repository = pathlib.Path(scratch).resolve() / "repository"
        write_tree(repository, files)
        before = {root: build(kubectl, repository, root) for root in roots}
        rewrite_tree(repository)
        for root in roots:
            expected = run([ECRIFY, "rewrite", *TARGET], stdin=before[root])
            after = build(kubectl, repository, root)
            if expected != after:
                tree = "".join(f"== {path}\n{text.decode()}" for path, text in texts_of(repository, files).items())
                fail(f"{name}: the build of {root}\nexpected:\n{expected.decode()}\nfound:\n{after.decode()}\nin\n{tree}")
            if HOST.encode() not in after:
                fail(f"{name}: {root} holds no rewritten reference: nothing was shown")
        written = texts_of(repository, files)
        rewrite_tree(repository)
        if texts_of(repository, files) != written:
            fail(f"{name}: a second rewrite changed the tree")


def check_refused(name, files, word):
    with tempfile.TemporaryDirectory(prefix="ecrify-kustomize-") as scratch:
        repository = pathlib.Path(scratch).resolve() / "repository"
        write_tree(repository, files)
        told = rewrite_tree(repository, expect=2)
        if word not in told.decode():
            fail(f"{name}: {word} is not told:\n{told.decode()}")
        if texts_of(repository, files) != {path: text.encode() for path, text in files.items()}:
            fail(f"{name}: something was written")


def random_tree(rng):
    names = ["ghcr.io/o/a", "ghcr.io/o/b", "ghcr.io/o/c", "quay.io/o/a", "app"]
    count = rng.randint(2, 5)
    component = [index > 0 and rng.random() < 0.25 for index in range(count)]
    files, roots = {}, []
    for index in range(count):
        resources = ["app.yaml"]
        files[f"k{index}/app.yaml"] = deployment(f"app{index}", *[rng.choice(names) + ":v0" for _ in range(2)])
        inner = [other for other in range(index + 1, count) if other == index + 1 or rng.random() < 0.3]
        inner = [other for other in inner if not any(used == other for used in random_tree.used)]
        random_tree.used += inner  # each is held once: kustomize refuses doubled objects
        resources += [f"../k{other}" for other in inner if not component[other]]
        components = [f"../k{other}" for other in inner if component[other]]
        text = COMPONENT if component[index] else KUSTOMIZATION
        text += f"resources: [{', '.join(resources)}]\n"
        text += f"components: [{', '.join(components)}]\n" if components else ""
        text += "images:\n" if rng.random() < 0.9 else "images: []\n"
        if text.endswith("images:\n"):
            for _ in range(rng.randint(1, 3)):
                text += f"- name: {rng.choice(names)}\n"
                text += f"  newName: {rng.choice(names)}\n" if rng.random() < 0.4 else ""
                text += f"  newTag: v{rng.randint(1, 99)}\n" if rng.random() < 0.7 else ""
        files[f"k{index}/kustomization.yaml"] = text
        roots += [] if component[index] else [f"k{index}"]
    random_tree.used = []
    return files, roots


random_tree.used = []


def check_random(kubectl, seed):
    """Returns whether all of the tree was written."""
    files, roots = random_tree(random.Random(seed))
    with tempfile.TemporaryDirectory(prefix="ecrify-kustomize-") as scratch:
        repository = pathlib.Path(scratch).resolve() / "repository"
        write_tree(repository, files)
        before = {root: build(kubectl, repository, root) for root in roots}
        refused = b"kustomize-" in rewrite_tree(repository, expect=(0, 2))
        for root in roots:
            expected, after = run([ECRIFY, "rewrite", *TARGET], stdin=before[root]), build(kubectl, repository, root)
            if refused:
                # Some files are left as they were: an image may have its old name, never another tag.
                pairs = zip(before[root].splitlines(), expected.splitlines(), after.splitlines(), strict=True)
                right = all(new in (old, wanted) for old, wanted, new in pairs)
            else:
                right = expected == after
            if not right:
                tree = "".join(f"== {path}\n{text}" for path, text in files.items())
                fail(f"seed {seed}: the build of {root}\nexpected:\n{expected.decode()}\nfound:\n{after.decode()}\nof\n{tree}")
    return not refused


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    kubectl = shutil.which("kubectl")
    if not kubectl:
        print("skipped: kustomize_tree: kubectl is not installed")
        sys.exit(77)
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    for name, (files, roots) in TREES.items():
        check_tree(kubectl, name, files, roots)
    for name, (files, word) in REFUSED.items():
        check_refused(name, files, word)
    whole = sum(check_random(kubectl, seed) for seed in range(first, first + count))
    if whole * 2 < count:
        fail(f"only {whole} of {count} random trees were rewritten")
    print(f"kustomize_tree: passed: {len(TREES)} trees, {len(REFUSED)} refused, {count} random ({whole} rewritten)")


if __name__ == "__main__":
    main()
