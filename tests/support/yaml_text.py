# SPDX-License-Identifier: Apache-2.0
"""Objects as YAML and JSON text in the many ways people and tools write them. The same random numbers give the same text."""

import json
import re


class Image(str):
    """A text that names an image, or nearly does: its scalar gets any style, comments, an anchor, or an alias."""


class Block(str):
    """A text of several lines, written as a literal block."""


class Alias(str):
    """The name of an anchor, written as an alias."""


class Anchor:
    """A mapping, a list or a text with an anchor."""

    def __init__(self, name, node):
        self.name, self.node = name, node


COMMENTS = [
    "pinned by release",
    "was ghcr.io/o/comment:v1",
    "renovate: datasource=docker depName=ghcr.io/o/hint",
    "ecrify:ignore",
    "ecrify:ignore still private to CI",
    "ecrify:ignore[unmapped-image] later",
    "ecrify:ignore[digest-first-pull] by hand",
    "ecrify:ignore[unknown-field,embedded-reference]",
    "renovate: x # ecrify:ignore two comments",
]
MALFORMED = ["ecrify:ingore reason", "ecrify:ignore[no-such-finding] reason", "ecrify:ignore[unmapped-image reason"]


def is_plain(text, flow):
    """Whether the text can stand without quotes and is read as a string of the same letters."""
    if not text or text != text.strip() or re.search(r": |:$| #|[\x00-\x1f\x7f]", text) or text[0] in "-?:,[]{}#&*!|>'\"%@`":
        return False
    if flow and re.search(r"[,\[\]{}]", text):
        return False
    return re.fullmatch(r"[-+.\d][\d_.eE+:x-]*|true|false|yes|no|on|off|null|~|y|n", text, re.IGNORECASE) is None


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def single(text):
    return "'" + text.replace("'", "''") + "'"


class Writer:
    def __init__(self, random, noise=1.0):
        self.random = random
        self.noise = noise  # how often something unusual is written
        self.anchors = {}

    def often(self, share):
        return self.random.random() < share * self.noise

    def document(self, node):
        self.anchors = {}
        if self.often(0.05):
            return json.dumps(plain_values(node), indent=self.random.choice([None, 2]), ensure_ascii=False) + "\n"
        return self.mapping(node, 0) if isinstance(node, dict) and node else f"{self.flow(node)}\n"

    def key(self, key):
        if self.often(0.03):
            return self.random.choice([quoted, single])(key)
        return key if is_plain(key, True) or key == "<<" else quoted(key)

    def mapping(self, node, indent):
        text = ""
        for key, value in node.items():
            if isinstance(value, Image) and self.often(0.05):
                text += " " * indent + self.comment() + "\n"
            text += " " * indent + self.key(key) + ":" + self.value(value, indent)
        return text

    def comment(self):
        return "# " + self.random.choice(MALFORMED if self.often(0.04) else COMMENTS)

    def value(self, node, indent):
        """All that stands behind a colon, with the blank before it and the line end behind it."""
        if isinstance(node, Anchor):
            return f" &{node.name}" + self.value(node.node, indent)
        if isinstance(node, (dict, list)) and (not node or self.often(0.07)):
            return f" {self.flow(node)}\n"
        if isinstance(node, dict):
            return "\n" + self.mapping(node, indent + 2)
        if isinstance(node, list):
            return "\n" + self.items(node, indent + self.random.choice([0, 2]))
        return " " + self.scalar(node, indent)

    def items(self, node, indent):
        text = ""
        for item in node:
            if isinstance(item, dict) and item and not self.often(0.07):
                text += " " * indent + "- " + self.mapping(item, indent + 2).lstrip(" ")
            elif isinstance(item, Anchor) and isinstance(item.node, dict):
                text += " " * indent + f"- &{item.name}\n" + self.mapping(item.node, indent + 2)
            elif isinstance(item, (dict, list)):
                text += " " * indent + "- " + self.flow(item) + "\n"
            else:
                text += " " * indent + "- " + self.scalar(item, indent)
        return text

    def scalar(self, node, indent):
        if isinstance(node, Alias):
            return f"*{node}\n"
        if isinstance(node, Block) or (isinstance(node, str) and "\n" in node):
            return self.block(node, indent)
        if not isinstance(node, Image):
            return (
                (node if is_plain(node, False) else quoted(node)) + "\n" if isinstance(node, str) else json.dumps(node) + "\n"
            )
        if node in self.anchors and self.often(0.3):
            return f"*{self.anchors[node]}\n"
        deeper = " " * (indent + 2)
        if self.often(0.03):
            return f"{self.random.choice(['>', '>-', '|', '|-', '|+'])}\n{deeper}{node}\n"
        head = ""
        if self.often(0.05) and node not in self.anchors:
            self.anchors[node] = f"a{len(self.anchors)}"
            head = f"&{self.anchors[node]} "
        if self.often(0.03):
            head += "!!str "
        if self.often(0.02):
            head += "\n" + deeper
        tail = f"  {self.comment()}" if self.often(0.12) else ""
        return head + self.inline(node, False) + tail + "\n"

    def inline(self, text, flow):
        """A text on one line."""
        if is_plain(text, flow) and not self.often(0.35):
            return text
        style = self.random.random()
        if style < 0.6:
            return quoted(text)
        if style < 0.85:
            return single(text)
        return '"' + "".join(self.escaped(letter) for letter in text) + '"'

    def escaped(self, letter):
        if self.random.random() < 0.15 and letter.isascii():
            return self.random.choice(
                [f"\\x{ord(letter):02x}", f"\\u{ord(letter):04X}", "\\/" if letter == "/" else f"\\U{ord(letter):08x}"]
            )
        return quoted(letter)[1:-1]

    def block(self, text, indent):
        pad = " " * (indent + 2)
        lines = text.removesuffix("\n").split("\n")
        mark = "|" if text.endswith("\n") else "|-"
        if lines[0].startswith(" ") or not lines[0]:
            mark = mark[0] + "2" + mark[1:]
        return mark + "\n" + "".join((pad + line if line else "") + "\n" for line in lines)

    def flow(self, node):
        if isinstance(node, Anchor):
            return f"&{node.name} {self.flow(node.node)}"
        if isinstance(node, dict):
            return "{" + ", ".join(f"{self.key(key)}: {self.flow(value)}" for key, value in node.items()) + "}"
        if isinstance(node, list):
            return "[" + ", ".join(self.flow(item) for item in node) + "]"
        if isinstance(node, Alias):
            return f"*{node} "
        if isinstance(node, str):
            return (
                quoted(node)
                if "\n" in node
                else self.inline(node, True) if isinstance(node, Image) else node if is_plain(node, True) else quoted(node)
            )
        return json.dumps(node)


def plain_values(node):
    """The same without anchors and aliases, as JSON has none."""
    if isinstance(node, Anchor):
        return plain_values(node.node)
    if isinstance(node, dict):
        return {key: plain_values(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain_values(item) for item in node]
    return str(node) if isinstance(node, str) else node
