#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ecrify as a process: exit statuses, streams that are closed or full, signals, colours, exceptions.

    process.py        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = b"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ghcr.io/org/app:v1\n"
CLEAN = POD.replace(b"ghcr.io", b"registry.k8s.io")
BROKEN = b"apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ghcr.io/o/a:1}\n"
# Each prints something on standard output.
PRINTING = [
    ["rewrite", *TARGET], ["check", *TARGET], ["diff", *TARGET], ["rewrite", "--dry-run", *TARGET],
    ["explain", *TARGET, "ghcr.io/o/a:1"], ["config", "init", "-"], ["config", "show", *TARGET], ["config", "schema"],
    ["config", "path", "-c", "x.yaml"], ["list"], ["list", "-f", "json"], ["completion", "bash"], ["completion", "zsh"], ["completion", "fish"],
    ["version"], ["--help"], ["rewrite", "--help"],
]
problems = []


def run(arguments, stdin=POD, cwd="/", variables=None, **streams):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **(variables or {})}
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    given["input" if isinstance(stdin, bytes) else "stdin"] = stdin
    return subprocess.run([ECRIFY, *arguments], cwd=cwd, env=environment, timeout=60, **given)


def expect(what, wanted, actual):
    if wanted != actual:
        problems.append(f"{what}: expected {wanted!r}, got {actual!r}")


def statuses(work):
    for name, text in {"left.yaml": POD, "clean.yaml": CLEAN, "broken.yaml": BROKEN}.items():
        (work / name).write_bytes(text)
    table = [
        # command, files: clean, with a reference, with one that can't be read, both of these, missing
        ("check", [0, 1, 2, 2, 2]),
        ("check --exit-zero", [0, 0, 2, 2, 2]),
        ("diff", [0, 1, 2, 2, 2]),
        ("list", [0, 0, 2, 2, 2]),
    ]
    files = [["clean.yaml"], ["left.yaml"], ["broken.yaml"], ["left.yaml", "broken.yaml"], ["left.yaml", "no.yaml"]]
    for command, wanted in table:
        for paths, status in zip(files, wanted, strict=True):
            result = run([*command.split(), *TARGET, *paths], cwd=work)
            expect(f"{command} {paths}", status, result.returncode)
            if "left.yaml" in paths and b"left.yaml" not in result.stdout:
                problems.append(f"{command} {paths}: what is left is not told of beside the failure")
    for paths, status in zip(files[:3], [0, 0, 2], strict=True):
        result = run(["rewrite", *TARGET, *paths], cwd=work)
        expect(f"rewrite {paths}", status, result.returncode)
        expect(f"rewrite {paths}: anything on stdout", status == 0, bool(result.stdout))
    for command in ["rewrite", "check", "diff", "list"]:
        expect(f"{command} of nothing", 2, run([command, *TARGET], stdin=b"").returncode)
        expect(f"{command} of nothing, as expected", 0, run([command, *TARGET, "--allow-empty"], stdin=b"").returncode)
    for arguments in [["rewrit"], ["check", "--nope"], [], ["config"], ["completion", "tcsh"], ["check", "--color", "x"]]:
        result = run(arguments)
        expect(f"{arguments}", (2, b""), (result.returncode, result.stdout))


def streams():
    # A full disk and a closed stdout are errors of every command that prints.
    for arguments in PRINTING:
        with open("/dev/full", "wb") as full:
            result = run(arguments, stdout=full)
        expect(f"{arguments} on a full disk", 2, result.returncode)
        if b"no space left" not in result.stderr:
            problems.append(f"{arguments} on a full disk says {result.stderr!r}")
        result = run(arguments, preexec_fn=lambda: os.close(1))
        expect(f"{arguments} with a closed stdout", 2, result.returncode)
    # A reader that goes away is none, and nobody dies of SIGPIPE.
    for arguments in PRINTING:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb") as gone:
            result = run(arguments, stdout=gone)
        expect(f"{arguments} into a closed pipe", 1 if arguments[0] in ("check", "diff") else 0, result.returncode)
        if b"error" in result.stderr:
            problems.append(f"{arguments} into a closed pipe says {result.stderr!r}")
    # A stderr that can't be written is nobody's fault.
    with open("/dev/full", "wb") as full:
        expect("check with a full stderr", 1, run(["check", *TARGET], stderr=full).returncode)
    expect("check with a closed stderr", 1, run(["check", *TARGET], preexec_fn=lambda: os.close(2)).returncode)
    for command in ["rewrite", "check", "diff", "list"]:
        result = run([command, *TARGET], stdin=None, stdout=subprocess.PIPE, preexec_fn=lambda: os.close(0))
        expect(f"{command} with a closed stdin", (2, b""), (result.returncode, result.stdout))


