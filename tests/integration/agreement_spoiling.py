# SPDX-License-Identifier: Apache-2.0
"""Outcomes that are spoilt on purpose, one way each, to see that none of them is taken for agreement."""

import dataclasses

from agreement_properties import differences
from agreement_trees import TARGET, Tree

POD = b"""apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: a, image: "ghcr.io/org/web:v1"}
    - {name: b, image: "quay.io/org/web:v1"}
    - {name: c, image: "ghcr.io/org/${APP"}
    - {name: d, args: [see https://ghcr.io/org/web]}
    - {name: e, image: "ghcr.io/org/kept:v1"}  # ecrify:ignore
"""
TREE = Tree("a pod", {"pod.yaml": POD}, tuple(TARGET), is_readable=True)


def without(rows, decision):
    return [row for row in rows if row.decision != decision]


def changed(rows, of, **values):
    return [dataclasses.replace(row, **values) if row.decision == of else row for row in rows]


def spoilt(outcome):
    """(what is wrong, outcome) for each way."""
    new = dataclasses.replace
    rows, findings = outcome.rows, outcome.findings
    for decision in sorted({row.decision for row in rows} - {"no-rule"}):
        yield f"no row with decision {decision}", new(outcome, rows=without(rows, decision))
        for other in sorted({"rewrite", "refuse", "warn", "leave"} - {decision}):
            if (decision, other) != ("suppressed", "leave"):  # both stay without a finding
                yield f"{decision} called {other}", new(outcome, rows=changed(rows, decision, decision=other))
    yield "a decision of no meaning", new(outcome, rows=changed(rows, "leave", decision="perhaps"))
    yield "another target", new(outcome, rows=changed(rows, "rewrite", target="example.com/org/web:v1"))
    yield "another finding", new(outcome, rows=changed(rows, "warn", finding="unmapped-image"))
    yield "a span that ends before the host", new(outcome, rows=[new_span(row) for row in rows])
    yield "no findings", new(outcome, findings=[])
    yield "findings without fixes", new(outcome, findings=[new(finding, fixes=()) for finding in findings])
    yield "a finding twice in rows", new(outcome, rows=rows + [row for row in rows if row.decision == "rewrite"])
    yield "nothing rewritten", new(outcome, after=outcome.files)
    yield "a byte more", new(outcome, after={path: text + b"#" for path, text in outcome.after.items()})
    yield "a second rewrite that changes", new(outcome, after_twice={path: text + b"#" for path, text in outcome.after.items()})
    yield "a check that fails afterwards", new(outcome, check_after=new(outcome.check_after, status=1))
    yield "an explanation less", new(
        outcome, explained={place: (run, said[1:]) for place, (run, said) in outcome.explained.items()}
    )
    yield "an explanation of another run", new(
        outcome, explained={place: ("file", said) for place, (_, said) in outcome.explained.items()}
    )
    yield "a row of list alone", new(outcome, pulled=[dataclasses.replace(row, all="{}") for row in outcome.pulled])
    yield "no findings without an account", new(outcome, without_account=[])
    yield "an image that is none", new(outcome, images=[*outcome.images, "foo/-bar"])
    yield "an image less", new(outcome, images=outcome.images[1:])


def new_span(row):
    return dataclasses.replace(row, end=row.begin)


def overlooked(program):
    """The ways that are taken for agreement."""
    outcome = program.examine(TREE, lines=10)
    return [way for way, one in spoilt(outcome) if not list(differences(TREE, one))]
