# SPDX-License-Identifier: Apache-2.0
"""The promises about a tree, asked of the program from outside: rewrites of all and of parts, check, the way back."""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY  # noqa: E402

import controllers  # noqa: E402
from comparison import differences  # noqa: E402
from layout import Layout  # noqa: E402
from shape import entries_of, images_of, names_of, PATTERN, sorts_of, TARGET, without_tag  # noqa: E402

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
ERROR = re.compile(r"^(\S[^\n]*?):(\d+):(\d+): error: (.*) \[([a-z-]+)\]$", re.MULTILINE)
SEPARATOR = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: between-builds}\n---\n"
PODS = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: %s}]}\n"


def ecrify(folder, *arguments, stdin=b""):
    return subprocess.run([ECRIFY, *arguments], cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, timeout=60, check=False)


WHOLE_RUN = ("crash", "first run", "refused run", "check after the rewrite", "second run", "second run after a refusal")


OLD_SOURCES = " over old sources"
BACK = ("way back", "forward again")
PART_OF = "this run is a part of its repository"
# An entry and an image have only one of the two names, and the run says that they come together: with the line of the entry.
TOLD = re.compile(r"warning: this does not select .* now, and will once that has its new name \[[a-z-]+\]\n(.*)$", re.MULTILINE)
# An image that a replacement may take apart becomes a mapped one: with the line of its name.
APART = re.compile(r"warning: text that begins with a mapped registry is no reference as it stands: images made of it pass the "
                   r"cache by \[near-reference\]\n(.*)$", re.MULTILINE)


class Fault:
    def __init__(self, kind, text):
        self.kind, self.text = kind, text


class Outcome:
    """The outcome for a tree: `status` is "unbuildable", "rewritten" or "refused"; `reasons` those of the refusal."""

    def __init__(self):
        self.status, self.reasons, self.faults, self.counts, self.steps = "unbuildable", [], [], collections.Counter(), {}

    def first_faults(self):
        """The first fault of the run over all, else those of the way back and of the runs over parts: others follow from it."""
        whole = [fault for fault in self.faults if fault.kind.split(":")[0] in WHOLE_RUN]
        if whole:
            return whole[:1]
        parts = [fault for fault in self.faults if " then " in fault.kind]
        return [fault for fault in self.faults if fault not in parts][:1] + parts[:1]


def reasons_in(text):
    """The errors of a run by id and message, without names; one that only follows from another is left out."""
    found = []
    for match in ERROR.finditer(text):
        message = re.sub(r"\S*[/$]\S*", "…", match[4])
        found.append(f"{match[5]}: {message}")
    own = [reason for reason in found if "is refused" not in reason]
    return sorted(set(own or found)) or ["no error is shown"]


