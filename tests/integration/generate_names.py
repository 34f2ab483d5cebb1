#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The mapping that other tools get from `ecrify generate`, read as they read it, is that of `ecrify rewrite`.

Renovate takes the first alias in the order of the file that fits, and the source's name in its place
(lib/modules/manager/dockerfile/extract.ts). The container libraries take the longest prefix that fits on whole path
components, after they have given a name its host (containers-registries.conf(5)).

    generate_names.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
CONFIGURATIONS = [
    [],
    ["--rule", "ghcr.io=ghcr", "--rule", "ghcr.io/org=team", "--keep", "ghcr.io/org/kept", "--rule", "docker.io=hub"],
    ["--rule", "ghcr.io/org=ghcr/org", "--rule", "docker.io/library/redis=redis", "--rule", "quay.io=//harbor.example.com/quay"],
    ["--rule", "quay.io=ROOT", "--rule", "docker.io/bitnami=hub", "--keep", "docker.io/bitnami/kept"],
    ["--rule", "harbor.example.com=//harbor.example.com/cache", "--rule", "localhost:5000=local"],
]
REFERENCES = [
    "ghcr.io/org/app:v1", "ghcr.io/org/kept/app:v1", "ghcr.io/organisation/app:v1", "ghcr.io/other/app", "ghcr.io/org/app/deep:1",
    "docker.io/library/nginx:1", "docker.io/bitnami/redis:7", "docker.io/bitnami/kept/x:7", "docker.io/library/redis:7",
    "quay.io/team/app:1", "harbor.example.com/a/b:1", "harbor.example.com/cache/a/b:1", "localhost:5000/a/b:1", "gcr.io/a/b:1",
    "ghcr.io/org/app@sha256:7173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc",
]
problems = []


def ecrify(arguments, stdin=None):
    done = subprocess.run([ECRIFY, *arguments, "--no-config"], input=stdin, capture_output=True, text=True, timeout=60,
                          cwd=tempfile.gettempdir())
    if done.returncode:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return done.stdout


def rewritten(flags):
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
    pod += "".join(f'    - {{name: c{i}, image: "{one}"}}\n' for i, one in enumerate(REFERENCES))
    return re.findall(r'image: "(.*)"', ecrify(["rewrite", *flags, "-"], pod))


def by_renovate(aliases, reference):
    for name, value in aliases.items():
        found = re.search(re.escape(name) + "/(?P<rest>.+)", reference)
        if found:
            return f"{value}/{found['rest']}"
    return reference


def by_registries_conf(rows, reference):
    name = re.split(r"@|:(?=[^/]*$)", reference, maxsplit=1)[0]
    fits = [row for row in rows if name == row["prefix"] or name.startswith(row["prefix"] + "/")]
    if not fits:
        return reference
    row = max(fits, key=lambda one: len(one["prefix"]))
    return row["location"] + reference[len(row["prefix"]):]


def main():
    changed = 0
    for rules in CONFIGURATIONS:
        flags = [*TARGET, *rules]
        aliases = json.loads(ecrify(["generate", "renovate", *flags]))["registryAliases"]
        rows = tomllib.loads(ecrify(["generate", "registries-conf", *flags]))["registry"]
        for before, after in zip(REFERENCES, rewritten(flags), strict=True):
            changed += before != after
            if by_registries_conf(rows, before) != after:
                problems.append((rules, before, "registries.conf", by_registries_conf(rows, before), after))
            # An alias is about what is below it: a rule for one image alone has none that fits.
            is_one_image = any(rule.partition("=")[0] == before.split(":")[0] for rule in rules)
            if before != after and not is_one_image and by_renovate(aliases, after) != before:
                problems.append((rules, after, "renovate", by_renovate(aliases, after), before))
    for problem in problems:
        print("FAILED:", *problem)
    print(f"{changed} names rewritten, {len(problems)} problems")
    return 1 if problems or changed < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
