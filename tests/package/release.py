#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a release is made with, but for the packages: the workflows hold nothing but calls of scripts; the place of the project is
filled in by one script, and taken back; a release with a wrong tag or a wrong checksum is not published; versions agree; and
examples/quickstart.sh ends with commands that can be typed.

    release.py        ECRIFY_BIN names the binary; ECRIFY_PEERS the folder of actionlint and zizmor (build-peers)
"""
import hashlib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, TOP, told  # noqa: E402

PACKAGE = TOP / "src/package"
PEERS = pathlib.Path(os.environ.get("ECRIFY_PEERS", TOP / "build-peers"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
SKIP_FOLDERS = re.compile(r"(build.*|\.git|__pycache__)")
problems = []


def expect(holds, what, said=""):
    if not holds:
        problems.append(f"{what}: {said}".rstrip(": "))


def run(*command, **more):
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, **more)


def peer(name):
    found = PEERS / name
    found = str(found) if os.access(found, os.X_OK) else shutil.which(name)
    if not found:
        print(f"skipped: release: {name}: not installed; tests/peers/tools.sh fetches it")
    return found


def workflows():
    files = sorted((TOP / ".github/workflows").glob("*.yml"))
    scripts = set()
    for path in files:
        text = path.read_text()
        jobs = yaml.safe_load(text)["jobs"]
        for name, job in jobs.items():
            expect("permissions" in job, f"{path.name}: {name} says what it may do")
            for step in job.get("steps", []):
                if "run" in step:
                    expect("${{" not in step["run"], f"{path.name}: nothing is put into a script", step["run"])
                    expect(not set(step["run"]) & set("\n|&;<>`("), f"{path.name}: a step is one call", step["run"])
                    script = TOP / shlex.split(step["run"])[0]
                    expect(os.access(script, os.X_OK), f"{path.name}: there is no script", step["run"])
                    scripts.add(script.relative_to(TOP).as_posix())
                else:
                    expect(PINNED.fullmatch(step["uses"]), f"{path.name}: pinned by its hash", step["uses"])
    # What is called here is run by this test, by package/run.py, by tests/peers/release.sh, or it is what runs the tests.
    expect(scripts == {"tests/run.sh", "src/package/build.sh", "src/package/finish.sh", "src/package/publish.sh"}, "scripts", str(scripts))
    for tool, arguments in (("actionlint", []), ("zizmor", ["--offline", "--quiet"])):
        program = peer(tool)
        if program:
            said = run(program, *arguments, *files)
            expect(said.returncode == 0, tool, said.stdout + said.stderr)


def files_of(folder):
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not SKIP_FOLDERS.fullmatch(name)]
        yield from (pathlib.Path(base) / name for name in names)


def place(scratch):
    """Of the tree are copied the files that name the place, and some that don't."""
    old = re.search(r'HOMEPAGE_URL "https://github.com/([^"]+)"', (TOP / "CMakeLists.txt").read_text()).group(1)
    new = "/".join(["some-body", "ecrify2"])  # in two, since this file is among the others
    named = [path for path in files_of(TOP) if old.encode() in path.read_bytes()]
    expect(len(named) > 5, "files that name the place", str(len(named)))
    copied = {}
    for path in [*named, PACKAGE / "set_place.sh", TOP / "README.md"]:
        target = scratch / path.relative_to(TOP)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        copied[target] = path.read_bytes()
    script = scratch / "src/package/set_place.sh"
    bare = {**os.environ, "GIT_CEILING_DIRECTORIES": str(scratch.parent)}
    said = run(script, new, env=bare)
    expect(said.returncode == 0, "set_place.sh", said.stderr)
    left = [path for path in copied if old.encode() in path.read_bytes()]
    expect(left == [], "files that name the old place", str(left))
    expect(f"github.com/{new}".encode() in (scratch / "CMakeLists.txt").read_bytes(), "the new place in CMakeLists.txt")
    run(script, old, env=bare)
    expect(all(path.read_bytes() == text for path, text in copied.items()), "the way back")
    expect(run(script, "no place", env=bare).returncode == 2, "what is no place is refused")


