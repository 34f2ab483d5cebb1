#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ecrify among the programs it is made for: each test takes the real peer, or says `skipped: …` and exits 77.

    run.py kustomize | kubectl_label | git_apply | patch | terminal | closed_pipe

ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
EXAMPLES = TOP / "examples"


def program(name):
    path = shutil.which(name)
    if not path:
        print(f"skipped: {sys.argv[1]}: {name} is not installed")
        sys.exit(77)
    return path


def run(command, stdin=b"", cwd=None, expect=0):
    # HOME is elsewhere so that no ~/.kube/config and no ~/.gitconfig has a say.
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    result = subprocess.run(command, input=stdin, cwd=cwd, env=environment, capture_output=True, timeout=60)
    if result.returncode != expect:
        fail(f"{' '.join(map(str, command))}: exit status {result.returncode} instead of {expect}", result)
    return result.stdout


def fail(text, result=None):
    sys.stdout.write(text + "\n")
    if result is not None:
        sys.stdout.write(f"stdout:\n{result.stdout.decode(errors='replace')}\n")
        sys.stdout.write(f"stderr:\n{result.stderr.decode(errors='replace')}\n")
    sys.exit(1)


def same(what, expected, actual):
    if expected != actual:
        fail(f"{what} differs\nexpected:\n{text_of(expected)}\nactual:\n{text_of(actual)}")


def text_of(value):
    return value.decode(errors="replace") if isinstance(value, bytes) else json.dumps(value, indent=1)


def rewritten(reference):
    """The rule of these tests, written down independently of ecrify."""
    prefix = "ghcr.io/"
    return f"{HOST}/ghcr/{reference[len(prefix):]}" if reference.startswith(prefix) else reference


def json_stream(text):
    """The objects of concatenated JSON texts."""
    decoder, objects, rest = json.JSONDecoder(), [], text.decode().strip()
    while rest:
        value, end = decoder.raw_decode(rest)
        objects.append(value)
        rest = rest[end:].strip()
    return objects


def map_references(value, path=(), seen=None):
    """A copy with each image field rewritten, and how many there were. Image fields are named, not guessed."""
    seen = seen if seen is not None else []
    if isinstance(value, dict):
        copy = {}
        for key, child in value.items():
            is_field = key == "image" or (key == "reference" and path and path[-1] == "image")
            if is_field and isinstance(child, str):
                copy[key] = rewritten(child)
                seen += [child] if copy[key] != child else []
            else:
                copy[key] = map_references(child, path + (key,), seen)[0]
        return copy, seen
    if isinstance(value, list):
        return [map_references(child, path, seen)[0] for child in value], seen
    return value, seen


def kustomize():
    """kustomize build | ecrify rewrite: the tag pin of the overlay holds, and nothing else of the stream changes."""
    build = run([program("kubectl"), "kustomize", str(EXAMPLES / "kustomize/overlays/prod")])
    output = run([ECRIFY, "rewrite", *TARGET], stdin=build)
    same("the rewritten build", build.replace(b"image: ghcr.io/", f"image: {HOST}/ghcr/".encode()), output)
    if f"image: {HOST}/ghcr/stefanprodan/podinfo:6.9.0\n".encode() not in output:
        fail(f"the pinned tag is not in the output:\n{output.decode()}")
    run([ECRIFY, "check", *TARGET], stdin=build, expect=1)
    run([ECRIFY, "check", *TARGET], stdin=output)
    same("a second rewrite", output, run([ECRIFY, "rewrite", *TARGET], stdin=output))
    same("the way back", build, run([ECRIFY, "rewrite", "--reverse", *TARGET], stdin=output))


def kubectl_label():
    """kubectl reads input and output of ecrify as the same objects but for the references."""
    label = [program("kubectl"), "label", "--local", "-f", "-", "-o"]
    stream = (EXAMPLES / "shop/release.yaml").read_bytes()
    output = run([ECRIFY, "rewrite", *TARGET], stdin=stream)

    before = json_stream(run([*label, "json", "k=v"], stdin=stream))
    after = json_stream(run([*label, "json", "k=v"], stdin=output))
    expected, references = map_references(before)
    if len(references) != 6:
        fail(f"the example should hold 6 references, kubectl shows {references}")
    same("what kubectl reads", expected, after)

    before = run([*label, "yaml", "k=v"], stdin=stream).decode().split("\n")
    after = run([*label, "yaml", "k=v"], stdin=output).decode().split("\n")
    pairs = [(old, new) for old, new in zip(before, after) if old != new]
    same("the number of lines", len(before), len(after))
    same("the lines that differ", [new for _, new in pairs], [old.replace("ghcr.io/", f"{HOST}/ghcr/") for old, _ in pairs])
    same("the number of lines that differ", 6, len(pairs))


