#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What large and hostile inputs cost: time that grows with their size and no faster, memory with a bound, or a refusal.

    cost.py                 small sizes, a few seconds: what the test suite runs
    cost.py --full          sizes up to a gigabyte: some minutes, 2.5 GB of disk in TMPDIR, 5 GB of memory
    cost.py [--full] CASE…  only these
    cost.py --statuses      no bounds of time and memory, for a build with sanitizers

Each case is run at a size and at four times that size. The larger run may take at most 6 times the processor time of the
smaller one, and 50 ms: what is quadratic takes 16 times. Peak memory may be at most what the case says, in multiples of
the input, and 48 MiB. Growth is only shown where the times can be told apart.
"""
import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
MOST_GROWTH = 6
SLACK_SECONDS = 0.15
SLACK_MEMORY = 48 << 20
KIB, MIB = 1 << 10, 1 << 20

IMAGE = "ghcr.io/org/app:v1"
HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
POD = HEAD + f"spec:\n  containers:\n  - name: c\n    image: {IMAGE}\n    args: ['--level=4', \"x\"]\n"
IN_LIST = HEAD.replace("Pod", "List") + "items:\n"


def repeated(unit, before="", after=""):
    """A text of about the wanted size, as an iterator of pieces."""
    def make(size):
        yield before
        block = unit * max(1, (64 * KIB) // len(unit))
        left = max(1, (size - len(before) - len(after)) // len(unit))
        for _ in range(left * len(unit) // len(block)):
            yield block
        yield unit * (left % (len(block) // len(unit)))
        yield after
    return make


def both(opening, closing, before, after=""):
    """Openings and as many closings: deep nesting."""
    def make(size):
        count = max(1, size // (len(opening) + len(closing)))
        yield before
        for _ in range(count // 4096):
            yield opening * 4096
        yield opening * (count % 4096)
        yield "x"
        yield closing * count
        yield after
    return make


def numbered_keys(before, value):
    def make(size):
        yield before
        for i in range(size // (len(value) + 12)):
            yield f"  key{i:06}: {value}\n"

    return make


def aliased(use):
    """As many keys of a mapping as uses of it."""
    def make(size):
        count = size // (len(use) + 14)
        yield HEAD + f"spec: {{containers: [{{image: {IMAGE}}}]}}\nx: &x\n"
        for i in range(count):
            yield f"  key{i:06}: v\n"
        yield "y:\n" + use * count

    return make


def aliased_entries(size):
    """As many entries of a post-renderer's images as post-renderers that have them all."""
    count = size // 70
    yield "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec:\n  x: &x\n"
    for i in range(count):
        yield f"  - {{name: ghcr.io/o/a{i:06}, newTag: b}}\n"
    yield "  postRenderers:\n" + "  - kustomize: {images: *x}\n" * count


