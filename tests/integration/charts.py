#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The render of rewritten values is the rewrite of the render, wherever a value is rewritten.

    charts.py                the charts of charts_own.py, with both Helms where tests/peers/helm.sh has fetched them, else by
                             the renders in charts_kept.json
    charts.py --update       keeps the renders of Helm 4
    charts.py FOLDER…        any charts: each folder with a Chart.yaml; prints what each comes to, and every difference

A value of the second render must be that of the rewritten first render, or, where no value of the chart stands for it (it
is written in a template, or ecrify says that it leaves it alone), that of the first. ECRIFY_BIN names ecrify, ECRIFY_HELM3
and ECRIFY_HELM4 the two others.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

from charts_own import CHARTS

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
KEPT = pathlib.Path(__file__).resolve().parent / "charts_kept.json"
ECRIFY = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
RULES = ["--no-config", "--registry", "r.example.com", "--rule", "ghcr.io=ghcr", "--rule", "quay.io=quay", "--rule", "docker.io=hub",
         "--rule", "registry.k8s.io=k8s"]
problems = []


def helms():
    found = {name: os.environ.get(f"ECRIFY_{name.upper()}", str(TOP / "build-peers" / name)) for name in ("helm4", "helm3")}
    return {name: path for name, path in found.items() if os.access(path, os.X_OK)}


def ecrify(*arguments, stdin=None, cwd=None, expect=(0,)):
    ran = subprocess.run([ECRIFY, *arguments], input=stdin, cwd=cwd, capture_output=True, text=True, timeout=110, check=False)
    if ran.returncode not in expect:
        raise RuntimeError(f"ecrify {' '.join(arguments)}: exit status {ran.returncode}\n{ran.stderr}")
    return ran.stdout


def render(helm, folder, values, home):
    command = [helm, "template", "release", folder, *[word for one in values for word in ("-f", folder / one)]]
    ran = subprocess.run([str(word) for word in command], env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=110, check=False)
    if ran.returncode:
        raise RuntimeError(f"{folder.name}: {ran.stderr[:500]}")
    return ran.stdout


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads `=` as text, as Helm does."""


Loader.add_constructor("tag:yaml.org,2002:value", Loader.construct_yaml_str)


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, str(key)))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, str(number)))
    else:
        yield path, value


def flat(text):
    """Every scalar by its place: object and field; without the schemas of custom resources, which are large and the same.
    An object by its number and kind: charts make names at random, too."""
    text = "\n---\n".join(one for one in text.split("\n---\n") if "\nkind: CustomResourceDefinition\n" not in f"\n{one}\n")
    found = {}
    for number, document in enumerate(yaml.load_all(text, Loader)):
        if not isinstance(document, dict):
            continue
        for path, value in leaves(document):
            if path[-1].startswith("checksum/"):  # of a text that holds what is rewritten
                continue
            found[(number, document.get("kind"), *path)] = value
    return found


def compare(before, rewritten, after, random=frozenset()):
    """How many values are rewritten by the values, and those that are left; and the places that are neither. `random`: places
    that no two renders agree about."""
    before, rewritten, after = [{place: value for place, value in flat(text).items() if place not in random} for text in (before, rewritten, after)]
    wrong = [f"{place} {before.get(place)!r} {rewritten.get(place)!r} {after.get(place)!r}"
             for place in before.keys() | after.keys() if after.get(place) not in (rewritten.get(place), before.get(place))]
    changed = [place for place, value in before.items() if rewritten.get(place) != value]
    left = [f"{'.'.join(map(str, place[1:]))}: {before[place]}" for place in changed if after.get(place) == before[place]]
    extra = [f"{place} {before[place]!r} {after.get(place)!r}" for place in before.keys() - set(changed) if after.get(place) != before[place]]
    return len(changed) - len(left), left, wrong + extra


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def own(update):
    tools = helms()
    for name in {"helm3", "helm4"} - set(tools):
        print(f"skipped: charts: {name}: tests/peers/helm.sh has not fetched it; the renders that are kept count")
    total = 0
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    with tempfile.TemporaryDirectory(prefix="ecrify-charts-") as scratch:
        for name, chart in CHARTS.items():
            folder = pathlib.Path(scratch) / name
            write(folder, chart["files"])
            renders = {tool: render(path, folder, chart["values"], scratch) for tool, path in tools.items()} or {"kept": kept[name]["before"]}
            ecrify("rewrite", "-q", "-w", *RULES, ".", cwd=folder)
            files = {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}
            changed = {path: text for path, text in files.items() if text != chart["files"][path]}
            if update:
                kept[name] = {"before": renders["helm4"], "after": render(tools["helm4"], folder, chart["values"], scratch), "changed": changed}
            if changed != kept[name]["changed"]:
                problems.append(f"{name}: what is rewritten is not what is kept\n{changed}")
            for tool, before in renders.items():
                after = kept[name]["after"] if tool == "kept" else render(tools[tool], folder, chart["values"], scratch)
                count, left, wrong = compare(before, ecrify("rewrite", "-q", *RULES, stdin=before), after)
                total += count
                if wrong or len(left) != chart["left"]:
                    problems.append(f"{name}: {tool}: {count} values, left {left}, wrong {wrong}\n{changed}")
    if update:
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    print(f"{len(CHARTS)} charts, {total} values" + (f", with {' and '.join(tools)}" if tools else ""))


def without_dependencies(folder):
    """Charts that would have to be downloaded: most of them are off by default."""
    path = folder / "Chart.yaml"
    meta = yaml.load(path.read_text(), Loader)
    missing = [one["name"] for one in meta.get("dependencies") or [] if not list((folder / "charts").glob(f"{one['name']}*"))]
    if missing:
        meta["dependencies"] = [one for one in meta["dependencies"] if one["name"] not in missing]
        path.write_text(yaml.safe_dump(meta))
    return missing


def allow_other_registries(folder):
    """As the finding chart-verifies-images has it: Bitnami's charts end with an error where an image is not of their list."""
    values = folder / "values.yaml"
    if values.exists():
        values.write_text(values.read_text().replace("allowInsecureImages: false", "allowInsecureImages: true"))


