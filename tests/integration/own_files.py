#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a run reads is not what it writes over: reports, baselines, configurations, and streams that are one file.

    own_files.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import contextlib
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = b"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ghcr.io/org/app:v1\n"
CONFIG = b"apiVersion: ecrify/v1\nkind: RewriteConfig\n"
problems = []


def run(arguments, cwd, stdin=b"", **streams):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **streams.pop("variables", {})}
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    given["input" if isinstance(stdin, bytes) else "stdin"] = stdin
    try:
        return subprocess.run([ECRIFY, *arguments], cwd=cwd, env=environment, timeout=60, **given)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(arguments, "it does not end", b"", b"")


def expect(what, wanted, actual):
    if wanted != actual:
        problems.append(f"{what}: expected {wanted!r}, got {actual!r}")


@contextlib.contextmanager
def tree():
    with tempfile.TemporaryDirectory(prefix="ecrify-own-files-") as name:
        work = pathlib.Path(name).resolve()
        (work / "d").mkdir()
        (work / "d/pod.yaml").write_bytes(POD)
        (work / ".ecrify.yaml").write_bytes(CONFIG)
        yield work


def reports_replace_no_input():
    with tree() as work:
        expect("a first baseline", 0, run(["check", "-q", "--baseline", "b.jsonl", "--write-baseline", "d"], work).returncode)
        (work / "link.yaml").symlink_to("d/pod.yaml")
        before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
        json = ["-f", "json", "-o"]
        for arguments, stdin, told in [
            (["check", "--baseline", "b.jsonl", *json, "b.jsonl", "d"], b"", "is the baseline, too"),
            (["check", "--baseline", "b.jsonl", "--write-baseline", *json, "./b.jsonl", "d"], b"", "is the baseline, too"),
            (["check", *json, ".ecrify.yaml", "d"], b"", "is the configuration, too"),
            (["check", *json, "d/pod.yaml", "d/pod.yaml"], b"", "is one of the files that are read"),
            (["check", *json, "link.yaml", "d/pod.yaml"], b"", "is one of the files that are read"),
            (["list", *json, "d/pod.yaml", "d"], b"", "holds a Kubernetes object"),
            (["check", *json, "d/../d/pod.yaml", "."], b"", "holds a Kubernetes object"),
            (["check", *json, "d/pod.yaml"], "d/pod.yaml", "is the file that is read"),
            (["check", *json, "r.out", "-f", "sarif", "-o", "./r.out", "d"], b"", "two reports go to ./r.out"),
        ]:
            with contextlib.ExitStack() as stack:
                given = stdin if isinstance(stdin, bytes) else stack.enter_context(open(work / stdin, "rb"))
                result = run(arguments, work, stdin=given)
            expect(f"{arguments}: status", 2, result.returncode)
            if told.encode() not in result.stderr:
                problems.append(f"{arguments} says {result.stderr!r}")
        summary = {"GITHUB_STEP_SUMMARY": "d/pod.yaml"}
        result = run(["check", "-f", "markdown", "-o", "d/pod.yaml", "d/pod.yaml"], work, variables=summary)
        expect("a summary that is a manifest", 2, result.returncode)
        expect("files", before, {path: path.read_bytes() for path in work.rglob("*") if path.is_file()})
        # The report of the run before is no input of this one, and neither is the baseline.
        for _ in range(2):
            result = run(["check", "--baseline", "b.jsonl", *json, "report.json", "."], work)
            expect("a report in the folder", (0, b""), (result.returncode, result.stdout))
            if b"without apiVersion" in result.stderr:
                problems.append(f"its own files are read: {result.stderr!r}")


def a_stream_that_is_a_file():
    # What a log held before, and what is written to it beside the report, stays.
    with tree() as work:
        for stream, name in [("stderr", "/dev/stderr"), ("stdout", "/dev/stdout")]:
            log = work / f"{stream}.log"
            log.write_bytes(b"before\n")
            with open(log, "ab") as opened:
                run(["check", "-f", "json", "-o", name, "d"], work, **{stream: opened})
            text = log.read_bytes()
            if not text.startswith(b"before\n") or b'"findings"' not in text:
                problems.append(f"-o {name}: the log holds {text!r}")


def what_a_kustomization_names():
    """Files that the run does not read, and that a kustomization of it names."""
    with tree() as work:
        write = {"kustomization.yaml": "resources: [frag.yaml]\npatches: [{path: p.yaml}]\nconfigMapGenerator: [{name: a, files: [data.txt]}]\n",
                 "frag.yaml": "x: 1\n", "p.yaml": "y: 1\n", "data.txt": "hello\n"}
        for name, text in write.items():
            (work / name).write_text(text)
        (work / "hard.txt").hardlink_to(work / "data.txt")
        for name in ("frag.yaml", "p.yaml", "data.txt", "./data.txt", "hard.txt"):
            for command in ("check", "list"):
                result = run([command, "-f", "json", "-o", name, "kustomization.yaml"], work)
                expect(f"{command} -o {name}", (2, b""), (result.returncode, result.stdout))
                if b"which" not in result.stderr or b"names" not in result.stderr:
                    problems.append(f"{command} -o {name} says {result.stderr!r}")
                with open(work / name, "ab") as out:
                    expect(f"{command} >> {name}", 2, run([command, "kustomization.yaml"], work, stdout=out).returncode)
        expect("files", write, {name: (work / name).read_text() for name in write})
        with open(work / "d/pod.yaml", "ab") as out:
            for command in ("check", "list", "diff"):
                result = run([command, "-q", *TARGET, "kustomization.yaml"], work, stdout=out)
                expect(f"{command} >> an object", (2, True), (result.returncode, b"holds a Kubernetes object" in result.stderr))
        expect("the object", POD, (work / "d/pod.yaml").read_bytes())
        for _ in range(2):
            expect("a report of its own", 0, run(["check", "-f", "json", "-o", "report.json", "kustomization.yaml"], work).returncode)


