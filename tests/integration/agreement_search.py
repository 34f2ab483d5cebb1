# SPDX-License-Identifier: Apache-2.0
"""Where a tree names a mapped registry, found without the program: by PyYAML's tokens and values, and by a search in bytes.

A registry is named where its host stands as a word of its own: not in `my.ghcr.io`, `ghcr.io.example.com` or
`ghcr.io:443/a`, which are other hosts, not as a component of another name (`mirror.example.com/ghcr.io/a`), and not in
an address (`me@ghcr.io`)."""

import base64
import binascii
import dataclasses
import re

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST_TEXT = 4
HUB_ALIASES = ("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")


def configuration_of(tree):
    """The configuration that the program finds for the tree; {} without one, None where another is named or it isn't readable."""
    if "-c" in tree.flags or "--config" in tree.flags:
        return None
    if "--no-config" in tree.flags or ".ecrify.yaml" not in tree.files:
        return {}
    try:
        config = yaml.load(tree.files[".ecrify.yaml"], LOADER)
    except yaml.YAMLError:
        return None
    return config if isinstance(config, dict) and isinstance(config.get("rules") or [], list) else None


def sources_of(tree, config):
    """The `from` of each rule that maps: hosts, with a path or without. In reverse the names that the default rule gives."""
    if "--reverse" in tree.flags:
        account, region = (tree.flags[tree.flags.index(flag) + 1] for flag in ("--account", "--region"))
        return [f"{account}.dkr.ecr.{region}.amazonaws.com/ghcr"]
    flags = list(zip(tree.flags, tree.flags[1:]))
    found = [value.split("=", 1)[0] for flag, value in flags if flag == "--rule"]
    replaced = {*found, *(value for flag, value in flags if flag == "--keep")}
    for rule in config.get("rules") or []:
        if isinstance(rule, dict) and not rule.get("keep") and rule.get("from") not in replaced:
            found += [str(rule.get("from")), *map(str, rule.get("aliases") or [])]
    found = found or ["ghcr.io"]
    hub = [source.removeprefix("docker.io") for source in found if source.split("/")[0] == "docker.io"]
    return found + [alias + path for path in hub for alias in HUB_ALIASES]


class Mentions:
    def __init__(self, sources):
        either = "|".join(re.escape(source) for source in sorted(set(sources), key=len, reverse=True))
        # An address begins with a scheme and two slashes, a shell's default with a dash: ${IMAGE:-ghcr.io/a}.
        before = r"(?:(?<![A-Za-z0-9._@/-])|(?<=://)|(?<=[^A-Za-z0-9._@/-]-))"
        self.pattern = re.compile(
            before + rf"(?:{either})" + r"(?![A-Za-z0-9_-])(?!\.[A-Za-z0-9_-])(?!:[0-9]+/)", re.IGNORECASE
        )
        self.somewhere = re.compile(either, re.IGNORECASE)

    def places(self, text):
        return [(match.start(), match.end()) for match in self.pattern.finditer(text)]


@dataclasses.dataclass
class Need:
    """A place, or a scalar with so many places in its value, that has to lie in rows."""

    begin: int  # bytes in the file; of a mention, or of the scalar
    end: int
    text: str
    count: int = 0  # of the mentions in a scalar's value; 0: one mention, at this place
    document: int = 0


@dataclasses.dataclass
class Document:
    begin: int  # bytes
    end: int
    first_line: int
    last_line: int
    is_object: bool


class Unparsable(Exception):
    pass


