#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is said is bounded: once for all references in one text of which the same is said, so many findings of a kind in texts,
and in machine formats a small multiple of the input. ECRIFY_BIN names the binary.
"""
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

TARGET = ["--no-config", "--account", "123456789012", "--region", "ca-central-1"]
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
LINE = "    ghcr.io/o/a ghcr.io/o/b ghcr.io/o/c ghcr.io/o/d\n"
MOST = 50  # times the input, in machine formats
MACHINE = ("json", "jsonl", "sarif", "gitlab", "rdjson", "junit", "checkstyle", "github")
problems = []


def expect(what, right, seen=""):
    if not right:
        problems.append(f"{what}: {seen}")


def run(path, *arguments, memory=None):
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None
    started = time.monotonic()
    result = subprocess.run([ECRIFY, *arguments, *TARGET, str(path)], capture_output=True, timeout=100, preexec_fn=limit)
    return result, time.monotonic() - started


def one_text(folder):
    """100,000 references in prose."""
    path = folder / "prose.yaml"
    path.write_text(HEAD + "  notes: |\n" + LINE * 25_000)
    size = path.stat().st_size
    result, _ = run(path, "check")
    expect("check of prose", result.returncode == 0 and len(result.stdout) < 1000 and b"with 99999 more in this value" in result.stdout, result.stdout[:500])
    result, _ = run(path, "rewrite")
    expect("rewrite of prose", result.returncode == 0 and len(result.stderr) < 1000 and len(result.stdout) == size, result.stderr[:500])
    for form in MACHINE:
        result, _ = run(path, "check", "-f", form)
        expect(f"{form} of prose", len(result.stdout) < 10_000, len(result.stdout))
    result, _ = run(path, "check", "--embedded", "-f", "json")
    report = json.loads(result.stdout)
    expect("all edits of prose", len(report["findings"]) == 1 and len(report["findings"][0]["fix"]) == 100_000 and report["summary"]["references"] == 100_000,
           str(report)[:500])
    expect("json with all edits", len(result.stdout) < MOST * size, len(result.stdout) / size)


def many_texts(folder):
    """A finding for each of 20,000 scalars."""
    path = folder / "scalars.yaml"
    path.write_text(HEAD + "".join(f"  k{number}: see ghcr.io/o/a\n" for number in range(20_000)))
    size = path.stat().st_size
    for arguments in (["check"], ["check", "-f", "concise"]):
        result, _ = run(path, *arguments)
        shown = result.stdout.count(b"[embedded-reference]")
        expect(f"{arguments}", shown == 501 and b"not shown: 19500 more [embedded-reference] (all with --max-same-findings 0)\n" in result.stdout, shown)
    result, _ = run(path, "check", "-f", "concise", "--max-same-findings", "0")
    expect("all of them", result.stdout.count(b"[embedded-reference]") == 20_000 and b"not shown" not in result.stdout)
    result, _ = run(path, "rewrite", "--max-same-findings", "3")
    expect("three of them", result.stderr.count(b": warning: ") == 3 and b"not shown: 19997 more" in result.stderr, result.stderr[-300:])
    result, _ = run(path, "check", "--max-same-findings", "x")
    expect("no number", result.returncode == 2 and b"is no number" in result.stderr, result.stderr)
    for form in MACHINE:
        result, _ = run(path, "check", "-f", form)
        expect(f"{form}: complete", result.stdout.count(b"data.k") >= 20_000 or form in ("gitlab", "junit", "checkstyle", "github", "rdjson"), form)
        expect(f"{form}: bounded", len(result.stdout) < MOST * size, f"{form}: {len(result.stdout) / size:.1f} times the input")


def short_references(folder):
    """References that are much shorter than what is said of each: names, paths of fields, indentation."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: " + "n" * 400 + "}\nspec:\n  containers:\n"
    for name, text in (("list", HEAD + "  x: [" + "ghcr.io/a," * 5000 + "]\n"), ("images", pod + "  - image: ghcr.io/a\n" * 5000),
                       ("deep", "{apiVersion: v1,kind: Pod,x: " + "".join("{" + "k" * 200 + f"{i}: " for i in range(50)) + "[" + "ghcr.io/a," * 5000 + "]" + "}" * 51)):
        path = folder / f"{name}.yaml"
        path.write_text(text)
        for command in (("check", form) for form in MACHINE), (("list", form) for form in ("json", "jsonl", "csv", "html")):
            for verb, form in command:
                result, _ = run(path, verb, "-f", form)
                expect(f"{verb} -f {form} of {name}", len(result.stdout) < MOST * len(text), f"{len(result.stdout) / len(text):.1f} times the input")
                if form in ("json", "sarif"):
                    expect(f"{verb} -f {form} of {name}: complete", json.dumps(json.loads(result.stdout)).count("ghcr.io/a") >= 5000)


def a_million(folder):
    path = folder / "million.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD + "  notes: |\n")
        for _ in range(25):
            file.write(LINE * 10_000)
    for command in ("check", "rewrite"):
        result, seconds = run(path, command, memory=512 << 20)
        expect(f"{command} of a million", result.returncode == 0 and len(result.stderr) < 1000 and b"not enough memory" not in result.stderr, result.stderr[:300])
        print(f"{command} of 1,000,000 references in one text: {seconds:.1f} s")


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-said-") as name:
        for case in (one_text, many_texts, short_references, a_million):
            case(pathlib.Path(name))
    return told(problems, "said")


if __name__ == "__main__":
    sys.exit(main())
