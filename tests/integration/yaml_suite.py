#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What ecrify makes of YAML's own test cases.

    yaml_suite.py FOLDER [--list]

FOLDER has the layout of the `data` branch of https://github.com/yaml/yaml-test-suite: a folder a case with in.yaml,
test.event (what a YAML processor sees in it) and, where the case is no YAML, a file `error`. tests/integration/yaml_cases
has cases of that kind which are the project's own. Of each case it is told

    same      ecrify reads what the case says
    refused   the document is refused, with the position
    differs   ecrify reads something else
    accepted  the case is no YAML, and ecrify reads it all the same

and in the place of each scalar of each valid case a reference is put. `rewrite` must then change exactly the bytes of the
reference, or refuse; and where PyYAML reads the case as it should, it must see the same in the planted and in the
rewritten text, but for that one scalar. Without a reference, the program copies each case through byte for byte, valid
or not. yaml_suite.tsv names the cases that are expected to be refused, to differ or to be accepted; all others of that
kind fail, and so do those that are expected and don't happen. `--list` prints what belongs into that file.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, TOP, told  # noqa: E402

DRIVER = os.environ.get("ECRIFY_YAML_DRIVER", str(TOP / "build/tests/yaml_suite_driver"))
REFERENCE = "ghcr.io/planted/app:v1"
TARGET = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ghcr/planted/app:v1"
ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\r": "\r", "\\b": "\b"}

try:
    import yaml
except ImportError:
    print("skipped: yaml test cases: python3-yaml is not installed")
    sys.exit(77)


def told_events(text):
    """The documents of a test.event, each a list of events; aliases by the number of the event that they repeat."""
    documents = []
    for line in text.splitlines():
        line = line.lstrip()
        if line.startswith("+DOC"):
            documents.append([])
            anchors = {}
        if line[:4] not in ("+MAP", "+SEQ", "-MAP", "-SEQ", "=VAL", "=ALI"):
            continue
        events = documents[-1]
        kind, _, rest = line.partition(" ")
        while match := re.match(r"(\{\}|\[\]|&\S+|<[^>]*>)( |$)", rest):
            if match[1].startswith("&"):
                anchors[match[1][1:]] = len(events)
            rest = rest[match.end():]
        if kind == "=ALI":
            events.append(f"=ALI {anchors[rest[1:]]}")
        elif kind == "=VAL":
            events.append("=VAL " + re.sub(r"\\.", lambda m: ESCAPES[m[0]], rest))
        else:
            events.append(kind)
    return documents


def seen_by_pyyaml(text):
    """The same as PyYAML sees it; None when it can't read the text."""
    documents = []
    try:
        for event in yaml.parse(text):
            if isinstance(event, yaml.DocumentStartEvent):
                documents.append([])
                anchors = {}
                continue
            if isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            events = documents[-1]
            if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
                anchors[event.anchor] = len(events)
            if isinstance(event, yaml.ScalarEvent):
                events.append("=VAL " + (event.style or ":") + event.value)
            elif isinstance(event, yaml.AliasEvent):
                events.append(f"=ALI {anchors[event.anchor]}")
            else:
                name = type(event).__name__
                events.append(("+" if "Start" in name else "-") + ("MAP" if "Mapping" in name else "SEQ"))
    except (yaml.YAMLError, ValueError):
        return None
    return documents


def with_content(documents):
    """Without the documents that hold nothing: ecrify has no use for them."""
    return [document for document in documents if document not in ([], ["=VAL :"])]


def with_planted(documents, document, scalar, word):
    """The events with another value of one scalar; block scalars keep the line end behind it."""
    changed = [list(events) for events in documents]
    scalars = [i for i, event in enumerate(changed[document]) if event.startswith("=VAL")]
    at = scalars[scalar]
    old = changed[document][at]
    begins = re.match(r"[ \t\n]*", old[6:])[0] if old[5] in "|>" else ""
    ends = re.search(r"[ \t\n]*\Z", old[6:])[0] if old[5] in "|>" else ""
    changed[document][at] = old[:6] + begins + word + ends
    return changed


def read(text):
    result = subprocess.run([DRIVER], input=text, capture_output=True, timeout=60)
    if result.returncode != 0:
        raise RuntimeError(f"the driver ended with {result.returncode}: {result.stderr[-300:]!r}")
    return json.loads(result.stdout)


