# SPDX-License-Identifier: Apache-2.0
"""Makes a tree smaller while its fault stays."""
import copy
import time

from shape import RULES, new_entry, new_image, new_node

LISTS = ("inner", "components", "files", "patches", "generators", "replacements", "transformers", "entries")
IMAGE, ENTRY = new_image("", tag=":v0"), new_entry("")
OWNER = {"out": False, "annotated": False, "json": False, "path": False, "of": "configMap", "word": "literals", "key": "image",
         "source": "file", "target": "image"}


def without_node(tree, number):
    identity = tree["nodes"].pop(number)["id"]
    tree["ignored"] = [other for other in tree["ignored"] if other != identity]
    tree["controllers"] = [controller for controller in tree["controllers"] if controller["node"] != identity]
    for node in tree["nodes"]:
        for key in ("inner", "components"):
            node[key] = [other for other in node[key] if other != identity]


def joined_to_users(tree, number):
    """A kustomization that only passes others on is left out; its users take what it includes."""
    node = tree["nodes"][number]
    for user in tree["nodes"]:
        if node["id"] in user["inner"]:
            user["inner"] += [inner for inner in node["inner"] if inner not in user["inner"]]
        if node["id"] in user["components"]:
            user["components"] += [inner for inner in node["components"] if inner not in user["components"]]
    without_node(tree, number)


def smaller(tree):
    """Functions that each change a copy of the tree into a smaller one, the largest steps first."""
    nodes = range(len(tree["nodes"]))
    for number in nodes:
        yield lambda copied, number=number: without_node(copied, number)
    for number in nodes:
        yield lambda copied, number=number: joined_to_users(copied, number)
    for number in nodes:
        for key in LISTS:
            for place in range(len(tree["nodes"][number][key])):
                yield lambda copied, number=number, key=key, place=place: copied["nodes"][number][key].pop(place)
    for number in nodes:
        for key in ("files", "generators"):
            for owner, item in enumerate(tree["nodes"][number][key]):
                for place in range(len(item["images"]) if len(item["images"]) > 1 else 0):
                    yield lambda copied, number=number, key=key, owner=owner, place=place: \
                        copied["nodes"][number][key][owner]["images"].pop(place)
    for number, controller in enumerate(tree["controllers"]):
        for place in range(len(controller["entries"]) if len(controller["entries"]) > 1 else 0):
            yield lambda copied, number=number, place=place: copied["controllers"][number]["entries"].pop(place)
    for key in ("controllers", "targets", "fields", "ignored"):
        for place in range(len(tree[key])):
            yield lambda copied, key=key, place=place: copied[key].pop(place)
    for place in range(len(tree["rules"])):
        yield lambda copied, place=place: copied["rules"].pop(place)
    yield lambda copied: copied.update(named="top")
    yield lambda copied: copied.update(rules=[dict(rule) for rule in RULES])
    for number in nodes:
        node = tree["nodes"][number]
        plain = {key: value for key, value in new_node(node["id"]).items() if not isinstance(value, list)}
        for key, value in plain.items():
            if node[key] != value and key not in ("folder", "component"):
                changed = {key: value, "folder": plain["folder"]} if key == "place" else {key: value}
                yield lambda copied, number=number, changed=changed: copied["nodes"][number].update(changed)
        for where in places_in(node):
            yield from simpler_values(number, where, where_in(node, where))


def places_in(node):
    """Ways to every dict inside of a node."""
    for key in LISTS:
        for place, owner in enumerate(node[key]):
            if isinstance(owner, dict):
                yield (key, place)
                for inner, value in owner.items():
                    if isinstance(value, dict):
                        yield (key, place, inner)
                    elif isinstance(value, list):
                        for number in range(len(value)):
                            yield (key, place, inner, number)


def where_in(node, where):
    for step in where:
        node = node[step]
    return node


def simpler_values(number, where, value):
    plain = IMAGE if "at" in value else ENTRY if "newName" in value else OWNER
    for key, simple in plain.items():
        if key in value and key != "name" and value[key] != simple:
            yield lambda copied, key=key, simple=simple: where_in(copied["nodes"][number], where).update({key: simple})
    if value.get("kind") not in (None, "Deployment", "Foo", "ConfigMap"):
        yield lambda copied: where_in(copied["nodes"][number], where).update(kind="Deployment")
    if value.get("form") not in (None, "image", "patch", "merge-inline"):
        yield lambda copied: where_in(copied["nodes"][number], where).update(form="merge-inline")


def shrink(tree, still_fails, seconds):
    """The smallest tree found in this time for which `still_fails` holds."""
    progress, end = True, time.monotonic() + seconds
    while progress:
        progress = False
        for change in list(smaller(tree)):
            if time.monotonic() > end:
                return tree
            candidate = copy.deepcopy(tree)
            try:
                change(candidate)
            except (IndexError, KeyError):
                continue  # an earlier step took it
            if candidate != tree and candidate["nodes"] and still_fails(candidate):
                tree, progress = candidate, True
                break
    return tree
