#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One decision an occurrence, whoever asks: what `list --all` says of it is what `rewrite` does, what `check` reports and what
`explain FILE:LINE` says; and nothing is silent. Seen from outside, over trees of files.

    A  each row of `list --all`: decision, finding and bytes fit together; each finding about a reference, and each edit, is in one row
    B  `explain -f json FILE:LINE` has the rows of `list --all` on that line, field by field
    C  after a `rewrite -w` that exits 0 `check` exits 0, and a second one changes nothing
    D  each place where PyYAML and a search in bytes find a mapped registry lies in a row, comments apart
    E  `list` is a part of `list --all`, and `--images-only` prints legal references
    F  a file alone may say less than in its folder, never something else; entries of kustomizations apart
    G  without an account `check` has the same errors: none that is new, and each reference that is left

    agreement.py [--trees N] [--seed S] [--first N] [--only TEXT] [--explain N] [--seconds N]

N trees made up by the seed (default 200), the input of each golden case, and where they are there the folders that
ECRIFY_CASES (KIND/NAME/in) and ECRIFY_CORPUS (files/…, as the corpus test) name. --only TEXT: trees whose name holds it.
ECRIFY_BIN names the binary (default: build/src/ecrify). Of each sentence that is broken the smallest input is printed."""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY  # noqa: E402

try:
    import yaml  # noqa: F401
except ImportError:
    print("skipped: agreement: python3-yaml is not installed")
    sys.exit(77)

import agreement_inputs  # noqa: E402
from agreement_program import Program, UnreadableAnswer  # noqa: E402
from agreement_properties import differences, shown  # noqa: E402
from agreement_shrink import smaller  # noqa: E402
from agreement_spoiling import overlooked  # noqa: E402
from agreement_trees import Trees  # noqa: E402

MOST_SHOWN = 40
MOST_SECONDS = 15  # for one smaller input


def trees(arguments):
    made = Trees(arguments.seed)
    yield from (made.tree(number) for number in range(arguments.first, arguments.first + arguments.trees))
    yield from agreement_inputs.golden()
    for variable, read in (("ECRIFY_CASES", agreement_inputs.cases), ("ECRIFY_CORPUS", agreement_inputs.corpus)):
        folder = pathlib.Path(os.environ.get(variable, ""))
        if variable in os.environ and folder.is_dir():
            yield from read(folder)
        else:
            print(f"skipped: trees of {variable}: not set, or no folder")


class Runner:
    def __init__(self, program, lines):
        self.program = program
        self.lines = lines

    def broken(self, tree):
        """What is wrong with a tree, as (key, text)."""
        try:
            return list(differences(tree, self.program.examine(tree, self.lines)))
        except UnreadableAnswer as answer:
            return [("the program fails", str(answer))]

    def show(self, key, tree, deadline):
        least = smaller(tree, lambda one: any(found == key for found, _ in self.broken(one)), deadline)
        text = next((text for found, text in self.broken(least) if found == key), "(not seen again)")
        print(f"problem: {key}\n{tree.name}: ecrify … {' '.join(least.flags)} .\n{text}")
        for path, content in least.files.items():
            print(f" {path}:\n{shown(content)}")
        print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="")
    parser.add_argument("--explain", type=int, default=3, help="of how many lines of a tree explain is asked")
    parser.add_argument("--seconds", type=int, default=60, help="for smaller inputs that show the same")
    arguments = parser.parse_args()
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")

    with tempfile.TemporaryDirectory(prefix="ecrify-agreement-") as folder:
        runner = Runner(Program(folder), arguments.explain)
        blind = overlooked(runner.program)
        for way in blind:
            print(f"problem: not noticed: {way}")
        chosen = [tree for tree in trees(arguments) if arguments.only in tree.name]
        counts, examples = collections.Counter(), {}
        with concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as workers:
            for tree, found in zip(chosen, workers.map(runner.broken, chosen)):
                for key, _ in found:
                    counts[key] += 1
                    size = sum(map(len, tree.files.values()))
                    if key not in examples or size < examples[key][0]:
                        examples[key] = (size, tree)
        for key, count in counts.most_common():
            print(f"{count:5} {key}", flush=True)
        deadline = time.monotonic() + arguments.seconds
        for key, _ in counts.most_common(MOST_SHOWN):
            runner.show(key, examples[key][1], min(deadline, time.monotonic() + MOST_SECONDS))
    print(f"agreement: {len(chosen)} trees, {sum(counts.values())} differences")
    return 1 if counts or blind or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
