#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every format of `check` and `list` on one tree of files, held to what its consumers take: schemas where they can be had
(see schemas.py), the written rules of a format elsewhere, and to each other: the fixes of SARIF, JSON and the Reviewdog
format, applied, are what `rewrite` writes; and nothing of a manifest gets out of its place (see tree.py).

    run.py [FOLDER]      ECRIFY_BIN names the binary; FOLDER is where schemas are (build-peers/schemas)
"""
import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
import schemas  # noqa: E402
import tree  # noqa: E402
from running import ECRIFY  # noqa: E402

FORMATS = "full concise json jsonl github gitlab sarif junit checkstyle rdjson markdown".split()
LIST_FORMATS = "table json jsonl csv markdown".split()
ACCOUNT = ["--account", "123456789012", "--region", "ca-central-1"]
BOM = b"\xef\xbb\xbf"

problems = []
skipped = []


def expect(condition, what):
    if not condition:
        problems.append(what)


def run(folder, *words, **variables):
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder), **variables}
    return subprocess.run(
        [ECRIFY, *words], cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=60
    )


def write_tree(folder):
    (folder / ".git").mkdir()
    for name, content in tree.files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


# --- edits -------------------------------------------------------------------------------------------------------------


def apply(content, edits):
    """edits: (begin, end, replacement) in bytes."""
    for begin, end, text in sorted(edits, reverse=True):
        content = content[:begin] + text.encode() + content[end:]
    return content


def offset_of(content, line, unit_column):
    """Of a line and a column in UTF-16 units, as SARIF counts: without the byte order mark."""
    begin = len(BOM) if content.startswith(BOM) else 0
    for _ in range(line - 1):
        begin = content.index(b"\n", begin) + 1
    # A character of four bytes is two units. What is no UTF-8 counts as one each, and stands behind no edit here.
    at, units = begin, 1
    while units < unit_column:
        lead = content[at]
        size = 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        units += 2 if size == 4 else 1
        at += size
    return at


def rewritten(folder):
    """What `rewrite -w` makes of the tree."""
    with tempfile.TemporaryDirectory(prefix="ecrify-formats-") as name:
        copy = pathlib.Path(name)
        write_tree(copy)
        run(copy, "rewrite", "-w", *ACCOUNT, ".")
        return {path: (copy / path).read_bytes() for path in tree.files()}


def check_fixes(format_name, originals, edits_of, wanted):
    """edits_of: path -> edits. All files, those without edits as well, must come out as rewrite leaves them."""
    for path, content in originals.items():
        made = apply(content, edits_of.get(path, []))
        expect(made == wanted[path], f"{format_name}: the fixes of {path!r} do not give what rewrite gives")
    expect(set(edits_of) <= set(originals), f"{format_name}: fixes of unknown files: {set(edits_of) - set(originals)}")
    expect(sum(map(len, edits_of.values())) > 600, f"{format_name}: too few fixes")


# --- formats -----------------------------------------------------------------------------------------------------------


def check_schema(name, document, cache):
    try:
        import jsonschema
    except ImportError:
        skipped.append(f"{name} schema: python3-jsonschema is absent")
        return
    schema = schemas.load(name, cache)
    if isinstance(schema, str):
        skipped.append(f"{name} schema: {schema}")
        return
    validator = jsonschema.validators.validator_for(schema, default=jsonschema.Draft7Validator)(schema)
    for error in list(validator.iter_errors(document))[:5]:
        problems.append(f"{name}: {error.message[:300]} at {list(error.absolute_path)}")


def check_sarif(text, originals, wanted, cache):
    log = json.loads(text)
    check_schema("sarif", log, cache)
    (sarif_run,) = log["runs"]
    rules = sarif_run["tool"]["driver"]["rules"]
    for rule in rules:
        expect(len(rule["shortDescription"]["text"]) <= 1024, f"sarif: {rule['id']}: the short description is too long")
        expect(len(rule["fullDescription"]["text"]) <= 1024, f"sarif: {rule['id']}: the full description is too long")
        expect(rule["help"]["text"], f"sarif: {rule['id']} has no help")
    edits_of = {}
    by_bytes = {}
    prints = set()
    for result in sarif_run["results"]:
        expect(rules[result["ruleIndex"]]["id"] == result["ruleId"], "sarif: ruleIndex and ruleId differ")
        prints.add(result["partialFingerprints"]["ecrify/v1"])
        for fix in result.get("fixes", []):
            for change in fix["artifactChanges"]:
                location = change["artifactLocation"]
                expect(location["uriBaseId"] == "%SRCROOT%", "sarif: a path without a base")
                path = urllib.parse.unquote(location["uri"])
                content = originals[path]
                for one in change["replacements"]:
                    region = one["deletedRegion"]
                    begin = offset_of(content, region["startLine"], region["startColumn"])
                    end = offset_of(content, region["endLine"], region["endColumn"])
                    edits_of.setdefault(path, []).append((begin, end, one["insertedContent"]["text"]))
                    at = region["byteOffset"]
                    by_bytes.setdefault(path, []).append((at, at + region["byteLength"], one["insertedContent"]["text"]))
    expect(len(prints) == len(sarif_run["results"]), "sarif: fingerprints come up twice")
    expect(edits_of == by_bytes, "sarif: lines and columns do not name the bytes that byteOffset names")
    check_fixes("sarif", originals, edits_of, wanted)
    expect(sarif_run["invocations"][0]["executionSuccessful"] is False, "sarif: a run with unreadable files was no success")


def check_json(text, lines, originals, wanted):
    report = json.loads(text)
    findings = report["findings"]
    expect([json.loads(line) for line in lines.splitlines()] == findings, "jsonl and json differ")
    edits_of = {}
    for finding in findings:
        for fix in finding["fix"]:
            begin, end = fix["start"]["offset"], fix["end"]["offset"]
            edits_of.setdefault(finding["repositoryPath"], []).append((begin, end, fix["text"]))
            before = originals[finding["repositoryPath"]][:begin]
            expect(fix["start"]["line"] == before.count(b"\n") + 1, "json: a wrong line")
            expect(fix["start"]["column"] == begin - (before.rfind(b"\n") + 1) + 1, "json: a wrong column")
    check_fixes("json", originals, edits_of, wanted)
    expect(report["summary"]["references"] == sum(f["id"] == "unmapped-image" for f in findings if f["severity"] == "error"),
           "json: the summary counts other references than the findings")
    expect(report["summary"]["unreadable"] == 2, "json: two files can't be read")
    return findings


def check_rdjson(text, originals, cache):
    report = json.loads(text)
    check_schema("rdjson", report, cache)
    suggestions = 0
    for diagnostic in report["diagnostics"]:
        for suggestion in diagnostic.get("suggestions", []):
            suggestions += 1
            start = suggestion["range"]["start"]
            line = originals[diagnostic["location"]["path"]].split(b"\n")[start["line"] - 1]
            behind = line[start["column"] - 1 :]
            expect(
                behind.startswith((b"ghcr.io", b"ghcr.io\\u002F")) or suggestion["text"].lstrip().startswith("newName:"),
                f"rdjson: {diagnostic['location']}: no reference at {behind[:30]!r}",
            )
    expect(suggestions > 600, "rdjson: too few suggestions")


def check_gitlab(text):
    issues = json.loads(text)
    expect(len({issue["fingerprint"] for issue in issues}) == len(issues), "gitlab: fingerprints come up twice")
    for issue in issues:
        path = issue["location"]["path"]
        expect(not path.startswith(("./", "/")), f"gitlab: {path!r} is not relative")
        expect(issue["severity"] in {"info", "minor", "major", "critical", "blocker"}, "gitlab: an unknown severity")
        expect(issue["description"] and issue["check_name"], "gitlab: an issue without text")
        expect(issue["location"]["lines"]["begin"] >= 1, "gitlab: an issue without a line")


def check_junit(text, findings, cache):
    schema = schemas.file_of("junit", cache) if shutil.which("xmllint") else "xmllint is absent"
    if isinstance(schema, str):
        skipped.append(f"junit schema: {schema}")
    else:
        lint = subprocess.run(["xmllint", "--noout", "--schema", schema, "-"], input=text.encode(), capture_output=True, timeout=60)
        expect(lint.returncode == 0, f"junit: {lint.stderr.decode(errors='replace')[:1000]}")
    root = xml.etree.ElementTree.fromstring(text)
    expect(root.tag == "testsuites", "junit: no testsuites")
    totals = {"tests": 0, "failures": 0, "errors": 0}
    for suite in root:
        expect(suite.tag == "testsuite", "junit: no testsuite")
        cases = suite.findall("testcase")
        expect(int(suite.get("tests")) == len(cases) > 0, f"junit: {suite.get('name')}: wrong number of tests")
        expect(int(suite.get("failures")) == len(suite.findall("testcase/failure")), "junit: wrong number of failures")
        expect(int(suite.get("errors")) == len(suite.findall("testcase/error")), "junit: wrong number of errors")
        for case in cases:
            expect(case.get("name") and case.get("classname"), "junit: a case without a name")
        for key in totals:
            totals[key] += int(suite.get(key))
    for key, number in totals.items():
        expect(int(root.get(key)) == number, f"junit: {key} of the whole differ from those of the suites")
    errors = sum(finding["severity"] == "error" for finding in findings)
    expect(totals["failures"] + totals["errors"] == errors, "junit: other errors than in json")
    expect(any(suite.get("name") == "deploy/clean.yaml" for suite in root), "junit: a clean file is left out")


def check_checkstyle(text, findings):
    root = xml.etree.ElementTree.fromstring(text)
    expect(root.tag == "checkstyle" and root.get("version"), "checkstyle: no version")
    errors = root.findall("file/error")
    expect(len(errors) == len(findings), "checkstyle: other findings than in json")
    for error in errors:
        expect(set(error.attrib) == {"line", "column", "severity", "message", "source"}, "checkstyle: other attributes")
        expect(int(error.get("line")) > 0 and int(error.get("column")) > 0, "checkstyle: no position")
        expect(error.get("severity") in {"error", "warning", "info", "ignore"}, "checkstyle: an unknown severity")


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def check_github(text, findings):
    """Reads the commands as the runner does: one a line, properties apart at commas, then unescaped."""
    seen, rank = [], {"error": 0, "warning": 1, "notice": 2}
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        if command is None:
            problems.append(f"github: no command: {line[:200]!r}")
            continue
        properties = dict(one.split("=", 1) for one in command.group(2).split(","))
        if "file" not in properties:
            expect(properties == {"title": "ecrify"}, "github: a command about no file")
            expect("Only in the log: " in command.group(3) and "errors" in command.group(3), "github: what is not shown")
            continue
        known = {"file", "line", "endLine", "col", "endColumn", "title"}
        expect(set(properties) <= known, f"github: unknown properties {set(properties) - known}")
        seen.append((rank[command.group(1)], properties))
    expect([one[0] for one in seen] == sorted(one[0] for one in seen), "github: not the worst first")
    expect(len(seen) == len(findings), "github: other findings than in json")


def check_hostile(name, output):
    """No control character but line ends, nothing that changes the direction of text, no commands but its own."""
    text = output.decode("utf-8")  # raises on what is no UTF-8
    bad = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", text)
    expect(bad is None, f"{name}: a raw {bad and hex(ord(bad.group()))} in the output")
    for line in text.split("\n"):
        expect(name == "check github" or not line.lstrip().startswith("::"), f"{name}: a forged command: {line[:100]!r}")
        expect(not re.search(r"##\w*\[", line), f"{name}: a forged command: {line[:100]!r}")


def check_markdown(text):
    rows = [line for line in text.splitlines() if line.startswith("|")]
    for row in rows:
        separators = re.sub(r"\\.", "", row).count("|")  # `\|` stands in a cell
        expect(separators == 6, f"markdown: a cell got out of its place: {row[:200]}")
    expect(len(text.encode()) < 1024 * 1024, "markdown: larger than a summary may be")


def check_lists(folder):
    outputs = {name: run(folder, "list", *ACCOUNT, "-f", name, ".") for name in LIST_FORMATS}
    for name, outcome in outputs.items():
        check_hostile(f"list {name}", outcome.stdout)
        expect(outcome.returncode == 2, f"list {name}: unreadable files are no success")
    items = json.loads(outputs["json"].stdout)
    expect([json.loads(line) for line in outputs["jsonl"].stdout.splitlines()] == items, "list: jsonl and json differ")
    rows = list(csv.reader(io.StringIO(outputs["csv"].stdout.decode())))
    expect(len(rows) == len(items) + 1 and {len(row) for row in rows} == {8}, "list: csv has other rows than json")
    keys = [(item["source"], item["file"], item["line"], item["column"]) for item in items]
    raw = [tuple(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in key) for key in keys]
    expect(raw == sorted(raw), "list: not sorted")
    expect(any(item["source"] == "busybox" for item in items), "list: an image of another registry is left out")
    again = run(folder, "list", *ACCOUNT, "-f", "json", "hostile", "over", "refused", "deploy")
    expect(json.loads(again.stdout) == [dict(item, file=item["file"].removeprefix("./")) for item in items],
           "list: the order of the arguments changes the list")
    images = run(folder, "list", "--images-only", "--unique", "-0", "deploy").stdout.split(b"\0")
    expect(images[-1] == b"" and b"ghcr.io/org/web:v1.4.0" in images and len(set(images)) == len(images), "list: --images-only -0")


def check_fingerprints(folder):
    """Lines and documents that move, and other findings beside them, change no fingerprint."""
    def prints(text):
        (folder / "moving.yaml").write_text(text)
        findings = json.loads(run(folder, "check", *ACCOUNT, "-f", "json", "moving.yaml").stdout)["findings"]
        return {finding["reference"]: finding["fingerprint"] for finding in findings}

    before = prints(tree.PLAIN)
    expect(len(before) == 2, "fingerprints: two findings")
    expect(prints("# a line\n\n---\n" + tree.POLICY + "---\n" + tree.PLAIN) .items() >= before.items(), "a fingerprint moves with its line")
    swapped = re.sub(r"(        - name: web\n.*\n)(        - name: pinned\n.*\n)", r"\2\1", tree.PLAIN)
    expect(swapped != tree.PLAIN and prints(swapped) == before, "a fingerprint moves with its item")
    (folder / "moving.yaml").unlink()


def check_step_summary(folder):
    summary = folder / "summary.md"
    summary.write_text("before\n")
    run(folder, "check", "-f", "markdown", "-o", "summary.md", "deploy/plain.yaml", GITHUB_STEP_SUMMARY="summary.md")
    expect(summary.read_text().startswith("before\n## ecrify\n"), "the summary of a step is not appended to")
    run(folder, "check", "-f", "markdown", "-o", "summary.md", "deploy/plain.yaml")
    expect(summary.read_text().startswith("## ecrify\n"), "another file is not replaced")
    many = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n" + "".join(
        f"  - image: ghcr.io/org/{'x' * 200}{i}:v1\n" for i in range(5000))
    (folder / "many.yaml").write_text(many)
    text = run(folder, "check", *ACCOUNT, "-f", "markdown", "many.yaml").stdout.decode()
    check_markdown(text)
    shown = text.count("`many.yaml")
    expect(re.search(r"\nand (\d+) more\n$", text) and shown + int(text.split()[-2]) == 5000, "markdown: what is left out")


def main():
    cache = sys.argv[1] if len(sys.argv) > 1 else HERE.parent.parent / "build-peers/schemas"
    originals = tree.files()
    with tempfile.TemporaryDirectory(prefix="ecrify-formats-") as name:
        folder = pathlib.Path(name).resolve()
        write_tree(folder)
        outputs = {}
        for format_name in FORMATS:
            outcome = run(folder, "check", "-v", "--max-same-findings", "0", *ACCOUNT, "-f", format_name, ".")
            expect(outcome.returncode == 2, f"{format_name}: unreadable files are no success")
            check_hostile(f"check {format_name}", outcome.stdout)
            check_hostile(f"check {format_name}, stderr", outcome.stderr)
            outputs[format_name] = outcome.stdout.decode()
        wanted = rewritten(folder)
        expect(wanted["refused/sops.yaml"] == originals["refused/sops.yaml"], "a signed document was rewritten")
        findings = check_json(outputs["json"], outputs["jsonl"], originals, wanted)
        check_sarif(outputs["sarif"], originals, wanted, cache)
        check_rdjson(outputs["rdjson"], originals, cache)
        check_gitlab(outputs["gitlab"])
        check_junit(outputs["junit"], findings, cache)
        check_checkstyle(outputs["checkstyle"], findings)
        check_github(outputs["github"], findings)
        check_markdown(outputs["markdown"])
        expect(outputs["concise"].count("\n") == len(findings), "concise: not a line a finding")
        signed = [finding["id"] for finding in findings if finding["file"].endswith("sops.yaml")]
        expect(signed == ["signed-document"], f"a signed document has the findings {signed}")
        check_lists(folder)
        check_fingerprints(folder)
        check_step_summary(folder)
    for problem in problems[:20]:
        print("FAILED", problem)
    for one in sorted(set(skipped)):
        print(f"skipped: {one}")
    print(f"formats: {len(FORMATS)} of check, {len(LIST_FORMATS)} of list, {len(findings)} findings")
    sys.exit(1 if problems else 0)


main()
