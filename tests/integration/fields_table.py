#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""src/locate/fields.tsv: the build names the line that is no row, and the script that compares rows with CRDs tells
which one doesn't hold."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD = ["# a comment", "", "core\tPod\tspec.a[].b\timage\tfull\tapi\tKubernetes\t-",
        "*\t*\t**.x\tnone\t-\tdocs\tAny\tof a; and [b",
        "example.com\tThing\tspec.images[\"a.b\"].*\timage\tshort\tschema,pkg/a.go\tThings\t-"]
BAD = [
    (["example.com\tThing\tspec.c\timage\tshort\tschema\tThings"], 6, "not eight columns"),
    (["example.com\tThing\tspec.c\timage\tshort\tschema\tThings\t"], 6, "not eight columns"),
    (["example.com\tThing\tspec.z\timages\tshort\tschema\tThings\t-"], 6, "`images` is no use"),
    (["example.com\tThing\tspec.z\timage\t-\tschema\tThings\t-"], 6, "short or full names"),
    (["example.com\tThing\tspec.z\tregistry\tfull\tschema\tThings\t-"], 6, "only an image"),
    (["example.com\tThing\tspec.z\tartifact\t-\tschema\tThings\t-"], 6, "why of this use is missing"),
    (["example.com\tThing\tspec.z\timage\tfull\tschema,hearsay\tThings\t-"], 6, "`hearsay` is no source"),
    (["example.com\tThing\tspec. z\timage\tfull\tschema\tThings\t-"], 6, "a blank"),
    (["example.com\tThing\tspec.z\timage\tfull\tschema\tThings\t- "], 6, "a blank"),
    (["example.Com\tThing\tspec.z\timage\tfull\tschema\tThings\t-"], 6, "no capital letters"),
    (["", "# c", "example.com\tThing\tspec.b\timage\tfull\tschema\tThings\t-"], 8, "not in order"),
    (["example.com\tthing\tspec.images[\"a.b\"].*\timage\tfull\tdocs\tThings\t-"], 6, "the same field"),
    (["example.com\tThing\tspec.z\timage\tfull\tschema\tTh\u00efngs\t-"], 6, "not ASCII"),
]
CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing}
  versions:
  - name: v1
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {image: {type: string}}}}}}
  - name: v2
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              parts: {type: array, items: {type: object, properties: {image: {type: string}, size: {type: integer}}}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              named: {type: object, additionalProperties: {type: string}}
"""
HOLD = ["spec.image", "spec.parts[].image", "spec.**.image", "**.image", "spec.named.*", "spec.named[\"a.b\"]", "spec.*[].image"]
BREAK = [("spec.parts.image", "no such field"), ("spec.parts[].size", "no text"), ("spec.free.image", "its source is another"),
         ("spec.images", "no such field")]


def problems_of_the_build(folder):
    out, fields = folder / "fields.cpp", folder / "fields.tsv"

    def build(lines):
        fields.write_bytes(("\n".join(lines) + "\n").encode())
        return subprocess.run(["cmake", f"-DOUT={out}", f"-DFIELDS={fields}", "-P", ROOT / "src/locate/embed_fields.cmake"],
                              capture_output=True, text=True)

    run = build(GOOD)
    made = out.read_text() if out.exists() else ""
    for row in ('{"", "Pod", "spec.a[].b", image, ignore, ""}', '{"*", "*", "**.x", none, ignore, "of a; and [b"}',
                '{"example.com", "Thing", "spec.images[\\"a.b\\"].*", image, count, ""}'):
        if run.returncode != 0 or row not in made:
            yield f"no row {row}: {run.stderr}"
    out.unlink(missing_ok=True)
    for lines, number, message in BAD:
        run = build(GOOD + lines)
        first = run.stderr.splitlines()[0] if run.stderr else ""
        if run.returncode == 0 or not first.startswith(f"{fields}:{number}: ") or message not in first or out.exists():
            yield f"{lines}: {run.returncode} {run.stderr}"


def problems_of_the_script(folder):
    crds, fields = folder / "crds", folder / "rows.tsv"
    (crds / "example.org").mkdir(parents=True)
    (crds / "thing.yaml").write_text("# a stream\n---\n" + CRD)
    schema = {"type": "object", "properties": {"image": {"type": ["string", "null"]}}}
    (crds / "example.org" / "other_v1.json").write_text(json.dumps(schema))

    def check(paths):
        rows = [f"example.com\tThing\t{path}\timage\tfull\tschema\tThings\t-" for path in paths]
        rows += ["example.com\tThing\tspec.docs\timage\tfull\tdocs\tThings\t-", "example.net\tNone\tspec.a\timage\tfull\tschema\tN\t-",
                 "*.org\tOther\timage\timage\tfull\tschema\tO\t-"]
        fields.write_text("# head\n" + "\n".join(rows) + "\n")
        return subprocess.run([sys.executable, "-B", ROOT / "tests/peers/check_fields.py", "--fields", fields, crds],
                              capture_output=True, text=True)

    run = check(HOLD)
    if run.returncode != 0 or "no CRD here: example.net None" not in run.stdout or f"{len(HOLD) + 1} rows hold" not in run.stdout:
        yield f"rows that hold: {run.returncode} {run.stdout} {run.stderr}"
    for path, message in BREAK:
        run = check([path])
        if run.returncode != 1 or f"{fields}:2: example.com Thing {path}: " not in run.stdout or message not in run.stdout:
            yield f"{path}: {run.returncode} {run.stdout} {run.stderr}"


def main():
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        if shutil.which("cmake"):
            problems += problems_of_the_build(pathlib.Path(folder))
        try:
            import yaml  # noqa: F401
        except ImportError:
            print("skipped: check_fields.py: no PyYAML")
        else:
            problems += problems_of_the_script(pathlib.Path(folder))
    print("\n".join(problems) or f"fields_table: {1 + len(BAD)} tables, {1 + len(BREAK)} comparisons")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
