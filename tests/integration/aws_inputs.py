#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Inputs of `ecrify config import` that are large: 200 MB are read within 10 seconds of processor time and three times
their size of memory, or refused by a limit that docs/limits.md names. Secrets in them are shown nowhere.

    aws_inputs.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
SIZE = 200_000_000
SECONDS = 10
SECRET = b"hunter2"
RULE = (
    b'{"address":"aws_ecr_pull_through_cache_rule.ghcr","mode":"managed","type":"aws_ecr_pull_through_cache_rule","name":"ghcr",'
    b'"values":{"ecr_repository_prefix":"ghcr","upstream_registry_url":"ghcr.io","registry_id":"123456789012"}}'
)
OTHER = (
    b'{"address":"aws_instance.web","mode":"managed","type":"aws_instance","name":"web","values":{"ami":"ami-1","user_data":"hunter2",'
    b'"tags":{"a":"b","c":["d",1,2.5,null,true]}}}'
)
problems = []


def state():
    """One line, as a state is."""
    yield b'{"format_version":"1.0","values":{"root_module":{"resources":['
    yield (OTHER + b",") * (SIZE // (len(OTHER) + 1))
    yield RULE + b"]}}}"


def one_text():
    yield b'{"format_version":"1.0","values":"' + SECRET
    yield b"x" * SIZE
    yield b'"}'


def numbers():
    yield b"[" + b"1," * (SIZE // 2) + b"1]"


def rules():
    item = b'{"ecrRepositoryPrefix":"ghcr","upstreamRegistryUrl":"ghcr.io"}'
    yield b'{"pullThroughCacheRules":[' + (item + b",") * (SIZE // (len(item) + 1)) + item + b"]}"


def plan(resources, expressions, calls):
    types = {"aws_ecr_pull_through_cache_rule": {"upstream_registry_url": "ghcr.io"}, "aws_secretsmanager_secret": {"name": "x"}}
    planned = [{"address": address, "mode": "managed", "type": address.split(".")[0], "name": "x",
                "values": {"ecr_repository_prefix": f"p{number}", **types[address.split(".")[0]]}} for number, address in enumerate(resources)]
    rule = {"address": "aws_ecr_pull_through_cache_rule.g", "type": "aws_ecr_pull_through_cache_rule", "name": "g", "expressions": {"credential_arn": expressions}}
    yield json.dumps({"format_version": "1.2", "planned_values": {"root_module": {"resources": planned}},
                      "configuration": {"root_module": {"resources": [rule], "module_calls": calls}}}).encode()


def references_in_circles():
    """A module's output is its variable, which is its output, each of them twice."""
    to_output = {"references": ["module.a.o", "module.a.o"]}
    module = {"outputs": {"o": {"expression": {"references": ["var.x", "var.x"]}}}}
    return plan(["aws_ecr_pull_through_cache_rule.g"], to_output, {"a": {"expressions": {"x": to_output}, "module": module}})


def secrets_by_key():
    """As many rules of for_each as are read, and more secrets, none with the same key."""
    rules_of_each = [f'aws_ecr_pull_through_cache_rule.g["{number}"]' for number in range(9_000)]
    secrets = [f'aws_secretsmanager_secret.s["a{number}"]' for number in range(20_000)]
    return plan(rules_of_each + secrets, {"references": ["aws_secretsmanager_secret.s"]}, {})


def substitutions():
    """Properties that are each a long parameter, thousands of times."""
    long = {f"A{number}": {"Fn::Sub": "${P}" * 15000} for number in range(8)}
    rule = {"Type": "AWS::ECR::PullThroughCacheRule", "Properties": {"EcrRepositoryPrefix": "ghcr", "UpstreamRegistryUrl": "ghcr.io", **long}}
    yield json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"P": {"Default": "x" * 60000}}, "Resources": {"R": rule}}).encode()


def usage():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def run(path, name, expected_status, expected):
    before = usage()
    # GNU time's figures without GNU time: the peak of this child alone.
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:])\n"
        "print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(done.returncode)"
    )
    done = subprocess.run([sys.executable, "-c", script, ECRIFY, "config", "import", path], capture_output=True, timeout=250)
    seconds = usage() - before
    lines = done.stderr.decode().splitlines()
    peak = int(lines.pop().split()[1]) * 1024
    text = "\n".join(lines)
    if done.returncode != expected_status or expected not in text:
        problems.append(f"{name}: status {done.returncode}, {text[:300]}")
    if SECRET in done.stdout + done.stderr:
        problems.append(f"{name}: it shows a secret")
    if seconds > SECONDS:
        problems.append(f"{name}: {seconds:.1f} s of processor time")
    if peak > 3 * SIZE:
        problems.append(f"{name}: {peak / 1e6:.0f} MB of memory")
    print(f"aws_inputs: {name}: {seconds:.1f} s, {peak / 1e6:.0f} MB")


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-aws-") as folder:
        for make, status, expected in (
            (state, 0, "wrote 1 rule"),
            (one_text, 2, "a text of more than 32 MiB"),
            (numbers, 2, "more than 500,000 values"),
            (rules, 2, "more than 500,000 values"),
            (references_in_circles, 0, "wrote 1 rule"),
            (secrets_by_key, 0, "wrote"),
            (substitutions, 0, "wrote 1 rule"),
        ):
            path = os.path.join(folder, "input.json")
            with open(path, "wb") as file:
                for part in make():
                    file.write(part)
            run(path, make.__name__, status, expected)
    for problem in problems:
        print("FAILED", problem)
    if problems:
        sys.exit(1)


main()
