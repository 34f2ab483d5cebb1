#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every fenced block of the documentation, so that no output in it is older than the program.

A page is run from top to bottom in one scratch folder that starts empty. What a block is:

    ```console   lines `$ command` (a \\ at the end continues it), each followed by what it prints, stdout and stderr
                 together. The commands of a page share one shell: variables stay, `$?` is that of the command before.
    ```sh        a script for bash -eu, which must exit 0; its output is not compared
    ```text      shown, not run; ```mermaid likewise
    others       (yaml, json, hcl, …) are files, named by the comment before them, or must say why they aren't run

Comments on the lines before a block, each of its own:

    <!-- file: overlays/prod/kustomization.yaml -->   write the block there
    <!-- folder: examples/shop -->                    first copy that folder's files into the scratch folder
    <!-- needs: kubectl -->                           skipped, and said so, where the program is absent
    <!-- not run: it needs a cluster -->              never run; the reason is for the reader

Links to files and to headings of this repository are checked as well, and so are the scripts of this repository that a
page names, in blocks that aren't run too: they exist, and can be run by their name.

    run.py [--update] [PAGE…]      ECRIFY_BIN names the binary (default: build/src/ecrify)

--update writes what the commands print into the pages. Read the difference before it is committed.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
TIMEOUT_SECONDS = 60
SKIPPED = 77
SHOWN_ONLY = {"text", "mermaid"}
COMMENT = re.compile(r"<!--\s*(file|folder|needs|not run):\s*(.*?)\s*-->$")
SCRIPT = re.compile(r"(?<![\w./-])(?:tests|examples|src|\.ci)/[\w./-]*\w\.(?:sh|py)\b")
MARK = "@@ecrify-docs-mark@@"


def pages():
    return [TOP / "README.md", *sorted((TOP / "docs").glob("*.md")), *sorted((TOP / "examples").glob("**/*.md"))]


class Block:
    """A fenced block: lines[first:last] are its content; `notes` the comments before it."""

    def __init__(self, language, first, notes):
        self.language = language
        self.first = first
        self.last = first
        self.notes = notes
        self.lines = []

    def note(self, kind):
        return next((value for key, value in self.notes if key == kind), None)


def blocks_of(lines):
    blocks, notes, block, fence = [], [], None, ""
    for number, line in enumerate(lines):
        if block is not None:
            if line.strip() == fence:
                block.last = number
                block.lines = lines[block.first : number]
                blocks.append(block)
                block = None
            continue
        opened = re.match(r"(`{3,}|~{3,})\s*(\S*)", line.strip())
        comment = COMMENT.match(line.strip())
        if opened:
            fence = opened.group(1)
            block = Block(opened.group(2), number + 1, notes)
            notes = []
        elif comment:
            notes = notes + [(comment.group(1), comment.group(2))]
        elif line.strip():
            notes = []
    if block is not None:
        raise ValueError(f"line {block.first}: the block is not closed")
    return blocks


