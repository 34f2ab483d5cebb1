#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile text, end to end: whatever stands in a manifest, a file name, a configuration or a baseline, no command and no
format sends control characters to a terminal, forges a line that a build machine takes for a command, or breaks JSON and
XML. Every text is tried in every place, by every command and format.

    hostile.py      ECRIFY_BIN names the binary
"""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ECRIFY = os.environ.get("ECRIFY_BIN", str(pathlib.Path(__file__).resolve().parents[2] / "build/src/ecrify"))
ACCOUNT = ["--account", "123456789012", "--region", "ca-central-1"]

# As they are in a double-quoted scalar, where YAML decodes them; and raw, as bytes of a comment or a plain text.
ESCAPED = {
    "sgr": r"\x1b[5;41mX",
    "title": r"\x1b]0;pwned\x07",
    "command": r"::error file=x::pwned",
    "command on a new line": r"a\n::error::pwned",
    "command behind CR": r"a\r::set-output name=x::pwned",
    "old command": r"a\n##[error]pwned",
    "old command in a line": r"a ##[set-env name=x]pwned",
    "command of Azure": r"##vso[task.setvariable variable=x]pwned",
    "encoded": r"%0A::error::pwned%0D",
    "nul": r"a\0b",
    "del": r"a\x7fb",
    "c1": r"a\x9b5mb",
    "bidi": r"a\u202e\u2066\u200fb",
    "separators": r"a\u2028b\u2029c\u0085d",
    "zero width": r"a\u200b\ufeffb",
    "xml": r"]]><x y='\"'>&amp;&",
    "markdown": r"|`*_<b>[a](javascript:b)\\|",
    "csv": r"=cmd|' /C calc'!A0,\"x\"\n",
    "backspaces": r"a\b\b\b\b::error::b",
}
RAW = {
    "sgr": b"\x1b[5;41mX",
    "command": b"::error::pwned",
    "old command": b"##[error]pwned ##[group]x",
    "invalid": b"a\xff\xfe\xc0\x80b",
    "c1": b"a\xc2\x9b5mb",
    "bidi": "a\u202e\u2066b".encode(),
    "nul": b"a\0b",
    "cr": b"a\r::error::pwned",
    "del": b"a\x7fb",
    "long": b"x" * 200_000,
}

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u200b\ufeff]")
OWN_COLOURS = re.compile("\x1b\\[(?:0|1|2|3[1-7]|1;3[1-7])?m")
OWN_COMMAND = re.compile(r"::(error|warning|notice) (file|title)=[^:]*::.*|::(notice) title=ecrify::.*")

problems = []
tried = 0


def object_with(text, kind="Pod"):
    """The text in every place of an object that messages show."""
    return (
        f'apiVersion: v1\nkind: "{kind}"\n'
        f'metadata:\n  name: "{text}"\n  namespace: "{text}"\n  annotations:\n    "{text}": "{text} ghcr.io/org/note:v1"\n'
        f'    ecrify/ignore: "[digest-first-pull] {text}"\n'
        f'spec:\n  containers:\n    - name: "{text}"\n      image: ghcr.io/org/app:v1\n    - image: "ghcr.io/org/{text}"\n'
        f'      env: [{{name: "{text}", value: "ghcr.io/org/env:v1 {text}"}}]\n'
        f'      args: [sh, -c, "{text} ghcr.io/org/script:v1 {text}"]\n'
        f'  "{text}": {{image: ghcr.io/org/other:v1, x: "ghcr.io/org/x:v1"}}\n'
    ).encode()


def nested_with(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\ndata:\n'
        f'  a.yaml: "kind: Pod\\nmetadata: {{name: \\"{escaped}\\"}}\\nspec: {{containers: [{{image: ghcr.io/org/a:v1}}]}}\\n"\n'
        f'  "{text}": ghcr.io/org/b:v1\n'
    ).encode()


def manifests():
    for name, text in ESCAPED.items():
        yield f"object, {name}", object_with(text)
        yield f"document in a string, {name}", nested_with(text)
        yield f"kind, {name}", object_with("plain", kind=text)
    for name, raw in RAW.items():
        good = b"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
        yield f"comment, {name}", good + b"    - image: ghcr.io/org/a:v1  # " + raw + b"\n"
        yield f"suppression, {name}", good + b"    - image: ghcr.io/org/a:v1  # ecrify:ignore[" + raw + b"] " + raw + b"\n"
        yield f"reason, {name}", good + b"    - image: quay.io/org/a:v1  # ecrify:ignore " + raw + b"\n"
        yield f"plain, {name}", good + b"    - image: ghcr.io/org/a:v1\n      name: " + raw + b"\n"
        yield f"script, {name}", (
            b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\ndata:\n  run.sh: |\n    " + raw
            + b" ghcr.io/org/a:v1\n    " + raw + b"\n"
        )
        yield f"no YAML, {name}", b"ghcr.io/org/a: [" + raw + b"\n" + raw
        yield f"template, {name}", b"{{ if " + raw + b" }}\nimage: ghcr.io/org/a:v1\n{{ end }}" + raw


def run(words, folder, stdin=b""):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    return subprocess.run([ECRIFY, *words], cwd=folder, env=environment, input=stdin, capture_output=True, timeout=60)


def formats_of(command, folder):
    """As the program names them; nothing where the command has no formats."""
    said = run([command, "--format", "?", "-"], folder, b"a: b\n").stderr.decode()
    names = re.search(r"the formats are (.*)", said)
    return names.group(1).split(", ") if names else []


def judge(what, output, colour=False, commands=False):
    """No control characters, and no line that a build machine takes for a command of the tool that runs in it."""
    global tried
    tried += 1
    try:
        text = output.decode()
    except UnicodeDecodeError as error:
        problems.append(f"{what}: no UTF-8: {output[error.start - 40:error.end + 40]!r}")
        return
    if colour:
        text = OWN_COLOURS.sub("", text)
    found = FORBIDDEN.search(text)
    if found:
        problems.append(f"{what}: {text[max(0, found.start() - 60):found.end() + 60]!r}")
    for line in text.split("\n"):
        stripped = line.lstrip()
        if stripped.startswith("::") and not (commands and OWN_COMMAND.fullmatch(stripped)):
            problems.append(f"{what}: a command: {line[:200]!r}")
        if "##[" in line or "##vso[" in line:
            problems.append(f"{what}: an old command: {line[:200]!r}")


def parse(what, name, output):
    if not output:
        return
    try:
        if name in ("json", "sarif", "gitlab", "rdjson"):
            json.loads(output)
        elif name in ("jsonl", "rdjsonl"):
            for line in output.splitlines():
                json.loads(line)
        elif name in ("junit", "checkstyle"):
            xml.etree.ElementTree.fromstring(output)
        elif name == "csv":
            rows = list(csv.reader(io.StringIO(output.decode()), strict=True))
            if any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row):
                problems.append(f"{what}: a cell that a spreadsheet computes")
            if len({len(row) for row in rows}) != 1:
                problems.append(f"{what}: rows of different lengths")
    except (ValueError, xml.etree.ElementTree.ParseError, csv.Error) as error:
        problems.append(f"{what}: {error}: {output[:300]!r}")


def try_everything(what, folder, formats):
    """All commands and formats on all files of a folder."""
    for command, names in formats.items():
        for name in names:
            result = run([command, "-v", "--format", name, *ACCOUNT, "."], folder)
            judge(f"{what}: {command} {name}", result.stdout, commands=name == "github")
            judge(f"{what}: {command} {name}, stderr", result.stderr)
            parse(f"{what}: {command} {name}", name, result.stdout)
            check_status(f"{what}: {command} {name}", result)
    for words in (["check", "-v"], ["check", "--color", "always"], ["diff", "--color", "always"], ["diff", "-v"], ["rewrite", "-wv"]):
        result = run([*words, *ACCOUNT, "."], folder)
        colour = "--color" in words
        # What diff writes to stdout is the manifest, byte for byte; the coloured diff is for eyes.
        if words != ["diff", "-v"]:
            judge(f"{what}: {' '.join(words)}", result.stdout, colour)
        judge(f"{what}: {' '.join(words)}, stderr", result.stderr, colour)
        check_status(f"{what}: {' '.join(words)}", result)


def check_status(what, result):
    if result.returncode not in (0, 1, 2):
        problems.append(f"{what}: exit status {result.returncode}")


def try_manifests(formats):
    with tempfile.TemporaryDirectory(prefix="ecrify-hostile-") as name:
        folder = pathlib.Path(name)
        (folder / ".git").mkdir()
        for number, (_, content) in enumerate(manifests()):
            (folder / f"m{number:03}.yaml").write_bytes(content)
        for number in (0, 1, 5, 20, 54, 60):
            for line in (5, 9, 13):
                result = run(["explain", *ACCOUNT, f"m{number:03}.yaml:{line}"], folder)
                judge("explain", result.stdout + result.stderr)
                check_status("explain", result)
            content = (folder / f"m{number:03}.yaml").read_bytes()
            result = run(["rewrite", "-v", *ACCOUNT], folder, content)
            judge("rewrite", result.stderr)
            check_status("rewrite", result)
        try_everything("texts", folder, formats)


def try_names(formats):
    """Names of files and folders, in messages, diffs and reports; and what is typed."""
    names = [b"\x1b[5;41mX.yaml", b"a\n::error::pwned.yaml", b"::error file=x::y.yaml", b"##[error]x.yaml", b"##vso[x]y.yaml", b"a\xff.yaml",
             "a\u202eb\u009bc.yaml".encode(), b"a,b:c%0Ad.yaml", b"]]>&<'\".yaml", b"a\r\x7fb.yaml"]
    content = object_with("plain") + b"---\nghcr.io/org/a: ["
    with tempfile.TemporaryDirectory(prefix="ecrify-hostile-") as name:
        folder = pathlib.Path(name)
        (folder / ".git").mkdir()
        for raw in names:
            path = os.fsdecode(raw)
            (folder / path).write_bytes(content)
            for words in (["check", path + "-none"], ["check", "--stdin-filename", path], ["check", "--" + path], [path],
                          ["check", "--rule", path + "=x", "."], ["check", "--config", path], ["check", "--baseline", path],
                          ["explain", path], ["explain", path + ":9"]):
                result = run(words, folder, content)
                judge(f"typed {words!r}", result.stdout + result.stderr)
                check_status(f"typed {words!r}", result)
        try_everything("names of files", folder, formats)


def try_configurations():
    """Configurations and baselines come with the repository."""
    with tempfile.TemporaryDirectory(prefix="ecrify-hostile-") as name:
        folder = pathlib.Path(name)
        (folder / ".git").mkdir()
        (folder / "m.yaml").write_bytes(object_with("plain"))
        head = "apiVersion: ecrify/v1\nkind: RewriteConfig\n"
        texts = []
        for text in ESCAPED.values():
            texts += [
                f'{head}rules: [{{from: "{text}", prefix: ghcr}}]\n',
                f'{head}rules: [{{from: ghcr.io, prefix: "{text}"}}]\n',
                f'{head}rules: [{{from: ghcr.io, target: "{text}/x"}}]\n',
                f'{head}rules: [{{from: ghcr.io, keep: true, reason: "{text}"}}, {{from: ghcr.io/o, prefix: o}}]\n',
                f'{head}"{text}": 1\n',
                f'{head}registry: {{account: "{text}", region: "{text}"}}\n',
                f'{head}registry: {{host: "{text}"}}\n',
                f'{head}ignore: [{{path: "{text}["}}]\n',
                f'{head}ignore: [{{kind: Pod, reason: "{text}"}}]\n',
                f'{head}classes: {{"{text}": rewrite}}\n',
                f'{head}fields: [{{kind: Pod, path: "{text}"}}]\n',
                f'{head}targets: [{{name: "{text}", registry: {{host: "{text}"}}}}]\n',
                f'{head}pullSecrets: ["{text}"]\n',
            ]
        shown = 0
        contents = [text.encode() for text in texts] + [head.encode() + b"# " + raw + b"\nrules: " + raw for raw in RAW.values()]
        for content in contents:
            (folder / ".ecrify.yaml").write_bytes(content)
            result = run(["explain", "m.yaml:9"], folder)
            judge(f"configuration {content[:200]!r}", result.stdout + result.stderr)
            check_status(f"configuration {content[:200]!r}", result)
            result = run(["config", "show", *ACCOUNT], folder)
            judge(f"config show {content[:200]!r}", result.stdout + result.stderr)
            shown += result.returncode == 0
        if shown < 20:
            problems.append(f"config show showed {shown} configurations")
        (folder / ".ecrify.yaml").unlink()
        for text in [*RAW.values(), *(json.dumps({"file": t.decode("unicode_escape") if isinstance(t, bytes) else t}).encode() for t in ESCAPED.values())]:
            for line in (text, b'{"file":"' + text.replace(b'"', b"") + b'","id":"' + text.replace(b'"', b"") + b'"}', b'{"ecrify-baseline":' + text):
                (folder / "base").write_bytes(b'{"ecrify-baseline":1}\n' + line + b"\n")
                result = run(["check", "-v", "--baseline", "base", "."], folder)
                judge(f"baseline {line[:200]!r}", result.stdout + result.stderr)
                check_status(f"baseline {line[:200]!r}", result)


def try_long_lines():
    """Ten megabytes in a line: no more of it is shown than helps, and it takes no time."""
    with tempfile.TemporaryDirectory(prefix="ecrify-hostile-") as name:
        folder = pathlib.Path(name)
        (folder / "m.yaml").write_bytes(
            b"apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ghcr.io/org/a:v1, args: [" + b"'x y', " * 1_500_000
            + b"{image: ghcr.io/org/b:v1}]}]}\nx: \"" + b"\\x1b" * 2_500_000 + b" ghcr.io/org/c:v1\"\n"
        )
        result = run(["check", "-v", "m.yaml"], folder)
        judge("a long line", result.stdout + result.stderr)
        check_status("a long line", result)
        longest = max(len(line) for line in result.stdout.split(b"\n"))
        if longest > 20_000:
            problems.append(f"a long line: {longest} bytes of it are shown")


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-hostile-") as folder:
        formats = {command: formats_of(command, folder) for command in ("check", "list")}
    try_manifests(formats)
    try_names(formats)
    try_configurations()
    try_long_lines()
    for problem in problems[:40]:
        print("FAILED", problem)
    print(f"hostile: {tried} outputs, formats {sum(len(names) for names in formats.values())}, {len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
