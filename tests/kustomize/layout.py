# SPDX-License-Identifier: Apache-2.0
"""Writes a tree (see shape.py) out as files. What a build shows of an image carries a mark beside it that goes where the
image goes: "/run" (to be rewritten), "/left" (suppressed), "/out" (not in the run), "/field" (of a class that stays)."""
import json
import os
import posixpath

import controllers
from shape import images_of

POD_SPEC = {"Deployment": ("apps/v1", "spec.template.spec"), "StatefulSet": ("apps/v1", "spec.template.spec"),
            "CronJob": ("batch/v1", "spec.jobTemplate.spec.template.spec"), "Pod": ("v1", "spec"),
            "Widget": ("example.com/v1", "spec.template.spec"),
            "ClusterPolicy": ("kyverno.io/v1", "spec.rules.validate.pattern.spec")}
CONTAINERS = "/spec/template/spec/containers/"


class Noted(str):
    """A text with a comment behind it."""
    comment = ""


def noted(text, comment):
    text = Noted(text)
    text.comment = comment
    return text


def block(value, indent=""):
    """YAML in block style; a list that isn't empty is written under its key's own indentation."""
    if isinstance(value, dict) and value:
        text = ""
        for key, inner in value.items():
            nested = isinstance(inner, (dict, list)) and inner
            deeper = indent if isinstance(inner, list) else indent + "  "
            text += f"{indent}{key}:" + ("\n" + block(inner, deeper) if nested else " " + scalar(inner, indent) + "\n")
        return text
    if isinstance(value, list) and value:
        text = ""
        for inner in value:
            if isinstance(inner, (dict, list)) and inner:
                text += indent + "- " + block(inner, indent + "  ")[len(indent) + 2:]
            else:
                text += f"{indent}- {scalar(inner, indent)}\n"
        return text
    return indent + scalar(value, indent) + "\n"


def scalar(value, indent):
    comment = f"  # {value.comment}" if isinstance(value, Noted) and value.comment else ""
    if isinstance(value, str) and "\n" in value:
        return "|" + comment + "".join(f"\n{indent}  {line}" for line in value.rstrip("\n").split("\n"))
    plain = isinstance(value, str) and value[:1].isalpha() and not set(value) & set("{}[]#&*!|>'\"%@`,$?\\ ") \
        and ": " not in value and not value.endswith(":") and value not in ("null", "true", "false", "on", "off", "yes", "no", "y", "n")
    return (value if plain else json.dumps(value)) + comment


def nest(path, value):
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


LEFT = "ecrify:ignore left as it is"


def reference(image):
    text = image["name"] + image["tag"]
    return noted(text, LEFT) if image["left"] else text


def inline(body, image):
    """A document as a text in another; a comment about it belongs to the outer one."""
    text = block(body).replace(f"  # {LEFT}", "")
    return noted(text, LEFT) if image["left"] else text


def object_of(kind, name, images, marks, annotated):
    """One resource with its images; each has a mark beside it."""
    if kind == "Foo":  # a field that only `configurations` or `fields` name
        body = {"apiVersion": "x.example.com/v1", "kind": "Foo", "metadata": {"name": name},
                "spec": {"worker": reference(images[0]), "mark": marks[0]}}
    elif kind == "ConfigMap":
        data = {}
        for number, (image, mark) in enumerate(zip(images, marks)):
            data |= {f"image{number}": reference(image), f"image{number}-mark": mark}
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
    else:
        spec = {}
        for number, (image, mark) in enumerate(zip(images, marks)):
            container = {"name": f"c{number}", "image": reference(image), "terminationMessagePath": mark}
            if image["at"] == "volume":
                volume = {"name": f"v{number}", "image": {"reference": reference(image), "pullPolicy": mark}}
                spec.setdefault("volumes", []).append(volume)
            else:
                spec.setdefault("initContainers" if image["at"] == "init" else "containers", []).append(container)
        spec.setdefault("containers", [{"name": "plain", "image": "pause", "terminationMessagePath": (marks or ["/run"])[0]}])
        version, path = POD_SPEC[kind]
        body = {"apiVersion": version, "kind": kind, "metadata": {"name": name}, **nest(path, spec)}
    if annotated:
        body["metadata"]["annotations"] = {"ecrify/ignore": "left as it is"}
    return body


