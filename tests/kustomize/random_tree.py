# SPDX-License-Identifier: Apache-2.0
"""Trees at random, the same for the same seed. At least half of them are plain (see shape.SPECIAL)."""
import random

from controllers import CONTROLLERS
from shape import DIGEST, PLACEHOLDER, SPECIAL, TARGET, new_entry, new_image, new_node, new_tree

PATTERNS = ["ghcr.io/o/.*", ".*/a", "ghcr.io/o/(a|b)", "[^/]+/o/a", ".*", "ghcr.io/.*/b", "ghcr.io/o/a|quay.io/o/a",
            "ghcr.io/o/[ab]", "ghcr.io/.*", ".{7}/o/a", "quay.io/o/.*"]
FORMS = ["merge-inline", "merge-file", "json-inline", "json-file", "merge-old-inline", "merge-old-file", "json-old-inline",
         "json-old-file", "add-json-inline", "test-json-inline"]
KINDS = ["Deployment"] * 6 + ["StatefulSet", "CronJob", "Pod", "Widget", "ConfigMap"]


class RandomTree:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.special = set()
        if self.chance(.36):
            self.special = set(self.rng.sample(SPECIAL, self.rng.choice([1, 1, 1, 2])))
        self.suppressed = self.chance(.3) or "suppressed entry" in self.special
        self.open = self.chance(.45)
        self.parts = {part: self.chance(share) for part, share in (
            ("components", .6), ("patches", .6), ("generators", .3), ("replacements", .3), ("transformers", .08),
            ("fields", .15), ("styles", .3), ("suffix", .02), ("volumes", .15), ("digests", .4), ("name in the target", .04),
            ("ignored", .15), ("docker", .3), ("missing", .06))}
        self.tree = new_tree()
        self.choose_mapping()
        self.choose_names()
        self.add_nodes()

    def chance(self, share):
        return self.rng.random() < share

    def choose_mapping(self):
        rules = self.tree["rules"]
        if self.parts["docker"]:
            rules.append({"from": "docker.io", "prefix": "docker-hub"})
        if self.chance(.15):
            rules.append({"from": "ghcr.io/o/c", "keep": True})
        if self.chance(.15):
            rules.append({"from": "ghcr.io/o/b", "prefix": "special/o/b"})
        if self.chance(.12):
            rules[1] = {"from": "quay.io/o", "target": self.rng.choice(["harbor.example.com/quay", "harbor.example.com:8443/quay"])}
        if self.parts["fields"] and self.chance(.5):
            self.tree["fields"] = [{"kind": "Foo", "path": "spec.worker"}]
        if "placeholder" in self.special:
            self.tree["registry"] = PLACEHOLDER
        if self.chance(.3):
            self.tree["named"] = "files"

    def choose_names(self):
        names = ["ghcr.io/o/a", "ghcr.io/o/b", "ghcr.io/o/c", "quay.io/o/a", "quay.io/p/x", "app"]
        if self.parts["docker"]:
            names += self.rng.sample(["nginx", "bitnami/redis", "docker.io/grafana/grafana"], 2)
        names = self.rng.sample(names, self.rng.randint(2, 5))
        if "two spellings" in self.special:
            names += ["ghcr.io/o/a", "GHCR.io/o/a"]
            if self.parts["docker"]:
                names += self.rng.sample(["nginx", "docker.io/nginx", "docker.io/library/nginx", "library/nginx"], 2)
        if self.parts["name in the target"]:
            names += [TARGET + "/ghcr/o/a"]
        self.names = names

    def image(self, at="container", tag=None):
        tag = tag or self.rng.choice([":v0", ":v0", ":1.2", ""] + (["@" + DIGEST] if self.parts["digests"] else []))
        left = "comment" if self.suppressed and self.chance(.15) else ""
        return new_image(self.rng.choice(self.names), tag, at, left)

    def add_nodes(self):
        count = self.rng.randint(2, 6)
        nodes = self.tree["nodes"]
        for identity in range(count):
            node = new_node(identity)
            if identity and self.open and self.chance(.3):
                node["place"] = self.rng.choice(["beside", "away"])
                node["folder"] = ("../away/" if node["place"] == "away" else "") + node["folder"]
            elif identity and self.parts["components"] and self.chance(.3):
                node["component"] = True
            nodes.append(node)
        for node in nodes:
            self.link(node, nodes[node["id"] + 1:])
        for node in nodes:
            self.fill(node)
        if "several targets" in self.special:
            self.add_targets(nodes)
        elif "placeholder" not in self.special and self.chance(.25):
            self.tree["controllers"] = [self.controller(nodes) for _ in range(self.rng.randint(1, 2))]
        if self.parts["ignored"]:
            run = [node["id"] for node in nodes if node["place"] == "run" and node["id"]]
            self.tree["ignored"] = self.rng.sample(run, 1) if run else []

    def link(self, node, later):
        for other in later:
            if not self.chance(.6 if other["id"] == node["id"] + 1 else .25):
                continue
            if node["place"] != "run" and other["place"] == "run":
                continue  # what is out of the run selects from nothing in it
            (node["components"] if other["component"] else node["inner"]).append(other["id"])
        if self.parts["missing"] and node["place"] == "run" and self.chance(.2):
            node["inner"].append("missing")

    def fill(self, node):
        if self.parts["styles"] and self.chance(.5):
            node["style"] = self.rng.choice(["json", "flow"])
            node["file"] = self.rng.choice(["kustomization.yaml", "kustomization.yml", "Kustomization"])
            node["resources_word"] = self.rng.choice(["resources", "bases"])
            node["images_word"] = self.rng.choice(["images", "images", "imageTags"])
        for _ in range(self.rng.randint(0, 2) if node["inner"] or node["component"] else self.rng.randint(1, 2)):
            node["files"].append(self.file(node))
        if self.parts["fields"] and self.chance(.4):
            node["files"].append({"kind": "Foo", "out": False, "annotated": False, "json": False, "images": [self.image()]})
            node["configurations"] = self.chance(.7)
        if self.parts["fields"] and self.chance(.1):
            node["files"].append({"kind": "ClusterPolicy", "out": False, "annotated": False, "json": False, "images": [self.image()]})
        for _ in range(self.rng.choice([0, 0, 0, 1, 1, 2]) if self.parts["patches"] else 0):
            form = self.rng.choice(FORMS)
            out = form.endswith("file") and self.open and self.chance(.15)
            node["patches"].append({"form": form, "out": out, "image": self.image(tag=":p1")})
        if self.parts["generators"] and self.chance(.4):
            word = self.rng.choice(["literals", "literals", "envs", "env", "files", "manifest"])
            images = [self.image() for _ in range(self.rng.randint(1, 2))]
            for image in images:
                image["left"] = image["left"] if word in ("literals", "manifest") else ""
            node["generators"].append({"of": self.rng.choice(["configMap"] * 5 + ["secret"]), "word": word, "images": images})
        if "image taken apart" in self.special and self.chance(.4):
            node["replacements"].append(self.replacement(self.rng.choice(["tag", "tag", "host", "owner"])))
        if self.parts["replacements"] and self.chance(.35):
            node["replacements"].append(self.replacement(""))
        if self.parts["transformers"] and self.chance(.5):
            form = self.rng.choice(["image", "patch", "patch"])
            what = {"entry": self.entry()} if form == "image" else {"image": self.image(tag=":p2")}
            node["transformers"].append({"form": form, **what})
        node["common_annotation"] = self.suppressed and self.chance(.03)
        for _ in range(self.rng.choice([0, 1, 1, 1, 2, 2, 3])):
            node["entries"].append(self.entry())

    def file(self, node):
        kind = self.rng.choice(KINDS)
        images = []
        for number in range(self.rng.randint(1, 3)):
            at = "container"
            if number and kind not in ("Foo", "ConfigMap") and self.chance(.3):
                at = "volume" if self.parts["volumes"] and self.chance(.6) else "init"
            images.append(self.image(at))
        annotated = self.suppressed and self.chance(.06)
        return {"kind": kind, "out": self.open and self.chance(.08), "annotated": annotated,
                "json": self.chance(.1) and not any(image["left"] for image in images), "images": images}

    def replacement(self, part):
        source = self.rng.choice(["file", "file", "file", "generator", "annotation"])
        return {"source": source, "target": self.rng.choice(["image"] * 5 + ["annotation"]), "part": part,
                "path": self.chance(.3), "key": self.rng.choice(["image", "image", "value", "name"]), "image": self.image(tag=":r1")}

    def entry(self):
        rng = self.rng
        entry = new_entry(rng.choice(self.names))
        if "pattern" in self.special and self.chance(.25):
            entry["name"] = rng.choice(PATTERNS)
        elif self.chance(.02):
            entry["name"] += ":v0"
        what = rng.random()
        if what < .3:
            entry["newName"] = rng.choice(self.names)
        if what > .2:
            entry["newTag"] = f"t{rng.randint(1, 99)}"
        if what > .9 and self.parts["digests"]:
            entry["digest"] = DIGEST
            entry["newTag"] = rng.choice(["", entry["newTag"]])
        if self.parts["suffix"] and self.chance(.3):
            entry |= {"tagSuffix": "-x", "newTag": "", "digest": ""}
        if "suppressed entry" in self.special and self.chance(.2):
            entry["left"] = True
        return entry

    def controller(self, nodes):
        node = self.rng.choice([node for node in nodes if node["place"] == "run" and not node["component"]])
        kind = self.rng.choice(CONTROLLERS)
        if kind == "argo" and any(entry["newName"] for entry in node["entries"]):
            kind = "flux"  # `edit set image` sorts by name, so that a chain through newName works another way each time
        entries = {}
        for _ in range(self.rng.randint(1, 2)):
            entry = self.entry() | {"tagSuffix": "", "left": False}
            entry["newName"] = "" if kind == "argo" else entry["newName"]
            if entry["name"] in self.names and (entry["newTag"] or entry["newName"]):
                entries[entry["name"]] = entry | {"digest": ""}
        # Flux keeps the place of an entry that the sources have, too: a chain through newName would work in another order there.
        for entry in entries.values():
            if entry["newName"] in entries:
                entry |= {"newName": "", "newTag": entry["newTag"] or "t0"}
        # Of two entries of one name in the sources Flux replaces the first one alone.
        own = [entry["name"] for entry in node["entries"]]
        entries = {name: entry for name, entry in entries.items() if own.count(name) < 2}
        once = [name for name in (self.names[0], "app", "other") if own.count(name) < 2]
        return {"of": kind, "node": node["id"], "entries": list(entries.values()) or [new_entry(once[0], newTag="t0")]}

    def add_targets(self, nodes):
        """Other registries for one or two of the kustomizations; the folders say which."""
        over = [node for node in nodes if node["place"] == "run" and not node["component"] and node["inner"]] or nodes[:1]
        for number, node in enumerate(self.rng.sample(over, min(len(over), self.rng.randint(1, 2)))):
            name = f"target{number}"
            node["folder"] = f"{name}/{node['folder']}"
            host = f"{number + 2}" * 12 + ".dkr.ecr.eu-west-1.amazonaws.com"
            self.tree["targets"].append({"name": name, "path": f"/{name}", "registry": {"host": host}})


def random_tree(seed):
    return RandomTree(seed).tree