def given(folders):
    helm = helms()["helm4"]
    compared = values = 0
    for folder in map(pathlib.Path, folders):
        with tempfile.TemporaryDirectory(prefix="ecrify-charts-") as scratch:
            copy = pathlib.Path(scratch) / folder.name
            shutil.copytree(folder, copy, symlinks=True)
            try:
                missing = without_dependencies(copy)
                allow_other_registries(copy)
                before = render(helm, copy, [], scratch)
                once = flat(before)
                random = {place for place, value in flat(render(helm, copy, [], scratch)).items() if once.get(place) != value}
                ecrify("rewrite", "-q", "-w", *RULES, ".", cwd=copy, expect=(0, 2))
                after = render(helm, copy, [], scratch)
                count, left, wrong = compare(before, ecrify("rewrite", "-q", "--allow-empty", *RULES, stdin=before), after, random)
            except (RuntimeError, yaml.YAMLError) as error:
                print(f"{folder.name}: not compared: {' '.join(str(error).split())[:150]}")
                continue
        compared += 1
        values += count
        print(f"{folder.name}: {count} values rewritten, {len(left)} left, {len(wrong)} wrong" + (f"; without {', '.join(missing)}" if missing else ""))
        for line in left:
            print(f"    left: {line[:200]}")
        for line in wrong:
            print(f"    wrong: {line[:300]}")
            problems.append(f"{folder.name}: {line[:300]}")
    print(f"{compared} charts compared, {values} values rewritten")


def main():
    folders = [word for word in sys.argv[1:] if not word.startswith("--")]
    if folders:
        given(folders)
    else:
        own("--update" in sys.argv)
    for problem in problems:
        print(f"problem: {problem}")
    sys.exit(1 if problems else 0)


main()
