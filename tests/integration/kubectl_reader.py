#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What other readers see: of documents in odd YAML, whole and damaged, kubectl and PyYAML read the same before a rewrite and
behind it but for the images, and no image that is mapped is left. What ecrify refuses stays as it is.

    kubectl_reader.py [--documents 5000] [--seed 1] [--keep FOLDER]    ECRIFY_BIN names the binary

--keep puts the documents of problems there. Needs kubectl, and PyYAML for the second reader.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from odd_yaml import OddYaml  # noqa: E402
from running import ECRIFY, told  # noqa: E402

try:
    import yaml
except ImportError:
    yaml = None

HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
COMMAND = [ECRIFY, "rewrite", "-w", "--no-config", "--account", "123456789012", "--region", "ca-central-1", "."]
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
MAPPED = re.compile(r"ghcr\.io/[a-z0-9]+([._/-][a-z0-9]+)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?", re.ASCII)
BATCH = 500
PURE = 4  # of so many documents one is read by PyYAML, which takes its time


class Problems(list):
    def __init__(self, keep):
        super().__init__()
        self.keep = keep

    def add(self, what, name, before, after):
        self.append(f"{name}: {what}")
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{name}.yaml").write_bytes(before)
            (self.keep / f"{name}.new").write_bytes(after)
            (self.keep / f"{name}.txt").write_text(what + "\n")


def read_by_kubectl(folder):
    """The objects of all files by name; what can't be read is not there. kubectl goes on with the next file. What it adds is
    the label."""
    result = subprocess.run(["kubectl", "label", "--local", "-f", ".", "ecrify-reads=this", "-o", "json"], cwd=folder, env=ENVIRONMENT, capture_output=True, timeout=300)
    decoder, objects, text, at = json.JSONDecoder(), {}, result.stdout.decode(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        metadata = value.get("metadata") if isinstance(value, dict) else None
        name = metadata.get("name") if isinstance(metadata, dict) else None
        objects[name] = None if name in objects else value
        while at < len(text) and text[at].isspace():
            at += 1
    return objects


def read_by_pyyaml(data):
    """All documents, or None; what holds itself is no object either."""
    try:
        documents = list(yaml.load_all(data, Loader=yaml.SafeLoader))
        json.dumps(documents, default=str, skipkeys=True)
        return documents
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, AttributeError, OverflowError, KeyError, IndexError):
        return None


def differences(before, after, path=()):
    """Places that differ, with what stands there."""
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        for key in before:
            yield from differences(before[key], after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, (*path, number))
    elif before != after and not (before != before and after != after):
        yield path, before, after


def wrong(before, after):
    """What differs and is no image, rewritten."""
    for path, old, new in differences(before, after):
        is_image = path and path[-1] == "image" and isinstance(old, str) and new == f"{HOST}/ghcr/{old.removeprefix('ghcr.io/')}"
        # A document in a text, where damage has made one of a collection.
        is_text = isinstance(old, str) and isinstance(new, str) and "\n" in old and new.replace(f"{HOST}/ghcr/", "ghcr.io/") == old
        if not is_image and not is_text:
            return f"{'.'.join(map(str, path))}: {old!r} became {new!r}"
    return ""


def left(value):
    """An image of a pod that is mapped, and still there."""
    if not isinstance(value, dict) or value.get("kind") not in ("Pod", "Deployment") or not isinstance(value.get("apiVersion"), str):
        return ""
    spec = value.get("spec")
    if value["kind"] == "Deployment":
        template = spec.get("template") if isinstance(spec, dict) else None
        spec = template.get("spec") if isinstance(template, dict) else None
    for field in ("containers", "initContainers"):
        containers = spec.get(field) if isinstance(spec, dict) else None
        for container in containers if isinstance(containers, list) else []:
            image = container.get("image") if isinstance(container, dict) else None
            if isinstance(image, str) and MAPPED.fullmatch(image):
                return f"{image!r} is left"
    return ""


def batch(work, numbers, seed, problems, counts):
    old, new = work / "old", work / "new"
    for folder in (old, new):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    originals = {}
    for number in numbers:
        name = f"n{number}"
        originals[name] = OddYaml(f"{seed}-{number}").bytes(name)
        for folder in (old, new):
            (folder / f"{name}.yaml").write_bytes(originals[name])
    result = subprocess.run(COMMAND, cwd=new, env=ENVIRONMENT, capture_output=True, timeout=300)
    if result.returncode not in (0, 2):
        problems.append(f"documents {numbers[0]}…: exit status {result.returncode}: {result.stderr[-300:]!r}")
    refused = set(re.findall(rb"^(n\d+)\.yaml:[^\n]*\berror: ", result.stderr, re.MULTILINE))
    before, after = read_by_kubectl(old), read_by_kubectl(new)
    for number, (name, original) in zip(numbers, originals.items(), strict=True):
        rewritten = (new / f"{name}.yaml").read_bytes()
        is_refused = name.encode() in refused
        counts["documents"] += 1
        counts["refused"] += is_refused
        counts["rewritten"] += rewritten != original
        if is_refused and rewritten != original:
            problems.add("refused, and written", name, original, rewritten)
        if is_refused:
            counts["read by kubectl and refused"] += before.get(name) is not None
            continue
        if before.get(name) is not None:
            counts["read by kubectl"] += 1
            if after.get(name) is None:
                problems.add("kubectl reads it no more", name, original, rewritten)
            elif what := wrong(before[name], after[name]) or left(after[name]):
                problems.add(f"kubectl: {what}", name, original, rewritten)
        elif after.get(name) is not None:
            # Of YAML 1.2 that kubectl does not know (an escaped slash, in a reference that is gone).
            counts["read by kubectl only behind it"] += 1
            if what := left(after[name]):
                problems.add(f"kubectl: {what}", name, original, rewritten)
        if yaml and number % PURE == 0:
            ours = read_by_pyyaml(original)
            counts["read by PyYAML"] += ours is not None
            theirs = read_by_pyyaml(rewritten) if rewritten != original else ours
            if ours is None:
                continue
            if theirs is None or len(theirs) != len(ours):
                problems.add("PyYAML reads it no more", name, original, rewritten)
            elif what := wrong(ours, theirs) or next(filter(None, map(left, theirs)), ""):
                problems.add(f"PyYAML: {what}", name, original, rewritten)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    if not shutil.which("kubectl"):
        print("skipped: kubectl_reader: kubectl is not installed")
        return 77
    if not yaml:
        print("skipped: kubectl_reader: the second reader: PyYAML is not installed")
    problems = Problems(arguments.keep)
    counts = dict.fromkeys(("documents", "read by kubectl", "read by PyYAML", "rewritten", "refused", "read by kubectl and refused", "read by kubectl only behind it"), 0)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="ecrify-readers-", dir=memory) as work:
        for first in range(0, arguments.documents, BATCH):
            batch(pathlib.Path(work), range(first, min(first + BATCH, arguments.documents)), arguments.seed, problems, counts)
    print(", ".join(f"{value} {name}" for name, value in counts.items()))
    if counts["read by kubectl"] * 3 < counts["documents"] or counts["rewritten"] * 4 < counts["documents"]:
        problems.append("too few of the documents are read or rewritten: this shows nothing")
    return told(problems, "kubectl_reader")


if __name__ == "__main__":
    sys.exit(main())
