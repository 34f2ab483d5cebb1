#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the rows of src/locate/fields.tsv that say `schema` with the CRDs of a folder.

  check_fields.py [--all] [--fields FILE] FOLDER...

A CRD is YAML or JSON with openAPIV3Schema, or a schema alone in GROUP/KIND_VERSION.json, as datreeio/CRDs-catalog has
them. A row holds when some version of its kind has the path and a text is allowed there. Prints each row that doesn't,
and what no CRD of the folder is about; --all compares the other rows, too. Exits with 1 where a row doesn't hold, and
with 2 where there is nothing to compare with.
"""
import argparse
import json
import pathlib
import re
import sys

FIELDS = pathlib.Path(__file__).resolve().parents[2] / "src/locate/fields.tsv"
STEP = re.compile(r"""\[\]|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|((?:[^.\[\\]|\\.)+)""")


class Row:
    def __init__(self, number, columns):
        self.number = number
        self.group, self.kind, self.path, self.use, _, self.source, _, _ = columns
        self.group = "" if self.group == "core" else self.group.lower()
        self.steps = steps_of(self.path)

    def is_about(self, group, kind):
        if self.kind not in ("*", kind) and self.kind.lower() != kind.lower():
            return False
        if self.group.startswith("*."):
            return group.partition(".")[2] == self.group[2:]
        return self.group in ("*", group)


def steps_of(path):
    """`[]`, `*` and `**` as they are, a key as a tuple of it."""
    steps, at = [], 0
    while at < len(path):
        if path[at] == ".":
            at += 1
        match = STEP.match(path, at)
        if not match:
            raise SystemExit(f"{path}: no path")
        quoted, single, plain = match.groups()
        if match.group() in ("[]", "*", "**"):
            steps.append(match.group())
        else:
            key = single if single is not None else re.sub(r"\\(.)", r"\1", quoted if quoted is not None else plain)
            steps.append((key,))
        at = match.end()
    return tuple(steps)


def rows_of(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            yield Row(number, line.split("\t"))


def is_open(schema):
    """Whether the schema says nothing of what is below."""
    return schema.get("x-kubernetes-preserve-unknown-fields") is True or not (
        {"type", "properties", "items", "additionalProperties", "x-kubernetes-int-or-string", "anyOf", "oneOf", "allOf", "enum",
         "$ref"} & schema.keys())


def is_text(schema):
    types = schema.get("type", [])
    if "string" in ([types] if isinstance(types, str) else types) or schema.get("x-kubernetes-int-or-string"):
        return True
    return any(is_text(one) for key in ("anyOf", "oneOf", "allOf") for one in schema.get(key, []) if isinstance(one, dict))


class Search:
    """Whether a schema has a field of a shape: "text", "other type", "open" or "absent"; and how far it went."""

    ORDER = ["absent", "other type", "open", "text"]

    def __init__(self, steps):
        self.steps = steps
        self.known = {}
        self.furthest = (0, [])  # steps that were found, and the keys behind them

    def run(self, schema, at=0):
        if not isinstance(schema, dict):
            return "open" if schema is True else "absent"
        key = (id(schema), at)
        if key not in self.known:
            self.known[key] = "absent"
            self.known[key] = self.best(schema, at)
        return self.known[key]

    def best(self, schema, at):
        if at >= self.furthest[0]:
            self.furthest = (at, sorted(schema.get("properties", {})))
        if at == len(self.steps):
            return "text" if is_text(schema) else "open" if is_open(schema) else "other type"
        found = [self.run(below, behind) for below, behind in self.below(schema, at)]
        if is_open(schema):
            found.append("open")
        return max(found, key=self.ORDER.index, default="absent")

    def below(self, schema, at):
        step = self.steps[at]
        named = schema.get("properties", {})
        more = schema.get("additionalProperties")
        for key in ("anyOf", "oneOf", "allOf"):
            for one in schema.get(key, []):
                yield one, at
        if step == "**":
            yield schema, at + 1
        stay = at if step == "**" else at + 1
        if step in ("**", "[]"):
            yield schema.get("items"), stay
        if step in ("**", "*"):
            for one in named.values():
                yield one, stay
        if isinstance(step, tuple):
            yield named.get(step[0]), stay
        if step != "[]" and (not isinstance(step, tuple) or step[0] not in named):
            yield more, stay


def schemas_of(file, document):
    """(group, kind, version, schema) of a document."""
    if not isinstance(document, dict):
        return
    if document.get("kind") == "List":
        for item in document.get("items") or []:
            yield from schemas_of(file, item)
    elif document.get("kind") == "CustomResourceDefinition":
        spec = document.get("spec") or {}
        group, kind = spec.get("group", "").lower(), (spec.get("names") or {}).get("kind", "")
        common = (spec.get("validation") or {}).get("openAPIV3Schema")
        for version in spec.get("versions") or [{"name": spec.get("version")}]:
            schema = (version.get("schema") or {}).get("openAPIV3Schema", common)
            if schema:
                yield group, kind, version.get("name"), schema
    elif "properties" in document and file.suffix == ".json" and "_" in file.stem:
        kind, _, version = file.stem.rpartition("_")
        yield file.parent.name.lower(), kind, version, document


def documents_of(file, is_wanted):
    """Those that may hold a kind that is wanted: a schema says it by the name of its file."""
    if file.suffix == ".json":
        names = (file.parent.name.lower(), file.stem.rpartition("_")[0])
        if names[1] and "." in names[0] and not is_wanted(*names):
            return []
        return [json.loads(file.read_text())]
    text = file.read_text()
    if "CustomResourceDefinition" not in text:
        return []
    import yaml
    return list(yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def files_below(folders):
    for folder in folders:
        for file in sorted(pathlib.Path(folder).rglob("*")):
            if file.suffix in (".json", ".yaml", ".yml") and file.is_file():
                yield file


def compare(row, found):
    """None where the row holds, else what to say."""
    best, search = "absent", None
    for _, _, _, schema in found:
        one = Search(row.steps)
        result = one.run(schema)
        if search is None or Search.ORDER.index(result) > Search.ORDER.index(best):
            best, search = result, one
        if best == "text":
            return None
    if best == "open":
        return "the schema says nothing of this field: its source is another"
    if best == "other type":
        return "the field is no text"
    reached, keys = search.furthest
    images = [key for key in keys if re.search("image|regist|repo|url|oci", key, re.I)] or keys
    return f"no such field behind step {reached}; there are {', '.join(images[:8]) or 'none'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="+")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--fields", type=pathlib.Path, default=FIELDS)
    options = parser.parse_args()
    rows = [row for row in rows_of(options.fields) if options.all or "schema" in row.source.split(",")]
    found = {id(row): [] for row in rows}
    kinds = {}

    def rows_about(group, kind):
        key = group, kind.lower()
        if key not in kinds:
            kinds[key] = [row for row in rows if row.is_about(group, kind)]
        return kinds[key]

    for file in files_below(options.folder):
        try:
            for document in documents_of(file, rows_about):
                for schema in schemas_of(file, document):
                    for row in rows_about(schema[0], schema[1]):
                        found[id(row)].append(schema)
        except Exception as problem:  # PyYAML's errors, too, without a need for PyYAML
            if not isinstance(problem, (ValueError, ImportError)) and type(problem).__module__.split(".")[0] != "yaml":
                raise
            print(f"{file}: not read: {str(problem).splitlines()[0]}", file=sys.stderr)
    if not kinds:
        print(f"no CRD in {' '.join(options.folder)}", file=sys.stderr)
        return 2
    wrong, without = 0, []
    for row in rows:
        if not found[id(row)]:
            without.append(row)
            continue
        problem = compare(row, found[id(row)])
        if problem:
            wrong += 1
            print(f"{options.fields}:{row.number}: {row.group or 'core'} {row.kind} {row.path}: {problem}")
    for group, kind in sorted({(row.group or "core", row.kind) for row in without}):
        print(f"no CRD here: {group} {kind}")
    print(f"{len(rows)} rows, {len(kinds)} kinds of CRDs: {len(rows) - len(without) - wrong} rows hold, {wrong} don't, of "
          f"{len(without)} there is no CRD here")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
