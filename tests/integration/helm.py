#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ecrify as a post-renderer of Helm 3 and of Helm 4, with the plugin that the packages hold.

    helm.py plugin    the plugin's script alone
    helm.py 3         with Helm 3 …
    helm.py 4         … and Helm 4, where tests/peers/helm.sh has fetched them
    helm.py both      both in one folder of plugins

ECRIFY_BIN names ecrify; ECRIFY_HELM3 and ECRIFY_HELM4 name the two others.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
problems = []

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
    "values.yaml": "image: {repository: ghcr.io/org/web, tag: v1}\nhook: ghcr.io/org/hook:v1\nprose: \"\"\nmore: true\n",
    "templates/web.yaml": """{{- if .Values.more }}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
---
apiVersion: batch/v1
kind: Job
metadata:
  name: before
  annotations: {helm.sh/hook: pre-install}
spec:
  template:
    spec:
      containers:
      - name: before
        image: {{ .Values.hook }}
{{- with .Values.prose }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: notes}
data:
  text: {{ . | quote }}
{{- end }}
{{- end }}
""",
    "templates/tests/try.yaml": """{{- if .Values.more }}
apiVersion: v1
kind: Pod
metadata:
  name: try
  annotations: {helm.sh/hook: test}
spec:
  containers:
  - name: try
    image: ghcr.io/org/try:v1
{{- end }}
""",
}


def expect(fits, what, detail=""):
    if not fits:
        problems.append(f"{what}\n{detail}")


def helm_of(version):
    helm = pathlib.Path(os.environ.get(f"ECRIFY_HELM{version}", TOP / f"build-peers/helm{version}"))
    if not os.access(helm, os.X_OK):
        print(f"skipped: helm {sys.argv[1]}: tests/peers/helm.sh has not fetched it")
        sys.exit(77)
    return helm


