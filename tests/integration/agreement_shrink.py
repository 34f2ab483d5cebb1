# SPDX-License-Identifier: Apache-2.0
"""A smaller tree that breaks the same sentence: files, documents and lines are left out while it stays broken."""

import dataclasses
import time


def smaller(tree, is_broken, deadline):
    """The smallest tree for which `is_broken` holds that is found until then."""

    def still(files):
        return time.monotonic() < deadline and is_broken(dataclasses.replace(tree, files=files))

    files = dict(tree.files)
    for path in list(files):
        without = {other: content for other, content in files.items() if other != path}
        if without and still(without):
            files = without
    for path in list(files):
        pieces = split_documents(files[path])
        files[path] = b"".join(minimal(pieces, lambda kept, path=path: still(files | {path: b"".join(kept)})))
        lines = files[path].splitlines(keepends=True)
        files[path] = b"".join(minimal(lines, lambda kept, path=path: still(files | {path: b"".join(kept)})))
    return dataclasses.replace(tree, files=files)


def split_documents(content):
    pieces, current = [], []
    for line in content.splitlines(keepends=True):
        if line.startswith(b"---") and current:
            pieces.append(b"".join(current))
            current = []
        current.append(line)
    return pieces + [b"".join(current)]


def minimal(pieces, is_broken):
    """Leaves out runs of pieces, shorter and shorter ones."""
    size = max(1, len(pieces) // 2)
    while True:
        at = 0
        while at < len(pieces):
            kept = pieces[:at] + pieces[at + size :]
            if len(kept) < len(pieces) and kept and is_broken(kept):
                pieces = kept
            else:
                at += size
        if size == 1:
            return pieces
        size //= 2
