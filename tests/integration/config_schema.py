#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`ecrify config schema` and the reader of configurations say the same.

A table of good and bad documents, every configuration in the documentation and the examples, and what `config init`
and `config show` write, judged by both.

    config_schema.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/docs"))
import run as docs  # noqa: E402 (the blocks of the pages are found as that test finds them)

ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
HEAD = "apiVersion: ecrify/v1\nkind: RewriteConfig\n"

GOOD = [
    "",
    "metadata: {name: x, annotations: {a: b}}",
    "metadata:",
    'registry: {account: "123456789012", region: ca-central-1}',
    'registry: {account: "123456789012"}',
    "registry: {region: us-gov-west-1}",
    "registry: {host: registry.example.com:5000}",
    "registry: {host: '${AWS_ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com'}",
    "rules: []",
    "rules: [{from: ghcr.io, prefix: ghcr}]",
    "rules: [{from: ghcr.io/, prefix: ghcr/}]",
    "rules: [{from: ghcr.io/org/app, prefix: a.b_c-d/e__f}]",
    "rules: [{from: 'localhost:5000', prefix: ROOT}]",
    "rules: [{from: registry:5000/a, prefix: ab}]",
    "rules: [{from: ghcr.io, prefix: abcdefghijklmnopqrstuvwxyz0123}]",
    "rules: [{from: quay.io/team, target: harbor.example.com/quay/team}]",
    "rules: [{from: quay.io, target: '${HOST}/quay'}]",
    "rules: [{from: ghcr.io/org/internal, keep: true, reason: still private}]",
    "fields: [{path: spec.image}]",
    'fields: [{kind: Widget, apiVersion: "example.com/*", path: "spec.parts[].ref"}]',
    "fields: [{apiVersion: v1, path: a.b}, {apiVersion: 'apps*', path: a}]",
    "classes: {embedded: rewrite, artifact: ignore, container: warn, policy: ignore, nested: rewrite, ignored: ignore}",
    "classes: {}",
    'ignore: [{path: "vendor/**", reason: not ours}, {kind: ConfigMap}, {name: "legacy-*"}, {namespace: kube-system}]',
    "ignore: [{kind: ConfigMap, name: a, namespace: b, reason: c}]",
    'values: ["apps/**/values*.yaml"]',
    'targets: [{name: prod, registry: {account: "210987654321", region: eu-west-1}}]',
    'targets: [{path: "clusters/**", registry: {host: registry.example.com}}]',
    "digestFirstPull: off",
    "digestFirstPull: warning",
    "digestFirstPull: error",
    "pullSecrets: [ghcr-login, other]",
    "pullSecrets: []",
]
BAD = [
    "registy: {}",
    "rules:",
    "rules: {from: ghcr.io, prefix: ghcr}",
    "rules: [ghcr.io]",
    "rules: [{prefix: ghcr}]",
    "rules: [{from: ghcr.io}]",
    "rules: [{from: ghcr.io, reason: none}]",
    "rules: [{from: ghcr.io, prefix: ghcr, keep: true}]",
    "rules: [{from: ghcr.io, prefix: ghcr, target: a.example.com}]",
    "rules: [{from: ghcr.io, keep: false}]",
    "rules: [{from: ghcr.io, keep: 'true'}]",
    "rules: [{from: ghcr.io, prefx: ghcr}]",
    "rules: [{from: ghcr.io, prefix: x}]",
    "rules: [{from: ghcr.io, prefix: x/}]",
    "rules: [{from: ghcr.io, prefix: abcdefghijklmnopqrstuvwxyz01234}]",
    "rules: [{from: ghcr.io, prefix: Ghcr}]",
    "rules: [{from: ghcr.io, prefix: -ghcr}]",
    "rules: [{from: ghcr.io, prefix: a//b}]",
    "rules: [{from: ghcr.io, prefix: 12}]",
    "rules: [{from: ghcr.io, prefix: ''}]",
    "rules: [{from: '', prefix: ghcr}]",
    "rules: [{from: ghcr, prefix: ghcr}]",
    "rules: [{from: 'https://ghcr.io', prefix: ghcr}]",
    "rules: [{from: 'ghcr.io/org/app@sha256:0', prefix: ghcr}]",
    "rules: [{from: 'ghcr.io/org/app:v1', prefix: ghcr}]",
    "rules: [{from: 'ghcr.io/*', prefix: ghcr}]",
    "rules: [{from: quay.io, target: 'https://harbor.example.com'}]",
    "registry: registry.example.com",
    "registry: {account: 123456789012}",
    'registry: {account: "12345678901"}',
    'registry: {account: "${ACCOUNT}"}',
    "registry: {region: here}",
    "registry: {region: CA-CENTRAL-1}",
    "registry: {host: 'https://registry.example.com'}",
    "registry: {host: ''}",
    'registry: {host: registry.example.com, account: "123456789012"}',
    "registry: {host: registry.example.com, region: eu-west-1}",
    "fields: [{kind: Widget}]",
    "fields: [{kind: Widget, path: ''}]",
    "fields: [{kind: Widget, apiVersion: example.com, path: spec.image}]",
    "fields: spec.image",
    "classes: {embeded: rewrite}",
    "classes: {embedded: change}",
    "classes: {policy: rewrite}",
    "classes: {ignored: warn}",
    "classes: [embedded]",
    "ignore: [{}]",
    "ignore: [{reason: none}]",
    "ignore: [{path: a, kind: ConfigMap}]",
    "ignore: ['vendor/**']",
    "ignore: [{path: 1}]",
    "values: apps/values.yaml",
    "values: ['']",
    "values: [true]",
    "targets: [{registry: {host: registry.example.com}}]",
    "targets: [{name: prod}]",
    'targets: [{name: prod, registry: {account: "210987654321"}}]',
    "targets: [{name: prod, registry: {}}]",
    "digestFirstPull: yes",
    "digestFirstPull:",
    "pullSecrets: ghcr-login",
    "pullSecrets: [1]",
    "metadata: x",
]
# What no JSON schema can tell.
ONLY_THE_READER = [
    "rules: [{from: ghcr.io, prefix: cache}, {from: quay.io, prefix: cache}]",
    "rules: [{from: docker.io, prefix: one}, {from: index.docker.io, prefix: two}]",
    "fields: [{path: 'a[3]'}]",
    "ignore: [{path: 'a[b'}]",
    "values: ['a[b']",
    "targets: [{name: a, registry: {host: a.example.com}}, {name: a, registry: {host: b.example.com}}]",
    "registry: {host: a.example.com/path}",
]


