# SPDX-License-Identifier: Apache-2.0
"""Trees of files that are there: the inputs of golden cases, and those of folders beside the project."""

import shlex

from agreement_trees import TARGET, Tree
from running import TOP

LARGEST_FILE = 400_000
FLAGS_WITH_VALUE = {
    "--rule",
    "--keep",
    "--values",
    "--registry",
    "--account",
    "--region",
    "--target",
    "-c",
    "--config",
    "--include",
    "--exclude",
}
FLAGS_ALONE = {"--embedded", "--artifacts", "--no-config", "--hidden", "--no-ignore"}


def flags_of(script):
    """The flags of the first rewrite, check, diff or list of a shell text that say what is mapped and what is read."""
    for line in script.splitlines():
        words = shlex.split(line, comments=True) if line.startswith("ecrify ") else []
        if len(words) < 2 or words[1] not in ("rewrite", "check", "diff", "list"):
            continue
        flags = []
        for at, word in enumerate(words):
            if word in FLAGS_WITH_VALUE and at + 1 < len(words):
                flags += [word, words[at + 1]]
            elif word in FLAGS_ALONE:
                flags.append(word)
        has_registry = any(flag in ("--registry", "--account", "--target") for flag in flags)
        return tuple(flags if has_registry else [*TARGET, *flags])
    return tuple(TARGET)


def files_below(folder):
    """Each regular file by its path; None where one is too large for a test that runs the program hundreds of times."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size > LARGEST_FILE:
            return None
        files[str(path.relative_to(folder))] = path.read_bytes()
    return files


def golden():
    for case in sorted(path.parent for path in (TOP / "tests/golden").glob("*/cmd")):
        files = (files_below((case / "in").resolve()) if (case / "in").is_dir() else {}) or {}
        if (case / "stdin").is_file():
            files["stdin.yaml"] = (case / "stdin").read_bytes()
        if files:
            yield Tree(f"golden {case.name}", files, flags_of((case / "cmd").read_text()))


def cases(folder):
    """KIND/NAME/in below the folder, each with the default rule and with one for Docker Hub beside it."""
    for inside in sorted(folder.glob("*/*/in")):
        if files := files_below(inside):
            name = f"{inside.parent.parent.name}/{inside.parent.name}"
            yield Tree(name, files)
            yield Tree(f"{name}, Docker Hub too", files, (*TARGET, "--rule", "ghcr.io=ghcr", "--rule", "docker.io=docker-hub"))


def corpus(folder):
    for source in sorted((folder / "files").iterdir()):
        if files := files_below(source):
            yield Tree(f"corpus {source.name}", files)
            yield Tree(
                f"corpus {source.name}, more rules",
                files,
                (*TARGET, "--rule", "ghcr.io=ghcr", "--rule", "docker.io=docker-hub", "--rule", "quay.io=quay"),
            )