def aliases_in_aliases(size):
    """Documents with a hundred references that are each in four hundred places."""
    document = HEAD + "x: &x\n" + "".join(f"- {{image: 'ghcr.io/o/a{i}:1'}}\n" for i in range(100))
    document += "b: &b [" + "*x, " * 20 + "]\nc: [" + "*b, " * 20 + "]\n---\n"
    yield document * (size // len(document))


def indented(size):
    """Block mappings in each other: as many bytes as the square of the levels."""
    yield HEAD + "spec:\n"
    levels = int((2 * size) ** 0.5)
    for level in range(1, levels):
        yield " " * level + "a:\n"
    yield " " * levels + f"image: {IMAGE}\n"


def many_of(line, document, size, between="", before=""):
    """As many of the one as of the other, with numbers in place of #."""
    count = size // (len(line) + len(document))
    yield before
    for text, behind in ((line, between), (document, "")):
        yield "".join(text.replace("#", str(i)) for i in range(count)) if "#" in text[1:] else text * count
        yield behind


def deep_keys(size):
    """Images below long keys in each other: each of them has a path as long as all of these."""
    yield HEAD
    levels = 100
    for level in range(levels):
        yield " " * level + "k" * 800 + ":\n"
    yield " " * levels + "containers:\n"
    line = " " * levels + f"- image: {IMAGE}\n"
    yield line * (size // len(line))


def deep_json_keys(size):
    """As deep_keys(), in JSON, where keys may be as long as anything: half of it keys, half of it images."""
    levels = size // 1600
    yield '{"apiVersion": "v1", "kind": "X", "x": ' + f'{{"{"k" * 800}": ' * levels + "["
    yield f'{{"image": "{IMAGE}"}}, ' * (size // 2 // (len(IMAGE) + 15))
    yield "{}]" + "}" * levels + "}\n"


def half_and_half(before, between):
    """Half of it one long word, and half of it images."""
    def make(size):
        yield before + "k" * (size // 2) + between
        line = f"- image: {IMAGE}\n"
        yield line * (size // 2 // len(line))

    return make


def numbered(before, line, bytes_each=48):
    """Lines with a number in each of them, in place of #: as many whatever is said, so that rules and references go together."""
    def make(size):
        yield before
        for i in range(1, size // bytes_each + 1):
            yield line.replace("#", str(i))

    return make


def rules(rule):
    return numbered("apiVersion: ecrify/v1\nkind: RewriteConfig\nrules:\n", f"- {{{rule}}}\n")


@dataclasses.dataclass
class Case:
    name: str
    make: object
    small: int            # bytes of the larger run …
    full: int             # … and with --full
    status: int = 0
    says: str = ""        # in what is printed on standard error
    memory: float = 2.2   # of the input
    command: tuple = ("rewrite",)
    config: object = None  # makes a configuration for an input of so many bytes


CONTAINERS = HEAD + "spec:\n  containers:\n"
ARGO_CD = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source:\n    kustomize:\n      images:\n"
FLUX = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec:\n  images:\n"
FLUX_ITEM = "- {apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: a}, spec: {images: [{name: ghcr.io/o/a#, newName: ghcr.io/o/b#}]}}\n"
HOSTS = rules("from: h#.example.com, prefix: p#")

CASES = [
    Case("manifests", repeated(POD + "---\n"), 2 * MIB, 1024 * MIB, memory=2.4),
    Case("manifests-streamed", repeated(POD + "---\n"), 2 * MIB, 1024 * MIB, memory=0.02, command=("rewrite", "--stream")),
    Case("manifests-checked", repeated(POD + "---\n"), 1 * MIB, 64 * MIB, 1, "references left", 30, ("check", "-f", "concise")),
    Case("no-reference", repeated(POD.replace("ghcr.io", "quay.io") + "---\n"), 4 * MIB, 1024 * MIB, memory=1.2),
    Case("one-document", repeated(f"- {{kind: Pod, apiVersion: v1, spec: {{containers: [{{image: {IMAGE}}}]}}}}\n", IN_LIST),
         1 * MIB, 200 * MIB, memory=12),
    Case("one-block-document", repeated("".join("- " * (i == 0) + "  " * (i > 0) + line + "\n" for i, line in enumerate(POD.splitlines())), IN_LIST),
         1 * MIB, 200 * MIB, memory=12),
    Case("one-json-document", repeated(f'{{"kind": "Pod", "apiVersion": "v1", "spec": {{"containers": [{{"image": "{IMAGE}"}}]}}}},\n',
                                       '{"apiVersion": "v1", "kind": "List", "items": [\n', "{}]}\n"), 1 * MIB, 200 * MIB, memory=18),
    Case("prose", repeated("    see ghcr.io/o/a and ghcr.io/o/b\n", HEAD.replace("Pod", "ConfigMap") + "data:\n  a: |\n"), 1 * MIB, 50 * MIB, memory=14),
    Case("prose-checked", repeated("    see ghcr.io/o/a and ghcr.io/o/b\n", HEAD.replace("Pod", "ConfigMap") + "data:\n  a: |\n"), 1 * MIB, 50 * MIB,
         memory=14, command=("check", "-f", "sarif")),
    Case("literal-scalar", repeated("      some text of a script, and more of it\n", POD + "    command:\n    - |\n"), 4 * MIB, 100 * MIB),
    Case("quoted-scalar", repeated("some text \\n and more of it, \\u00e9\\t", POD + '    command: ["', '"]\n'), 4 * MIB, 100 * MIB),
    Case("folded-plain-scalar", repeated("      some words of a text\n", POD + "    command:\n    - a\n"), 4 * MIB, 100 * MIB),
    Case("literal-with-references", repeated(f"      docker pull {IMAGE}\n", POD + "    command:\n    - |\n"), 256 * KIB, 16 * MIB,
         memory=60),
    Case("small-documents", repeated("a: 1\n---\n"), 2 * MIB, 90 * MIB),
    Case("small-documents-with-references", repeated(f"image: {IMAGE}\n---\n"), 256 * KIB, 250 * MIB, memory=3),
    Case("empty-documents", repeated("---\n", POD), 2 * MIB, 40 * MIB),
    Case("empty-documents-listed", repeated("---\n", POD), 256 * KIB, 4 * MIB, memory=60, command=("list",)),
    Case("nested-flow", both("[", "]", POD + "    args: "), 4000, 200 * KIB, 2, "nested", 100),
    Case("nested-flow-mappings", both("{a: ", "}", POD + "    env: "), 4000, 500 * KIB, 2, "nested", 100),
    Case("nested-blocks", indented, 256 * KIB, 64 * MIB, 2, "nested"),
    Case("nested-dashes", both("- ", "", POD + "    args:\n      "), 2000, 200 * KIB, 2, "nested", 100),
    Case("nested-json", both('{"a":', "}", '{"apiVersion": "v1", "kind": "Pod", "x": "ghcr.io/o/a", "y": ', "}\n"), 5000, 600 * KIB,
         2, "nested", 100),
    Case("nested-complex-keys", both("? ", "", POD + "x:\n  "), 2000, 200 * KIB, 2, "", 3000),
    Case("unclosed-brackets", repeated("[", POD + "    args: "), 1000, 1000, 2, "", 3000),
    Case("unclosed-braces", repeated("{", POD + "    args: "), 100 * KIB, 2 * MIB, 2, "", 100),
    Case("unclosed-quote", repeated("some text\n", POD + '    args: ["'), 1 * MIB, 15 * MIB, 2, "", 80),
    Case("aliases", repeated(", *a", HEAD + "x: &a b\ny: [z", f"]\nspec: {{containers: [{{image: {IMAGE}}}]}}\n"), 256 * KIB, 4 * MIB,
         memory=60),
    Case("aliases-of-a-reference", repeated(", {image: *a}", HEAD + f"x: &a {IMAGE}\nspec:\n  containers: [{{name: b}}", "]\n"),
         256 * KIB, 13 * MIB, 2, "more places than can be followed", 60),
    Case("aliases-in-aliases", aliases_in_aliases, 128 * KIB, 2 * MIB, 2, "more places than can be followed", 60),
    Case("aliases-of-images", aliased("- image: *x\n"), 256 * KIB, 4 * MIB, memory=60, command=("rewrite", "--rule", "docker.io=docker-hub")),
    Case("aliases-of-entries", aliased_entries, 64 * KIB, 512 * KIB, 2, "with an anchor, an alias or a merge key", 600),
    Case("aliases-of-merged-mappings", aliased("- {a: b, <<: *x}\n"), 256 * KIB, 4 * MIB, 2, "put the merge key first", 60),
    Case("merge-keys-in-one-mapping", repeated("  <<: *x\n", HEAD + f"spec: {{containers: [{{image: {IMAGE}}}]}}\nx: &x {{a: b}}\ny:\n"),
         256 * KIB, 4 * MIB, 2, "put the merge key first", 60),
    Case("anchors", repeated(f"  - image: &a {IMAGE}\n  - image: *a\n", HEAD + "spec:\n  containers:\n"), 64 * KIB, 8 * MIB, memory=80),
    Case("one-line", repeated("x", POD + "x: ", "\n"), 4 * MIB, 500 * MIB),
    Case("one-line-flow", repeated("a, ", POD + "x: [", "]\n"), 1 * MIB, 100 * MIB, memory=24),
    Case("one-line-comment", repeated("# ", POD), 4 * MIB, 500 * MIB),
    Case("blank-lines", repeated("\n", POD), 4 * MIB, 200 * MIB),
    Case("blanks", repeated(" ", POD + "    x: 1"), 4 * MIB, 200 * MIB),
    # Each has a ruling of 184 bytes, and half as much again while the list of them grows.
    Case("comments", repeated("    # ghcr.io/org/app:v1\n", POD), 512 * KIB, 64 * MIB, memory=14),
    Case("long-key", repeated("k", POD, ": v\n"), 1 * MIB, 15 * MIB, 2, "", 100),
    Case("escapes", repeated("\\u0067hcr.io/a/b ", HEAD + 'x: "', '"\n'), 256 * KIB, 8 * MIB, memory=80),
    Case("nested-text", repeated("".join("    " + line + "\n" for line in ("---\n" + POD).splitlines()),
                                 "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.yaml: |\n"), 256 * KIB, 64 * MIB, memory=14),
    Case("suppressions", repeated(f"  - image: {IMAGE}  # ecrify:ignore it stays\n", HEAD + "spec:\n  containers:\n"), 256 * KIB, 16 * MIB,
         memory=60),
    Case("keys-in-one-mapping", numbered_keys(POD + "x:\n", "1"), 512 * KIB, 64 * MIB, memory=12),
    Case("references-in-one-mapping", numbered_keys("apiVersion: v1\nkind: ConfigMap\ndata:\n", IMAGE), 1 * MIB, 32 * MIB, memory=40),
    Case("suppressed-files", lambda size: many_of("# ecrify:ignore-file[pull-secret-left] x\n", f"image: {IMAGE}\n---\n", size), 1 * MIB, 16 * MIB, memory=30),
    Case("suppressed-first-documents", lambda size: many_of("# ecrify:ignore-document[pull-secret-left] x\n---\n", f"  - image: {IMAGE}\n", size,
                                                            HEAD + "spec:\n  containers:\n"), 512 * KIB, 16 * MIB, memory=30),
    Case("marks-in-a-diff", repeated("##[", POD + "# "), 512 * KIB, 16 * MIB, 1, memory=20, command=("diff", "--color=always")),
    Case("marks-in-json", repeated("##[", HEAD + "spec: {containers: [{image: 'ghcr.io/a/b:", "'}]}\n"), 512 * KIB, 16 * MIB, memory=40,
         command=("check", "-f", "json")),
    Case("long-keys-checked", deep_keys, 512 * KIB, 4 * MIB, 1, "references left", 120, ("check", "-f", "concise")),
    Case("long-keys-in-each-other", deep_json_keys, 512 * KIB, 640 * KIB, 1, "", 120, ("check", "-q", "-f", "concise")),
    Case("long-key-above", half_and_half(HEAD + "? ", "\n:\n"), 512 * KIB, 2 * MIB - KIB, 1, "", 120, ("check", "-q", "-f", "concise")),
    Case("long-api-version", half_and_half("kind: X\napiVersion: ", "/v1\nspec:\n"), 512 * KIB, 4 * MIB, 1, "", 120, ("check", "-q", "-f", "concise")),
    Case("long-names-checked", lambda size: repeated(f"  - image: {IMAGE}\n", HEAD.replace("name: a", "name: " + "a" * (size // 2)) + "spec:\n  containers:\n")(size),
         128 * KIB, 4 * MIB, 1, "references left", 120, ("check", "-f", "concise")),
    Case("placeholders", repeated("${", HEAD + "spec: {containers: [{image: 'ghcr.io/a/", "'}]}\n"), 64 * KIB, 4 * MIB, 0, "", 60),
    Case("actions", repeated("{{", HEAD + "spec: {containers: [{image: '", "'}]}\n"), 128 * KIB, 4 * MIB, memory=80),
    Case("patterns-in-one-value", repeated("ghcr.io/a|", "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a}\n"
                                           "spec: {rules: [{verifyImages: [{imageReferences: ['", "']}]}]}\n"), 128 * KIB, 4 * MIB, memory=80),
    Case("tags", repeated("- !!str a\n", HEAD + f"spec: {{containers: [{{image: {IMAGE}}}]}}\nx:\n"), 128 * KIB, 15 * MIB // 2, memory=80),
    Case("too-large-for-tags", repeated("- !!str a\n", HEAD + f"spec: {{containers: [{{image: {IMAGE}}}]}}\nx:\n"), 9 * MIB, 100 * MIB,
         2, "more than 8 MiB"),
    Case("brackets-for-yaml-cpp", repeated("[", POD + "x: !!str a\ny: "), 5 * MIB // 4, 8 * MIB - KIB, 2, "more than 1 MiB", 240),
    Case("flows-for-yaml-cpp", repeated("- [a,a,a,a,a,a,a,a,a]\n", POD + "x: !!str a\ny:\n"), 128 * KIB, 15 * MIB // 2, memory=80),
    Case("dashes-for-yaml-cpp", repeated("-\n", POD + "x: !!str a\ny:\n"), 128 * KIB, 15 * MIB // 2, memory=80),
    # A rule for each reference.
    Case("hosts", numbered(CONTAINERS, "  - image: h#.example.com/a:1\n"), 1 * MIB, 4 * MIB, memory=120, config=HOSTS),
    Case("hosts-checked", numbered(CONTAINERS, "  - image: h#.example.com/a:1\n"), 1 * MIB, 4 * MIB, 1, memory=200,
         command=("check", "-q", "-f", "concise"), config=HOSTS),
    Case("hosts-in-values", numbered("apiVersion: v1\nkind: ConfigMap\ndata:\n", "  k#: h#.example.com/a:1\n"), 1 * MIB, 4 * MIB,
         memory=120, command=("rewrite", "--embedded"), config=HOSTS),
    Case("hosts-in-a-script", numbered("apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sh: |\n", "    docker pull h#.example.com/a:1\n"),
         2 * MIB, 4 * MIB, memory=160, command=("rewrite", "--embedded"), config=HOSTS),
    Case("ports", numbered(CONTAINERS, "  - image: h.example.com:#/a:1\n"), 2 * MIB, 5 * MIB // 2, memory=120,
         config=rules('from: "h.example.com:#", prefix: p#')),
    Case("targets", numbered(CONTAINERS, "  - image: t#.example.com/a:1\n"), 1 * MIB, 3 * MIB, memory=120, command=("rewrite", "--reverse"),
         config=rules("from: h#.example.com, target: t#.example.com")),
    Case("targets-of-charts", numbered("", "k#: {image: {registry: t#.example.com, repository: t#.example.com/a, tag: v1}}\n"), 1 * MIB, 3 * MIB,
         memory=160, command=("rewrite", "--reverse", "--values", "values.yaml", "--stdin-filename", "values.yaml"),
         config=rules("from: h#.example.com, target: t#.example.com")),
    # As many neighbours as each of them looks at.
    Case("registries-in-variables", numbered(CONTAINERS + "  - image: x\n    env:\n", "    - {name: REGISTRY#, value: ghcr.io}\n"), 256 * KIB, 4 * MIB,
         memory=80),
    Case("registries-in-arguments", numbered(CONTAINERS + "  - image: x\n    args:\n", "    - --registry#=ghcr.io\n"), 256 * KIB, 4 * MIB, memory=120),
    Case("registries-in-one-mapping", numbered("apiVersion: v1\nkind: ConfigMap\ndata:\n", "  REGISTRY#: ghcr.io\n"), 256 * KIB, 4 * MIB, memory=160),
    Case("pushed-variables", lambda size: many_of("      docker tag x $V#_IMAGE\n", "    - {name: V#_IMAGE, value: 'ghcr.io/o/a:1'}\n", size, "    env:\n",
                                                  CONTAINERS + "  - image: x\n    args:\n    - |\n"), 128 * KIB, 4 * MIB, memory=80),
    Case("arguments", repeated(f"    - --image\n    - {IMAGE}\n", CONTAINERS + "  - image: x\n    args:\n"), 256 * KIB, 4 * MIB, memory=120),
    Case("patterns-of-a-policy", repeated('      startswith(x, "ghcr.io/org/")\n', "apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\n"
                                          "metadata: {name: a}\nspec:\n  targets:\n  - rego: |\n"), 256 * KIB, 4 * MIB, memory=120,
         command=("rewrite", "--embedded")),
    # Images lists of objects that hold kustomizations.
    Case("argo-cd-images", numbered(ARGO_CD, "      - ghcr.io/o/a#=ghcr.io/o/b:1\n"), 2 * MIB, 32 * MIB, memory=100),
    Case("argo-cd-names", numbered(ARGO_CD, "      - ghcr.io/o/a#:1\n"), 2 * MIB, 32 * MIB, memory=140),
    Case("flux-images", numbered(FLUX, "  - {name: ghcr.io/o/a#, newName: ghcr.io/o/b#, newTag: v1}\n", 64), 1 * MIB, 32 * MIB, memory=90),
    Case("objects-with-images", numbered(IN_LIST, FLUX_ITEM, 160), 2 * MIB, 32 * MIB, memory=42),
]


# Trees of kustomizations: each of so many folders, by a function of its number and of their count.
def tree(kustomization, **files):
    def make(count, folder):
        (folder / ".git").mkdir()
        for number in range(count):
            inner = folder / f"k{number}"
            inner.mkdir()
            (inner / "kustomization.yaml").write_text(kustomization(number, count))
        (folder / "app.yaml").write_text(POD)
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text(count))
    return make


def entries_of_one_name(count, folder):
    """As many entries for a name as images that have it."""
    (folder / ".git").mkdir()
    (folder / "kustomization.yaml").write_text("resources: [app.yaml]\nimages:\n" + "- {name: ghcr.io/org/app, newTag: v2}\n" * count)
    (folder / "app.yaml").write_text(CONTAINERS + f"  - image: {IMAGE}\n" * count)


def patterns_in_entries(count, folder):
    """As many entries with patterns as images that each of them is compared with."""
    (folder / ".git").mkdir()
    entries = "".join(f"- {{name: 'ghcr.io/o/.*{i}', newTag: v2}}\n" for i in range(count))
    (folder / "kustomization.yaml").write_text("resources: [app.yaml]\nimages:\n" + entries)
    (folder / "app.yaml").write_text(CONTAINERS + "".join(f"  - image: ghcr.io/o/a{i}:1\n" for i in range(count)))


def components_of_images(count, folder):
    """As many components as images, each with an entry for one of them."""
    (folder / ".git").mkdir()
    for number in range(count):
        inner = folder / f"c{number}"
        inner.mkdir()
        (inner / "kustomization.yaml").write_text(COMPONENT + f"images: [{{name: ghcr.io/o/a{number}, newTag: v1}}]\n")
    (folder / "app.yaml").write_text(CONTAINERS + lines("  - image: ghcr.io/o/a#:1\n", count))
    (folder / "kustomization.yaml").write_text("resources: [app.yaml]\ncomponents:\n" + lines("- c#\n", count))


def lines(line, count):
    return "".join(line.replace("#", str(number)) for number in range(count))


def kustomized(says, resources=("app",), **files):
    """A kustomization, and as many images as it says something of."""
    def make(count, folder):
        (folder / ".git").mkdir()
        (folder / "app.yaml").write_text(CONTAINERS + lines("  - image: ghcr.io/o/a#:1\n", count))
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text(count))
        named = ", ".join(f"{name}.yaml" for name in resources)
        (folder / "kustomization.yaml").write_text(f"resources: [{named}]\n" + says(count))
    return make


def replacements(source, options=""):
    """As many replacements as images."""
    one = (f"- source: {{kind: ConfigMap, {source}}}\n"
           f"  targets: [{{select: {{kind: Pod}}, fieldPaths: [spec.containers.#.image]{options}}}]\n")
    return lambda count: "replacements:\n" + lines(one, count)


def values(line):
    return lambda count: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n" + lines(line, count)


def literals(count):
    return ("configMapGenerator:\n- name: c\n  literals:\n" + lines("  - k#=ghcr.io/o/b#:1\n", count) +
            replacements("name: c, fieldPath: data.k#")(count))


def replacements_of_files(count, folder):
    """As many files as replacements, each of which copies from one of them."""
    kustomized(lambda count: "components: [c]\n" + replacements("name: c#, fieldPath: data.k")(count))(count, folder)
    (folder / "c").mkdir()
    (folder / "c" / "kustomization.yaml").write_text(COMPONENT + "resources:\n" + lines("- c#.yaml\n", count))
    for number in range(count):
        text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}\ndata: {{k: 'ghcr.io/o/b{number}:1'}}\n"
        (folder / "c" / f"c{number}.yaml").write_text(text)


def overlays(inner):
    """As many images as overlays, each with an entry for one of them and with something that is not known."""
    return tree(lambda number, count: f"resources: [{inner(number, count)}, 'https://example.com/r']\n"
                f"images: [{{name: ghcr.io/o/a{number}, newTag: v2}}]\n",
                app_yaml=lambda count: CONTAINERS + lines("  - image: ghcr.io/o/a#:1\n", count))


def next_one(number, count):
    return f"../k{number + 1}" if number + 1 < count else "../app.yaml"


def layer_below(number, count):
    width = int(count ** .5)
    first = (number // width + 1) * width
    return ", ".join(f"../k{inner}" for inner in range(first, min(first + width, count))) or "../app.yaml"


def patch_tests(count):
    return "patches:\n- target: {name: a}\n  patch: |\n" + lines("    - {op: test, path: /spec/containers/#/image, value: 'ghcr.io/o/a#:1'}\n", count)


def new_names(count):
    return "images:\n" + "".join(f"- {{name: ghcr.io/o/a{number}, newName: ghcr.io/o/a{number + 1}}}\n" for number in range(count))


def fields(count):
    return "apiVersion: x/v1\nkind: X\nmetadata: {name: a}\nspec:\n" + lines("  f#: ghcr.io/o/a#:1\n", count)


FLUX_OF_FOLDER = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a#}
spec: {path: ./, images: [{name: ghcr.io/o/a#, newTag: v3}]}
---
"""


ENTRY = "images:\n- name: ghcr.io/org/app\n  newTag: v2\n"


COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"


def doubled(key, number, count):
    """Each names the next one twice: there are 2^n ways to the last one."""
    head = COMPONENT if key == "components" and number > 0 else ""
    resources = "resources: [../app.yaml]\n" if number == count - 1 or (key == "components" and number == 0) else ""
    inner = f"{key}: [../k{number + 1}, ../k{number + 1}]\n" if number + 1 < count else ""
    return head + resources + inner + (ENTRY if number == 0 else "metadata: {name: k}\n")


TRANSFORMER = "---\napiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: a}\nimageTag: {name: quay.io/a/b, newTag: v1}\n"
IN_TREES = "resources: [../app.yaml]\n" + ENTRY


@dataclasses.dataclass
class TreeCase:
    name: str
    make: object
    small: int  # kustomizations of the larger run …
    full: int   # … and with --full
    status: int
    says: str = ""
    memory: int = 100  # MiB
    command: tuple = ("diff",)  # or what makes it of their number


# Trees of folders, files and links.
def write_files(count, folder, each=20):
    for number in range(count):
        inner = folder / f"k{number // each}" / "base"
        if number % each == 0:
            inner.mkdir(parents=True)
        (inner / f"f{number}.yaml").write_text(POD)


def deep(link):
    """Folders in each other, with a file and maybe a link in each: so many components as there are in all paths together."""
    def make(count, folder):
        at = str(folder)
        for _ in range(int((2 * count) ** 0.5)):
            pathlib.Path(at, "f.yaml").write_text(POD)
            if link:
                os.symlink(link, at + "/l")
            at += "/d"
            os.mkdir(at)

    return make


def wide(count, folder):
    write_files(count, folder, 1)


def linked(count, folder):
    write_files(count // 2, folder, 1)
    for number in range(count // 2):
        os.symlink(f"k{number}/base" if number % 2 else f"k{number}/base/f{number}.yaml", folder / f"l{number}{'' if number % 2 else '.yaml'}")


def ignoring(name, head, line):
    """As many files as there are patterns that leave something else out."""
    def make(count, folder):
        (folder / ".git").mkdir()
        write_files(count, folder)
        (folder / name).write_text(head + "".join(line.replace("#", str(number)) for number in range(count)))

    return make


CHECK = ("check", "-q", "-f", "concise")


def with_patterns(flag, pattern, more=()):
    """As many patterns as files."""
    return lambda count: (*CHECK, *more, *(word for number in range(count) for word in (flag, pattern.replace("#", str(number)))))


TOO_MANY = "more than is followed"
IGNORING = "apiVersion: ecrify/v1\nkind: RewriteConfig\nignore:\n"

TREES = [
    TreeCase("deep-folders", deep(None), 320_000, 1_600_000, 1, command=CHECK),
    TreeCase("deep-folders-rewritten", deep(None), 80_000, 1_600_000, 0, command=("rewrite", "--dry-run")),
    TreeCase("deep-links", deep("d"), 80_000, 1_600_000, 1, command=(*CHECK, "--follow")),
    TreeCase("wide-folders", wide, 2000, 40_000, 1, command=CHECK, memory=400),
    TreeCase("links", linked, 2000, 40_000, 1, command=(*CHECK, "--follow"), memory=400),
    TreeCase("ignored-names", ignoring(".gitignore", "", "gen#.yaml\nout/gen#\n"), 2000, 20_000, 1, command=CHECK, memory=200),
    TreeCase("ignored-patterns", ignoring(".gitignore", "", "gen#*.yaml\n*-#.yaml\nout*/gen#?/\nx#/**\n"), 2000, 10_000, 1, command=CHECK, memory=200),
    TreeCase("excluded", write_files, 2000, 8000, 1, command=with_patterns("--exclude", "gen#*.yaml"), memory=400),
    TreeCase("included", write_files, 2000, 8000, 1, command=with_patterns("--include", "?#/**/f*.yaml", ("--include", "f*.yaml")), memory=400),
    TreeCase("values-by-patterns", write_files, 2000, 8000, 1, command=with_patterns("--values", "apps#/**/values*.yaml"), memory=400),
    TreeCase("ignored-paths", ignoring(".ecrify.yaml", IGNORING, "- {path: 'apps/vendor#/**', reason: theirs}\n"), 2000, 10_000, 1, command=CHECK,
             memory=200),
    TreeCase("components-of-images", components_of_images, 4000, 8000, 2, TOO_MANY, 250),
    TreeCase("components-doubled", tree(lambda number, count: doubled("components", number, count)), 64, 99, 1),
    TreeCase("resources-doubled", tree(lambda number, count: doubled("resources", number, count)), 400, 4000, 1),
    TreeCase("one-configuration", tree(lambda number, count: IN_TREES + "configurations: [../c.yaml]\n",
                                       c_yaml=lambda count: "images:\n" + "- {path: spec/a}\n" * count), 400, 8000, 1, memory=200),
    TreeCase("entries-of-one-name", entries_of_one_name, 4000, 40_000, 1, memory=400),
    TreeCase("patterns-in-entries", patterns_in_entries, 1200, 8000, 2, TOO_MANY, memory=400),
    # What kustomizations multiply: linear, or refused.
    TreeCase("replacements", kustomized(replacements("name: c, fieldPath: data.k#"), ("app", "c"), c=values("  k#: ghcr.io/o/b#:1\n")), 1600, 24_000, 1,
             memory=200),
    TreeCase("replacements-of-one-object", kustomized(replacements("name: c, fieldPath: data.k0"), ("app", "c"), c=values("  k#: v\n" * 4)), 2400, 24_000, 1,
             memory=200),
    TreeCase("replacements-of-literals", kustomized(literals), 1600, 24_000, 1, memory=200),
    TreeCase("replacements-of-files", replacements_of_files, 1600, 4000, 1),
    TreeCase("replacements-of-tags", kustomized(replacements("name: c, fieldPath: data.k#", ", options: {delimiter: ':', index: 1}"), ("app", "c"),
                                                c=values("  k#: v#\n")), 3200, 12_000, 2, TOO_MANY, 200),
    TreeCase("replacements-of-registries", kustomized(replacements("name: c, fieldPath: data.k#", ", options: {delimiter: '/', index: 0}"), ("app", "c"),
                                                      c=values("  k#: h#.example.com\n")), 3200, 12_000, 2, TOO_MANY, 400),
    TreeCase("overlays-in-a-chain", overlays(next_one), 1600, 6000, 2, TOO_MANY, 400),
    TreeCase("overlays-crossed", overlays(layer_below), 1600, 6400, 2, TOO_MANY, 200),
    TreeCase("new-names-in-a-chain", kustomized(new_names), 12_000, 24_000, 2, TOO_MANY, 400),
    TreeCase("entries-for-tags", kustomized(lambda count: "images:\n" + lines("- {name: 'ghcr.io/o/a:v#', newTag: w}\n", count),
                                            app=lambda count: CONTAINERS + lines("  - image: ghcr.io/o/a:v#\n", count)), 4000, 12_000, 2, TOO_MANY, 200),
    TreeCase("entries-for-folders", kustomized(lambda count: "images:\n" + lines("- {name: ghcr.io/o/a#, newTag: v2}\n", count),
                                               flux=lambda count: lines(FLUX_OF_FOLDER, count)), 2400, 6000, 2, TOO_MANY, 200),
    TreeCase("tests-in-patches", kustomized(patch_tests), 6000, 24_000, 1, memory=200),
    TreeCase("fields-of-a-configuration", kustomized(lambda count: "configurations: [c.yaml]\n" + ENTRY, app=fields,
                                                     c=lambda count: "images:\n" + lines("- {kind: X, path: spec/f#}\n", count)), 6000, 24_000, 1, memory=200),
    TreeCase("one-transformer", tree(lambda number, count: IN_TREES + "transformers: [../t.yaml]\n",
                                     t_yaml=lambda count: TRANSFORMER * count), 400, 1000, 1, memory=400),
]


def run_tree(case, count, folder):
    """As run(), of a tree of so many kustomizations."""
    top = folder / f"tree{count}"
    top.mkdir()
    case.make(count, top)
    with open(folder / "errors", "wb") as err:
        command = case.command(count) if callable(case.command) else case.command
        child = subprocess.Popen([ECRIFY, *command, *TARGET, "."], cwd=top, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    subprocess.run(["rm", "-rf", top], check=True)  # shutil.rmtree() calls itself for each level
    said = (folder / "errors").read_text(errors="replace")
    problems = []
    if child.returncode != case.status:
        problems.append(f"status {child.returncode}, not {case.status}: {said[-300:]}")
    if case.says not in said:
        problems.append(f"does not say {case.says!r}: {said[-300:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB, problems


def look_at_tree(case, count, bounded):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        quarter = [run_tree(case, count // 4, folder)[0]]
        seconds, peak, found = run_tree(case, count, folder)
        if bounded and seconds > MOST_GROWTH * quarter[0] + SLACK_SECONDS:
            quarter.append(run_tree(case, count // 4, folder)[0])
            seconds = min(seconds, run_tree(case, count, folder)[0])
    if bounded and seconds > MOST_GROWTH * min(quarter) + SLACK_SECONDS:
        found.append(f"{seconds:.2f} s where a quarter of it takes {min(quarter):.2f} s")
    if bounded and peak > case.memory * MIB:
        found.append(f"peak memory {peak >> 20} MiB")
    print(f"{case.name:32} {count:12} {case.status:6} {seconds:8.2f} {'':8} {'':7} {peak / MIB:9.0f}", flush=True)
    return [f"{case.name}: {problem}" for problem in found]


def run(case, size, folder):
    """Processor time in seconds, peak memory in bytes, and the size that the input came to."""
    path = folder / "input.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(case.make(size))
    command = [*case.command, *TARGET]
    if case.config:
        command += ["-c", str(folder / "config.yaml")]
        with open(folder / "config.yaml", "w", encoding="utf-8") as file:
            file.writelines(case.config(size))
    errors = folder / "errors"
    with open(path, "rb") as given, open(os.devnull, "wb") as out, open(errors, "wb") as err:
        child = subprocess.Popen([ECRIFY, *command], stdin=given, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    # No more of it: what this process holds counts for those that it starts.
    with open(errors, "rb") as err:
        err.seek(max(0, errors.stat().st_size - 20000))
        said = err.read().decode(errors="replace")
    problems = []
    if child.returncode != case.status:
        problems.append(f"status {child.returncode}, not {case.status}: {said[-300:]}")
    if case.says not in said:
        problems.append(f"does not say {case.says!r}: {said[-300:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB, path.stat().st_size, problems


def main():
    full = "--full" in sys.argv
    bounded = "--statuses" not in sys.argv
    names = [word for word in sys.argv[1:] if not word.startswith("--")]
    problems = []
    print(f"{'case':32} {'bytes':>12} {'status':>6} {'seconds':>8} {'ns/byte':>8} {'growth':>7} {'peak MiB':>9} {'x input':>8}")
    for case in CASES:
        if names and case.name not in names:
            continue
        large = case.full if full else case.small
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            small_seconds, *_ = run(case, large // 4, folder)
            seconds, peak, size, found = run(case, large, folder)
            if bounded and seconds > MOST_GROWTH * small_seconds + SLACK_SECONDS:  # something else may have taken the processor
                small_seconds = min(small_seconds, run(case, large // 4, folder)[0])
                seconds = min(seconds, run(case, large, folder)[0])
        if bounded and seconds > MOST_GROWTH * small_seconds + SLACK_SECONDS:
            found.append(f"{seconds:.2f} s where a quarter of it takes {small_seconds:.2f} s")
        if bounded and peak > case.memory * size + SLACK_MEMORY:
            found.append(f"peak memory {peak >> 20} MiB for {size} bytes: more than {case.memory} times the input and 48 MiB")
        problems += [f"{case.name}: {problem}" for problem in found]
        growth = seconds / small_seconds if small_seconds > 0.02 else float("nan")
        print(f"{case.name:32} {size:12} {case.status:6} {seconds:8.2f} {seconds * 1e9 / size:8.1f} {growth:7.1f} {peak / MIB:9.0f} {peak / size:8.1f}",
              flush=True)
    for case in TREES:
        if not names or case.name in names:
            problems += look_at_tree(case, case.full if full else case.small, bounded)
    return told(problems)


if __name__ == "__main__":
    sys.exit(main())
