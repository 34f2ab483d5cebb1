#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trees of kustomizations at random, rewritten by ecrify and built by the real kustomize: the build of the rewritten tree
is the rewrite of the build, a second run changes nothing, check is content, the way back leads back, and two runs over
parts of a tree differ from one over all in nothing that matters.

    run.py [--trees N] [--seed S] [--jobs J] [--builder PROGRAM] [--keep FOLDER] [--shrink KIND…]

ECRIFY_BIN names ecrify. Without --builder kubectl builds, a process a build; tests/peers/kustomize_builder.sh makes a
faster program. --keep writes each fault's smallest tree there; --shrink-refused also the smallest refused plain trees.
"""
import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY  # noqa: E402

import builder  # noqa: E402
from layout import Layout  # noqa: E402
from promise import outcomes_of, steps_for  # noqa: E402
from random_tree import random_tree  # noqa: E402
from shape import sorts_of, traits_of  # noqa: E402
from shrink import shrink  # noqa: E402

MOST_REFUSED = .02  # of the plain trees
TOGETHER = 15  # trees whose builds are made together
worker = {}


def start_worker(program):
    worker["builder"] = builder.new_builder(program)


def some_trees(seeds):
    try:
        return list(zip(seeds, outcomes_of([random_tree(seed) for seed in seeds], worker["builder"])))
    except Exception as error:  # a fault of the test itself must not hide behind a pool
        raise RuntimeError(f"seeds {seeds}: {error!r}") from error


def outcome_of(tree, kind):
    return outcomes_of([tree], worker["builder"], steps_for(kind))[0]


def shown(tree, outcome, title):
    layout = Layout(tree)
    text = f"{title}\n  run over: {' '.join(layout.paths())}\n"
    for path, content in layout.texts.items():
        text += f"  == {path}\n" + "".join(f"  {line}\n" for line in content.splitlines())
    for fault in outcome.first_faults():
        text += f"  {fault.kind}: {fault.text}\n"
    for step, output in outcome.steps.items():
        if output and (step in ("first run", "way back") or any(fault.kind.startswith(step.split(":")[0]) for fault in outcome.first_faults())):
            text += f"  -- {step}\n" + "".join(f"  {line}\n" for line in output.splitlines())
    return text


def smallest(seed, kind, seconds):
    """The smallest tree with a fault of that kind, or that is plain and refused for that reason."""
    def still(tree):
        outcome = outcome_of(tree, kind)
        if kind.startswith("refused: "):
            return kind[9:] in outcome.reasons and not sorts_of(tree)
        return any(fault.kind == kind for fault in outcome.first_faults())
    tree = shrink(random_tree(seed), still, seconds)
    return tree, outcome_of(tree, kind)


def keep(folder, name, tree, text):
    """A folder for one fault: the tree as it was before, and what was seen."""
    place = pathlib.Path(folder) / name
    shutil.rmtree(place, ignore_errors=True)
    Layout(tree).write(place / "tree")
    (place / "tree.json").write_text(json.dumps(tree, indent=1) + "\n")
    (place / "seen.txt").write_text(text)
    (place / "command").write_text(f"cd tree && ecrify rewrite -w {' '.join(Layout(tree).paths())}\n")


class Figures:
    def __init__(self):
        self.status, self.sorts, self.traits = collections.Counter(), collections.Counter(), collections.Counter()
        self.reasons, self.plain_reasons = collections.Counter(), collections.Counter()
        self.faults, self.counts = collections.Counter(), collections.Counter()
        self.examples, self.refused_examples = {}, {}

    def add(self, seed, outcome):
        tree = random_tree(seed)
        self.status[outcome.status] += 1
        if outcome.status == "unbuildable":
            return
        sorts = sorts_of(tree)
        for sort in sorts or {"plain"}:
            self.sorts[sort, outcome.status] += 1
        for trait in traits_of(tree):
            self.traits[trait, outcome.status] += 1
        for reason in outcome.reasons:
            self.reasons[reason] += 1
            if not sorts:
                self.plain_reasons[reason] += 1
                self.refused_examples.setdefault("refused: " + reason, []).append(seed)
        for kind in {fault.kind for fault in outcome.first_faults()}:
            self.faults[kind] += 1
            self.examples.setdefault(kind, []).append(seed)
        self.counts.update(outcome.counts)

    def refused_share(self):
        return self.sorts["plain", "refused"] / max(1, self.sorts["plain", "refused"] + self.sorts["plain", "rewritten"])

    def text(self):
        lines = [f"trees: {dict(self.status)}"]
        for title, counter in (("sort", self.sorts), ("with", self.traits)):
            for name in sorted({name for name, _ in counter}):
                lines.append(f"{title} {name}: {counter[name, 'rewritten']} rewritten, {counter[name, 'refused']} refused")
        lines.append(f"plain trees refused: {100 * self.refused_share():.2f} %")
        lines += [f"refused, plain: {count} {reason}" for reason, count in self.plain_reasons.most_common()]
        lines += [f"refused, all: {count} {reason}" for reason, count in self.reasons.most_common()]
        lines += [f"counted: {count} {name}" for name, count in sorted(self.counts.items())]
        lines += [f"fault: {count} trees: {kind} (seeds {' '.join(map(str, self.examples[kind][:8]))})"
                  for kind, count in self.faults.most_common()]
        return "\n".join(lines)


def parsed_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trees", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--builder")
    parser.add_argument("--keep")
    parser.add_argument("--examples", type=int, default=1, help="faults of a kind to make smaller")
    parser.add_argument("--shrink-seconds", type=float, default=60, help="for one tree")
    parser.add_argument("--shrink-refused", action="store_true")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so many trees as fit")
    return parser.parse_args()


def main():
    options = parsed_arguments()
    if not options.builder and not builder.KUBECTL:
        print("skipped: kustomize_trees: kubectl is not installed")
        sys.exit(77)
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    figures, begin = Figures(), time.monotonic()
    signal.signal(signal.SIGUSR1, lambda *_: print(figures.text(), flush=True))  # the figures so far
    seeds = range(options.seed, options.seed + options.trees)
    with multiprocessing.Pool(options.jobs, start_worker, [options.builder]) as pool:
        for outcomes in pool.imap_unordered(some_trees, [seeds[at:at + TOGETHER] for at in range(0, len(seeds), TOGETHER)]):
            for seed, outcome in outcomes:
                figures.add(seed, outcome)
            if options.seconds and time.monotonic() - begin > options.seconds:
                print(f"stopped after {options.seconds:.0f} s")
                break
        pool.terminate()
    start_worker(options.builder)
    examples = dict(figures.examples)
    if options.shrink_refused:
        examples |= figures.refused_examples
    for kind, found in examples.items():
        for number, seed in enumerate(sorted(found)[:options.examples]):
            tree, outcome = smallest(seed, kind, options.shrink_seconds)
            text = shown(tree, outcome, f"{kind} (seed {seed}, made smaller)")
            print(text)
            if options.keep:
                name = "".join(letter if letter.isalnum() else "-" for letter in kind)[:60].strip("-")
                keep(options.keep, f"{name}-{number}", tree, text)
    print(figures.text())
    print(f"{time.monotonic() - begin:.0f} s")
    problems = sum(figures.faults.values())
    if figures.refused_share() >= MOST_REFUSED and options.trees >= 500:  # of a few trees the share says nothing
        print(f"problem: {100 * figures.refused_share():.1f} % of the plain trees are refused")
        problems += 1
    print(f"kustomize_trees: {figures.status.total()} trees, {problems} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