class Case:
    def __init__(self, folder, top):
        self.name = str(folder.relative_to(top))
        self.bytes = (folder / "in.yaml").read_bytes()
        self.is_error = (folder / "error").exists()
        self.wanted = None if self.is_error else with_content(told_events((folder / "test.event").read_text()))
        self.problems = []
        self.planted = collections.Counter()
        self.copy()
        answer = read(self.bytes)
        self.verdict, self.detail = self.judge(answer)
        if not self.is_error and self.verdict == "same":
            self.plant(answer)

    def copy(self):
        result = subprocess.run([ECRIFY, "rewrite", "--allow-empty", "--account", "123456789012", "--region", "eu-west-1"],
                                input=self.bytes, capture_output=True, timeout=60)
        if (result.returncode, result.stdout) != (0, self.bytes):
            self.problems.append(f"is not copied through: {result.returncode}, {result.stderr!r}")

    def judge(self, answer):
        if answer["refused"]:
            first = answer["refused"][0]
            line = self.bytes[:first["offset"]].count(b"\n") + 1
            return "refused", f"line {line}: {first['reason']}"
        if self.is_error:
            return "accepted", ""
        if with_content(answer["events"]) == self.wanted:
            return "same", ""
        return "differs", ""

    def plant(self, answer):
        text = self.bytes.decode()
        pyyaml_is_right = with_content(seen_by_pyyaml(text) or []) == self.wanted
        # Numbers of documents are those of ecrify, with the empty ones.
        numbers = [i for i, events in enumerate(answer["events"]) if events not in ([], ["=VAL :"])]
        for planted in answer["planted"]:
            what = f"scalar {planted['scalar']} of document {planted['document']}"
            rewritten = planted["outcome"]
            if planted["refusal"]:
                self.planted["refused"] += 1
                self.detail = f"{what}: {planted['refusal']}"
                continue
            if rewritten != planted["text"] and rewritten != planted["text"].replace(REFERENCE, TARGET, 1):
                self.problems.append(f"{what}: other bytes than the reference's have changed:\n{rewritten}")
                continue
            left_alone = rewritten == planted["text"]
            self.planted["left alone" if left_alone else "rewritten"] += 1
            if left_alone and not planted["is_key"]:
                self.problems.append(f"{what}: is not rewritten:\n{rewritten}")
            if not pyyaml_is_right or planted["document"] not in numbers:
                continue
            self.planted["seen by PyYAML"] += 1
            for word, version in [(REFERENCE, planted["text"]), (TARGET, rewritten)]:
                wanted = with_planted(self.wanted, numbers.index(planted["document"]), planted["scalar"],
                                      REFERENCE if left_alone else word)
                if with_content(seen_by_pyyaml(version) or []) != wanted:
                    self.problems.append(f"{what}: PyYAML sees something else in:\n{version}")
                    break


def main():
    top = pathlib.Path(sys.argv[1])
    known = {}
    for line in pathlib.Path(__file__).with_name("yaml_suite.tsv").read_text().splitlines():
        if not line.startswith("#"):
            name, verdict, *_ = line.split("\t")
            known[name] = verdict
    cases = [Case(file.parent, top) for file in sorted(top.glob("**/in.yaml"))]
    if not cases:
        sys.exit(f"no case in {top}")
    problems = []
    counts = collections.Counter()
    planted = collections.Counter()
    for case in cases:
        counts["no YAML" if case.is_error else "valid", case.verdict] += 1
        planted += case.planted
        problems += [f"{case.name}: {problem}" for problem in case.problems]
        usual = "refused" if case.is_error else "same"
        if case.verdict != known.get(case.name, usual):
            problems.append(f"{case.name}: {case.verdict}, not {known.get(case.name, usual)}")
        if "--list" in sys.argv and case.verdict != usual:
            print(f"{case.name}\t{case.verdict}\t{case.detail}")
    for (kind, verdict), count in sorted(counts.items(), reverse=True):
        print(f"{kind:8} {verdict:9} {count}")
    print("references planted: " + ", ".join(f"{count} {what}" for what, count in sorted(planted.items())))
    return told(problems, f"{len(cases)} cases")


if __name__ == "__main__":
    sys.exit(main())
