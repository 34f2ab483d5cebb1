#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What ecrify does to real repositories: every edit and every occurrence that is left, in groups to read through.

    checkouts.py [--rules ghcr|many] [--examples N] CHECKOUT…

A copy of each checkout goes through check --strict, rewrite -w, check, a second rewrite -w, and rewrite -w --reverse. Printed
are the edits by class and key path, what is left by the finding that speaks of it, and the warnings. Exit status 1: an
occurrence of a mapped registry is left without a word (comments and files that a walk leaves out apart), a changed line holds
more than a new registry, check fails after a rewrite that exits 0, or a second run changes something.

Builds before and after are compared by tests/kustomize/real.py. ECRIFY_BIN names ecrify.
"""
import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "integration"), str(TESTS / "kustomize")]
from agreement_search import Mentions, Searched, sources_of  # noqa: E402
from agreement_trees import Tree  # noqa: E402
from promise import ecrify  # noqa: E402
import real  # noqa: E402

READ = (".yaml", ".yml", ".json")
UNREAD = {"not-yaml", "template-text", "unreadable-file", "signed-document", "values-file"}
SUMMARY = "of a cluster"


class Left:
    """An occurrence that a search of its own finds after the rewrite, and what speaks of it."""

    def __init__(self, file, line, text, said):
        self.file, self.line, self.text, self.said = file, line, text, said


class Checkout:
    def __init__(self, source, scratch, rules):
        self.name, self.folder = source.name, pathlib.Path(scratch) / "repository"
        shutil.copytree(source, self.folder, symlinks=True, ignore=shutil.ignore_patterns(".git", ".ecrify.yaml"))
        subprocess.run(["git", "init", "-q"], cwd=self.folder, check=True)
        self.flags = ["--no-config", "--account", "123456789012", "--region", "ca-central-1"]
        for rule in real.RULES[rules]:
            self.flags += ["--rule", rule]
        self.mentions = Mentions(sources_of(Tree(source.name, {}, tuple(self.flags)), {}))
        self.edits, self.warnings, self.left, self.problems = collections.defaultdict(list), collections.defaultdict(list), [], []

    def ecrify(self, command, *flags):
        answer = ecrify(self.folder, command, *self.flags, *flags, ".")
        if answer.returncode not in (0, 1, 2):
            self.problems.append(f"{command} ends with {answer.returncode}: {answer.stderr[-300:]!r}")
        return answer

    def objects(self, command, *flags):
        return [json.loads(line) for line in self.ecrify(command, *flags, "-f", "jsonl").stdout.splitlines()]

    def state(self):
        names = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink() and self.is_read(path)]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in names}

    def is_read(self, path):
        """Whether a walk reads the file; what it leaves out by itself or by .gitignore needs no word."""
        parts = path.relative_to(self.folder).parts
        return path.name.endswith(READ) and not any(part.startswith(".") for part in parts)

    def without_ignored(self, files):
        names = "\0".join(files).encode()
        answer = subprocess.run(["git", "check-ignore", "-z", "--stdin"], cwd=self.folder, input=names, capture_output=True, check=False)
        return sorted(set(files) - set(filter(None, answer.stdout.decode().split("\0"))))

    def run(self):
        start = time.monotonic()
        strict = self.ecrify("check", "--strict", "--stats", "-f", "concise")
        self.seconds = time.monotonic() - start
        stats = re.search(rb"examined (\d+) times?, (\d+) documents?", strict.stderr)
        self.files, self.documents = (int(stats[1]), int(stats[2])) if stats else (0, 0)
        for finding in self.objects("check"):
            if finding["id"] != "unmapped-image":
                self.warnings[f"{finding['severity']} {finding['id']}: {finding['message']}"].append(place_of(finding))
        rows = self.objects("list", "--all")
        for row in rows:
            if row["decision"] == "rewrite":
                self.edits[row["class"], pattern_of(row)].append(f"{row['file']}:{row['line']}: {row['source']}")
        before = self.state()
        first = self.ecrify("rewrite", "-w")
        self.refused = first.returncode
        after = self.state()
        self.changed = [name for name in after if after[name] != before[name]]
        for name in self.changed:
            self.compare(name, before[name].decode(errors="replace"), after[name].decode(errors="replace"))
        self.speak_of_the_rest(after)
        self.ends_there(after)
        self.reverse(before)

    def compare(self, name, before, after):
        """Each changed line is an old one with new registries; entries of kustomizations may come in pairs."""
        old = {self.folded(line) for line in before.splitlines()}
        for line in set(after.splitlines()) - set(before.splitlines()):
            is_of_entry = any(word in line for word in ("newName", "name:", "newTag")) or re.match(r"\s*- [^ ]+=\S+$", line)
            if self.folded(line) not in old and not is_of_entry:
                self.problems.append(f"{name}: more than a registry changed: {line.strip()[:200]}")

    def folded(self, line):
        """The line without the names of registries, old and new."""
        line = re.sub(r"123456789012\.dkr\.ecr\.ca-central-1\.amazonaws\.com/[a-z-]+(/library)?", "@", line)
        for rule in self.flags[self.flags.index("--rule") + 1 :: 2]:
            line = line.replace("registry.hub.docker.com", "docker.io")
            line = re.sub(rf"(?:index\.|registry-1\.)?{re.escape(rule.split('=')[0])}(?:/library\b)?", "@", line, flags=re.IGNORECASE)
        return re.sub(r"@/", "", line)

    def speak_of_the_rest(self, after):
        rows, findings = collections.defaultdict(list), collections.defaultdict(list)
        for row in self.objects("list", "--all"):
            rows[row["file"].removeprefix("./")].append(row)
        for finding in self.objects("check", "-v"):
            findings[(finding["file"] or "").removeprefix("./")].append(finding)
        lines = self.ecrify("check", "-v", "-f", "concise").stderr.decode(errors="replace").splitlines()
        held = [name for name, text in after.items() if self.mentions.somewhere.search(text.decode("latin-1"))]
        for name in self.without_ignored(held):
            searched = Searched(after[name], self.mentions)
            for need in searched.needs:
                said = self.word_on(need, rows[name], findings[name], searched, [line for line in lines if name in line])
                self.left.append(Left(name, after[name].count(b"\n", 0, need.begin) + 1, need.text, said))

    def word_on(self, need, rows, findings, searched, lines):
        for row in rows:
            if row["span"][0] < need.end and need.begin < row["span"][1] and row["decision"] != "rewrite":
                named = f"[{row['finding']}]" if row["finding"] else "no finding"
                return f"{row['decision']}, {named}: {row['class']}: {row['why']}"
        document = searched.documents[need.document] if searched.documents else None
        for finding in findings:
            line = finding["range"]["start"]["line"] if finding["range"] else 0
            inside = document is None or document.first_line - 1 <= line <= document.last_line + 1
            if finding["id"] in UNREAD and (inside or finding["id"] in ("unreadable-file", "values-file")):
                return f"[{finding['id']}]: {finding['message']}"
        if any(SUMMARY in line for line in lines) and not (document and document.is_object):
            return f"counted: {SUMMARY}"
        return "SILENT"

    def ends_there(self, after):
        check = self.ecrify("check", "-f", "concise")
        if self.refused == 0 and check.returncode:
            self.problems.append(f"check after the rewrite:\n{check.stdout.decode(errors='replace')[:1000]}")
        self.ecrify("rewrite", "-w")
        self.problems += [f"the second run changes {name}" for name, text in self.state().items() if text != after[name]]

    def reverse(self, before):
        """The way back ends where it began, but for spellings that have a canonical one."""
        self.back = self.ecrify("rewrite", "-w", "--reverse").returncode
        self.elsewhere = [name for name, text in self.state().items() if text != before[name]]

    def report(self, examples):
        print(f"{self.files} files, {self.documents} documents, {sum(map(len, self.edits.values()))} edits in {len(self.changed)} files, "
              f"{len(self.left)} left, {sum(one.said == 'SILENT' for one in self.left)} silent, "
              f"{sum(len(found) for key, found in self.warnings.items() if key.startswith('warning'))} warnings, "
              f"rewrite exits {self.refused}, --reverse exits {self.back} and {len(self.elsewhere)} files are spelled otherwise, "
              f"{self.seconds:.2f} s")
        groups = collections.defaultdict(list)
        for one in self.left:
            groups[one.said].append(f"{one.file}:{one.line}: {one.text}")
        shown("edits", {f"{cls} {path}": found for (cls, path), found in self.edits.items()}, examples)
        shown("left", groups, examples)
        shown("findings but references to rewrite", self.warnings, examples)
        for problem in self.problems:
            print(f"  problem: {problem}")
        return len(self.problems) + len(groups["SILENT"])


def place_of(finding):
    line = finding["range"]["start"]["line"] if finding["range"] else 0
    return f"{finding['file']}:{line}: {finding['reference'] or ''}"


def pattern_of(row):
    """Kind and the last keys of a path, without indices."""
    keys = re.sub(r"\[\d+\]", "[]", row["path"] or "").split(".")
    return f"{row['kind'] or '(no kind)'} {'…' if len(keys) > 3 else ''}{'.'.join(keys[-3:])}"


def shown(title, groups, examples):
    for key, found in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"  {title}: {len(found)} {key}")
        for one in found[:examples]:
            print(f"      {one}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rules", choices=sorted(real.RULES), default="ghcr")
    parser.add_argument("--examples", type=int, default=2, help="of each group")
    parser.add_argument("checkouts", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    wrong = 0
    for source in options.checkouts:
        with tempfile.TemporaryDirectory(prefix="ecrify-checkouts-") as scratch:
            checkout = Checkout(source, scratch, options.rules)
            checkout.run()
        print(f"{checkout.name} ({options.rules}): ", end="")
        wrong += checkout.report(options.examples)
    print(f"checkouts: {len(options.checkouts)} checkouts, {wrong} problems")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