class Trial:
    """A repository on disk with one tree. `run` is a generator, so that the builds of many trees can be made together: it
    yields folders to build and is sent the texts."""

    def __init__(self, tree, scratch, steps):
        self.tree, self.steps = tree, steps
        self.layout = Layout(tree)
        self.top = pathlib.Path(scratch)
        self.repository = self.top / "repository"
        self.outcome = Outcome()
        self.builds = {}  # by root and the content of what it is built of, since many states are met more than once
        self.sorts = sorts_of(tree)
        self.mapped, self.places, self.told, self.apart = {}, 0, set(), set()

    def write(self):
        for folder in ("repository", "away"):
            shutil.rmtree(self.top / folder, ignore_errors=True)
        self.layout.write(self.repository)

    def state(self):
        return {path: (self.repository / path).read_bytes() for path in self.layout.texts}

    def ecrify(self, *arguments, stdin=b""):
        result = ecrify(self.repository, *arguments, stdin=stdin)
        if result.returncode not in (0, 1, 2):
            self.fault("crash", f"{' '.join(arguments)}: exit status {result.returncode}\n{result.stderr.decode(errors='replace')}")
        return result

    def fault(self, kind, text):
        self.outcome.faults.append(Fault(kind, text))

    def build_all(self, roots):
        state = self.state()
        keys, folders = {}, {}
        for node in self.tree["nodes"]:
            if node["folder"] in roots and node["folder"] in self.layout.roots:
                keys[node["folder"]] = (node["folder"], *self.texts_below(node, state).items())
                if keys[node["folder"]] not in self.builds:
                    folders[node["folder"]] = self.repository / node["folder"]
        for number, controller in enumerate(self.tree["controllers"]):
            node = next(node for node in self.tree["nodes"] if node["id"] == controller["node"])
            path = controllers.path_of(number)
            # Of the sources as they are, and as they were at the start.
            for name, texts in ((f"controller {number}", state), (f"controller {number}{OLD_SOURCES}", self.start)):
                if name not in roots:
                    continue
                keys[name] = (number, state[path], *self.texts_below(node, texts).items())
                if keys[name] not in self.builds:
                    self.places += 1
                    folders[name] = controllers.write_build(controller, node, state[path], texts, self.top / f"built{self.places}")
        built = (yield list(folders.values())) if folders else {}
        self.builds |= {keys[root]: built[folder] for root, folder in folders.items()}
        return {root: self.builds[key] for root, key in keys.items()}

    def texts_below(self, node, texts):
        """The files that a kustomization is built of."""
        nodes = {each["id"]: each for each in self.tree["nodes"]}
        seen, waiting = set(), [node["id"]]
        while waiting:
            identity = waiting.pop()
            if identity not in seen and identity in nodes:
                seen.add(identity)
                waiting += nodes[identity]["inner"] + nodes[identity]["components"]
        return {path: text for path, text in texts.items() if self.layout.node_at.get(path) in seen}

    def later_entries(self):
        """Controllers over old sources whose kustomization has an entry that works behind those of the controller and selects
        what they give: it does so by the old name until the sources are rewritten. And those of Flux whose kustomization
        gives an image the name of an entry behind one for that name: Flux puts its own in the place of that, and the second
        of a pair at the end. So does a pattern behind an entry in whose place Flux puts its own."""
        found = set()
        for number, controller in enumerate(self.tree["controllers"]):
            node = next(node for node in self.tree["nodes"] if node["id"] == controller["node"])
            given = {without_tag(name) for entry in controller["entries"] for name in (entry["name"], entry["newName"]) if name}
            later = [transformer["entry"] for transformer in node["transformers"] if "entry" in transformer]
            later += node["entries"] if any(entry["newName"] for entry in controller["entries"]) else []
            names = [entry["name"] for entry in node["entries"]]
            own = {entry["name"] for entry in controller["entries"]} & set(names)
            if controller["of"] == "flux" and own:
                first = min(map(names.index, own))
                if any(PATTERN.search(name) for name in names[first:]):
                    found.add(f"controller {number}{OLD_SOURCES}")
            if controller["of"] == "flux" and any(entry["newName"] in own for entry in node["entries"]):
                found |= {f"controller {number}", f"controller {number}{OLD_SOURCES}"}
            if controller["of"] != "helm" and any(without_tag(entry["name"]) in given for entry in later):
                found.add(f"controller {number}{OLD_SOURCES}")
        return found

    def target_of(self, root):
        return next((target["name"] for target in self.tree["targets"] if root.startswith(target["name"] + "/")), None)

    def rewrites_of(self, builds):
        """`ecrify rewrite` of each build, with the target of its folder."""
        result = {}
        for target in {self.target_of(root) for root in builds}:
            roots = [root for root in builds if self.target_of(root) == target and builds[root].strip()]
            text = SEPARATOR.encode().join(builds[root] for root in roots)
            answer = self.ecrify("rewrite", "-q", *(["--target", target] if target else []), stdin=text)
            parts = answer.stdout.split(SEPARATOR.encode())
            if answer.returncode == 0 and len(parts) == len(roots):
                result |= dict(zip(roots, parts))
            elif roots:
                self.outcome.counts["builds that can't be rewritten"] += len(roots)
        return result

    def rewrite_of(self, value):
        """The rewrites of an image in a container, or of a manifest inside of a Secret, by each target."""
        if value not in self.mapped:
            self.mapped[value] = set()
            for target in [None, *(target["name"] for target in self.tree["targets"])]:
                text = value if "\n" in value else PODS % f'"{value}"'
                flags = ["--target", target] if target else []
                answer = self.ecrify("rewrite", "-q", *flags, stdin=text.encode()).stdout.decode()
                self.mapped[value].add(answer if "\n" in value else answer[answer.rfind("image: ") + 8:answer.rfind('"')])
        return self.mapped[value]

    def compare(self, step, strict, but=()):
        """Every build against the rewrite of the one before, but for some. Not strict: a place may also be as it was."""
        now = yield from self.build_all(self.old)
        for root, found in now.items():
            if root not in self.expected or root in but or root in self.later:
                continue
            if not strict and root + OLD_SOURCES in self.later:
                continue  # its sources may be the old ones, in part
            if found is None:
                self.fault(f"{step}: does not build", root)
                continue
            exact = strict and self.is_strict(root)
            if found == self.old[root] and not exact:
                self.outcome.counts["builds as they were"] += 1
                continue
            problems = [difference for difference in differences(self.old[root], self.expected[root], found)
                        if not self.is_right(step, difference, exact)]
            if problems:
                self.fault(f"{step}: wrong build", f"{root}: " + "\n  ".join(map(str, problems[:3])))

    def is_strict(self, root):
        """A kustomization that another of the run includes may be left to that one where only the last entry counts, and an
        entry selects from old sources what it names, not more."""
        if root.endswith(OLD_SOURCES):
            return False
        if not self.sorts & {"placeholder", "several targets"}:
            return True
        inner = {identity for node in self.tree["nodes"] for identity in node["inner"]}
        return not any(node["folder"] == root and node["id"] in inner for node in self.tree["nodes"])

    def is_right(self, step, difference, strict):
        text = difference.old if isinstance(difference.old, str) else ""
        if ":-" in text or text.endswith("@sha256:r1") or text.rpartition("/")[2].partition("@")[0].count(":") > 1:
            return True  # a suffix alone is no legal tag, nor a tag a digest: the build can't be rewritten
        # What lies out of the run can't be told, nor on the way back what has an upstream name already.
        told = self.told if " then " in step else set()
        if (self.told or difference.mark == "/out" or " then " in step or step in BACK) and self.is_half_finished(text, difference.found, told):
            self.outcome.counts["places of a half rewrite"] += 1
            return True
        if step in BACK and "two spellings" in self.sorts and self.is_other_spelling(text, difference.found):
            self.outcome.counts["places back in one of two spellings"] += 1
            return True
        if ": run " in step and difference.found == text and self.is_put_together(text):
            self.outcome.counts["places put together over two runs"] += 1
            return True
        host = text.partition("/")[0] if "/" in text else ""
        if difference.key[1] == "Foo" and "." not in host and ":" not in host and difference.found in self.rewrite_of(text):
            return True  # a short name that a newName puts into a field of a user's: an image all the same
        if "\n" in text and difference.found == text and ("ecrify:ignore" in text or '"/out"' in text):
            return True  # a comment or a mark in a manifest inside of a ConfigMap, which counts for its own file
        if strict and difference.mark in ("", "/run") and "suppressed entry" not in self.sorts:
            return False
        old, found = difference.old, difference.found
        if found in (old, difference.expected):
            self.outcome.counts["places as they were"] += 1
            return True
        # The way back gives another spelling of a name, and the old name of one that was in the target before.
        right = isinstance(old, str) and isinstance(found, str) and (
            found in self.rewrite_of(old) or (step == "way back" and bool(self.rewrite_of(found) & self.rewrite_of(old))))
        self.outcome.counts["places rewritten beyond the need"] += right
        return right

    def is_half_finished(self, old, found, told):
        """The tree was rewritten in part: an image holds the new name already, or an entry does, and once both do the entry
        selects again what had lost it. So what is found is what entries make of the image, each under either name: of the one
        that was built, or, where entries behind that one had given it its name, of an image of the tree that it was built of.
        Of two runs over parts, the first may have given the new name: `told` are the lines of entries that a warning names."""
        entries = [entry for node in self.tree["nodes"] for entry in entries_of(node)]
        entries += [entry for controller in self.tree["controllers"] for entry in controller["entries"]]
        halves = [entry for entry in entries if TARGET in entry["name"] or any(entry["name"] in line for line in told)]
        if not isinstance(found, str) or not (halves or TARGET in old) or "\n" in old:
            return False
        images = {image["name"] + image["tag"] for node in self.tree["nodes"] for image in images_of(node)} - {old}
        made = [self.made_of(old, entries, halves)]
        made += [self.made_of(image, entries, halves) for image in images if old in built_of(image, entries)]
        return any(is_half and self.rewrite_of(found) & ({image} | self.rewrite_of(image))
                   for of_image in made for image, is_half in of_image)

    def is_put_together(self, image):
        """A replacement of one run makes a mapped name of an unmapped one of the other, which a warning there names."""
        if "image taken apart" not in self.sorts:
            return False
        parts = without_tag(image).split("/")
        others = [without_tag(name).split("/") for name in names_of(self.tree) if any(name in line for line in self.apart)]
        return any(len(other) == len(parts) and sum(map(str.__ne__, other, parts)) == 1 for other in others)

    def made_of(self, image, entries, halves):
        """All that entries may make of an image, and whether one of `halves` was among them, or the image has its new name."""
        images, open_images = set(), {(image, TARGET in image)}
        while open_images and len(images) < 200:
            image, is_half = open_images.pop()
            images.add((image, is_half))
            for entry in entries:
                names = self.forms_of(without_tag(entry["name"]))
                if PATTERN.search(entry["name"]) or self.forms_of(without_tag(image)) & names:
                    half = is_half or entry in halves
                    open_images |= {(each, half) for each in applied(entry, image)} - images
        return images

    def is_other_spelling(self, old, found):
        """What comes back is spelled in one way, and so an entry for one of two spellings selects both."""
        if not isinstance(found, str) or "\n" in old + found:
            return False
        name, others = without_tag(found), [entry for node in self.tree["nodes"] for entry in entries_of(node)]
        others += [entry for controller in self.tree["controllers"] for entry in controller["entries"]]
        images = {old} | {image for entry in others for image in applied(entry, old)}
        return any(self.forms_of(name) & self.forms_of(without_tag(image)) and image.removeprefix(without_tag(image))
                   == found.removeprefix(name) for image in images)

    def forms_of(self, name):
        return {name} | {without_tag(form) for form in self.rewrite_of(name)}

    def run(self):
        self.write()
        self.start = self.state()
        self.later = self.later_entries()
        names = [f"controller {number}" for number in range(len(self.tree["controllers"]))]
        built = yield from self.build_all([*self.layout.roots, *names, *(name + OLD_SOURCES for name in names)])
        self.old = {root: text for root, text in built.items() if text is not None}
        self.outcome.counts["builds"] = len(self.old)
        if not self.old:
            return self.outcome
        self.expected = self.rewrites_of(self.old)
        if {"whole", "back"} & self.steps:
            yield from self.whole_run()
        if "parts" in self.steps:
            yield from self.runs_of_parts()
        return self.outcome

    def rewrite(self, step, paths, *flags):
        result = self.ecrify("rewrite", "-w", *flags, *paths)
        self.outcome.steps[step] = result.stderr.decode(errors="replace")
        self.told |= set(TOLD.findall(self.outcome.steps[step]))
        self.apart |= set(APART.findall(self.outcome.steps[step]))
        return result

    def whole_run(self):
        paths = self.layout.paths()
        if not paths:
            return
        result = self.rewrite("first run", paths)
        done = result.returncode == 0
        self.outcome.status = "rewritten" if done else "refused"
        if not done:
            self.outcome.reasons = reasons_in(self.outcome.steps["first run"])
        yield from self.compare("first run" if done else "refused run", strict=done)
        first = self.state()
        if done:
            self.outcome.counts["unchanged trees"] += first == self.start
            if self.ecrify("check", *paths).returncode:
                self.fault("check after the rewrite", self.ecrify("check", *paths).stdout.decode(errors="replace"))
        again = self.rewrite("second run", paths)
        if done and (again.returncode or self.state() != first):
            self.fault("second run", f"exit status {again.returncode}\n{self.changes(first)}\n{again.stderr.decode(errors='replace')}")
        elif self.state() != first:
            yield from self.compare("second run after a refusal", strict=False)
        if done and "back" in self.steps:
            yield from self.way_back(paths, first)

    def way_back(self, paths, first):
        result = self.rewrite("way back", paths, "--reverse")
        if result.returncode == 2:
            for reason in reasons_in(self.outcome.steps["way back"]):
                self.outcome.counts["way back refused: " + reason] += 1
        back = self.state()
        if back == self.start:
            return
        yield from self.compare("way back", strict=False)
        # From the target comes the canonical name: names of Docker Hub and spellings differ from those at the start. So do
        # entries that did nothing.
        names = list(names_of(self.tree))
        same = not any(rule["from"] == "docker.io" for rule in self.tree["rules"]) and "two spellings" not in self.sorts \
            and not any(TARGET in name or name.partition("/")[0] != name.partition("/")[0].lower() for name in names) \
            and not any(entry["left"] or entry["newName"] == without_tag(entry["name"]) or node["entries"].count(entry) > 1
                        for node in self.tree["nodes"] for entry in entries_of(node))
        if result.returncode == 0 and same:
            self.fault("way back ends elsewhere", self.changes(self.start))
        forth = self.rewrite("forward again", paths)
        if forth.returncode == 0 and not same:
            yield from self.compare("forward again", strict=False)
        elif forth.returncode == 0 and self.state() != first:
            self.fault("forward again ends elsewhere", self.changes(first))
        elif forth.returncode == 2 and result.returncode == 0 and same:
            self.fault("forward again is refused", self.outcome.steps["forward again"])

    def runs_of_parts(self):
        """Two runs, a part of the tree each, in both orders; then one over all."""
        run = [node["id"] for node in self.tree["nodes"] if node["place"] == "run"]
        if len(run) < 2:
            return
        cut = run[len(run) // 2]
        upper, lower = [identity for identity in run if identity < cut], [identity for identity in run if identity >= cut]
        for name, parts in (("overlays, then bases", (upper, lower)), ("bases, then overlays", (lower, upper))):
            self.write()
            statuses, lost, missed = [], set(), set()
            self.told, self.apart = set(), set()
            for number, part in enumerate(parts):
                paths = self.layout.paths(set(part))
                status, kept = yield from self.rewrite_part(f"{name}: run {number + 1}", paths, missed)
                statuses.append(status)
                # The manifest of a controller that is not in the run isn't looked for: it may lose its pins until it is, and
                # a line at the end says so. Once it has a pair it is right for either name, but not for another spelling.
                warned = PART_OF in self.outcome.steps.get(f"{name}: run {number + 1}", "")
                no_pair = number == 0 or statuses[0] or "two spellings" in self.sorts
                unseen = {root for root in self.old if root.startswith("controller")} if part is lower and warned and no_pair else set()
                lost |= unseen if "two spellings" in self.sorts else set()
                missed |= unseen
                yield from self.compare(f"{name}: run {number + 1}", strict=number == 1 and not any(statuses), but=unseen | lost | kept)
            self.outcome.counts[f"{name}: refused"] += any(statuses)
            before = self.state()
            whole, kept = yield from self.rewrite_part(f"{name}: then all", self.layout.paths(), missed)
            self.outcome.counts[f"{name}: then all refused"] += whole == 2
            yield from self.compare(f"{name}: then all", strict=whole == 0, but=lost | kept)
            if not any(statuses) and whole == 0 and self.state() != before:
                self.outcome.counts[f"{name}: then all changes something"] += 1

    def rewrite_part(self, step, paths, missed):
        """The status of a run, and which of the builds that missed their pins before it, one that is refused leaves as they were."""
        before = yield from self.build_all(missed)
        status = self.rewrite(step, paths).returncode if paths else 0
        now = yield from self.build_all(missed)
        return status, {root for root in missed if status == 2 and now.get(root) == before.get(root)}

    def changes(self, before):
        text = ""
        for path, now in self.state().items():
            if before[path] != now:
                text += f"  {path}:\n" + "".join(
                    f"    {line}\n" for line in line_changes(before[path].decode(), now.decode()))
        return text


def applied(entry, image):
    """What an entry makes of an image that it selects: a suffix goes behind the tag, and the digest is gone then."""
    name = without_tag(image)
    tag = image[len(name):]
    if entry["tagSuffix"]:
        tag = tag.partition("@")[0] or ":"
    if entry["newTag"] or entry["digest"]:
        tag = (":" + entry["newTag"] if entry["newTag"] else "") + ("@" + entry["digest"] if entry["digest"] else "")
    return {(entry["newName"] or name) + tag + entry["tagSuffix"]}


def built_of(image, entries):
    """All that entries may make of an image, by the name that it has."""
    images, open_images = set(), {image}
    while open_images and len(images) < 200:
        image = open_images.pop()
        images.add(image)
        for entry in entries:
            if PATTERN.search(entry["name"]) or without_tag(entry["name"]) == without_tag(image):
                open_images |= applied(entry, image) - images
    return images


def line_changes(before, after):
    import difflib
    return [line for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
            if not line.startswith(("---", "+++", "@@"))]


ALL_STEPS = frozenset(("whole", "back", "parts"))


def steps_for(kind):
    """The steps that can show a fault of a kind, or a refusal."""
    if " then " in kind:
        return {"parts"}
    return {"whole"} if kind.split(":")[0] in (*WHOLE_RUN, "refused") else {"back"}


def outcomes_of(trees, builder, steps=ALL_STEPS):
    """The outcome of each tree; what they wait for is built together."""
    folder = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="ecrify-trees-", dir=folder) as scratch:
        runs = {}
        for number, tree in enumerate(trees):
            (pathlib.Path(scratch) / str(number)).mkdir()
            runs[number] = Trial(tree, os.path.realpath(f"{scratch}/{number}"), steps).run()
        outcomes, built = {}, {number: None for number in runs}
        while runs:
            wanted = {}
            for number, run in list(runs.items()):
                try:
                    wanted[number] = run.send(built[number])
                except StopIteration as end:
                    outcomes[number] = end.value
                    del runs[number]
            texts = builder.build([path for paths in wanted.values() for path in paths])
            built = {number: {path: texts[path] for path in paths} for number, paths in wanted.items()}
        return [outcomes[number] for number in range(len(trees))]