def publishing(scratch):
    version = run(PACKAGE / "version.sh").stdout.strip()
    folder = scratch / "dist"
    folder.mkdir(parents=True)
    tools = scratch / "tools"
    tools.mkdir()
    calls = scratch / "calls"
    for name in ("gh", "skopeo"):
        (tools / name).write_text(f'#!/bin/sh\necho {name} "$@" >> {calls}\n')
        (tools / name).chmod(0o755)
    names = [f"ecrify-{version}-linux-x86_64-static.tar.gz", f"ecrify_{version}_amd64.deb", f"ecrify-{version}-oci.tar"]

    def sums(*more):
        for name in [*names, *more]:
            (folder / name).write_text(name)
        lines = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in [*names, *more]]
        (folder / "SHA256SUMS").write_text("".join(lines))

    def publish(tag):
        calls.write_text("")
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "IMAGE_USER": "a", "IMAGE_TOKEN": "secret"}
        said = run(PACKAGE / "publish.sh", folder, tag, "ghcr.io/Some-Body/ecrify", env=environment)
        return said, calls.read_text().splitlines()

    sums()
    said, called = publish(f"v{version}")
    expect(said.returncode == 0, "publish.sh", said.stderr)
    expect(any(f"docker://ghcr.io/some-body/ecrify:{version}-busybox" in call for call in called), "the image with a shell", str(called))
    expect(any(call.endswith(f"docker://ghcr.io/some-body/ecrify:{version}") for call in called), "the image", str(called))
    release = next((call for call in called if call.startswith(f"gh release create v{version} ")), "")
    expect(all(name in release for name in [*names, "SHA256SUMS"]), "the release has all files", release)
    expect(not any("secret" in call for call in called), "a token in a command line", str(called))
    for what, tag, spoil in (
        ("another tag", "v9.9.9", lambda: None),
        ("a changed file", f"v{version}", lambda: (folder / names[0]).write_text("other")),
        ("a file of another version", f"v{version}", lambda: sums("ecrify-0.0.1-linux-x86_64-static.tar.gz")),
    ):
        sums()
        spoil()
        said, called = publish(tag)
        expect(said.returncode != 0 and called == [], f"{what} is not published", f"{said.returncode} {called}")


def versions():
    version = run(PACKAGE / "version.sh").stdout.strip()
    expect(run(ECRIFY, "version").stdout == f"ecrify {version}\n", "the program's version")
    expect((PACKAGE / "changelog").read_text().startswith(f"ecrify ({version}) "), "the version of the package's changelog")
    first = re.search(r"^## (\S+)", (TOP / "docs/changelog.md").read_text(), re.M)
    expect(first and first.group(1) == version, "the version of docs/changelog.md", first and first.group(1))
    expect(run(PACKAGE / "epoch.sh").stdout.strip().isdigit(), "the time of the changelog")


def quickstart(scratch):
    """The script with packages that are there and a build that is done."""
    for path in ("examples", "tests/install-packages.sh"):
        source, target = TOP / path, scratch / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    program = scratch / "build/src/ecrify"
    program.parent.mkdir(parents=True)
    program.symlink_to(ECRIFY)
    tools = scratch / "tools"
    tools.mkdir()
    for name, text in (("cmake", "exit 0"), ("dpkg-query", "printf installed"), ("apt-get", "exit 1")):
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    said = run(scratch / "examples/quickstart.sh", env={"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(scratch)})
    expect(said.returncode == 0, "quickstart.sh", said.stdout + said.stderr)
    expect(not re.search(r"(?i)warning|error|fail|not found", said.stdout + said.stderr), "a word that worries", said.stdout + said.stderr)
    commands = [line.strip() for line in said.stdout.splitlines() if line.startswith(f"  {program} ")]
    expect(len(commands) == 3, "three commands to go on with", said.stdout)
    for command in commands:
        typed = run("bash", "-c", command.replace("FOLDER", str(scratch / "examples/shop")), cwd="/")
        expect(typed.returncode in (0, 1) and typed.stdout, command, typed.stderr)
    # Elsewhere it says what is needed, and does not install anything.
    bare = scratch / "bare"
    bare.mkdir()
    for name in ("bash", "cat", "dirname", "env"):
        (bare / name).symlink_to(shutil.which(name))
    script = f"source {scratch}/tests/install-packages.sh; install_packages \"${{build_packages[@]}}\""
    said = run("bash", "-c", script, env={"PATH": str(bare)})
    expect("libyaml-cpp-dev" in said.stderr and "C++20" in said.stderr, "what is needed on another distribution", said.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-release-") as name:
        scratch = pathlib.Path(name).resolve()
        workflows()
        place(scratch / "place")
        publishing(scratch / "publish")
        versions()
        quickstart(scratch / "quickstart")
    return told(problems)


if __name__ == "__main__":
    sys.exit(main())
