# SPDX-License-Identifier: Apache-2.0
"""What has to hold of each outcome. A difference is (key, text): the key says which sentence is broken, for counting and for
looking for a smaller input that breaks the same one; the text shows both sides."""

import re

from agreement_silence import nothing_is_silent
from references import is_reference

# What a decision means: whether bytes change, and the severity of the finding that check reports (None: no finding).
DECISIONS = {
    "rewrite": (True, "error"),
    "refuse": (False, "error"),
    "warn": (False, "warning"),
    "note": (False, "note"),
    "leave": (False, None),
    "keep": (False, None),
    "already": (False, None),
    "suppressed": (False, None),
    "no-rule": (False, None),
}
# Findings that are about a file or a comment, although they may quote a reference, or about a registry that no rule names.
WITHOUT_ROW = {
    "values-file",
    "generated-file",
    "stale-baseline",
    "unused-suppression",
    "malformed-suppression",
    "template-placeholder",
    "not-yaml",
    "template-text",
    "signed-document",
    "unreadable-file",
    "vanity-host",
}


def differences(tree, outcome):
    """All that is wrong, in the order of the properties."""
    if tree.is_readable and not outcome.listed.out:
        yield "list prints nothing", outcome.listed.messages
    rows = {}
    for row in outcome.rows:
        rows.setdefault(row.file, []).append(row)
    for one in rows.values():
        one.sort(key=lambda row: (row.begin, row.end))
    yield from edits_are_fixes(outcome)
    yield from findings_lie_in_rows(outcome, rows)
    yield from decisions_hold(outcome)
    yield from explain_agrees(outcome)
    yield from rewrite_is_final(outcome)
    yield from nothing_is_silent(tree, outcome, rows)
    yield from lists_are_subsets(outcome)
    yield from a_file_alone_says_the_same(tree, outcome)
    yield from no_account_invents_nothing(tree, outcome)


# A: decisions, findings and bytes.


def refused_files(outcome):
    """Files that rewrite must leave as they are: those with an error that isn't a reference to rewrite."""
    return {finding.file for finding in outcome.findings if finding.severity == "error" and finding.id != "unmapped-image"}


def said_as_unwritten(outcome, file):
    """Whether rewrite names the file in an error of its own: files that are written together or not at all."""
    return any(line.startswith(f"{file}:") and "error:" in line for line in outcome.rewrite.messages.splitlines())


def fixes_of(outcome):
    fixes = {}
    for finding in outcome.findings:
        for fix in finding.fixes:
            fixes.setdefault(finding.file, {})[fix] = finding
    return fixes


def edits_are_fixes(outcome):
    """The bytes that rewrite changes are the fixes of check's findings, and a file that is refused keeps all of its own."""
    fixes, refused = fixes_of(outcome), refused_files(outcome)
    if refused and outcome.rewrite.status != 2:
        yield "A: a refusal, and rewrite does not exit 2", f"refused {sorted(refused)}, exit status {outcome.rewrite.status}"
    for file, before in outcome.files.items():
        after = outcome.after.get(file)
        expected = before
        for begin, end, text in sorted(fixes.get(file, {}), reverse=True):
            expected = expected[:begin] + text.encode() + expected[end:]
        if after == expected and not (file in refused and after != before):
            continue
        if file in refused and after != before:
            yield "A: a refused file has changed", f"{file}\n{shown(after)}"
        elif after == before and (file in refused or said_as_unwritten(outcome, file)) and outcome.rewrite.status == 2:
            continue
        else:
            yield "A: rewrite does something else than the fixes of check", f"{file}\n fixes give:\n{shown(expected)} rewrite gives:\n{shown(after)}"
    if new := outcome.after.keys() - outcome.files.keys():
        yield "A: files that were not there", str(sorted(new))


def rows_of(finding, rows):
    """The rows that a finding is about: those of its place; of several there, those that name it or its reference."""
    at = [row for row in rows if row.begin <= finding.begin and finding.end <= row.end]
    at = at or [row for row in rows if finding.begin <= row.begin < finding.end]
    for wanted in (lambda row: row.source.startswith(finding.reference), lambda row: row.finding == finding.id):
        at = [row for row in at if wanted(row)] or at if len(at) > 1 else at
    return at


def findings_lie_in_rows(outcome, rows):
    """Each finding about a reference is in one row, and so is each edit."""
    refused = refused_files(outcome)
    for finding in outcome.findings:
        if not finding.reference or finding.id in WITHOUT_ROW:
            continue
        found = rows_of(finding, rows.get(finding.file, []))
        if len(found) != 1:
            yield f"A: finding {finding.id} is in {'no row' if not found else 'several rows'}", "\n".join(
                map(str, [finding, *found])
            )
            continue
        row = found[0]
        left = "refuse" if row.file in refused else "rewrite"
        if finding.id == "unmapped-image" and row.decision != (left if finding.severity == "error" else "warn"):
            yield f"A: unmapped-image at a row with decision {row.decision}", f"{finding}\n{row}"
        if (
            finding.id == "unmapped-image"
            and finding.replacement
            and row.decision != "refuse"
            and row.target != finding.replacement
            and not row.target.startswith(finding.replacement)
        ):
            yield "A: the replacement is not the target", f"{finding}\n{row}"


