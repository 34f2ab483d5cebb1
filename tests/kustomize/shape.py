# SPDX-License-Identifier: Apache-2.0
"""The shape of a tree of kustomizations, as plain dicts and lists, so that it can be made at random, shrunk and printed.

A tree: {"rules", "registry", "targets", "fields", "ignored", "named", "nodes", "controllers"}; `named` says how the paths are given to
ecrify: "top" (the folder of all) or "files". A node is one kustomization with the files of its folder:

    place         "run": among the paths of the run; "beside": in the repository, not among them; "away": outside of it
    inner         identities of the nodes among its `resources`; "missing" is one that isn't there
    components    identities of the components that it uses
    files         resources: {"kind", "out", "annotated", "json", "images": [image]}; `out`: the file isn't in the run
    patches       {"form", "out", "image"}
    generators    {"of", "word", "images": [image]}
    replacements  {"source", "target", "part", "path", "image"}
    transformers  {"form", "entry" or "image"}
    entries       of `images`: {"name", "newName", "newTag", "digest", "tagSuffix", "left"}

and an image is {"name", "tag", "at", "left"}; `left` is "" or how its rewrite is suppressed. A controller, whose entries
are applied to a node from outside, is {"of", "node", "entries"}; see controllers.py.
"""
import re

TARGET = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PLACEHOLDER = "${ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com"
RULES = [{"from": "ghcr.io", "prefix": "ghcr"}, {"from": "quay.io/o", "prefix": "quay-o"}]
PATTERN = re.compile(r"[*+?()|\[\]{}\\^$]")


def new_tree(**values):
    return {"rules": [dict(rule) for rule in RULES], "registry": TARGET, "targets": [], "fields": [], "ignored": [],
            "named": "top", "nodes": [], "controllers": [], **values}


def new_node(identity, **values):
    return {"id": identity, "place": "run", "folder": f"k{identity}", "component": False, "file": "kustomization.yaml",
            "style": "block", "resources_word": "resources", "images_word": "images", "inner": [], "components": [],
            "files": [], "patches": [], "generators": [], "replacements": [], "transformers": [], "entries": [],
            "configurations": False, "common_annotation": False, **values}


def new_image(name, tag=":v0", at="container", left=""):
    return {"name": name, "tag": tag, "at": at, "left": left}


def new_entry(name, **values):
    return {"name": name, "newName": "", "newTag": "", "digest": "", "tagSuffix": "", "left": False, **values}


def images_of(node):
    """Every image that is written out in the folder of a node, entries apart."""
    for kind in ("files", "generators"):
        for owner in node[kind]:
            yield from owner["images"]
    for kind in ("patches", "replacements"):
        for owner in node[kind]:
            yield owner["image"]
    for transformer in node["transformers"]:
        if "image" in transformer:
            yield transformer["image"]


def entries_of(node):
    yield from node["entries"]
    for transformer in node["transformers"]:
        if "entry" in transformer:
            yield transformer["entry"]


def names_of(tree):
    for node in tree["nodes"]:
        for image in images_of(node):
            yield image["name"]
        for entry in entries_of(node):
            yield entry["name"]
            if entry["newName"]:
                yield entry["newName"]
    for controller in tree["controllers"]:
        for entry in controller["entries"]:
            yield entry["name"]
            if entry["newName"]:
                yield entry["newName"]


def without_tag(name):
    last = name.rfind("/") + 1
    return name[:last] + re.split("[:@]", name[last:])[0]


def one_spelling(name, docker):
    """One text for all spellings of an image's name."""
    host, slash, rest = without_tag(name).partition("/")
    host = host.lower()
    if docker:
        if not slash or not ("." in host or ":" in host):
            host, rest = "docker.io", without_tag(name)
        if host == "index.docker.io":
            host = "docker.io"
        if host == "docker.io" and rest.startswith("library/"):
            rest = rest[len("library/"):]
    return f"{host}/{rest}"


SPECIAL = ("pattern", "image taken apart", "two spellings", "suppressed entry", "placeholder", "several targets")


def sorts_of(tree):
    """The special sorts that a tree belongs to; none: it is plain."""
    found = set()
    docker = any(rule["from"] == "docker.io" for rule in tree["rules"])
    names = set(names_of(tree))
    if len({one_spelling(name, docker) for name in names}) < len({without_tag(name) for name in names}):
        found.add("two spellings")
    for node in tree["nodes"]:
        if any(PATTERN.search(entry["name"]) for entry in entries_of(node)):
            found.add("pattern")
        if any(replacement["part"] for replacement in node["replacements"]):
            found.add("image taken apart")
        ignored = node["id"] in tree["ignored"] and any(entries_of(node))
        if ignored or any(entry["left"] for entry in entries_of(node)):
            found.add("suppressed entry")
    if "$" in tree["registry"]:
        found.add("placeholder")
    if tree["targets"]:
        found.add("several targets")
    return found


def traits_of(tree):
    """Names for other contents of a tree, for the figures."""
    found = set()
    for node in tree["nodes"]:
        found.add("place: " + node["place"])
        found |= {kind for kind in ("components", "patches", "generators", "replacements", "transformers") if node[kind]}
        found |= {kind for kind in ("configurations", "common_annotation") if node[kind]}
        if node["file"] != "kustomization.yaml":
            found.add(node["file"])
        if node["style"] == "json":
            found.add("JSON kustomization")
        if "missing" in node["inner"]:
            found.add("missing base")
        if node["images_word"] != "images" or node["resources_word"] != "resources":
            found.add("older words")
        if any(file["out"] for file in node["files"] + node["patches"]):
            found.add("file out of the run")
        if any(image["left"] for image in images_of(node)) or any(file["annotated"] for file in node["files"]):
            found.add("suppressed place")
        if any(image["at"] == "volume" for image in images_of(node)):
            found.add("image volume")
        for entry in entries_of(node):
            found |= {word for word in ("newName", "digest", "tagSuffix") if entry[word]}
            if without_tag(entry["name"]) != entry["name"] and not PATTERN.search(entry["name"]):
                found.add("tag in a name")
        if sum(1 for _ in node["entries"]) > len({entry["name"] for entry in node["entries"]}):
            found.add("several entries a name")
    if any(rule["from"] == "docker.io" for rule in tree["rules"]):
        found.add("Docker Hub")
    if any(TARGET in name for name in names_of(tree)):
        found.add("name in the target")
    found |= {"controller: " + controller["of"] for controller in tree["controllers"]}
    found |= {key for key in ("fields", "ignored") if tree[key]}
    return found
