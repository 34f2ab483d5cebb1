#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The proof against edits that are wrong on purpose: corrupt_edits.py PROGRAM

PROGRAM is ecrify with a pipeline that spoils its own edits in the way that ECRIFY_CORRUPTION names
(tests/support/corrupt_edits.cpp). Each way is tried on each manifest below. Either nothing is written, the status is 2
and the proof says why, or the way gave no occasion and the file is exactly what it should be. Each manifest must be
rewritten when nothing is spoilt, and each way must have been caught.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

TARGET = ["--account", "123456789012", "--region", "ca-central-1", "--drop-pull-secret", "ghcr-login"]

WAYS = ["shift-right", "shift-left", "begin-earlier", "begin-later", "end-earlier", "end-later", "drop", "twice",
        "truncate", "other-byte", "swap", "comment", "first-byte", "overlap",
        "append: ", "append:\t", "append:\n", "append: # x", "append:\nx: y", "append:'", 'append:"', "append:,", "append:}",
        "append:]", "append:: x", "append:\\", "append:\r", "append:\u00a0", "append:\x01",
        "prepend: ", "prepend:&a ", "prepend:*a", "prepend:!x ", "prepend:'", 'prepend:"', "prepend:- ", "prepend:x: ",
        "prepend:[", "prepend:{", "prepend:|", "prepend:# "]

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
DIGEST = "sha256:" + "0" * 64
MANIFESTS = {
    "plain.yaml": POD + "spec:\n  # of a and b\n  containers:\n  - name: a # one\n    image: ghcr.io/o/a:v1 # two\n"
                        "  - name: b\n    image: ghcr.io/o/b:v2\n",
    "quoted.yaml": POD + "spec:\n  containers:\n  - image: \"ghcr.io/o/a:v1\"\n  - image: 'ghcr.io/o/b:v1' # c\n",
    "escaped.yaml": POD + "spec:\n  containers:\n  - image: \"\\x67hcr.io/o/a:v1\"\n",
    "flow.yaml": POD + "spec: {containers: [{name: a, image: ghcr.io/o/a:v1}, {name: b, image: 'ghcr.io/o/b'}]} # c\n",
    "object.json": '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "ghcr.io/o/a:v1"}]}}\n',
    "folded.yaml": POD + "spec:\n  containers:\n  - image: >-\n      ghcr.io/o/a:v1\n  - image: |\n      ghcr.io/o/b:v1\n",
    "anchor.yaml": POD + "spec:\n  containers:\n  - image: &i ghcr.io/o/a:v1\n  - image: *i\n",
    "tagged.yaml": POD + "spec:\n  containers:\n  - image: !!str ghcr.io/o/a:v1\n",
    "crlf.yaml": (POD + "spec:\n  containers:\n  - image: ghcr.io/o/a:v1\n").replace("\n", "\r\n"),
    "bom.yaml": "\ufeff" + POD + "spec:\n  containers:\n  - image: ghcr.io/o/a:v1",
    "nested.yaml": "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.yaml: |\n    # c\n    image: ghcr.io/o/a:v1\n"
                   "  b.json: '{\"image\": \"ghcr.io/o/b:v1\"}'\n",
    "split.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n"
                  "    a: {image: {registry: ghcr.io, repository: o/a, tag: v1}}\n    b: {image: {repository: ghcr.io/o/b, tag: v1}}\n",
    "several.yaml": POD + "spec:\n  containers:\n  - image: ghcr.io/o/a:v1\n---\n" + POD +
                    "spec:\n  containers:\n  - image: ghcr.io/o/b@" + DIGEST + "\n",
    "kustomization.yaml": "images:\n- name: web # c\n  newName: ghcr.io/o/web\n  newTag: v1\n",
    "added/kustomization.yaml": "resources: [https://example.com/base]\nimages:\n- name: ghcr.io/o/web\n  newTag: v1\n",
    "secret.yaml": POD + "spec:\n  imagePullSecrets:\n  - name: ghcr-login\n  - name: other\n  containers:\n"
                         "  - image: ghcr.io/o/a:v1\n",
}


def run(program, text, name, way):
    """Status, messages and what the file holds afterwards."""
    with tempfile.TemporaryDirectory(prefix="ecrify-corrupt-") as folder:
        path = pathlib.Path(folder, name)
        path.parent.mkdir(exist_ok=True)
        (pathlib.Path(folder) / ".git").mkdir()
        path.write_bytes(text.encode())
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} | ({"ECRIFY_CORRUPTION": way} if way else {})
        done = subprocess.run([program, "rewrite", "-w", *TARGET, name], cwd=folder, env=environment, capture_output=True,
                              text=True, errors="replace", timeout=30)
        return done.returncode, done.stderr, path.read_bytes().decode()


def main():
    program = os.path.abspath(sys.argv[1])
    right, problems, caught = {}, [], dict.fromkeys(WAYS, 0)
    for name, text in MANIFESTS.items():
        status, messages, right[name] = run(program, text, name, None)
        if status != 0 or right[name] == text:
            problems.append(f"{name}: not rewritten: status {status}\n{messages}")
    for name, text in MANIFESTS.items():
        for way in WAYS:
            status, messages, after = run(program, text, name, way)
            if status == 2 and after == text and "proof-failed" in messages:
                caught[way] += 1
            elif not (status == 0 and after == right[name]):
                problems.append(f"{name}: {way!r} came through: status {status}\n{after}{messages}")
    problems += [f"{way!r} was never caught" for way, count in caught.items() if count == 0]
    print("\n".join(problems))
    print(f"corrupt edits: {len(MANIFESTS)} manifests, {len(WAYS)} ways, {sum(caught.values())} caught, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