def decisions_hold(outcome):
    """What a row's decision says is what check reports there and rewrite does there."""
    refused = refused_files(outcome)
    by_file = {}
    for finding in outcome.findings:
        by_file.setdefault(finding.file, []).append(finding)
    for row in outcome.rows:
        if row.decision not in DECISIONS:
            yield f"A: an unknown decision {row.decision}", str(row)
            continue
        changes, severity = DECISIONS[row.decision]
        if changes and row.file in refused:
            yield f"A: {row.decision} ({row.cls}) in a file that is refused", str(row)
        there = [
            one
            for one in by_file.get(row.file, [])
            if one.begin < max(row.end, row.begin + 1) and row.begin < max(one.end, one.begin + 1)
        ]
        named = [one for one in there if one.id == row.finding]
        # One finding speaks for all references in a text of which the same is said.
        for_others = [one for one in by_file.get(row.file, []) if one.others and one.id == row.finding and one.path == row.path and one.begin <= row.begin]
        named = named or for_others
        if row.finding and not named:
            yield f"A: {row.decision}: check has no finding {row.finding} there", listed(row, there)
        if severity and not row.finding and not is_signed(row, by_file):
            yield f"A: {row.decision} ({row.cls}) without a finding", listed(row, there)
        if severity and row.finding and named and severity not in {one.severity for one in named}:
            yield f"A: {row.decision} is {named[0].id} with severity {named[0].severity}", listed(row, named)
        if severity is None and row.finding and row.decision not in ("already", "no-rule"):
            yield f"A: {row.decision} ({row.cls}) with a finding {row.finding}", listed(row, there)
        is_left = row.finding == "unmapped-image"
        if is_left != changes and row.decision != "warn" and not (is_left and row.decision == "refuse"):
            yield f"A: {row.decision} ({row.cls}) with the finding {row.finding or 'none'}", listed(row, there)
        own = [
            one
            for one in named
            if one.id == "unmapped-image" and (one.reference == row.source or row.source.startswith(one.reference))
        ]
        own += [one for one in for_others if any(begin < row.end and row.begin < end for begin, end, _ in one.fixes)]
        if changes and not any(one.fixes for one in own):
            yield f"A: rewrite ({row.cls}) without an edit", listed(row, there)
        if changes and not row.target:
            yield f"A: rewrite ({row.cls}) without a target", str(row)
        if row.decision == "refuse" and (outcome.rewrite.status != 2 or row.file not in refused):
            yield f"A: refuse ({row.cls}), and rewrite exits {outcome.rewrite.status}", listed(row, there)
        if not changes:
            for one in by_file.get(row.file, []):
                for begin, end, text in one.fixes:
                    inside = begin < row.end and row.begin < end and not within_another(outcome, row, begin, end)
                    if inside and outcome.files[row.file][begin:end] != text.encode():
                        yield f"A: {row.decision} ({row.cls}), and rewrite changes it", listed(row, [one])


def is_signed(row, by_file):
    """Whether the row is in a document that is signed: one finding speaks for all rows of it."""
    return row.decision == "refuse" and any(finding.id == "signed-document" for finding in by_file.get(row.file, []))


def within_another(outcome, row, begin, end):
    """Whether a row that is rewritten holds the edit as well: several occurrences in one scalar."""
    return any(
        one.file == row.file and one.decision == "rewrite" and one.begin < end and begin < one.end for one in outcome.rows
    )


# B: explain.


def explain_agrees(outcome):
    """`explain FILE:LINE` has the rows of `list --all` on that line, field by field."""
    for (file, line), (run, said) in outcome.explained.items():
        if run != "folder":
            yield "B: explain answers for another run", f"{file}:{line}: {run}"
        begun = sorted(row.all for row in outcome.rows if row.file == file and row.line == line)
        through = sorted(row.all for row in outcome.rows if row.file == file and spans_line(row, outcome.files[file], line))
        if sorted(row.all for row in said) not in (begun, through):
            yield "B: explain differs from list --all", f"{file}:{line}\n list --all:\n" + "".join(
                f"  {row}\n" for row in begun
            ) + " explain:\n" + "".join(f"  {row.all}\n" for row in said)


def spans_line(row, content, line):
    return row.line <= line <= content.count(b"\n", 0, max(row.begin, row.end - 1)) + 1


# C: the result is final.


def rewrite_is_final(outcome):
    if outcome.rewrite.status != 0:
        return
    if outcome.check_after.status != 0:
        yield "C: check after rewrite", outcome.check_after.out + outcome.check_after.messages
    for file, content in outcome.after_twice.items():
        if outcome.after.get(file) != content:
            yield "C: a second rewrite changes bytes", f"{file}\n first:\n{shown(outcome.after.get(file, b''))} second:\n{shown(content)}"


# E: the lists.