def large_files_at_stdin(work):
    """A large file at stdin is mapped; neither its place in it nor where the output goes may matter."""
    text = b"".join(b"---\n" + POD.replace(b"app:v1", b"app:v%d" % i) for i in range(20_000))
    path = work / "large.yaml"
    path.write_bytes(text)
    rewritten = run(["rewrite", *TARGET], stdin=text).stdout
    with open(path, "rb") as mapped:
        expect("rewrite of a large file", True, rewritten == run(["rewrite", *TARGET], stdin=mapped).stdout)
        expect("where a large file is left", len(text), os.lseek(mapped.fileno(), 0, os.SEEK_CUR))
    with open(path, "rb") as mapped:
        os.lseek(mapped.fileno(), text.index(b"---", 10), os.SEEK_SET)
        rest = run(["rewrite", *TARGET], stdin=mapped).stdout
    expect("rewrite of the rest of a large file", True, rewritten.endswith(rest) and len(rest) < len(rewritten))
    with open(path, "rb") as source, open(path, "r+b") as target:
        expect("rewrite into the same file", 2, run(["rewrite", *TARGET], stdin=source, stdout=target).returncode)
    expect("what is in it", True, path.read_bytes() == text)


def files_of_full_disk():
    result = run(["config", "init", "/dev/full"])
    expect("config init /dev/full", 2, result.returncode)
    expect("check --write-baseline /dev/full", 2, run(["check", *TARGET, "--baseline", "/dev/full", "--write-baseline"]).returncode)


def never_ending(work):
    """What never ends is an error long before the memory is full: of a device 16 MiB are read."""
    for arguments, stdin in ((["check", *TARGET, "/dev/zero"], subprocess.DEVNULL), (["rewrite", *TARGET], "/dev/zero")):
        stream = open(stdin, "rb") if isinstance(stdin, str) else stdin
        with open(work / "messages", "wb") as messages:
            child = subprocess.Popen([ECRIFY, *arguments], cwd=work, stdin=stream, stdout=subprocess.DEVNULL, stderr=messages,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)))
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        expect(f"{arguments[0]} of a device that never ends", 2, child.returncode)
        expect("it is said", True, b"a device that gives more than 16 MiB" in (work / "messages").read_bytes())
        if usage.ru_maxrss > 256 * 1024:
            problems.append(f"{arguments[0]} of a device that never ends takes {usage.ru_maxrss // 1024} MiB")


def colours():
    escape = b"\x1b["
    table = [
        ([], {}, False),  # no terminal
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ([], {"CLICOLOR_FORCE": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"CLICOLOR_FORCE": "0"}, False),
        ([], {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"CLICOLOR_FORCE": "1"}, False),
        ([], {"NO_COLOR": ""}, False),
    ]
    for arguments, variables, wanted in table:
        for command in ["diff", "check"]:
            result = run([command, *TARGET, *arguments], variables=variables)
            expect(f"colour of {command} with {arguments} {variables}", wanted, escape in result.stdout)
    expect("colour of rewrite", False, escape in run(["rewrite", *TARGET, "--color", "always"]).stdout)


def interrupted(work):
    """SIGINT and SIGTERM during -w: each file is as it was or as it should be, and nothing lies about."""
    rewritten = run(["rewrite", *TARGET]).stdout
    seen = set()
    for number, (name, delay) in enumerate(
        [(name, delay) for name in (signal.SIGINT, signal.SIGTERM) for delay in (0.002, 0.01, 0.03, 0.1)]
    ):
        folder = work / f"int{number}"
        folder.mkdir()
        for i in range(400):
            (folder / f"{i:03}.yaml").write_bytes(POD)
        process = subprocess.Popen(
            [ECRIFY, "rewrite", "-w", *TARGET, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(name)
        status = process.wait(timeout=60)
        seen.add(status)
        # Ended by the signal, which a shell shows as 128 + its number (130 for SIGINT), or done before it came.
        if status not in (0, -name):
            problems.append(f"{name}: status {status}")
        for path in sorted(folder.iterdir()):
            if path.suffix != ".yaml" or path.name.startswith("."):
                problems.append(f"{name}: {path.name} was left behind")
            elif path.read_bytes() not in (POD, rewritten):
                problems.append(f"{name}: {path.name} is neither old nor new")
    if not seen - {0}:
        problems.append("every run was done before its signal came: this proves nothing")


def least_milliseconds(stdin):
    """Of a processor, for `rewrite`."""
    times = []
    for _ in range(15):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(["rewrite", *TARGET], stdin)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(times)


def first_exception():
    """A static program that has to sort its tables for unwinding takes some three times as long."""
    usual, broken = least_milliseconds(POD), least_milliseconds(BROKEN)
    if broken > 1.8 * usual + 1:
        problems.append(f"a manifest that YAML can't read takes {broken:.1f} ms, one that it can {usual:.1f} ms")


def main():
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    with tempfile.TemporaryDirectory(prefix="ecrify-process-") as name:
        work = pathlib.Path(name).resolve()
        statuses(work)
        streams()
        large_files_at_stdin(work)
        files_of_full_disk()
        never_ending(work)
        colours()
        interrupted(work)
    first_exception()
    if problems:
        sys.exit("\n".join(problems))
    print("process: passed")


if __name__ == "__main__":
    main()