class Scratch:
    """A home of its own, with what a package installs below usr/."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        (self.folder / "usr/bin").mkdir(parents=True)
        (self.folder / "usr/bin/ecrify").symlink_to(ECRIFY)
        self.plugin = self.folder / "usr/share/ecrify/helm"
        shutil.copytree(TOP / "src/package/helm", self.plugin)
        template = (self.plugin / "plugin.yaml.in").read_text()
        (self.plugin / "plugin.yaml").write_text(template.replace("@PROJECT_VERSION@", "0.1.0"))
        for name, text in CHART.items():
            path = self.folder / "shop" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.environment = {"PATH": f"{self.folder}/usr/bin:/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        self.log = self.folder / ".cache/helm/ecrify.log"

    def run(self, *command, stdin=None, **more):
        return subprocess.run([str(word) for word in command], cwd=self.folder, env={**self.environment, **more}, input=stdin,
                              capture_output=True, text=True, timeout=120, check=False)


def images(text):
    """By name of the object: the image that it runs."""
    found = {}
    for document in yaml.safe_load_all(text):
        if document and document["kind"] in ("Pod", "Job"):
            pod = document["spec"].get("template", document)["spec"] if document["kind"] == "Job" else document["spec"]
            found[document["metadata"]["name"]] = pod["containers"][0]["image"]
    return found


def plugin(scratch):
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: \"ghcr.io/org/a:v1\"}]}\n"
    script = scratch.plugin / "post-render.sh"
    ran = scratch.run(script, *TARGET, stdin=pod)
    expect((ran.returncode, ran.stdout, ran.stderr) == (0, pod.replace("ghcr.io", f"{HOST}/ghcr"), ""), "it rewrites", ran.stderr)
    expect(not scratch.log.exists(), "without a message there is no log")
    ran = scratch.run(script, *TARGET, stdin="")
    expect((ran.returncode, ran.stdout, ran.stderr) == (0, "---\n", ""), "nothing becomes an empty document", ran.stderr)
    ran = scratch.run(script, *TARGET, stdin="---\n# Source: nothing\n")
    expect((ran.returncode, ran.stdout, ran.stderr) == (0, "---\n# Source: nothing\n", ""), "a comment stays", ran.stderr)
    ran = scratch.run(script, stdin=pod)
    expect(ran.returncode == 2 and ran.stdout == "" and "no target registry is known" in ran.stderr, "a failure is one", ran.stderr)
    expect("exit status 2\n" in scratch.log.read_text() and ran.stderr in scratch.log.read_text(), "and is in the log", scratch.log.read_text())
    ran = scratch.run(script, stdin=pod, ECRIFY_HELM_LOG=scratch.folder / "new/own.log")
    expect("no target registry is known" in (scratch.folder / "new/own.log").read_text(), "the log may be another")
    ran = scratch.run(script, *TARGET, stdin=pod, ECRIFY_HELM_LOG="/dev/full")
    expect(ran.returncode == 0 and HOST in ran.stdout, "without a message nobody needs the log", ran.stderr)
    ran = scratch.run(script, stdin=pod, ECRIFY_HELM_LOG="/nonexistent/own.log")
    expect(ran.returncode == 2 and "no target registry" in ran.stderr, "a log that can't be written is no other failure", ran.stderr)
    scratch.log.write_text("x" * 1100000)
    scratch.run(script, stdin=pod)
    expect(scratch.log.stat().st_size < 1000 and scratch.log.with_name("ecrify.log.1").exists(), "the log does not grow forever")
    (scratch.folder / "usr/bin/ecrify").rename(scratch.folder / "usr/ecrify")
    ran = scratch.run(script, *TARGET, stdin=pod, PATH=f"{scratch.folder}/usr:/usr/bin:/bin")
    expect(ran.returncode == 0 and HOST in ran.stdout, "apart from its package it takes the one on the path", ran.stderr)


def arguments(*words):
    return [f"--post-renderer-args={word}" for word in words]


def helm3(scratch):
    helm = helm_of(3)
    plain = scratch.run(helm, "template", "r", "shop")
    ran = scratch.run(helm, "template", "r", "shop", "--post-renderer", "ecrify", *arguments("rewrite", *TARGET))
    expect(ran.returncode == 0, "Helm 3 takes the program", ran.stderr)
    # Hooks don't go through a post-renderer of Helm 3.
    expect(images(ran.stdout) == {"web": f"{HOST}/ghcr/org/web:v1", "before": "ghcr.io/org/hook:v1", "try": "ghcr.io/org/try:v1"},
           "it rewrites all but hooks", ran.stdout)
    piped = scratch.run("ecrify", "rewrite", *TARGET, stdin=plain.stdout)
    expect(images(piped.stdout) == {name: f"{HOST}/ghcr{image[7:]}" for name, image in images(plain.stdout).items()}, "a pipe gets hooks, too", piped.stdout)
    ran = scratch.run(helm, "template", "r", "shop", "--post-renderer", "ecrify", *arguments("rewrite"))
    expect(ran.returncode == 1 and "no target registry is known" in ran.stderr, "Helm 3 shows messages of a failure", ran.stderr)
    empty = ["--set", "more=false"]
    ran = scratch.run(helm, "template", "r", "shop", *empty, "--post-renderer", "ecrify", *arguments("rewrite", *TARGET))
    expect(ran.returncode == 1 and "stdin is empty" in ran.stderr, "a chart without a manifest needs --allow-empty", ran.stderr)
    ran = scratch.run(helm, "template", "r", "shop", *empty, "--post-renderer", "ecrify", *arguments("rewrite", "--allow-empty", *TARGET))
    expect(ran.returncode == 0 and ran.stdout.strip() == "", "and passes with it", ran.stderr)


def helm4(scratch):
    helm = helm_of(4)
    ran = scratch.run(helm, "plugin", "install", scratch.plugin)
    expect(ran.returncode == 0, "Helm 4 installs the plugin", ran.stderr)
    plain = scratch.run(helm, "template", "r", "shop")
    render = [helm, "template", "r", "shop", "--post-renderer", "ecrify"]
    ran = scratch.run(*render, *arguments(*TARGET))
    expect(ran.returncode == 0, "it is a post-renderer", ran.stderr)
    expect(images(ran.stdout) == {name: f"{HOST}/ghcr{image[7:]}" for name, image in images(plain.stdout).items()} and len(images(ran.stdout)) == 3,
           "hooks go through it, too", ran.stdout)
    ran = scratch.run(*render, ECRIFY_ACCOUNT="123456789012", ECRIFY_REGION="ca-central-1")
    expect(images(ran.stdout).get("web") == f"{HOST}/ghcr/org/web:v1", "the environment says where images go, too", ran.stderr)
    (scratch.folder / ".ecrify.yaml").write_text("apiVersion: ecrify/v1\nkind: RewriteConfig\nregistry: {host: r.example.com}\n")
    ran = scratch.run(*render)
    expect(images(ran.stdout).get("web") == "r.example.com/ghcr/org/web:v1", "so does .ecrify.yaml", ran.stderr)
    (scratch.folder / ".ecrify.yaml").unlink()

    expect(not scratch.log.exists(), "so far there was nothing to say", str(scratch.log))
    ran = scratch.run(*render, "--set", "prose=run ghcr.io/org/tool:v1 by hand", *arguments(*TARGET))
    expect(ran.returncode == 0 and "embedded-reference" in scratch.log.read_text(), "warnings are in the log", ran.stderr)
    expect(set(images(ran.stdout)) == {"web", "before", "try"} and "warning" not in ran.stdout, "and nowhere in the manifests", ran.stdout)
    ran = scratch.run(*render)
    expect(ran.returncode == 1 and ran.stdout == "" and "no target registry" not in ran.stderr, "Helm 4 shows no message", ran.stderr)
    expect("no target registry is known" in scratch.log.read_text(), "but it is in the log", scratch.log.read_text())
    where = scratch.run(helm, "env", "HELM_CACHE_HOME").stdout.strip()
    expect(pathlib.Path(where) == scratch.log.parent, "which is where the documentation says", where)
    ran = scratch.run(*render, "--set", "more=false", *arguments(*TARGET))
    expect(ran.returncode == 0 and ran.stdout.strip() == "", "a chart may render nothing", ran.stderr)


def both(scratch):
    """The way round: Helm 4 with a HELM_DATA_HOME of its own."""
    three, four = helm_of(3), helm_of(4)
    scratch.run(four, "plugin", "install", scratch.plugin)
    ran = scratch.run(three, "plugin", "list")
    expect(ran.returncode == 1 and 'unknown field "apiVersion"' in ran.stderr, "a plugin of Helm 4 breaks the plugins of Helm 3", ran.stderr)
    ran = scratch.run(three, "template", "r", "shop")
    expect(ran.returncode == 0 and "failed to load plugins" in ran.stderr, "which goes on to render", ran.stderr)
    scratch.run(four, "plugin", "uninstall", "ecrify")
    own = {"HELM_DATA_HOME": str(scratch.folder / "helm4")}
    ran = scratch.run(four, "plugin", "install", scratch.plugin, **own)
    expect(ran.returncode == 0, "a folder of its own takes it", ran.stderr)
    ran = scratch.run(three, "plugin", "list")
    expect(ran.returncode == 0 and ran.stderr == "", "and Helm 3 is as it was", ran.stderr)
    ran = scratch.run(four, "template", "r", "shop", "--post-renderer", "ecrify", *arguments(*TARGET), **own)
    expect(images(ran.stdout).get("web") == f"{HOST}/ghcr/org/web:v1", "while Helm 4 has its plugin", ran.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-helm-") as folder:
        {"plugin": plugin, "3": helm3, "4": helm4, "both": both}[sys.argv[1]](Scratch(folder))
    print("\n".join(f"problem: {problem}" for problem in problems) or f"helm {sys.argv[1]}: as it should be")
    sys.exit(1 if problems else 0)


main()
