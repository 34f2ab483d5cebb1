#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of `list -f html`: one file that loads nothing, in which nothing of a manifest becomes markup.

    list_page.py        ECRIFY_BIN names the binary (default: build/src/ecrify)

How a browser shows it is tested by tests/peers/page/run.sh.
"""
import base64
import hashlib
import html.parser
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
HOSTILE = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)",
    "<!--", "-->", "]]>", "&lt;b&gt;", "<svg/onload=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${x}", "\u2028\u2029",
    "<\u0000b>", "a\\", "`${alert(1)}`", "{line}", "{file}", "%3Cb%3E", "\u202egnp.exe", "</style><style>*{}", "</title>", "__proto__",
]
# Every element that the page has, and the attributes that it may have.
ELEMENTS = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "name", "content", "http-equiv"}, "title": set(), "style": set(), "body": set(),
    "header": set(), "h1": set(), "h2": set(), "p": {"id", "role", "class", "hidden"}, "div": {"class", "role", "aria-label", "tabindex"},
    "span": {"class", "style"}, "ul": {"class"}, "li": set(), "i": {"class"}, "main": set(), "section": {"id", "hidden"}, "table": set(),
    "thead": set(), "tbody": {"id"}, "tr": {"id"}, "th": {"scope", "class", "data-filter"}, "td": {"class"}, "form": {"id", "role"},
    "label": {"class"}, "input": {"name", "type", "autocomplete", "spellcheck"}, "select": {"name"}, "option": {"value"},
    "button": {"type"}, "details": set(), "summary": set(), "dl": set(), "dt": set(), "dd": set(), "noscript": set(), "script": {"type", "id"},
}
problems = []


def expect(what, wanted, actual):
    if wanted != actual:
        problems.append(f"{what}: expected {wanted!r}, got {actual!r}")


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.scripts = []
        self.policy = ""
        self.texts = {}
        self.feed(text)
        self.close()
        expect("elements that are still open", [], self.open)

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS or not {name for name, _ in attributes} <= ELEMENTS[tag]:
            problems.append(f"an element that the page does not have: <{tag} {attributes}>")
        given = dict(attributes)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag not in ("meta", "input", "link"):
            self.open.append(tag)
        if tag == "script":
            self.scripts.append((given, ""))

    def handle_endtag(self, tag):
        expect("the element that ends", self.open[-1:], [tag])
        self.open.pop()

    def handle_comment(self, data):
        problems.append(f"a comment: {data!r}")

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def run(folder, *arguments):
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    return subprocess.run([ECRIFY, "list", "-f", "html", *TARGET, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240, check=False)


def processor_time(folder, *arguments):
    def spent():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime
    before = spent()
    subprocess.run([ECRIFY, "list", "-q", *TARGET, *arguments, "."], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   timeout=240, check=True)
    return spent() - before


def page_of(folder, *arguments):
    done = run(folder, *arguments)
    expect(f"exit status of {arguments}", (0, b""), (done.returncode, done.stderr))
    text = done.stdout.decode("utf-8")
    page = Page(text)
    expect("scripts", 2, len(page.scripts))
    (data_attributes, data), (_, script) = page.scripts
    expect("the first script", "application/json", data_attributes.get("type"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    expect("the policy", f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
           page.policy)
    for character in "<>&":
        if character in data:
            problems.append(f"{character} in the data")
    return page, json.loads(data), len(done.stdout)


def pod(number, name, image):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": name},
            "spec": {"containers": [{"name": f"c{number}", "image": image}]}}


def hostile(folder):
    for number, text in enumerate(HOSTILE):
        objects = [pod(number, text, f"ghcr.io/org/app{number}:v1"), pod(number, text, f"ghcr.io/org/app:{text}"), pod(number, text, f"{text}/a/b:v1")]
        file = text.replace("/", "_").replace("\0", "_")
        (folder / f"{file}.json").write_text("\n".join(json.dumps(one) for one in objects))
    page, data, _ = page_of(folder, ".", "--all", "--base-url", "https://git.example.com/r/blob/main/{file}#L{line}")
    rows = [dict(zip(data["columns"], row)) for row in data["rows"]]
    if len(rows) < len(HOSTILE):
        problems.append(f"{len(rows)} rows of {len(HOSTILE)} and more")
    names = {data["texts"][row["namespace"]] for row in rows}
    for text in HOSTILE:
        if text.isprintable() and "\\" not in text and text not in names:
            problems.append(f"no namespace {text!r} in the data")
    for file in data["files"]:
        if not file["link"].startswith("https://git.example.com/r/blob/main/") or any(c in file["link"] for c in "<>\"` "):
            problems.append(f"a link: {file}")
    seen = "".join(page.texts["th"])
    if "<svg/onload=alert(1)>" not in seen:
        problems.append("the table of namespaces has not the names as texts")
    page_of(folder, ".", "--unique")


def refused(folder):
    for url in ("javascript:alert({file})", "https://git.example.com/", "data:text/html,{file}", "//x/{file}"):
        done = run(folder, "--base-url", url, ".")
        expect(f"--base-url {url}", (2, b""), (done.returncode, done.stdout))


def large(folder):
    """50,000 rows: at most 20 MB, and written in little more time than it takes to find them. Wall clocks are the machine's
    business, so that the processor time is compared with that of the bare names."""
    for number in range(500):
        objects = [pod(i, f"workload-{number}-{i}", f"ghcr.io/organisation-{number % 40}/service-{number}-{i}:v1.{i}.{number}") for i in range(100)]
        (folder / f"workloads-of-team-{number:03}.json").write_text("\n".join(json.dumps(one) for one in objects))
    _, data, size = page_of(folder, ".")
    page, names = (processor_time(folder, *arguments) for arguments in (["-f", "html"], ["--images-only"]))
    expect("rows", 50000, len(data["rows"]))
    if size > 20_000_000:
        problems.append(f"the page has {size} bytes")
    if page > 4 * names:
        problems.append(f"the page took {page:.1f} s of the processor, the names {names:.1f} s")


def main():
    for test in (hostile, refused, large):
        with tempfile.TemporaryDirectory() as scratch:
            test(pathlib.Path(scratch))
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