class Folder:
    """The files in the folder of one node."""

    def __init__(self, tree, node):
        self.tree, self.node = tree, node
        self.texts, self.outside = {}, set()
        component = node["component"]
        self.kustomization = {
            "apiVersion": "kustomize.config.k8s.io/" + ("v1alpha1" if component else "v1beta1"),
            "kind": "Component" if component else "Kustomization"}
        if not component:
            self.kustomization["namePrefix"] = f"k{node['id']}-"
        self.resources = []
        self.add_files()
        self.add_inner()
        self.add_patches()
        self.add_generators()
        self.add_replacements()
        self.add_transformers()
        if node["common_annotation"]:
            self.kustomization["commonAnnotations"] = {"ecrify/ignore": "left as it is"}
        self.add_entries()
        self.put_kustomization()

    def mark(self, image, out=False, stays=False):
        # An ignored file isn't read at all, but for kustomizations.
        if out or self.node["place"] != "run" or self.node["id"] in self.tree["ignored"]:
            return "/out"
        if image["left"]:
            return "/left"
        return "/field" if stays else "/run"

    def put(self, path, value, as_json=False, out=False):
        self.texts[path] = value if isinstance(value, str) else json.dumps(value, indent=2) + "\n" if as_json else block(value)
        if out:
            self.outside.add(path)
        return path

    def add_files(self):
        for number, file in enumerate(self.node["files"]):
            kind, images = file["kind"], file["images"]
            stays = kind == "ClusterPolicy" or (kind == "Foo" and not self.tree["fields"]) or file["annotated"]
            marks = [self.mark(image, file["out"], stays) for image in images]
            body = object_of(kind, f"n{self.node['id']}-f{number}", images, marks, file["annotated"])
            self.resources.append(self.put(f"f{number}.yaml", body, file["json"], file["out"]))
        if self.node["configurations"]:
            paths = [{"path": "spec/worker", "kind": "Foo"}]
            self.kustomization["configurations"] = [self.put("configuration.yaml", {"images": paths})]

    def way_to(self, folder):
        return posixpath.relpath(posixpath.join("/repository", folder), posixpath.join("/repository", self.node["folder"]))

    def add_inner(self):
        folders = {node["id"]: node["folder"] for node in self.tree["nodes"]}
        for inner in self.node["inner"]:
            folder = "nowhere" if inner == "missing" else folders[inner]
            self.resources.append(self.way_to(folder))
        if self.resources:
            self.kustomization[self.node["resources_word"] if not self.node["files"] else "resources"] = self.resources
        components = [self.way_to(folders[inner]) for inner in self.node["components"]]
        if components:
            self.kustomization["components"] = components

    def add_patches(self):
        for number, patch in enumerate(self.node["patches"]):
            form, image = patch["form"], patch["image"]
            mark = self.mark(image, patch["out"])
            container = {"name": "c0", "image": reference(image), "terminationMessagePath": mark}
            target = {"kind": "Deployment"}
            if form.startswith("merge"):
                body = object_of("Deployment", "any", [], [], False)
                body["spec"]["template"]["spec"]["containers"] = [container]
            elif form.startswith("add"):
                container["name"] = f"added{number}-n{self.node['id']}"
                body = [{"op": "add", "path": CONTAINERS + "-", "value": container}]
            else:
                body = [{"op": "replace", "path": CONTAINERS + "0/image", "value": reference(image)},
                        {"op": "replace", "path": CONTAINERS + "0/terminationMessagePath", "value": mark}]
            own = self.own_deployment()
            if form.startswith("test") and own is not None:
                target["name"] = own[0]
                body.insert(0, {"op": "test", "path": CONTAINERS + "0/image", "value": own[1]})
            if "old" in form and own is not None:  # the words of kustomize 2 and 3
                if "merge" in form:
                    body["metadata"]["name"] = own[0]
                    item = f"p{number}.yaml" if form.endswith("file") else inline(body, image)
                    self.kustomization.setdefault("patchesStrategicMerge", []).append(item)
                else:
                    item = {"target": {"group": "apps", "version": "v1", "kind": "Deployment", "name": own[0]}}
                    item |= {"path": f"p{number}.yaml"} if form.endswith("file") else {"patch": inline(body, image)}
                    self.kustomization.setdefault("patchesJson6902", []).append(item)
            else:
                item = {"target": target}
                item |= {"path": f"p{number}.yaml"} if form.endswith("file") else {"patch": inline(body, image)}
                self.kustomization.setdefault("patches", []).append(item)
            if form.endswith("file"):
                self.put(f"p{number}.yaml", body, "json" in form and number % 2 == 1, patch["out"])

    def own_deployment(self):
        """Name and first image of a Deployment among the files of this folder."""
        for number, file in enumerate(self.node["files"]):
            if file["kind"] == "Deployment" and file["images"] and file["images"][0]["at"] == "container":
                return f"n{self.node['id']}-f{number}", file["images"][0]["name"] + file["images"][0]["tag"]
        return None

    def add_generators(self):
        for number, generator in enumerate(self.node["generators"]):
            item, variables = {"name": f"gen-n{self.node['id']}-{number}"}, []
            for place, image in enumerate(generator["images"]):
                key, mark = f"IMAGE{place}", self.mark(image)
                if generator["word"] in ("envs", "env"):
                    variables += [f"{key}={image['name']}{image['tag']}", f"{key}-mark={mark}"]
                elif generator["word"] == "literals":
                    literal = f"{key}={image['name']}{image['tag']}"
                    literal = noted(literal, LEFT) if image["left"] else literal
                    item.setdefault("literals", []).extend([literal, f"{key}-mark={mark}"])
                elif generator["word"] == "files":
                    path = self.put(f"g{number}-{place}.txt", image["name"] + image["tag"])
                    item.setdefault("files", []).append(f"{key}={path}")
                    item.setdefault("literals", []).append(f"{key}-mark={mark}")
                else:  # a manifest as an entry
                    pod = object_of("Pod", "inner", [image], [mark], False)
                    item.setdefault("files", []).append(self.put(f"g{number}-{place}.yaml", pod))
            if variables:
                path = self.put(f"g{number}.env", "\n".join(["# variables", *variables]) + "\n")
                item |= {"env": path} if generator["word"] == "env" else {"envs": [path]}
            self.kustomization.setdefault(generator["of"] + "Generator", []).append(item)

    def add_replacements(self):
        for number, replacement in enumerate(self.node["replacements"]):
            image, part = replacement["image"], replacement["part"]
            name, key = f"src-n{self.node['id']}-{number}", replacement["key"]
            text = {"": reference(image), "tag": "r1", "host": "ghcr.io", "owner": "o"}[part]
            mark = self.mark(image)
            if replacement["source"] == "generator":
                literals = [noted(f"{key}={text}", getattr(text, "comment", "")), f"{key}-mark=/field", f"mark={mark}"]
                self.kustomization.setdefault("configMapGenerator", []).append({"name": name, "literals": literals})
            else:
                source = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"mark": mark}}
                pair = {key: text, f"{key}-mark": "/field"}
                if replacement["source"] == "annotation":
                    source["metadata"]["annotations"] = pair
                else:
                    source["data"] |= pair
                self.resources.append(self.put(f"s{number}.yaml", source))
                self.kustomization["resources"] = self.resources
            path = "metadata.annotations." if replacement["source"] == "annotation" else "data."
            items = [self.replacement_item(name, path + key, "image", replacement)]
            if not part:
                mark_path = path + key + "-mark" if replacement["target"] == "annotation" else "data.mark"
                items.append(self.replacement_item(name, mark_path, "terminationMessagePath", replacement))
            if replacement["path"]:
                self.kustomization.setdefault("replacements", []).append({"path": self.put(f"r{number}.yaml", items)})
            else:
                self.kustomization.setdefault("replacements", []).extend(items)

    @staticmethod
    def replacement_item(name, path, field, replacement):
        target = {"select": {"kind": "Deployment"}, "fieldPaths": [f"spec.template.spec.containers.0.{field}"]}
        if replacement["part"]:
            target["options"] = {"tag": {"delimiter": ":", "index": 1}, "host": {"delimiter": "/", "index": 0},
                                 "owner": {"delimiter": "/", "index": 1}}[replacement["part"]]
        elif replacement["target"] == "annotation":
            field = "copied" if field == "image" else "copied-mark"
            target |= {"fieldPaths": [f"metadata.annotations.{field}"], "options": {"create": True}}
        return {"source": {"kind": "ConfigMap", "name": name, "fieldPath": path}, "targets": [target]}

    def add_transformers(self):
        for number, transformer in enumerate(self.node["transformers"]):
            metadata = {"name": f"t-n{self.node['id']}-{number}"}
            if transformer["form"] == "image":
                body = {"apiVersion": "builtin", "kind": "ImageTagTransformer", "metadata": metadata,
                        "imageTag": self.entry_value(transformer["entry"]),
                        "fieldSpecs": [{"path": path, "create": False} for path in
                                       ("spec/template/spec/containers[]/image", "spec/containers[]/image")]}
            else:
                image = transformer["image"]
                operations = [{"op": "replace", "path": CONTAINERS + "0/image", "value": reference(image)},
                              {"op": "replace", "path": CONTAINERS + "0/terminationMessagePath", "value": self.mark(image)}]
                body = {"apiVersion": "builtin", "kind": "PatchTransformer", "metadata": metadata,
                        "patch": inline(operations, image), "target": {"kind": "Deployment"}}
            self.kustomization.setdefault("transformers", []).append(self.put(f"t{number}.yaml", body))

    @staticmethod
    def entry_value(entry):
        value = {key: entry[key] for key in ("name", "newName", "newTag", "digest", "tagSuffix") if entry[key]}
        if entry["left"]:
            value["name"] = noted(value["name"], LEFT)
        return value

    def add_entries(self):
        if self.node["entries"]:
            self.kustomization[self.node["images_word"]] = [self.entry_value(entry) for entry in self.node["entries"]]

    def put_kustomization(self):
        style, path = self.node["style"], self.node["file"]
        comments = any(entry["left"] for entry in self.node["entries"]) or any(image["left"] for image in images_of(self.node))
        if style == "json" and not comments:
            self.put(path, self.kustomization, as_json=True)
        elif style == "flow" and not comments and self.node["entries"]:
            word = self.node["images_word"]
            entries = self.kustomization.pop(word)
            text = block(self.kustomization) + word + ": ["
            self.put(path, text + ", ".join("{" + ", ".join(f"{key}: {json.dumps(value)}" for key, value in entry.items()) + "}"
                                            for entry in entries) + "]\n")
        else:
            self.put(path, self.kustomization)


