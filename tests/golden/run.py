#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Golden cases: each folder that holds a file `cmd` is one. Adding a case needs no C++.

    cmd      shell lines that call `ecrify`, run one by one in a copy of in/; a line that starts with # is a comment
    in/      the files before the run (may be a link to a folder of examples/); absent: none
    stdin    what every line reads from standard input; absent: nothing (an empty stream)
    stdout   what the lines print, one after the other
    stderr   the same for messages; absent: nothing is printed
    status   the exit statuses, one a line of cmd; absent: 0 for each
    out/     the files that the run changed or created, as they are afterwards; absent: every file stays

Everything is compared byte for byte. A file that keeps its bytes must not have been written at all (its inode and
modification time stay), and every file keeps its mode.

    run.py [--update] [--list] [FILTER…]      ECRIFY_BIN names the binary (default: build/src/ecrify)

--update writes what the binary does into the case. Read the difference before it is committed.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_SECONDS = 30


def environment(scratch, binary):
    """Nothing of the machine that runs the tests may reach the program: no AWS_*, no ECRIFY_*, no colours, no $HOME."""
    tools = scratch / "tools"
    tools.mkdir()
    (tools / "ecrify").symlink_to(binary)
    home = scratch / "home"
    home.mkdir()
    return {
        "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
    }


def snapshot(folder):
    """Relative path -> (bytes, mode, inode and modification time) of every file below the folder."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or path.is_file():
            stat = path.lstat()
            content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
            files[str(path.relative_to(folder))] = (content, stat.st_mode, (stat.st_ino, stat.st_mtime_ns))
    return files


class Outcome:
    def __init__(self):
        self.stdout = b""
        self.stderr = b""
        self.statuses = []
        self.before = {}
        self.after = {}

    @property
    def status(self):
        return b"".join(b"%d\n" % status for status in self.statuses)

    def changed(self):
        """The files whose bytes are new or different after the run."""
        return {
            name: content
            for name, (content, _, _) in self.after.items()
            if name not in self.before or self.before[name][0] != content
        }


def command_lines(case):
    lines = (case / "cmd").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def run_case(case, binary):
    outcome = Outcome()
    stdin = (case / "stdin").read_bytes() if (case / "stdin").exists() else b""
    with tempfile.TemporaryDirectory(prefix="ecrify-golden-") as name:
        scratch = pathlib.Path(name).resolve()
        work = scratch / "work"
        if (case / "in").is_dir():
            shutil.copytree(case / "in", work, symlinks=True)
        else:
            work.mkdir()
        (scratch / ".git").mkdir()  # the search for a configuration file ends here
        env = environment(scratch, binary)
        outcome.before = snapshot(work)
        for line in command_lines(case):
            run = subprocess.run(
                ["/bin/sh", "-c", line], cwd=work, env=env, input=stdin, capture_output=True, timeout=TIMEOUT_SECONDS
            )
            outcome.stdout += run.stdout
            outcome.stderr += run.stderr
            outcome.statuses.append(run.returncode)
        outcome.after = snapshot(work)
    return outcome


def expected_file(path, default=b""):
    return path.read_bytes() if path.exists() else default


def expected_out(case):
    folder = case / "out"
    return {name: content for name, (content, _, _) in snapshot(folder).items()} if folder.is_dir() else {}


def shown(text):
    """Whole text, with what the eye would miss made visible."""
    if not text:
        return "  | (nothing)\n"
    lines = text.decode("utf-8", "backslashreplace").replace("\r", "\\r").replace("\ufeff", "\\ufeff").split("\n")
    last = lines.pop()
    rendered = "".join(f"  | {line}\n" for line in lines)
    return rendered + (f"  | {last}\\ (no newline at the end)\n" if last else "")


def compare(case, outcome):
    """What is not as it should be; each problem shows both wholes."""
    problems = []

    def equal(what, expected, actual):
        if expected != actual:
            problems.append(f"{what} differs\n expected:\n{shown(expected)} actual:\n{shown(actual)}")

    equal("stdout", expected_file(case / "stdout"), outcome.stdout)
    equal("stderr", expected_file(case / "stderr"), outcome.stderr)
    equal("status", expected_file(case / "status", b"0\n" * len(outcome.statuses)), outcome.status)

    expected = expected_out(case)
    actual = outcome.changed()
    for name in sorted(expected.keys() | actual.keys()):
        equal(f"file {name}", expected.get(name, b""), actual.get(name, b""))
    for name, (content, mode, identity) in outcome.before.items():
        if name not in outcome.after:
            problems.append(f"file {name} is gone\n")
            continue
        new_content, new_mode, new_identity = outcome.after[name]
        if new_mode != mode:
            problems.append(f"file {name}: mode {new_mode:o} instead of {mode:o}\n")
        if new_content == content and new_identity != identity:
            problems.append(f"file {name} was written although nothing in it changes\n")
    return problems


def update(case, outcome):
    def store(name, content, default):
        path = case / name
        if content == default:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)

    store("stdout", outcome.stdout, b"")
    store("stderr", outcome.stderr, b"")
    store("status", outcome.status, b"0\n" * len(outcome.statuses))
    shutil.rmtree(case / "out", ignore_errors=True)
    for name, content in outcome.changed().items():
        path = case / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("filter", nargs="*", help="run only cases whose name contains one of these")
    parser.add_argument("--update", action="store_true", help="write what the binary does into the cases")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    arguments = parser.parse_args()

    cases = sorted(path.parent for path in HERE.glob("*/cmd"))
    if arguments.filter:
        cases = [case for case in cases if any(text in case.name for text in arguments.filter)]
    if not cases:
        sys.exit("no golden case matches")
    if arguments.list:
        print("\n".join(case.name for case in cases))
        return
    binary = pathlib.Path(os.environ.get("ECRIFY_BIN", HERE.parent.parent / "build/src/ecrify")).resolve()
    if not os.access(binary, os.X_OK):
        sys.exit(f"{binary}: no such program; build it, or name it in ECRIFY_BIN")

    failed = []
    for case in cases:
        try:
            outcome = run_case(case, binary)
        except subprocess.TimeoutExpired:
            failed.append(case.name)
            print(f"FAILED {case.name}: it did not end within {TIMEOUT_SECONDS} seconds")
            continue
        problems = compare(case, outcome)
        if problems and arguments.update:
            update(case, outcome)
            print(f"updated {case.name}")
        elif problems:
            failed.append(case.name)
            print(f"FAILED {case.name}: {case.relative_to(HERE.parent.parent)}")
            print("  " + "\n  ".join(command_lines(case)))
            for problem in problems:
                print(problem)
    print(f"golden: {len(cases) - len(failed)} of {len(cases)} cases passed")
    if failed:
        sys.exit("failed: " + " ".join(failed))


if __name__ == "__main__":
    main()
