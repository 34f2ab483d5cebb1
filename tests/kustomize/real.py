#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The promise of run.py on real repositories: for every kustomization in a checkout that kustomize can build, the build of
the rewritten tree is the rewrite of the build.

    real.py [--builder PROGRAM] [--rules ghcr|many] CHECKOUT…

Each checkout is copied and rewritten as a whole. Where a file is refused, what it is tied to may be as it was; each such
place is counted. ECRIFY_BIN names ecrify.
"""
import argparse
import collections
import os
import pathlib
import shutil
import sys
import tempfile

import builder
from comparison import differences
from promise import ecrify, reasons_in

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
RULES = {"ghcr": ["ghcr.io=ghcr"],
         "many": ["ghcr.io=ghcr", "quay.io=quay", "docker.io=docker-hub", "gcr.io=gcr", "registry.k8s.io=kubernetes"]}


class Checkout:
    def __init__(self, source, scratch, program, rules):
        self.name = source.name
        self.repository = pathlib.Path(scratch) / "repository"
        shutil.copytree(source, self.repository, symlinks=True)
        (self.repository / ".git").mkdir(exist_ok=True)
        # Kustomizations in hidden folders are built, too.
        self.flags = ["--no-config", "--hidden", "--account", "123456789012", "--region", "ca-central-1"]
        for rule in RULES[rules]:
            self.flags += ["--rule", rule]
        self.builder = builder.new_builder(program)
        self.files = sorted(path for path in self.repository.rglob("*") if path.name in NAMES and path.is_file())
        # A file without an extension has to be named: a folder is searched for .yaml, .yml and .json.
        self.paths = [".", *(str(path.relative_to(self.repository)) for path in self.files if path.suffix == "")]
        self.counts, self.problems, self.reasons = collections.Counter(), [], collections.Counter()

    def ecrify(self, command, *flags, stdin=b"", paths=()):
        return ecrify(self.repository, command, *self.flags, *flags, *paths, stdin=stdin)

    def state(self):
        return {path: path.read_bytes() for path in self.repository.rglob("*") if path.is_file() and not path.is_symlink()}

    def builds(self):
        result = {path.parent: self.build(path.parent) for path in self.files}
        return {folder: text for folder, text in result.items() if text is not None}

    def build(self, folder):
        return self.builder.build([folder])[folder]

    def compare(self, step, before, wanted, exact):
        for folder, old in before.items():
            found = self.build(folder)
            where = f"{self.name}: {step}: {folder.relative_to(self.repository)}"
            if found is None:
                self.problems.append(f"{where}: does not build any more: {self.builder.errors[folder]}")
            elif folder in wanted:
                found_here = differences(old, wanted[folder], found)
                as_before = [each for each in found_here if not exact and each.found == each.old]
                self.counts[f"{step}: places as they were"] += len(as_before)
                self.counts[f"{step}: builds with such places"] += bool(as_before)
                wrong = [each for each in found_here if each not in as_before]
                self.counts[f"{step}: builds that are right"] += not found_here
                if wrong:
                    self.counts[f"{step}: wrong builds"] += 1
                    self.problems.append(f"{where}: " + "\n  ".join(map(str, wrong[:3])))

    def run(self):
        before = self.builds()
        self.counts.update({"kustomizations": len(self.files), "builds": len(before)})
        wanted, changed = {}, 0
        for folder, old in before.items():
            answer = self.ecrify("rewrite", "-q", stdin=old)
            if answer.returncode == 0:
                wanted[folder] = answer.stdout
                changed += answer.stdout != old
            else:
                self.counts["builds that can't be rewritten"] += 1
        self.counts["builds in which something is rewritten"] = changed
        first = self.ecrify("rewrite", "-w", paths=self.paths)
        done = first.returncode == 0
        self.counts["files rewritten"] = first.stderr.count(b" reference")
        if not done:
            self.reasons.update(reasons_in(first.stderr.decode(errors="replace")))
        self.compare("first run", before, wanted, exact=done)
        state = self.state()
        second = self.ecrify("rewrite", "-w", paths=self.paths)
        if self.state() != state or second.returncode != first.returncode:
            self.problems.append(f"{self.name}: the second run: exit status {second.returncode}; differs: " + " ".join(
                str(path.relative_to(self.repository)) for path, text in self.state().items() if state.get(path) != text))
        check = self.ecrify("check", "-f", "concise", paths=self.paths)
        if done and check.returncode:
            self.problems.append(f"{self.name}: check after the rewrite:\n{check.stdout.decode(errors='replace')[:2000]}")
        back = self.ecrify("rewrite", "-w", "--reverse", paths=self.paths)
        self.counts["way back refused"] = int(back.returncode == 2)
        self.ecrify("rewrite", "-w", paths=self.paths)
        if any("docker.io" in flag for flag in self.flags):
            # From the target comes docker.io/org/app for org/app: entries of both names may stand beside each other then.
            self.compare("forward again", before, wanted, exact=done)
        elif back.returncode == first.returncode and self.state() != state:
            self.problems.append(f"{self.name}: forward, back, forward differs: " + " ".join(
                str(path.relative_to(self.repository)) for path, text in self.state().items() if state.get(path) != text))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--builder")
    parser.add_argument("--rules", choices=sorted(RULES), default="ghcr")
    parser.add_argument("checkouts", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    if not options.builder and not builder.KUBECTL:
        print("skipped: kustomize_real: kubectl is not installed")
        sys.exit(77)
    problems = []
    for source in options.checkouts:
        with tempfile.TemporaryDirectory(prefix="ecrify-real-") as scratch:
            checkout = Checkout(source, os.path.realpath(scratch), options.builder, options.rules)
            checkout.run()
        print(f"{checkout.name} ({options.rules}): " + ", ".join(f"{name}: {count}" for name, count in checkout.counts.items()))
        for reason, count in checkout.reasons.most_common():
            print(f"  refused: {count} {reason}")
        for problem in checkout.problems:
            print(f"  problem: {problem}")
        problems += checkout.problems
    print(f"kustomize_real: {len(options.checkouts)} checkouts, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
