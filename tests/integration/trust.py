#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is not trusted beside manifests: links that lead out of the tree, configurations with odd contents, environments.

    trust.py        ECRIFY_BIN names the binary (default: build/src/ecrify)

What must not be read is a FIFO here, on which a reader would wait for ever.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
POD = b"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ghcr.io/org/app:v1\n"
NEW = POD.replace(b"ghcr.io", b"123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr")
problems = []


def run(arguments, cwd, variables=None, stdin=POD):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **(variables or {})}
    try:
        return subprocess.run([ECRIFY, *arguments], cwd=cwd, env=environment, input=stdin, capture_output=True, timeout=20)
    except subprocess.TimeoutExpired:
        problems.append(f"{arguments}: reads what it must not, and waits")
        return subprocess.CompletedProcess(arguments, -1, b"", b"")


def expect(what, holds, detail=b""):
    if not holds:
        problems.append(f"{what}: {detail!r}")


def is_safe(output):
    """Nothing that a terminal acts on."""
    return not any(byte < 32 and byte != 10 or byte == 127 for byte in output)


def links(top):
    tree, outside = top / "tree", top / "outside"
    tree.mkdir()
    (tree / ".git").mkdir()
    outside.mkdir()
    (outside / "pod.yaml").write_bytes(POD)
    (outside / "more").mkdir()
    (outside / "more" / "pod.yaml").write_bytes(POD)
    (tree / "in.yaml").write_bytes(POD)
    (tree / "file.yaml").symlink_to(outside / "pod.yaml")
    (tree / "relative.yaml").symlink_to("../outside/pod.yaml")
    (tree / "folder").symlink_to(outside)
    (tree / "loop").symlink_to(tree)
    (tree / "self.yaml").symlink_to("self.yaml")
    for flags in ([], ["-L"]):
        (tree / "in.yaml").write_bytes(POD)
        result = run(["rewrite", "-w", *flags, *TARGET, "."], tree)
        expect(f"links, rewrite -w {flags}: the file in the tree is rewritten", (tree / "in.yaml").read_bytes() == NEW, result.stderr)
        for path in (outside / "pod.yaml", outside / "more" / "pod.yaml"):
            expect(f"links, rewrite -w {flags}: {path.name} outside of the tree stays", path.read_bytes() == POD, result.stderr)
        expect(f"links, rewrite -w {flags}: links stay links", (tree / "file.yaml").is_symlink())

    # A kustomization that asks for files outside of the repository.
    os.mkfifo(outside / "secret.yaml")
    (tree / "out").symlink_to(outside / "secret.yaml")
    (tree / "kustomization.yaml").write_text(
        "resources: [in.yaml, ../outside/secret.yaml, out, /proc/self/environ, folder/secret.yaml]\n"
        "patches: [{path: ../outside/secret.yaml}]\nimages: [{name: ghcr.io/org/app, newTag: v2}]\n")
    for command in (["check"], ["rewrite", "-w"], ["diff"], ["list"]):
        result = run([*command, *TARGET, "."], tree)
        expect(f"{command} of a kustomization that leaves the repository ends", result.returncode in (0, 1, 2), result.stderr)
        expect(f"{command} of it shows nothing from outside", b"PATH=" not in result.stdout + result.stderr)


