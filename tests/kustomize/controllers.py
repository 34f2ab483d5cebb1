# SPDX-License-Identifier: Apache-2.0
"""Entries that a controller applies: `spec.images` of a Flux Kustomization, `kustomize.images` of an Argo CD Application,
`postRenderers` of a HelmRelease; and the kustomization that the controller would build of them, as its own code merges
them: kustomize-controller replaces an entry of the same name and appends others, Argo CD runs `kustomize edit set image`,
helm-controller builds one kustomization over the chart's output, here over the manifests of a folder."""
import json
import os
import posixpath

import yaml

CONTROLLERS = ("flux", "argo", "helm")


def path_of(number):
    return f"clusters/c{number}.yaml"


def object_of(controller, folder, entry_value):
    values = [entry_value(entry) for entry in controller["entries"]]
    metadata = {"name": "app", "namespace": "default"}
    if controller["of"] == "flux":
        spec = {"interval": "10m", "path": f"./{folder}", "prune": True, "sourceRef": {"kind": "GitRepository", "name": "all"},
                "images": values}
        return {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": metadata, "spec": spec}
    if controller["of"] == "argo":
        source = {"repoURL": "https://git.example.com/all.git", "path": folder, "kustomize": {"images": [text_of(value) for value in values]}}
        spec = {"project": "default", "destination": {"server": "https://kubernetes.default.svc"}, "source": source}
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": metadata, "spec": spec}
    spec = {"interval": "10m", "chart": {"spec": {"chart": "app", "sourceRef": {"kind": "HelmRepository", "name": "all"}}},
            "postRenderers": [{"kustomize": {"images": values}}]}
    return {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": metadata, "spec": spec}


def text_of(value):
    """An entry as the argument of `kustomize edit set image`."""
    text = f"{value['name']}={value['newName']}" if value.get("newName") else value["name"]
    return text + (f"@{value['digest']}" if value.get("digest") else f":{value['newTag']}" if value.get("newTag") else "")


def entry_of(text):
    """The entry that `kustomize edit set image` makes of its argument."""
    name, equals, new = text.partition("=")
    new = new if equals else name
    last = new.rfind("/") + 1
    bare, at, digest = new.partition("@")
    colon = bare.find(":", last)
    entry = {"digest": digest} if at else {"newTag": bare[colon + 1:]} if colon >= 0 else {}
    bare = bare[:colon] if colon >= 0 else bare
    return {"name": name, "newName": bare, **entry} if equals else {"name": bare, **entry}


def merged(kind, own, added):
    if kind == "flux":
        result = list(own)
        for entry in added:
            same = [number for number, other in enumerate(result) if other["name"] == entry["name"]]
            if same:
                result[same[0]] = entry
            else:
                result.append(entry)
        return result
    by_name = {entry["name"]: entry for entry in own} | {entry["name"]: entry for entry in added}
    return [by_name[name] for name in sorted(by_name)]


def write_build(controller, node, text, texts, place):
    """Writes files below `place`, and the kustomization that the controller with this manifest builds of them; returns its
    folder. `texts` are the files of the tree."""
    for path, content in texts.items():
        file = os.path.normpath(place / "repository" / path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as output:
            output.write(content)
    spec = yaml.safe_load(text)["spec"]
    folder = place / "repository" / node["folder"]
    if controller["of"] == "helm":
        images = spec["postRenderers"][0]["kustomize"]["images"]
        folder, value = place / "repository/rendered", {"resources": [posixpath.join("..", node["folder"])], "images": images}
        folder.mkdir()
    else:
        value = yaml.safe_load(texts[posixpath.join(node["folder"], node["file"])])
        added = spec["images"] if controller["of"] == "flux" else [entry_of(each) for each in spec["source"]["kustomize"]["images"]]
        own = value.pop(node["images_word"], [])
        value["images"] = merged(controller["of"], own, added)
    name = "kustomization.yaml" if controller["of"] == "helm" else node["file"]
    (folder / name).write_text(json.dumps(value))
    return folder
