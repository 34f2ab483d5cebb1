#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `ecrify generate terraform` writes, against the attributes that the AWS provider has: tests/peers/terraform keeps
their list, and holds the same output to Terraform's own parser.

    generate_terraform.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import collections
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
META = {"for_each", "depends_on"}
UPSTREAMS = ["ghcr.io=ghcr", "ghcr.io/org=ghcr/org", "docker.io=hub", "quay.io=quay", "quay.io/a/b=x/b", "registry.k8s.io=k8s",
             "registry.gitlab.com=gitlab", "public.ecr.aws=public", "cgr.dev=chainguard", "a.azurecr.io=azure", "b.azurecr.io=azure_b",
             "999999999999.dkr.ecr.eu-west-1.amazonaws.com=own"]
problems = []


def known_attributes():
    known = collections.defaultdict(dict)
    for line in (TOP / "tests/peers/terraform/attributes.tsv").read_text().splitlines():
        if not line.startswith("#"):
            kind, name, attribute, required = line.split("\t")
            known[f"{kind} {name}"][attribute] = required == "required"
    return known


def blocks(text):
    """Of a text as the formatter leaves it: the head and the lines of each block at the left margin."""
    for head, _, body in re.findall(r"^(\w[^\n{]*) \{(\}$|\n(.*?)^\}$)", text, re.M | re.S):
        yield head, body


def check(flags, known):
    done = subprocess.run([ECRIFY, "generate", "terraform", "--no-config", *flags], capture_output=True, text=True, timeout=60, cwd=tempfile.gettempdir())
    if done.returncode or done.stderr:
        problems.append((flags, done.stderr))
        return
    text, defined, used = done.stdout, set(), set()
    for head, body in blocks(text):
        words = head.replace('"', "").split()
        names = re.findall(r"^  (\w+) +=", body, re.M)
        if words[0] == "locals":
            defined |= {f"local.{name}" for name in names}
        elif words[0] == "variable":
            defined.add(f"var.{words[1]}")
            if re.search(r"token", words[1]) and ("default" in names or "sensitive" not in names):
                problems.append((flags, f"{head}: a secret that is shown"))
        if words[0] in ("resource", "data"):
            name = f"{'data.' if words[0] == 'data' else ''}{words[1]}.{words[2]}"
            if name in defined:
                problems.append((flags, f"{name} is there twice"))
            defined.add(name)
        if words[0] in ("resource", "provider"):
            attributes = known.get(f"{words[0]} {words[1]}")
            if attributes is None:
                problems.append((flags, f"{head}: not in the list"))
                continue
            unknown = [name for name in names if name not in attributes and name not in META]
            missing = [name for name, required in attributes.items() if required and name not in names]
            if unknown or missing:
                problems.append((flags, f"{head}: unknown {unknown}, missing {missing}"))
    code = re.sub(r"#[^\n]*", "", text)
    used = set(re.findall(r"\b(var\.[\w-]+|local\.\w+|data\.\w+\.[\w-]+|aws_\w+\.[\w-]+)", code))
    if used - defined:
        problems.append((flags, f"used and not defined: {used - defined}"))
    for name in defined - used:
        if name.startswith(("var.", "local.")):
            problems.append((flags, f"defined and not used: {name}"))


def main():
    known = known_attributes()
    if len(known) < 10:
        raise SystemExit("the list of attributes is empty")
    count = 0
    for rules in [*([one] for one in UPSTREAMS), *map(list, itertools.combinations(UPSTREAMS, 2)), UPSTREAMS]:
        flags = [word for rule in rules for word in ("--rule", rule)]
        for more in ([], ["--monitoring"], ["--account", "123456789012", "--region", "ca-central-1"]):
            check(flags + more, known)
            count += 1
    for flags, problem in problems[:10]:
        print(f"FAILED: {' '.join(flags)}: {problem}")
    print(f"{count} outputs, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