def lists_are_subsets(outcome):
    everything = {row.all for row in outcome.rows}
    for row in outcome.pulled:
        if row.all not in everything:
            yield "E: list has a row that list --all has not", str(row)
    pulled = {row.source for row in outcome.pulled}
    for image in outcome.images:
        if not is_reference(image):
            yield "E: --images-only prints what is no reference", image
        elif image not in pulled:
            yield "E: --images-only prints what list has not", image
    printed = set(outcome.images)
    for row in outcome.pulled:
        if (
            row.decision in ("rewrite", "keep", "already", "suppressed", "no-rule")
            and is_reference(row.source)
            and row.source not in printed
            and row.cls in ("container", "image-volume")
            and not is_image_id(row.source)
            and not is_stand_in(row)
        ):
            yield "E: --images-only lacks an image", str(row)


def is_image_id(text):
    return re.fullmatch("sha256:[0-9a-f]{64}", text)


def is_stand_in(row):
    """A name without a registry which the kustomization that lists the file replaces: nothing pulls it."""
    host = row.source.split("/")[0] if "/" in row.source else ""
    return row.decision == "keep" and not any(c in host for c in ".:")


def is_read_elsewhere(tree, file, row):
    """An entry that a container of another file may read into a variable which says that it is no image of a node."""
    return row.cls in ("artifact", "ignored") and any(b"KeyRef" in text for name, text in tree.files.items() if name != file)


def is_expected(tree, file, begin):
    """What a JSON patch expects of an image (`op: test`): as an entry it goes with what it is about."""
    operations = re.findall(rb'"?op"?: *"?(\w+)', tree.files.get(file, b"")[:begin])
    return bool(operations) and operations[-1] == b"test"


# F: a file without its neighbours.


def a_file_alone_says_the_same(tree, outcome):
    """A run over one file may say less than one over its folder, never something else. Entries of kustomizations depend on
    what they select, as what a patch expects does, and with several targets, or one that holds a placeholder, so do images
    that are selected. Of an entry that a container reads, its variable may say that it is no image."""
    if "$" in "".join(tree.flags) or b"targets:" in tree.files.get(".ecrify.yaml", b""):
        return
    for file, (rows, findings) in outcome.alone.items():
        whole = [row for row in outcome.rows if row.file == file]
        for row in rows:
            if is_expected(tree, file, row.begin):
                continue
            same = [one for one in whole if one.begin < row.end and row.begin < one.end]
            if row.cls == "config-value" and any(is_read_elsewhere(tree, file, one) for one in same):
                continue
            stays = row.decision == "rewrite" and not any(one.decision in ("rewrite", "refuse") or is_stand_in(one) for one in same)
            if not same or (stays and "kustomize" not in {row.cls, *(one.cls for one in same)}):
                yield f"F: {row.decision} ({row.cls}) alone, something else in its folder", "\n".join(map(str, [row, *same]))
        known = {(finding.id, finding.begin) for finding in outcome.findings if finding.file == file}
        known |= {("unmapped-image", one.begin) for one in whole if is_stand_in(one) or is_read_elsewhere(tree, file, one)}
        for finding in findings:
            is_error = finding.reference and finding.severity == "error" and not is_expected(tree, file, finding.begin)
            if is_error and (finding.id, finding.begin) not in known and not is_of_entry(finding, rows):
                yield f"F: {finding.id} alone, not in its folder", str(finding)


def no_account_invents_nothing(tree, outcome):
    """Without an account check has no error that it has not with one, and each reference that is left; but entries of
    kustomizations, which may hold names in the target that nobody knows then: an error there may be another one, and one for a
    reference, which is left either way, that it goes with. An account given by hand stands for the targets of a configuration, or
    for one that is filled in later: without it the run is about others."""
    configuration = tree.files.get(".ecrify.yaml", b"")
    if outcome.without_account is None or b"targets:" in configuration or b"host: ${" in configuration:
        return
    entries = {(row.file, row.begin) for row in outcome.rows if row.cls == "kustomize"}
    known = {(finding.file, finding.begin, finding.id) for finding in outcome.findings if finding.severity == "error"}
    said = {(finding.file, finding.begin, finding.id) for finding in outcome.without_account if finding.severity == "error"}
    wrong = {(file, begin) for file, begin, _ in known}
    other = any((file, begin) in entries & wrong for file, begin, _ in said - known)
    for file, begin, name in sorted(said - known):
        is_tied = other and name == "kustomize-elsewhere" and (file, begin) in wrong
        if (file, begin) not in entries & wrong and not is_tied:
            yield f"G: {name} without an account alone", f"{file}, byte {begin}"
    for file, begin, name in sorted(known - said):
        if name == "unmapped-image" and (file, begin) not in entries:
            yield f"G: {name} with an account alone", f"{file}, byte {begin}"


def is_of_entry(finding, rows):
    return any(row.cls == "kustomize" for row in rows_of(finding, rows))


def listed(row, findings):
    return f"{row}\n check there:\n" + ("".join(f"  {finding}\n" for finding in findings) or "  (nothing)\n")


def shown(text):
    return "".join(
        f"  | {line}\n" for line in (text or b"").decode("utf-8", "backslashreplace").replace("\r", "\\r").split("\n")
    )