class Shell:
    """One bash for the console blocks of a page."""

    def __init__(self, folder, environment):
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.status = 0

    def run(self, command):
        """What the command prints. Its status is `$?` of the next one. Its standard input is empty."""
        script = f"(exit {self.status})\n{{ {command}\n}} </dev/null\n__status=$?; printf '\\n%s %d\\n' '{MARK}' $__status\n"
        self.process.stdin.write(script.encode())
        self.process.stdin.flush()
        output = []
        for raw in self.process.stdout:
            line = raw.decode("utf-8", "backslashreplace")
            if line.startswith(MARK):
                self.status = int(line.split()[1])
                text = "".join(output)
                # The mark brings a line feed of its own, which ends the command's last line where that has none.
                return text[:-1] if text.endswith("\n") else text
            output.append(line)
        raise ValueError(f"the shell ended within: {command}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=TIMEOUT_SECONDS)


def commands_of(block):
    """(command, the lines it is typed on, the output lines shown for it) of a console block."""
    commands = []
    lines = list(block.lines)
    index = 0
    while index < len(lines):
        if not lines[index].startswith("$ "):
            raise ValueError(f"line {block.first + index + 1}: output without a command before it")
        typed = [lines[index]]
        while typed[-1].endswith("\\") and index + 1 < len(lines):
            index += 1
            typed.append(lines[index])
        index += 1
        shown = []
        while index < len(lines) and not lines[index].startswith("$ "):
            shown.append(lines[index])
            index += 1
        commands.append(("\n".join(typed)[2:], typed, shown))
    return commands


class Page:
    def __init__(self, path, binary):
        self.path = path
        self.binary = binary
        self.lines = path.read_text().split("\n")
        self.problems = []
        self.skipped = set()
        self.ran = 0

    def environment(self, scratch):
        tools = scratch / "tools"
        tools.mkdir()
        (tools / "ecrify").symlink_to(self.binary)
        home = scratch / "home"
        home.mkdir()
        return {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": "docs", "GIT_AUTHOR_EMAIL": "docs@example.com",
            "GIT_COMMITTER_NAME": "docs", "GIT_COMMITTER_EMAIL": "docs@example.com",
        }

    def run(self):
        """Runs the blocks; returns the lines of the page with the outputs as they really are."""
        with tempfile.TemporaryDirectory(prefix="ecrify-docs-") as name:
            scratch = pathlib.Path(name).resolve()
            environment = self.environment(scratch)
            (scratch / ".git").mkdir()  # the search for a configuration file ends here
            work = scratch / "work"
            work.mkdir()
            shell = Shell(work, environment)
            try:
                return self.run_blocks(work, environment, shell)
            finally:
                shell.close()

    def run_blocks(self, work, environment, shell):
        refreshed, copied = [], 0
        for block in blocks_of(self.lines):
            folder = block.note("folder")
            if folder:
                shutil.copytree(TOP / folder, work, dirs_exist_ok=True, symlinks=True)
            file = block.note("file")
            if file:
                target = work / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("".join(line + "\n" for line in block.lines))
                self.ran += 1
                continue
            needs = [program for program in (block.note("needs") or "").split() if not shutil.which(program)]
            if needs:
                self.skipped.add(f"{self.path.relative_to(TOP)}: {' '.join(needs)} is not installed")
            elif block.note("not run") or block.language in SHOWN_ONLY:
                pass
            elif block.language == "console":
                refreshed += self.lines[copied : block.first] + self.run_console(block, shell)
                copied = block.last
            elif block.language == "sh":
                self.run_script(block, work, environment)
            else:
                self.problem(block, f"a block of {block.language or 'no language'} needs a `file:` or a `not run:` comment")
        return refreshed + self.lines[copied:]

    def run_console(self, block, shell):
        actual = []
        for command, typed, _ in commands_of(block):
            output = shell.run(command)
            actual += typed + (output[:-1].split("\n") if output.endswith("\n") else output.split("\n") if output else [])
        self.ran += 1
        if actual != block.lines:
            self.problem(block, "the output differs\n expected:\n" + indented(block.lines) + " actual:\n" + indented(actual))
        return actual

    def run_script(self, block, work, environment):
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(block.lines)],
            cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS,
        )
        self.ran += 1
        if run.returncode != 0:
            self.problem(block, f"exit status {run.returncode}\n{indented(run.stdout.decode(errors='replace').splitlines())}")

    def problem(self, block, text):
        self.problems.append(f"{self.path.relative_to(TOP)}:{block.first}: {text}")

    def check_links(self):
        fenced = set()
        for block in blocks_of(self.lines):
            fenced.update(range(block.first - 1, block.last + 1))
        for number, line in enumerate(self.lines):
            if number in fenced:
                continue
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                file = (self.path.parent / name).resolve() if name else self.path
                if not file.exists():
                    self.problems.append(f"{self.path.relative_to(TOP)}:{number + 1}: there is no {name}")
                elif anchor and file.suffix == ".md" and anchor not in anchors(file):
                    self.problems.append(f"{self.path.relative_to(TOP)}:{number + 1}: {file.name} has no heading #{anchor}")


    def check_scripts(self):
        for number, line in enumerate(self.lines):
            for name in SCRIPT.findall(line):
                file = TOP / name
                if not file.exists():
                    self.problems.append(f"{self.path.relative_to(TOP)}:{number + 1}: there is no {name}")
                elif not os.access(file, os.X_OK):
                    self.problems.append(f"{self.path.relative_to(TOP)}:{number + 1}: {name} is not executable")


def anchors(page):
    """The ids that GitHub gives to the headings of a page."""
    found = set()
    for line in page.read_text().split("\n"):
        heading = re.match(r"#+\s+(.*)", line)
        if heading:
            text = re.sub(r"[^\w\- ]", "", heading.group(1).strip().lower())
            found.add(text.replace(" ", "-"))
    return found


def indented(lines):
    return "".join(f"  | {line}\n" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("page", nargs="*", help="run only pages whose path contains one of these")
    parser.add_argument("--update", action="store_true", help="write what the commands print into the pages")
    arguments = parser.parse_args()

    binary = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
    if not os.access(binary, os.X_OK):
        sys.exit(f"{binary}: no such program; build it, or name it in ECRIFY_BIN")
    chosen = [p for p in pages() if not arguments.page or any(text in str(p.relative_to(TOP)) for text in arguments.page)]
    if not chosen:
        sys.exit("no page matches")

    failed = False
    for path in chosen:
        page = Page(path, binary)
        try:
            refreshed = page.run()
            page.check_links()
            page.check_scripts()
        except ValueError as error:
            page.problems.append(f"{path.relative_to(TOP)}: {error}")
            refreshed = page.lines
        for reason in sorted(page.skipped):
            print(f"skipped: {reason}")
        if arguments.update and refreshed != page.lines:
            path.write_text("\n".join(refreshed))
            print(f"updated {path.relative_to(TOP)}")
            page.problems = [text for text in page.problems if "the output differs" not in text]
        failed = failed or bool(page.problems)
        print("\n".join(page.problems + [f"{path.relative_to(TOP)}: {page.ran} blocks run"]))
    if failed:
        sys.exit("failed")


if __name__ == "__main__":
    main()
