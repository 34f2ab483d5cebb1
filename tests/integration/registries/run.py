#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A release through a real cache: what `ecrify generate` writes is run by real clients against registries on loopback.

    run.py        ECRIFY_BIN names the binary (default: build/src/ecrify)

Needs docker-registry, nginx and skopeo, of the Debian packages of these names; skipped where one is absent.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import loopback

TOP = pathlib.Path(__file__).resolve().parent.parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
problems = []

APP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app}}
spec:
  template:
    spec:
      initContainers: [{{name: wait, image: "ghcr.io/org/tool:1"}}]
      containers:
        - {{name: app, image: "ghcr.io/org/app:v1"}}
        - {{name: again, image: "ghcr.io/org/app:v1"}}
        - {{name: side, image: "ghcr.io/org/side:v3@{side}"}}
        - {{name: untagged, image: ghcr.io/org/untagged}}
        - {{name: digest, image: "ghcr.io/org/digest@{digest}"}}
        - {{name: own, image: "ghcr.io/org/pinned:never-pushed"}}
"""
KUSTOMIZATION = """\
resources: [app.yaml]
images:
  - {name: ghcr.io/org/pinned, newTag: "2.1"}
"""


def check(what, fine, detail=""):
    print(("ok: " if fine else "FAILED: ") + what + ("" if fine else f"\n{detail}"), flush=True)
    if not fine:
        problems.append(what)


def ecrify(*arguments, cwd):
    done = subprocess.run([ECRIFY, *arguments], cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    check("ecrify " + " ".join(arguments[:2]), done.returncode == 0, done.stderr)
    return done.stdout


def write_script(folder, name, text):
    path = folder / name
    path.write_text(text)
    return path


def through_the_cache(folder):
    upstream = loopback.registry(folder, "upstream").start()
    cache, front = loopback.cache_of(folder, upstream)
    with loopback.running(upstream, cache, front):
        cache.start()
        front.start()
        client = loopback.Client(folder, [upstream.port, front.port], [front.port])
        digests = {name: client.push(upstream.port, f"org/{name}", name) for name in
                   ["tool:1", "app:v1", "side:v3", "untagged:latest", "digest:any", "pinned:2.1"]}
        tree = loopback.folder_for(folder / "release")
        (tree / "app.yaml").write_text(APP.format(side=digests["side:v3"], digest=digests["digest:any"]))
        (tree / "kustomization.yaml").write_text(KUSTOMIZATION)
        registry = ["--registry", f"127.0.0.1:{front.port}", "--rule", "ghcr.io=ghcr"]
        script = write_script(folder, "warm.sh", ecrify("generate", "prewarm", "--as", "skopeo", *registry, ".", cwd=tree))
        conf = ecrify("generate", "registries-conf", *registry, cwd=tree)
        ecrify("rewrite", "-w", *registry, ".", cwd=tree)
        after = ecrify("generate", "prewarm", "--as", "skopeo", *registry, ".", cwd=tree)
        check("the same images before and after the rewrite", after == script.read_text(), after)
        # What nodes pull: the images of the manifests, the one that the kustomization pins with its pin.
        listed = ecrify("list", "--images-only", "--unique", *registry, "app.yaml", cwd=tree).split()
        images = [one.replace("never-pushed", "2.1") for one in listed]
        check("six images are rewritten", len(images) == 6 and all(f":{front.port}/ghcr/org/" in one for one in images), images)

        upstream.stop()
        cold = [one for one in images if client.pull(one)]
        check("a cold cache without its upstream has none", cold == images, cold)
        upstream.start()
        cache.stop()
        cache.start()

        warmed = client.run(["sh", str(script)])
        check("the script fills the cache", (warmed.returncode, warmed.stdout, warmed.stderr) == (0, "", ""), warmed.stderr)
        upstream.stop()
        failures = [why for why in map(client.pull, images) if why]
        check("every image comes through the cache, its upstream gone", not failures, "\n".join(failures))
        check("not without a login", all("401" in why or "authentication" in why or "unauthorized" in why
                                         for why in (client.pull(one, login=False) for one in images)))
        by_old_names(folder, client, front, conf, digests)

        upstream.start()
        client.push(upstream.port, "org/side:v3", "another side")
        again = client.run(["sh", str(script)])
        check("a tag that has moved is told", again.returncode == 1 and "org/side:v3: pinned to" in again.stderr
              and again.stderr.count("\n") == 2, again.stderr)
        more = script.read_text().replace("pull '", f"pull '127.0.0.1:{front.port}/ghcr/org/absent:1'\npull '", 1)
        absent = client.run(["sh", str(write_script(folder, "more.sh", more))])
        check("so is what is not there", absent.returncode == 1 and "org/absent:1: " in absent.stderr, absent.stderr)


def by_old_names(folder, client, front, conf, digests):
    """Tools of the container libraries ask for the old names, and get what is in the cache."""
    path = write_script(folder, "registries.conf", conf.replace('/ghcr"\n', '/ghcr"\ninsecure = true\n'))
    options = ["--registries-conf", str(path)]
    why = client.pull("ghcr.io/org/app:v1", options=options)
    check("skopeo pulls by the old name", not why, why)
    check("and gets the same image", client.digest("ghcr.io/org/app:v1", options) == digests["app:v1"])
    if not shutil.which("buildah"):
        print("skipped: registries.conf with buildah: buildah is not installed")
        return
    variables = client.environment() | {"CONTAINERS_REGISTRIES_CONF": str(path), "BUILDAH_ISOLATION": "chroot"}
    store = ["--storage-driver", "vfs", "--root", str(folder / "store"), "--runroot", str(folder / "run")]
    done = subprocess.run(["buildah", *store, "pull", "--quiet", "ghcr.io/org/app:v1"], env=variables, capture_output=True,
                          text=True, timeout=100)
    if done.returncode and ("user namespace" in done.stderr or "not permitted" in done.stderr):
        print("skipped: registries.conf with buildah: it may not make a user namespace")
        return
    check("buildah pulls by the old name", done.returncode == 0, done.stderr)


def by_copies(folder):
    upstream = loopback.registry(folder, "source")
    mirror = loopback.registry(folder, "mirror")
    with loopback.running(upstream, mirror):
        upstream.start()
        mirror.start()
        client = loopback.Client(folder, [upstream.port, mirror.port], [])
        digests = {name: client.push(upstream.port, f"org/{name}", name) for name in ["app:v1", "side:v3", "digest:any"]}
        source = f"127.0.0.1:{upstream.port}/org"
        tree = loopback.folder_for(folder / "release")
        (tree / "pod.yaml").write_text(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
            f'    - {{name: app, image: "{source}/app:v1"}}\n'
            f'    - {{name: side, image: "{source}/side:v3@{digests["side:v3"]}"}}\n'
            f'    - {{name: digest, image: "{source}/digest@{digests["digest:any"]}"}}\n')
        rule = ["--rule", f"{source}=//127.0.0.1:{mirror.port}/copies/org"]
        script = write_script(folder, "mirror.sh", ecrify("generate", "mirror", *rule, "pod.yaml", cwd=tree))
        client.push(upstream.port, "org/side:v3", "another side")  # a tag that moves is copied as it is pinned
        done = client.run(["sh", str(script)])
        check("the script copies", done.returncode == 0, done.stderr)
        ecrify("rewrite", "-w", *rule, "pod.yaml", cwd=tree)
        upstream.stop()
        images = ecrify("list", "--images-only", *rule, "pod.yaml", cwd=tree).split()
        failures = [why for why in map(client.pull, images) if why]
        check("every rewritten image is there", len(images) == 3 and not failures, "\n".join(failures) + str(images))
        target = f"127.0.0.1:{mirror.port}/copies/org"
        check("with its digest", [client.digest(f"{target}/{one}") for one in ("app:v1", "side:v3")] == [digests["app:v1"], digests["side:v3"]])
        by_regsync(client, upstream, rule, tree, [f"{target}/app:v1", f"{target}/digest@{digests['digest:any']}"])
        upstream.stop()
        done = client.run(["sh", str(script)])
        check("copies that fail are listed", done.returncode == 1 and f"{target}/app:v1\n" in done.stderr, done.stderr)


def by_regsync(client, upstream, rule, tree, images):
    regsync = shutil.which("regsync")
    if not regsync:
        print("skipped: copies by regsync: regsync is not on PATH")
        return
    upstream.start()
    source = rule[1].partition("=")[0]
    (tree / "pod.yaml").write_text((tree / "pod.yaml").read_text().replace("/copies/", "/again/"))
    again = ["--rule", rule[1].replace("/copies/", "/again/")]
    config = ecrify("generate", "mirror", "--as", "regsync", *again, "pod.yaml", cwd=tree)
    hosts = "".join(f'  - {{registry: "{host}", tls: disabled}}\n' for host in {source.split("/")[0], images[0].split("/")[0]})
    (tree / "regsync.yml").write_text(config + "creds:\n" + hosts)
    done = client.run([regsync, "once", "--config", str(tree / "regsync.yml")])
    failures = [why for why in (client.pull(one.replace("/copies/", "/again/")) for one in images) if why]
    check("regsync copies", done.returncode == 0 and not failures, done.stderr + "\n".join(failures))


def main():
    missing = loopback.missing_programs()
    if missing:
        print(f"skipped: a cache on loopback: {', '.join(missing)} not installed")
        return 77
    for test in (through_the_cache, by_copies):
        with tempfile.TemporaryDirectory(prefix="ecrify-registries-") as name:
            test(pathlib.Path(name).resolve())
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