class Searched:
    """What a file needs rows for. `documents` is empty where PyYAML can't read the file."""

    def __init__(self, content, mentions):
        self.mentions = mentions
        self.needs, self.documents = [], []
        try:
            self.text = content.decode("utf-8")
        except UnicodeDecodeError:
            self.text = content.decode("latin-1")
        self.is_ascii = self.text.isascii()
        # What PyYAML counts begins behind a byte order mark.
        self.shift = 1 if self.text.startswith("\ufeff") else 0
        if not mentions.somewhere.search(self.text) and "\\" not in self.text and "kind: Secret" not in self.text:
            return
        try:
            self.by_tokens()
        except (yaml.YAMLError, Unparsable, ValueError, RecursionError):
            self.needs, self.documents = [], []
            self.by_lines()

    def offset(self, index):
        index += self.shift
        return index if self.is_ascii else len(self.text[:index].encode("utf-8", "surrogatepass"))

    def by_tokens(self):
        text = self.text[self.shift :]
        starts = []
        for token in yaml.scan(text, LOADER):
            if isinstance(token, yaml.ScalarToken):
                self.scalar(text, token)
        for node in yaml.compose_all(text, LOADER):
            if node is None:
                continue
            starts.append(node.start_mark)
            keys = (
                {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
                if isinstance(node, yaml.MappingNode)
                else {}
            )
            begin, end = self.offset(node.start_mark.index), self.offset(node.end_mark.index)
            self.documents.append(
                Document(begin, end, node.start_mark.line + 1, node.end_mark.line + 1, "apiVersion" in keys and "kind" in keys)
            )
            if isinstance(keys.get("kind"), yaml.ScalarNode) and keys["kind"].value == "Secret":
                self.secret(keys.get("data"))
        for need in self.needs:
            need.document = next(
                (number for number, one in enumerate(self.documents) if one.begin <= need.begin < max(one.end, one.begin + 1)),
                0,
            )

    def scalar(self, text, token):
        begin, end = token.start_mark.index, token.end_mark.index
        raw = text[begin:end]
        nested = nested_values(token.value)
        wanted = (
            len(self.mentions.places(token.value))
            if nested is None
            else sum(len(self.mentions.places(value)) for value in nested)
        )
        literal = []
        for first, last in self.mentions.places(raw):
            line = raw[raw.rfind("\n", 0, first) + 1 : first]
            if nested is not None and re.search(r"(^|\s)#", line):
                continue  # a comment of the text in the text
            if raw[:1] in "|>" and "\n" not in raw[:first]:
                continue  # one behind the indicator of a block
            literal.append(Need(self.offset(begin + first), self.offset(begin + last), raw[first:last]))
        if len(literal) > wanted and raw[:1] == '"' and "\\" in raw:
            literal = []  # what looks like a host goes on in an escape
        self.needs += literal
        if wanted > len(literal):
            self.needs.append(Need(self.offset(begin), self.offset(end), token.value.strip()[:200], wanted))

    def secret(self, data):
        for key, value in data.value if isinstance(data, yaml.MappingNode) else []:
            if not key.value.endswith((".yaml", ".yml", ".json")) or not isinstance(value, yaml.ScalarNode):
                continue
            try:
                decoded = base64.b64decode("".join(value.value.split()), validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                continue
            nested = nested_values(decoded)
            if any(self.mentions.places(one) for one in nested or []):
                self.needs.append(
                    Need(self.offset(value.start_mark.index), self.offset(value.end_mark.index), f"base64 of {decoded!r}", 1)
                )

    def by_lines(self):
        """Of a text that PyYAML can't read: each mention in front of which no comment can have begun."""
        at = 0
        for line in self.text.splitlines(keepends=True):
            for first, last in self.mentions.places(line):
                if "#" not in line[:first]:
                    index = at + first - self.shift
                    self.needs.append(Need(self.offset(index), self.offset(index + last - first), line[first:last]))
            at += len(line)


def nested_values(text, depth=0):
    """The values in a YAML or JSON document that a string is, and in those in it; None where it is none."""
    if depth >= DEEPEST_TEXT or not re.search(r"[:\[{-]", text) or not ("\n" in text or text.lstrip()[:1] in ("{", "[")):
        return None
    try:
        roots = list(yaml.compose_all(text, LOADER))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not roots or not all(isinstance(root, (yaml.MappingNode, yaml.SequenceNode)) for root in roots):
        return None
    values, waiting, seen = [], roots, set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            inner = nested_values(node.value, depth + 1)
            values += [node.value] if inner is None else inner
        else:
            for child in node.value:
                waiting += child if isinstance(child, tuple) else [child]
    return values
