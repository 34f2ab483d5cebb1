# SPDX-License-Identifier: Apache-2.0
"""What the program says of a tree, and what it does to it, as values: the only place that knows its commands and its JSON.

rows       `list --all`: each occurrence of a mapped registry, and each image that is pulled from elsewhere
pulled     `list`
images     `list --images-only`
findings   `check -v`
after      the files after `rewrite -w`
"""

import dataclasses
import json
import pathlib
import re
import subprocess
import tempfile

from agreement_trees import TARGET
from running import ECRIFY

TIMEOUT_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Row:
    """An occurrence. `all` is the whole object, for comparisons field by field."""

    file: str
    line: int
    begin: int  # bytes in the file
    end: int
    source: str
    target: str
    decision: str
    cls: str
    finding: str  # "" for none
    all: str

    @property
    def path(self):
        return json.loads(self.all)["path"] or ""

    def __str__(self):
        return f"{self.file}:{self.line} [{self.begin}, {self.end}) {self.decision} ({self.cls}) {self.source!r} -> {self.target!r}, finding {self.finding or 'none'}"


@dataclasses.dataclass(frozen=True)
class Finding:
    id: str
    severity: str
    file: str
    line: int
    begin: int
    end: int
    reference: str
    replacement: str
    fixes: tuple  # (begin, end, text)
    others: bool = False  # it speaks for more references in the same value
    path: str = ""

    def __str__(self):
        return f"{self.file}:{self.line} [{self.begin}, {self.end}) {self.severity} {self.id} {self.reference!r} -> {self.replacement!r}"


@dataclasses.dataclass
class Answer:
    """Standard output, messages and the exit status of one command."""

    status: int
    out: str
    messages: str


@dataclasses.dataclass
class Outcome:
    files: dict
    rows: list
    pulled: list
    images: list
    findings: list
    check: Answer
    listed: Answer
    rewrite: Answer
    after: dict
    check_after: Answer = None
    after_twice: dict = None
    explained: dict = dataclasses.field(default_factory=dict)  # (file, line) -> (run, rows)
    without_account: list = None  # findings of a check that knows no target; None: not asked
    alone: dict = dataclasses.field(default_factory=dict)  # a file -> (rows, findings) of a run over it alone


class UnreadableAnswer(Exception):
    """The program crashed, did not end, or did not print JSON."""


def row_of(item):
    name = item["file"].removeprefix("./")
    begin, end = item["span"]
    return Row(
        name,
        item["line"],
        begin,
        end,
        item["source"],
        item["target"] or "",
        item["decision"],
        item["class"],
        item["finding"] or "",
        json.dumps(item, sort_keys=True),
    )


def finding_of(item):
    place = item["range"] or {"start": {"line": 0, "offset": -1}, "end": {"offset": -1}}
    fixes = tuple((one["start"]["offset"], one["end"]["offset"], one["text"]) for one in item["fix"])
    return Finding(
        item["id"],
        item["severity"],
        item["file"].removeprefix("./"),
        place["start"]["line"],
        place["start"]["offset"],
        place["end"]["offset"],
        item["reference"] or "",
        item["replacement"] or "",
        fixes,
        re.search(r", with \d+ more in this value$", item["message"]) is not None,
        item["path"] or "",
    )


class Program:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
        }

    def run(self, arguments, work):
        try:
            ran = subprocess.run(
                [ECRIFY, *arguments],
                cwd=work,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnreadableAnswer(f"ecrify {' '.join(arguments)} did not end within {TIMEOUT_SECONDS} s") from None
        if ran.returncode not in (0, 1, 2):
            raise UnreadableAnswer(
                f"ecrify {' '.join(arguments)} ended with {ran.returncode}: {ran.stderr.decode(errors='replace')[-400:]}"
            )
        return Answer(ran.returncode, ran.stdout.decode(errors="surrogateescape"), ran.stderr.decode(errors="replace"))

    def json(self, arguments, work):
        answer = self.run(arguments, work)
        try:
            return answer, json.loads(answer.out) if answer.out else []
        except ValueError as error:
            raise UnreadableAnswer(f"ecrify {' '.join(arguments)}: {error}: {answer.out[:200]!r}") from None

    def examine(self, tree, lines=0):
        """All of it; `lines`: of how many lines `explain` is asked."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            work = pathlib.Path(name) / "tree"
            write(tree.files, work)
            (work / ".git").mkdir(exist_ok=True)  # the top of a repository: no configuration from above
            files = read(work)
            flags = list(tree.flags)
            listed, rows = self.json(["list", "--all", "-q", "-f", "json", *flags, "."], work)
            _, pulled = self.json(["list", "-q", "-f", "json", *flags, "."], work)
            images = self.run(["list", "-q", "--images-only", *flags, "."], work).out.splitlines()
            check, report = self.json(["check", "-v", "-f", "json", *flags, "."], work)
            findings = [finding_of(item) for item in report["findings"]] if report else []
            outcome = Outcome(
                files,
                [row_of(item) for item in rows],
                [row_of(item) for item in pulled],
                images,
                findings,
                check,
                listed,
                None,
                {},
            )
            if flags[: len(TARGET)] == TARGET and "--reverse" not in flags:
                _, report = self.json(["check", "-v", "-f", "json", *flags[len(TARGET) :], "."], work)
                outcome.without_account = [finding_of(item) for item in report["findings"]] if report else []
            if lines:
                self.explain(outcome, tree, work, lines)
                self.examine_alone(outcome, flags, work)
            outcome.rewrite = self.run(["rewrite", "-w", *flags, "."], work)
            outcome.after = read(work)
            if outcome.rewrite.status == 0:
                outcome.check_after = self.run(["check", *flags, "."], work)
                self.run(["rewrite", "-w", *flags, "."], work)
                outcome.after_twice = read(work)
            return outcome

    def explain(self, outcome, tree, work, most):
        """Asks of some lines with rows, spread over all of them, and of one without."""
        places = sorted({(row.file, row.line) for row in outcome.rows})
        step = max(1, len(places) // most)
        asked = places[::step][:most]
        asked += [(file, 1) for file, _ in places[:1] if (file, 1) not in places]
        for file, line in asked:
            answer, said = self.json(["explain", "-f", "json", *tree.flags, f"{file}:{line}"], work)
            if not isinstance(said, dict):
                raise UnreadableAnswer(f"ecrify explain -f json {file}:{line} exits {answer.status}: {answer.messages[:300]}")
            outcome.explained[file, line] = (said["run"], [row_of(item) for item in said["rows"]])

    def examine_alone(self, outcome, flags, work):
        """Runs over the first file with a row that the tree has besides others."""
        for file in sorted({row.file for row in outcome.rows})[:1] if len(outcome.files) > 1 else []:
            _, rows = self.json(["list", "--all", "-q", "-f", "json", *flags, file], work)
            _, report = self.json(["check", "-v", "-f", "json", *flags, file], work)
            findings = [finding_of(item) for item in report["findings"]] if report else []
            outcome.alone[file] = ([row_of(item) for item in rows], findings)


def write(files, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def read(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
