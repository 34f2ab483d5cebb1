#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The CI configurations of examples/ci: the lines in them that call ecrify, run on a folder with a reference that is left
and on the same folder when it is rewritten. What they write for others is there and well-formed.

    ci_examples.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ghcr.io/org/app:v1\n"
problems = []


def lines_of(name):
    config = yaml.safe_load((TOP / "examples/ci" / name).read_text())
    if name == "github-actions.yaml":
        return [step["run"] for step in config["jobs"]["ecrify"]["steps"] if step.get("name") == "Check"]
    if name == "gitlab-ci.yaml":
        return config["ecrify"]["script"]
    return [hook["entry"] for hook in config["repos"][0]["hooks"]]


def named_reports(name, folder):
    """What the configuration hands to somebody else, each with what reads it."""
    config = yaml.safe_load((TOP / "examples/ci" / name).read_text())
    if name == "github-actions.yaml":
        upload = config["jobs"]["ecrify"]["steps"][-1]["with"]
        return [(folder / upload["sarif_file"], json.loads), (folder / "summary.md", str)]
    if name == "gitlab-ci.yaml":
        reports = config["ecrify"]["artifacts"]["reports"]
        return [(folder / reports["codequality"], json.loads), (folder / reports["junit"], xml.etree.ElementTree.fromstring)]
    return []


def run(name, folder, status):
    environment = {
        "PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    for line in lines_of(name):
        result = subprocess.run(["bash", "-e", "-c", line], cwd=folder, env=environment, capture_output=True, timeout=60)
        if result.returncode != status:
            problems.append(f"{name}: {line}: exit status {result.returncode}, expected {status}\n{result.stderr.decode()}")
    for path, read in named_reports(name, folder):
        try:
            if not path.exists() or (status == 1 and "ghcr.io/org/app" not in path.read_text()):
                problems.append(f"{name}: {path.name} does not say what is left")
            read(path.read_text())
        except (OSError, ValueError, xml.etree.ElementTree.ParseError) as error:
            problems.append(f"{name}: {path.name}: {error}")


def main():
    names = sorted(path.name for path in (TOP / "examples/ci").glob("*.yaml"))
    for name in names:
        with tempfile.TemporaryDirectory(prefix="ecrify-ci-") as scratch:
            folder = pathlib.Path(scratch).resolve()
            (folder / "bin").mkdir()
            (folder / "bin/ecrify").symlink_to(ECRIFY)
            (folder / "deploy").mkdir()
            (folder / "deploy/app.yaml").write_text(POD)
            if not lines_of(name):
                problems.append(f"{name}: no line calls ecrify")
            run(name, folder, 1)
            target = ["--account", "123456789012", "--region", "ca-central-1"]
            subprocess.run([ECRIFY, "rewrite", "-q", "-w", *target, "deploy"], cwd=folder, check=True, timeout=60)
            run(name, folder, 0)
    print("\n".join(problems) or f"ci_examples: {len(names)} configurations")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