def configurations(top):
    tree = top / "configured"
    tree.mkdir()
    (tree / "pod.yaml").write_bytes(POD)
    victim = top / "victim.yaml"
    victim.write_bytes(POD)
    os.mkfifo(top / "fifo.yaml")
    head = 'apiVersion: ecrify/v1\nkind: RewriteConfig\nregistry: {account: "123456789012", region: ca-central-1}\n'
    # Paths are patterns for what a walk meets; they lead nowhere.
    (tree / ".ecrify.yaml").write_text(
        head + f'values: ["../**", "{top}/**", "/etc/**", "fifo.yaml"]\nignore: [{{path: "../*.yaml"}}]\n'
        f'targets: [{{name: x, path: "{top}/*", registry: {{host: evil.example.com}}}}]\n')
    result = run(["rewrite", "-w", "."], tree)
    expect("patterns that leave the tree", (result.returncode, (tree / "pod.yaml").read_bytes()) == (0, NEW), result.stderr)
    expect("patterns that leave the tree touch nothing there", victim.read_bytes() == POD)
    bomb = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 8)}]\n" for i in range(20))
    odd = {
        "aliases that multiply": head + bomb, "nesting": head + "rules: " + "[" * 100_000, "a lone comma": ",",
        "nothing": "", "too much": "#" * (5 << 20), "NUL": head + "\0", "escapes": head + "\"\\e[31m\x1b[31m\": 1\n",
        "no UTF-8": "\udcff\udcfe", "an include": head + "include: /etc/passwd\n", "a host with blanks": head + "registry: {host: 'a b'}\n",
        "a merge of another file": head + "<<: !include /etc/passwd\n", "a tag": head + "rules: !!python/object/apply:os.system [id]\n",
    }
    for what, text in odd.items():
        (tree / "odd.yaml").write_text(text, errors="surrogateescape")
        result = run(["check", "-c", "odd.yaml", "pod.yaml"], tree)
        expect(f"a configuration with {what} is an error", result.returncode == 2 and result.stderr and is_safe(result.stderr), result.stderr[:300])
        expect(f"a configuration with {what} shows no other file", b"root:" not in result.stderr)
    for path in (".", "/dev/zero", "/nonexistent", "/proc/self/mem"):
        result = run(["check", "-c", path, "pod.yaml"], tree)
        expect(f"-c {path} is an error", result.returncode == 2 and result.stderr, result.stderr[:300])


def environments(top):
    tree = top / "environment"
    tree.mkdir()
    account = {"ECRIFY_ACCOUNT": "123456789012", "ECRIFY_REGION": "ca-central-1"}
    result = run(["rewrite"], tree, account)
    expect("the environment names the target", (result.returncode, result.stdout) == (0, NEW), result.stderr)
    hostile = ["\x1b[31m", "a\nb", "::error::x", "../../x", "$(id)", "x" * 100_000, "123456789012\n", "\u202e", ""]
    for value in hostile:
        for name in ("ECRIFY_ACCOUNT", "ECRIFY_REGION", "ECRIFY_REGISTRY", "ECRIFY_CONFIG", "AWS_REGION", "HOME", "XDG_CONFIG_HOME",
                     "TERM", "NO_COLOR", "COLUMNS", "TMPDIR", "LC_ALL", "CLICOLOR_FORCE", "GITHUB_ACTIONS"):
            result = run(["rewrite"], tree, {**account, name: value})
            fine = (result.returncode, result.stdout) == (0, NEW)
            refused = result.returncode == 2 and result.stdout == b"" and result.stderr and is_safe(result.stderr)
            expect(f"{name}={value[:20]!r}", fine or refused, result.stderr[:300])
            expect(f"{name}={value[:20]!r} makes no command of a build machine", not result.stderr.startswith(b"::"))
    # Temporaries stand beside the file, not where the environment says.
    (tree / "pod.yaml").write_bytes(POD)
    result = run(["rewrite", "-w", "pod.yaml"], tree, {**account, "TMPDIR": str(top / "outside")})
    expect("TMPDIR is not asked", (result.returncode, (tree / "pod.yaml").read_bytes()) == (0, NEW), result.stderr)
    expect("nothing else is left there", [path.name for path in tree.iterdir()] == ["pod.yaml"])


def home_folder(top):
    """Kustomizations beside the run count in a working folder that is no repository, but not in a whole home folder."""
    home = top / "home"
    (home / "app").mkdir(parents=True)
    (home / "overlay").mkdir()
    (home / "overlay" / "kustomization.yaml").write_text("resources: [../app]\nimages: [{name: ghcr.io/org/app, newTag: v2}]\n")
    (home / "app" / "kustomization.yaml").write_text("resources: [pod.yaml]\n")
    for variables, working, status, written in (({}, home, 2, POD), ({"HOME": str(home)}, home, 0, NEW), ({"HOME": str(home / "app")}, home, 0, NEW),
                                                ({}, pathlib.Path("/"), 0, NEW)):
        (home / "app" / "pod.yaml").write_bytes(POD)
        result = run(["rewrite", "-w", "--no-config", *TARGET, str(home / "app")], working, variables)
        expect(f"{variables} in {working}", (result.returncode, (home / "app" / "pod.yaml").read_bytes()) == (status, written), result.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-trust-") as name:
        top = pathlib.Path(name).resolve()
        for part in (links, configurations, environments, home_folder):
            part(top)
    return told(problems)


if __name__ == "__main__":
    sys.exit(main())