def applied_by(apply):
    """The diff of a folder of files, applied to a copy, makes of them what `rewrite -w` makes of them."""
    with tempfile.TemporaryDirectory(prefix="ecrify-apply-") as name:
        scratch = pathlib.Path(name)
        seed(scratch / "patched")
        seed(scratch / "written")
        diff = run([ECRIFY, "diff", *TARGET, "deploy"], cwd=scratch / "patched", expect=1)
        apply(scratch / "patched", diff)
        run([ECRIFY, "rewrite", "-w", *TARGET, "deploy"], cwd=scratch / "written")
        for path in sorted((scratch / "written/deploy").iterdir()):
            same(path.name, path.read_bytes(), (scratch / "patched/deploy" / path.name).read_bytes())
            if b"ghcr.io/org" in path.read_bytes():
                fail(f"{path.name} was not rewritten")


def seed(folder):
    deploy = folder / "deploy"
    deploy.mkdir(parents=True)
    shutil.copy(EXAMPLES / "shop/release.yaml", deploy)
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: ghcr.io/org/a:1"
    (deploy / "no-final-newline.yaml").write_text(pod)
    (deploy / "crlf.yaml").write_bytes((pod + "\n").replace("\n", "\r\n").encode())
    (deploy / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + pod.encode() + b"\n")
    (deploy / "with blank.yaml").write_text(pod + "\n")
    (deploy / "caf\u00e9.yaml").write_text(pod + "\n# caf\u00e9\n")
    (deploy / "pod.json").write_text('{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "ghcr.io/org/a:1"}]}}')
    many = "".join(f"---\n{pod}\n" + "# far\n" * (index % 9) for index in range(20))
    (deploy / "many-hunks.yaml").write_text(many)


def git_apply():
    git = program("git")
    applied_by(lambda folder, diff: run([git, "apply", "--whitespace=nowarn", "-"], stdin=diff, cwd=folder))


def patch():
    # --binary: without it GNU patch strips CRs from a diff whose header lines hold none.
    tool = program("patch")
    applied_by(lambda folder, diff: run([tool, "-p1", "--binary", "--fuzz=0"], stdin=diff, cwd=folder))


def on_terminal(command, stdin=None):
    """Runs with stdout and stderr on a terminal, and stdin as well unless bytes are given; (status, what it showed)."""
    try:
        controller, terminal = pty.openpty()
    except OSError as error:  # a container without /dev/pts
        print(f"skipped: {sys.argv[1]}: no pseudo terminal ({error})")
        sys.exit(77)
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    process = subprocess.Popen(
        command, stdin=terminal if stdin is None else subprocess.PIPE, stdout=terminal, stderr=terminal, env=environment
    )
    os.close(terminal)
    if stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    shown = b""
    while True:
        try:
            data = os.read(controller, 65536)
        except OSError:  # Linux: the last program left the terminal
            break
        if not data:
            break
        shown += data
    os.close(controller)
    return process.wait(timeout=60), shown


def terminal():
    """Nobody waits in silence for input that nobody types; a diff is coloured, and a person is told what was done."""
    for command in [["rewrite"], ["check", "-"], ["diff", "-"]]:
        status, shown = on_terminal([ECRIFY, *command, *TARGET])
        same(f"the status of {command}", 2, status)
        if b"stdin is a terminal" not in shown:
            fail(f"{command} gives no hint:\n{text_of(shown)}")
    stream = (EXAMPLES / "shop/release.yaml").read_bytes()
    red, reset = b"\x1b[31m", b"\x1b[m"
    for arguments, coloured in [([], True), (["--color", "never"], False)]:
        status, shown = on_terminal([ECRIFY, "diff", *TARGET, *arguments], stdin=stream)
        same("the status of diff", 1, status)
        same(f"colour with {arguments}", coloured, red in shown and reset in shown)
    status, shown = on_terminal([ECRIFY, "rewrite", *TARGET], stdin=stream)
    same("the status of rewrite", 0, status)
    if b"rewrote 6 references" not in shown:
        fail(f"rewrite gives no summary:\n{text_of(shown)}")


def closed_pipe():
    """A reader that goes away is no error, and a full disk is one."""
    pod = (EXAMPLES / "kustomize/base/deployment.yaml").read_bytes()
    stream = b"---\n".join([pod] * 2000)
    for command in ["rewrite", "diff", "check"]:
        process = subprocess.Popen(
            [ECRIFY, command, *TARGET], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        process.stdout.close()
        _, messages = process.communicate(stream, timeout=60)
        if process.returncode not in ((0,) if command == "rewrite" else (1,)):
            fail(f"{command}: exit status {process.returncode}\n{text_of(messages)}")
        if b"error" in messages:
            fail(f"{command} complains about the closed pipe:\n{text_of(messages)}")
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([ECRIFY, "rewrite", *TARGET], input=stream, stdout=full, stderr=subprocess.PIPE, timeout=60)
        same("the status on a full disk", 2, result.returncode)
        if b"error" not in result.stderr:
            fail("nothing is said about the full disk", None)


TESTS = {
    "kustomize": kustomize,
    "kubectl_label": kubectl_label,
    "git_apply": git_apply,
    "patch": patch,
    "terminal": terminal,
    "closed_pipe": closed_pipe,
}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in TESTS:
        sys.exit(__doc__)
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    TESTS[sys.argv[1]]()
    print(f"{sys.argv[1]}: passed")