def stdout_that_adds_to_what_is_there():
    """A configuration, and an object that no part of the run reads, in any encoding."""
    with tree() as work:
        (work / "other.txt").write_bytes(POD)
        encodings = ["utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32"]
        for encoding in encodings:
            (work / f"{encoding}.txt").write_bytes(POD.decode().encode(encoding))
        before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
        rewrite = ["rewrite", *TARGET, "d/pod.yaml"]
        for arguments in (["config", "show"], ["config", "init", "-"], ["config", "schema"], ["config", "path"], ["completion", "bash"],
                          ["version"], ["--help"], ["check", "-q", "d"], ["generate", "prewarm", *TARGET, "d"], rewrite):
            for name, told in ((".ecrify.yaml", b"stdout goes to the configuration"), ("other.txt", b"holds a Kubernetes object")):
                for mode in ("ab", "r+b"):
                    with open(work / name, mode) as out:
                        result = run(arguments, work, stdout=out)
                    expect(f"{arguments} onto {name}, {mode}", (2, True), (result.returncode, told in result.stderr))
        for name in (f"{encoding}.txt" for encoding in encodings):
            for arguments in (rewrite, ["check", "-q", "d"]):
                with open(work / name, "ab") as out:
                    expect(f"{arguments} >> {name}", 2, run(arguments, work, stdout=out).returncode)
            for flags in (["-f", "json", "-o"], ["--log-file"], ["--write-baseline", "--baseline"]):
                expect(f"check {flags} {name}", 2, run(["check", "-q", *flags, name, "d"], work).returncode)
        expect("files", before, {path: path.read_bytes() for path in work.rglob("*") if path.is_file()})
        # What a command before it has written to the same stream is its own.
        with open(work / "all.yaml", "wb") as out:
            for _ in range(2):
                expect("rewrite behind rewrite", 0, run(rewrite, work, stdout=out).returncode)
                out.seek(0, os.SEEK_END)
                out.write(b"---\n")
                out.flush()
        expect("both", 2, (work / "all.yaml").read_bytes().count(b"amazonaws.com"))
        with open(work / "new.yaml", "ab") as out:
            expect("rewrite >> a new file", 0, run(rewrite, work, stdout=out).returncode)
        with open(work / ".ecrify.yaml", "wb") as out:
            expect("config init - > .ecrify.yaml", 0, run(["config", "init", "-"], work, stdout=out).returncode)


def output_into_its_input():
    with tree() as work:
        file = work / "d/pod.yaml"
        for arguments, mode in [(["rewrite"], "ab"), (["rewrite"], "r+b"), (["rewrite", "--stream"], "ab"),
                                (["rewrite", "--stream"], "r+b"), (["rewrite", "--reverse"], "r+b")]:
            with open(file, "rb") as opened, open(file, mode) as out:
                result = run([*arguments, *TARGET], work, stdin=opened, stdout=out)
            expect(f"{arguments} {mode}", 2, result.returncode)
            if b"stdin and stdout are the same file" not in result.stderr:
                problems.append(f"{arguments} says {result.stderr!r}")
            expect(f"{arguments} {mode}: the file", POD, file.read_bytes())


def what_is_no_file():
    with tree() as work:
        (work / ".ecrify.yaml").unlink()
        os.mkfifo(work / ".ecrify.yaml")
        result = run(["check", "d"], work)
        expect("a FIFO for a configuration", 2, result.returncode)
        if b"is no regular file" not in result.stderr:
            problems.append(f"a FIFO for a configuration: {result.stderr!r}")


def a_limit_of_file_sizes():
    with tree() as work:
        file = work / "d/large.yaml"
        file.write_bytes(b"---\n".join([POD] * 200))
        before = file.read_bytes()
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        result = run(["rewrite", "-w", *TARGET, "d/large.yaml"], work, preexec_fn=limit)
        expect("a file too large to write", 2, result.returncode)
        if b"can't be written" not in result.stderr:
            problems.append(f"a file too large to write: {result.stderr!r}")
        expect("the file", (before, ["large.yaml", "pod.yaml"]), (file.read_bytes(), sorted(os.listdir(work / "d"))))


def main():
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    reports_replace_no_input()
    a_stream_that_is_a_file()
    what_a_kustomization_names()
    stdout_that_adds_to_what_is_there()
    output_into_its_input()
    what_is_no_file()
    a_limit_of_file_sizes()
    if problems:
        sys.exit("\n".join(problems))
    print("own_files: passed")


if __name__ == "__main__":
    main()
