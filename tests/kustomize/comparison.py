# SPDX-License-Identifier: Apache-2.0
"""Compares builds object by object, the suffixes that kustomize makes of the content of generated objects apart."""
import base64
import binascii
import functools
import re

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SUFFIX = re.compile(r"-[0-9a-z]{10}$")


class Object:
    """One object of a build: `values` gives each leaf by its path, `marks` the mark of a leaf that has one. The data of a
    Secret are decoded; a rewrite of the tree sees their literals, one of the build only base64: their mark is "/field"."""

    def __init__(self, value):
        self.values, self.marks = {}, {}
        metadata = value.get("metadata") or {}
        self.key = (value.get("apiVersion"), value.get("kind"), metadata.get("namespace"), metadata.get("name"))
        annotations = metadata.get("annotations")
        self.annotated = isinstance(annotations, dict) and "ecrify/ignore" in annotations
        if value.get("kind") == "Secret" and isinstance(value.get("data"), dict):
            value = {**value, "data": {key: decoded(text) for key, text in value["data"].items()}}
            self.marks |= {("data", key): "/field" for key in value["data"]}
        self.collect((), value)

    def collect(self, path, value):
        if isinstance(value, dict):
            for key, inner in value.items():
                self.collect((*path, key), inner)
                for name in (f"{key}-mark", "terminationMessagePath", "pullPolicy", "mark"):
                    if isinstance(value.get(name), str) and value[name].startswith("/"):
                        self.marks.setdefault((*path, key), value[name])
                        break
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                self.collect((*path, number), inner)
        else:
            self.values[path] = value


def decoded(text):
    try:
        return base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError, TypeError):
        return text


def generated_names(documents):
    """Names of ConfigMaps and Secrets that end like a generator's, and their stems."""
    names = {}
    for document in documents:
        if document.get("kind") in ("ConfigMap", "Secret"):
            name = (document.get("metadata") or {}).get("name") or ""
            if SUFFIX.search(name):
                names[name] = SUFFIX.sub("", name) + "-SUFFIX"
    return names


def renamed(value, names):
    if isinstance(value, dict):
        return {key: renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


@functools.lru_cache(maxsize=64)  # the builds of one tree are compared with each other again and again
def objects_of(text):
    documents = [document for document in yaml.load_all(text, Loader=LOADER) if isinstance(document, dict)]
    names = generated_names(documents)
    return [Object(renamed(document, names) if names else document) for document in documents]


class Difference:
    """A leaf that is not what it has to be. `lenient`: it may also keep its old value, or that value's own rewrite."""

    def __init__(self, key, path, old, expected, found, mark):
        self.key, self.path, self.old, self.expected, self.found, self.mark = key, path, old, expected, found, mark

    def __str__(self):
        where = f"{self.key[1]} {self.key[3]}: {'.'.join(map(str, self.path))}" + (f" ({self.mark})" if self.mark else "")
        return f"{where}\n    before   {self.old}\n    expected {self.expected}\n    found    {self.found}"


def differences(old, expected, found):
    """Where a build differs from the rewrite of the build before. The texts are those of one kustomization."""
    if expected == found:
        return []
    befores, wanted, afters = objects_of(old), objects_of(expected), objects_of(found)
    if [item.key for item in wanted] != [item.key for item in afters]:
        by_key = {item.key: item for item in afters}
        if len(by_key) != len(afters) or set(by_key) != {item.key for item in wanted}:
            return [Difference(("", "build", "", ""), ("objects",), "", sorted(map(str, (item.key for item in wanted))),
                               sorted(map(str, by_key)), "")]
        afters = [by_key[item.key] for item in wanted]
    result = []
    for before, want, after in zip(befores, wanted, afters):
        for path in {**want.values, **after.values}:
            expected_value, found_value = want.values.get(path), after.values.get(path)
            if expected_value != found_value:
                mark = "/left" if before.annotated else before.marks.get(path, "")
                result.append(Difference(before.key, path, before.values.get(path), expected_value, found_value, mark))
    return result
