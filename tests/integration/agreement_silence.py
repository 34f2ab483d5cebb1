# SPDX-License-Identifier: Apache-2.0
"""Nothing is silent: each place where a search of its own finds a mapped registry lies in a row of `list --all`, or in a document
that isn't read and that a finding or a line speaks for."""

import bisect

from agreement_search import Mentions, Searched, sources_of

UNREAD = {"not-yaml", "template-text", "signed-document", "unreadable-file", "malformed-suppression"}


def is_read(path):
    name = path.rsplit("/", 1)[-1]
    hidden = any(part.startswith(".") for part in path.split("/"))
    return not hidden and (name.endswith((".yaml", ".yml", ".json")) or name == "Kustomization")


def is_selective(tree):
    """Whether flags, ignore files or the configuration leave files out, so that what is not read can't be told from here."""
    texts = [content for path, content in tree.files.items() if path.rsplit("/", 1)[-1] == ".ecrify.yaml"]
    return (
        any(path.endswith(".gitignore") for path in tree.files)
        or any(b"ignore:" in text or b"classes:" in text for text in texts)
        or any(flag in ("--include", "--exclude", "-c", "--config") for flag in tree.flags)
    )


def nothing_is_silent(tree, outcome, rows):
    sources = sources_of(tree)
    if sources is None or is_selective(tree) or outcome.listed.status == 2 and not outcome.rows and not outcome.findings:
        return
    mentions = Mentions(sources)
    for file, content in outcome.files.items():
        if not is_read(file):
            continue
        searched = Searched(content, mentions)
        own = rows.get(file, [])
        begins = [row.begin for row in own]
        for need in searched.needs:
            if need.count == 1:
                covered = any(row.begin <= need.begin < row.end for row in own[: bisect.bisect_right(begins, need.begin)])
            else:
                covered = False
            overlapping = [row for row in own if row.begin < need.end and need.begin < row.end]
            is_value = need.text not in content[need.begin : need.end].decode(errors="replace")
            if not covered and (is_value or need.count > 1):
                covered = len(overlapping) >= need.count
            if not covered and not is_accounted_for(outcome, file, need, searched):
                near = "\n".join(map(str, overlapping or own[:3]))
                yield "D: nothing is said of an occurrence", f"{file}: {need.text!r} at byte {need.begin} ({need.count} needed); rows there:\n{near or '(none)'}"


def is_accounted_for(outcome, file, need, searched):
    """A document that isn't read: the line or the finding that speaks for it."""
    line = outcome.files[file].count(b"\n", 0, need.begin) + 1
    document = searched.documents[need.document] if searched.documents else None
    for finding in outcome.findings:
        if finding.file == file and finding.id in UNREAD | {"values-file"}:
            if (
                document is None
                or finding.id in ("values-file", "unreadable-file", "malformed-suppression")
                or document.first_line - 2 <= finding.line <= document.last_line + 1
            ):
                return True
    if document is not None and not document.is_object:
        return any("without apiVersion or kind" in said and file in said for said in outcome.check.messages.splitlines())
    return any(line and f"{file}: " in said or said.endswith(f" {file}") for said in outcome.check.messages.splitlines())
