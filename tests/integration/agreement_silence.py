# SPDX-License-Identifier: Apache-2.0
"""Nothing is silent: each place where a search of its own finds a mapped registry lies in a row of `list --all`, or in a document
that isn't read and that a finding or a line speaks for."""

import re

from agreement_search import Mentions, Searched, configuration_of, sources_of

LEAVING_OUT = {"--include", "--exclude"}
UNREAD = {"not-yaml", "template-text", "unreadable-file"}
OF_FILE = {"template-text", "unreadable-file"}  # a template is passed over, or refused, with all of its documents


def is_read(path):
    name = path.rsplit("/", 1)[-1]
    hidden = any(part.startswith(".") for part in path.split("/"))
    return not hidden and (name.endswith((".yaml", ".yml", ".json")) or name == "Kustomization")


def is_selective(tree, config):
    """Whether flags, ignore files or the configuration leave files out, so that what is read can't be told from here."""
    left_out = [one for one in config.get("ignore") or [] if isinstance(one, dict) and "path" in one]
    return bool(left_out) or any(path.endswith(".gitignore") for path in tree.files) or not LEAVING_OUT.isdisjoint(tree.flags)


def nothing_is_silent(tree, outcome, rows):
    config = configuration_of(tree)
    if config is None or is_selective(tree, config) or outcome.listed.status == 2 and not outcome.rows and not outcome.findings:
        return
    mentions = Mentions(sources_of(tree, config))
    for file, content in outcome.files.items():
        if not is_read(file):
            continue
        searched = Searched(content, mentions)
        own = rows.get(file, [])
        for need in searched.needs:
            overlapping = [row for row in own if row.begin < need.end and need.begin < row.end]
            if need.count > 0:
                covered = len(overlapping) >= need.count or any(speaks_for_all(row, need) for row in overlapping)
            else:
                covered = any(row.begin <= need.begin < row.end for row in overlapping)
            if not covered and not is_accounted_for(outcome, file, need, searched):
                near = "\n".join(map(str, overlapping or own[:3]))
                yield "D: nothing is said of an occurrence", f"{file}: {need.text!r} at byte {need.begin} ({max(1, need.count)} needed); rows there:\n{near or '(none)'}"


def speaks_for_all(row, need):
    """Whether one row is about the whole scalar: nothing in it changes, as in an object that the configuration ignores, or it is
    one reference as it stands, such as an entry of Argo CD, NAME=NEW, or no legal one."""
    return row.begin <= need.begin + 1 and need.end - 1 <= row.end


def is_accounted_for(outcome, file, need, searched):
    """A document that isn't read: a finding about it, or, where it is no object, the line that counts such documents."""
    document = searched.documents[need.document] if searched.documents else None
    for finding in outcome.findings:
        if finding.file != file or finding.id not in UNREAD:
            continue
        if (
            finding.id in OF_FILE
            or document is None
            or document.first_line - 1 <= finding.line <= document.last_line + 1
        ):
            return True
    if document is None and b"ecrify:ignore-file" in outcome.files[file]:
        return re.search(r"\b[1-9][0-9]* suppressed", outcome.check.messages) is not None
    if document is not None and document.is_object:
        return False
    of_file = any(finding.file == file and finding.id == "values-file" for finding in outcome.findings)
    return of_file or any("of a cluster" in said and file in said for said in outcome.check.messages.splitlines())
