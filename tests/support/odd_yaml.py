# SPDX-License-Identifier: Apache-2.0
"""Objects as YAML that hardly anybody writes: odd styles, tags, anchors, merges, directives and line ends, and bytes that are
damaged. The same seed gives the same text."""
import json
import random

SPECIAL = ["\t", "\r", "\n", " ", ":", "#", "-", "?", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "\\", "<<",
           "\x00", "\x07", "\x1b", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "\U0001f600", "---", "...", "\r\n",
           "&a", "*a", "!!str ", "!", ": ", " #", "- ", "? ", "|-\n", ">\n", "\\x67", "\\\n",
           "//", "// x\n", "/*", "*/", "/* x */"]
NAMES = ["app", "org/app", "o/a_b", "team/sub/app", "o/a-b.c"]
TAGS = ["", ":v1", ":1.2.3-rc.1", ":latest", "@sha256:" + "a" * 64, ":v1@sha256:" + "0" * 64]


class OddYaml:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.anchors = {}  # text -> name
        self.bases = []

    def chance(self, part):
        return self.random.random() < part

    def pick(self, *choices):
        return self.random.choice(choices)

    def image(self):
        host = self.pick("ghcr.io/", "ghcr.io/", "ghcr.io/", "ghcr.io/", "docker.io/library/", "quay.io/", "")
        return host + self.random.choice(NAMES) + self.random.choice(TAGS)

    # Scalars. `indent`: of the collection that it stands in.

    def double(self, text, indent, flow):
        out = ""
        for character in text:
            code = ord(character)
            if self.chance(0.06):
                out += self.pick(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}", f"\\u{code:04x}" if code < 65536 else character)
            elif character == "/" and self.chance(0.04):
                out += "\\/"
            elif character in '"\\' or code < 32:
                out += json.dumps(character)[1:-1]
            else:
                out += character
            if self.chance(0.02):
                out += "\\\n" + " " * (indent + self.pick(1, 2, 4))
        return f'"{out}"'

    def scalar(self, text, indent, flow=False):
        """The text behind a key and a blank, or behind a dash."""
        prefix = ""
        if text in self.anchors and self.chance(0.4):
            return "*" + self.anchors[text] + (" " if flow else "")
        if self.chance(0.08):
            prefix += self.pick("!!str ", "! ", "!<tag:yaml.org,2002:str> ", "!!str\n" + " " * (indent + 2) if not flow else "!!str ")
        if self.chance(0.08):
            name = f"a{len(self.anchors)}"
            self.anchors[text] = name
            prefix = prefix + f"&{name} " if self.chance(0.5) and not prefix.endswith("  ") else f"&{name} " + prefix
        style = self.random.random()
        plain = text and text[0] not in "-?:,[]{}#&*!|>'\"%@` " and ": " not in text and " #" not in text and not text.endswith((":", " ")) and "\n" not in text
        if plain and not (flow and any(mark in text for mark in ",[]{}")) and style < 0.5:
            if not flow and self.chance(0.1):
                return prefix + "\n" + " " * (indent + self.pick(1, 2, 3)) + text
            return prefix + text
        if style < 0.65 and "\n" not in text:
            return prefix + "'" + text.replace("'", "''") + "'"
        if style < 0.85 or flow or not text or text != text.strip():
            return prefix + self.double(text, indent, flow)
        step = self.pick(1, 2, 4)
        header = self.pick("|", ">") + self.pick("-", "", "+", "-", "-") + (self.pick("", " # comment") if self.chance(0.3) else "")
        if self.chance(0.2):
            header = self.pick("|", ">") + self.pick(f"{step}-", f"-{step}")
        lines = text.split("\n")
        return prefix + header + "\n" + "\n".join(" " * (indent + step) + line if line else "" for line in lines)

    def key(self, name):
        style = self.random.random()
        if style < 0.85:
            return name
        if style < 0.92:
            return f'"{name}"'
        return f"'{name}'"

    # Collections.

    def inline(self, node, indent):
        """A node as flow."""
        blank = self.pick("", " ", "", "\n" + " " * (indent + 2) if self.chance(0.3) else "")
        if isinstance(node, dict):
            parts = []
            for name, value in node.items():
                colon = self.pick(": ", ": ", ":  ", " : ")
                key = self.key(name)
                if key[0] == '"' and self.chance(0.3):
                    colon = ":"
                parts.append(key + colon + self.inline(value, indent))
            return "{" + blank + ("," + self.pick(" ", "", "\n" + " " * (indent + 2) if self.chance(0.2) else " ")).join(parts) + (", " if self.chance(0.05) else "") + blank + "}"
        if isinstance(node, list):
            return "[" + blank + ", ".join(self.inline(value, indent) for value in node) + blank + "]"
        return self.other(node) if not isinstance(node, str) else self.scalar(node, indent, True)

    def other(self, value):
        return json.dumps(value)

    def comment(self):
        return self.pick("", "", "", "", " # ghcr.io/o/comment:v1", "  #", " # : {[", "\t# tab") if self.chance(0.3) else ""

    def value(self, node, indent):
        """What stands behind a key: a blank and something, or lines."""
        if isinstance(node, str):
            text = self.scalar(node, indent)
            return " " * self.pick(1, 1, 1, 2, 3) + text + ("" if text.lstrip("&!*abcdefghijklmnopqrstuvwxyz0123456789:.,<> \n").startswith(("|", ">")) else self.comment())
        if not isinstance(node, (dict, list)):
            return " " + self.other(node)
        if not node or self.chance(0.2):
            return " " + self.inline(node, indent)
        head = ""
        if isinstance(node, dict) and self.chance(0.06):
            head = " " + self.pick("!!map", "!<tag:yaml.org,2002:map>")
        if isinstance(node, list) and self.chance(0.04):
            head = " !!seq"
        if isinstance(node, dict) and self.chance(0.05):
            name = f"m{len(self.bases)}"
            self.bases.append(name)
            head += f" &{name}"
        if isinstance(node, list):
            inner = indent + self.pick(0, 2, 2, 4)
            return head + self.comment() + "\n" + self.sequence(node, inner)
        return head + self.comment() + "\n" + self.mapping(node, indent + self.pick(1, 2, 2, 2, 3, 4))

    def mapping(self, node, indent, first=""):
        """Lines; the first one stands behind `first` instead of the indentation."""
        lines = []
        pad = " " * indent
        items = list(node.items())
        if self.bases and self.chance(0.08):
            items.insert(self.random.randrange(len(items) + 1), ("<<", None))
        for name, value in items:
            if name == "<<" and value is None:
                lines.append("<<: " + self.pick(f"*{self.bases[-1]}", f"[*{self.bases[0]}, *{self.bases[-1]}]"))
            elif self.chance(0.03):
                lines.append(f"? {name}\n{pad}:{self.value(value, indent)}")
            else:
                lines.append(self.key(name) + self.pick(":", ":", ":", ":", " :") + self.value(value, indent))
            if self.chance(0.05):
                lines.append(self.pick("# comment", "# image: ghcr.io/o/c:1", "#"))
        text = ("\n" + pad).join(lines)
        return first + text if first else pad + text

    def sequence(self, node, indent):
        lines = []
        for value in node:
            gap = self.pick(1, 1, 1, 2, 3)
            head = " " * indent + "-" + " " * gap
            if isinstance(value, dict) and value and not self.chance(0.2):
                lines.append(self.mapping(value, indent + 1 + gap, head))
            elif isinstance(value, (dict, list)):
                lines.append(head + self.inline(value, indent))
            else:
                lines.append(head + (self.scalar(value, indent) if isinstance(value, str) else self.other(value)))
        return "\n".join(lines)

    # Documents.

    def pod_spec(self):
        containers = []
        for number in range(self.pick(1, 1, 2, 3)):
            one = {"name": f"c{number}", "image": self.image()}
            if self.chance(0.3):
                one["args"] = [self.pick("--flag", "a b", "x: y", "#no", "[1", "--log=ghcr.io"), self.pick("yes", "0x1f", "~", "multi\nline\n", "")]
            if self.chance(0.3):
                one["env"] = [{"name": "A", "value": self.pick("1", "text", "a: b", "é\u2003x", "tab\there", "")}]
            if self.chance(0.2):
                one["resources"] = {"limits": {"cpu": self.pick(1, 0.5, "100m")}, "requests": {}}
            if self.chance(0.3):
                items = list(one.items())
                self.random.shuffle(items)
                one = dict(items)
            containers.append(one)
        spec = {"containers": containers}
        if self.chance(0.3):
            spec = {"initContainers": [{"name": "i", "image": self.image()}], **spec}
        return spec

    def document(self, name):
        """The text, with `name` as the object's."""
        metadata = {"name": name}
        if self.chance(0.3):
            metadata["annotations"] = {"about": self.pick("x", "two\nlines", "is #1", "ghcr.io", "key: value", "été")}
        if self.chance(0.7):
            node = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": self.pod_spec()}
        else:
            node = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
                    "spec": {"replicas": 1, "template": {"metadata": {"labels": {"app": "a"}}, "spec": self.pod_spec()}}}
        if self.chance(0.1):
            node = {"x-base": {"image": self.image(), "name": "n"}, **node}
        if self.chance(0.1):
            if self.chance(0.3):
                metadata["annotations"] = {"raw": self.pick("a\x7fb", "\u2028", "x\u2029y", "\uffff", "\x85", "\ufeff", "\u009f")}
            text = json.dumps(node, indent=self.pick(None, 1, 2, 4), ensure_ascii=self.chance(0.5))
            if self.chance(0.3):
                text = self.commented(text)
            return self.damaged(text + "\n") if self.chance(0.4) else text
        text = self.mapping(node, 0) + self.pick("\n", "\n", "\n", "", "\n\n", "\n...\n", "\n# end")
        start = self.random.random()
        if start < 0.2:
            text = self.pick("---\n", "--- # start\n", "\n---\n", "# first\n---\n") + text
        elif start < 0.3:
            text = self.pick("%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "%TAG !y! tag:yaml.org,2002:\n---\n", "%YAML 1.3\n---\n", "%FOO bar\n---\n") + text
        elif start < 0.33:
            text = "\ufeff" + text
        if self.chance(0.25):
            text = self.damaged(text)
        return self.line_ends(text)

    def commented(self, text):
        """JSON with comments, and a key that may be spelled otherwise."""
        text = text.replace("apiVersion", self.pick("apiVersion", "api\\u0056ersion", "a\\x70iVersion"))
        for _ in range(self.pick(1, 1, 3)):
            at = self.pick(*(at for at in range(len(text) + 1) if at == 0 or text[at - 1] in "{,: \n"))
            text = text[:at] + self.pick("// x\n", "/* x */", "// x: y\n", "/* x\n */", "# x\n", " // ") + text[at:]
        return text

    def line_ends(self, text):
        chance = self.random.random()
        if chance < 0.1:
            return text.replace("\n", "\r\n")
        if chance < 0.12:
            return text.replace("\n", "\r")
        if chance < 0.14:
            return "".join(self.pick("\n", "\r\n") if character == "\n" else character for character in text)
        return text

    def damaged(self, text):
        for _ in range(self.pick(1, 1, 1, 2, 3)):
            at = self.random.randrange(len(text) + 1)
            what = self.random.random()
            if what < 0.45:
                text = text[:at] + self.random.choice(SPECIAL) + text[at:]
            elif what < 0.6:
                text = text[:at] + text[at + self.pick(1, 1, 2, 5):]
            elif what < 0.75:
                text = text[:at] + self.random.choice(SPECIAL) + text[at + 1:]
            else:
                lines = text.split("\n")
                line = self.random.randrange(len(lines))
                lines[line] = self.pick(" " + lines[line], lines[line][1:], lines[line] + " ", "\t" + lines[line], lines[line] + "\n" + lines[line],
                                        lines[line].replace("  ", "\t", 1), lines[line].lstrip())
                text = "\n".join(lines)
        return text

    def bytes(self, name):
        raw = self.document(name).encode()
        if self.chance(0.02):
            at = self.random.randrange(len(raw) + 1)
            raw = raw[:at] + bytes([self.random.randrange(128, 256)]) + raw[at:]
        return raw