class Layout:
    """Files of a tree by their path from the repository's top (those of a node away begin with ../), the paths of a run
    over all or some of its nodes, and the folders that can be built."""

    def __init__(self, tree):
        self.tree, self.texts, self.roots, self.folders, self.node_at = tree, {}, [], {}, {}
        for node in tree["nodes"]:
            folder = Folder(tree, node)
            self.folders[node["id"]] = folder
            for path, text in folder.texts.items():
                self.texts[posixpath.join(node["folder"], path)] = text
                self.node_at[posixpath.join(node["folder"], path)] = node["id"]
            if not node["component"] and node["place"] == "run":
                self.roots.append(node["folder"])
        for number, controller in enumerate(tree["controllers"]):
            folder = next(node["folder"] for node in tree["nodes"] if node["id"] == controller["node"])
            self.texts[controllers.path_of(number)] = block(controllers.object_of(controller, folder, Folder.entry_value))
        self.texts[".ecrify.yaml"] = block(self.configuration())

    def configuration(self):
        tree = self.tree
        folders = {node["id"]: node["folder"] for node in tree["nodes"]}
        value = {"apiVersion": "ecrify/v1", "kind": "RewriteConfig", "registry": {"host": tree["registry"]},
                 "rules": tree["rules"]}
        value |= {"fields": tree["fields"]} if tree["fields"] else {}
        value |= {"ignore": [{"path": "/" + folders[identity]} for identity in tree["ignored"]]} if tree["ignored"] else {}
        value |= {"targets": tree["targets"]} if tree["targets"] else {}
        return value

    def paths(self, identities=None):
        """The arguments of a run over the nodes with these identities, by default all that belong to the run."""
        nodes = [node for node in self.tree["nodes"] if node["place"] == "run"]
        beside = any(node["place"] == "beside" for node in self.tree["nodes"])
        some_out = any(self.folders[node["id"]].outside for node in nodes)
        # A file without an extension has to be named: a folder is searched for .yaml, .yml and .json.
        extra = [posixpath.join(node["folder"], node["file"]) for node in nodes if node["file"] == "Kustomization"]
        if identities is None and self.tree["named"] == "top" and not beside and not some_out:
            return [".", *extra]
        named = []
        if self.tree["controllers"] and (identities is None or nodes[0]["id"] in identities):
            named += [controllers.path_of(number) for number in range(len(self.tree["controllers"]))]
        for node in nodes:
            if identities is not None and node["id"] not in identities:
                continue
            folder = self.folders[node["id"]]
            if self.tree["named"] == "top" and not folder.outside:
                named.append(node["folder"])
                named += [path for path in extra if posixpath.dirname(path) == node["folder"]]
            else:
                named += [posixpath.join(node["folder"], path) for path in sorted(folder.texts)
                          if path not in folder.outside]
        return named

    def write(self, repository):
        (repository / ".git").mkdir(parents=True)
        for path, text in self.texts.items():
            file = os.path.normpath(repository / path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "w", encoding="utf-8", newline="") as output:
                output.write(text)