def skip(text):
    print(f"skipped: config_schema: {text}")
    sys.exit(77)


try:
    import jsonschema
    import yaml
except ImportError as error:
    skip(f"Python's {error.name} is not installed")


class Loader(yaml.SafeLoader):
    """YAML 1.2 as far as it matters here: `off` and `yes` are text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def ecrify(arguments, stdin="", expect=0, cwd="/"):
    run = subprocess.run(
        [ECRIFY, *arguments], input=stdin.encode(), env=ENVIRONMENT, cwd=cwd, capture_output=True, timeout=60
    )
    if run.returncode != expect:
        sys.exit(f"ecrify {' '.join(arguments)}: exit status {run.returncode}\n{run.stderr.decode()}\n{stdin}")
    return run.stdout.decode()


def read_by_ecrify(text):
    run = subprocess.run(
        [ECRIFY, "config", "validate", "-"], input=text.encode(), env=ENVIRONMENT, cwd="/", capture_output=True, timeout=60
    )
    if run.returncode not in (0, 2) or run.stdout:
        sys.exit(f"config validate: exit status {run.returncode}\n{run.stdout}\n{run.stderr}")
    return run.returncode == 0, run.stderr.decode()


def main():
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    schema = json.loads(ecrify(["config", "schema"]))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failed = []

    def judge(text, by_schema, by_reader):
        errors = [error.message for error in validator.iter_errors(yaml.load(text, Loader))]
        accepted, said = read_by_ecrify(text)
        if (not errors) != by_schema or accepted != by_reader:
            failed.append(f"{text}\n  the schema says: {errors or 'good'}\n  the reader says: {said}")

    for line in GOOD:
        judge(f"{HEAD}{line}\n", True, True)
    for line in BAD:
        judge(f"{HEAD}{line}\n", False, False)
    for line in ONLY_THE_READER:
        judge(f"{HEAD}{line}\n", True, False)
    for text in ["apiVersion: ecrify/v1\n", "kind: RewriteConfig\n", "apiVersion: ecrify/v2\nkind: RewriteConfig\n"]:
        judge(text, False, False)
    # Each definition and each key has a description, so that an editor can show it.
    for where in [schema, *schema["definitions"].values()]:
        for key, value in where["properties"].items():
            if where is not schema["definitions"]["classes"] and not value.get("description"):
                failed.append(f"the schema does not describe {key}")

    configurations = 0
    for page in docs.pages():
        for block in docs.blocks_of(page.read_text().split("\n")):
            text = "\n".join(block.lines) + "\n"
            if block.language != "yaml" or "kind: RewriteConfig" not in text:
                continue
            configurations += 1
            accepted, said = read_by_ecrify(text)
            errors = [error.message for error in validator.iter_errors(yaml.load(text, Loader))]
            if accepted and errors:
                failed.append(f"{page.name}:{block.first}: the reader accepts it, the schema says {errors}")
    if configurations < 5:
        failed.append(f"the documentation holds {configurations} configurations, which is too few to be true")
    for path in sorted((TOP / "examples").rglob(".ecrify.yaml")):
        judge(path.read_text(), True, True)

    # What ecrify writes itself, and that showing it again changes nothing but the places of the rules.
    judge(ecrify(["config", "init", "-"]), True, True)
    judge(ecrify(["config", "init", "--account", "123456789012", "--region", "eu-west-1", "--keep", "ghcr.io/a", "-"]), True, True)
    with tempfile.TemporaryDirectory(prefix="ecrify-config-") as name:
        for line in GOOD:
            (pathlib.Path(name) / "a.yaml").write_text(f"{HEAD}{line}\n")
            once = ecrify(["config", "show", "-c", "a.yaml"], cwd=name)
            judge(once, True, True)
            (pathlib.Path(name) / "b.yaml").write_text(once)
            twice = ecrify(["config", "show", "-c", "b.yaml"], cwd=name)
            if yaml.load(once, Loader) != yaml.load(twice, Loader):
                failed.append(f"shown once:\n{once}shown twice:\n{twice}")

    if failed:
        sys.exit("\n".join(failed))
    print(f"config_schema: {len(GOOD)} good, {len(BAD)} bad, {configurations} in the documentation")


if __name__ == "__main__":
    main()
