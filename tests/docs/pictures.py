#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pictures of README.md, in docs/pictures: where ecrify stands (light and dark), and a terminal with what it prints.

    pictures.py [--update]      ECRIFY_BIN names the binary (default: build/src/ecrify)

Without --update it says which pictures are not as they would be made now.
"""
import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
MONO = "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"

LIGHT = {"text": "#1d2430", "quiet": "#5a6577", "box": "#f4f6f9", "line": "#8a94a6", "accent": "#0a58ca", "on_accent": "#ffffff", "cache": "#e7f5ec", "cache_line": "#1a7f4b"}
DARK = {"text": "#e4e8ef", "quiet": "#9aa5b5", "box": "#1d2330", "line": "#6b778c", "accent": "#3b7de0", "on_accent": "#ffffff", "cache": "#15301f", "cache_line": "#3fb27a"}

COMMANDS = ["ecrify check --account 123456789012 --region ca-central-1 deploy.yaml", "ecrify rewrite -w --account 123456789012 --region ca-central-1 deploy.yaml", "ecrify check deploy.yaml"]
COLOURS = {"1": "font-weight='bold'", "1;31": "fill='#ff7b72' font-weight='bold'", "1;33": "fill='#e3b341' font-weight='bold'", "1;36": "fill='#76e3ea' font-weight='bold'"}


def text_at(x, y, text, colour, size=14, more="text-anchor='middle'"):
    return f"<text x='{x}' y='{y}' fill='{colour}' font-size='{size}' {more}>{html.escape(text)}</text>"


def box(x, y, width, lines, fill, line, colours):
    height = 30 + 20 * len(lines)
    parts = [f"<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='8' fill='{fill}' stroke='{line}' stroke-width='1.5'/>"]
    for number, text in enumerate(lines):
        more = "text-anchor='middle'" + (" font-weight='600'" if number == 0 else "")
        parts.append(text_at(x + width / 2, y + 30 + 20 * number, text, colours[min(number, 1)], 15 if number == 0 else 13, more))
    return "\n".join(parts)


def arrow(points, colour, dashed=False):
    dash = " stroke-dasharray='5 4'" if dashed else ""
    return f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='1.8'{dash} marker-end='url(#head)'/>"


def where_it_stands(c):
    plain = (c["text"], c["quiet"])
    parts = [
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 306' role='img' aria-labelledby='title' "
        f"font-family=\"{SANS}\"><title id='title'>ecrify stands between what renders manifests and what applies them; nodes then pull "
        "images through the cache in Amazon ECR</title>",
        f"<defs><marker id='head' viewBox='0 0 10 10' refX='9' refY='5' markerWidth='7' markerHeight='7' orient='auto-start-reverse'><path d='M0 0L10 5L0 10z' fill='{c['line']}'/></marker></defs>",
        box(8, 24, 190, ["Manifests", "kustomize build,", "helm template, files"], c["box"], c["line"], plain),
        box(270, 24, 190, ["ecrify rewrite", "changes references,", "and no other byte"], c["accent"], c["accent"], (c["on_accent"], c["on_accent"])),
        box(532, 24, 190, ["Deployment", "kubectl apply,", "Argo CD, Flux"], c["box"], c["line"], plain),
        box(794, 24, 158, ["Cluster", "nodes pull", "images"], c["box"], c["line"], plain),
        arrow("198,69 268,69", c["line"]), arrow("460,69 530,69", c["line"]), arrow("722,69 792,69", c["line"]),
        box(532, 196, 420, ["Amazon ECR pull-through cache", "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/…"], c["cache"], c["cache_line"], plain),
        arrow("873,114 873,194", c["line"]),
        text_at(862, 160, "…amazonaws.com/ghcr/org/web:v1", c["quiet"], 13, f"text-anchor='end' font-family=\"{MONO}\""),
        box(8, 186, 300, ["Upstream registries", "ghcr.io, docker.io, quay.io,", "registry.k8s.io, …"], c["box"], c["line"], plain),
        arrow("532,231 310,231", c["line"]),
        text_at(421, 222, "the first pull, then", c["quiet"], 12), text_at(421, 248, "about once a day", c["quiet"], 12),
        text_at(365, 136, "ecrify check fails the build", c["quiet"], 12), text_at(365, 153, "while a reference is left", c["quiet"], 12),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def example():
    """The file that README.md begins with."""
    lines = (TOP / "README.md").read_text().split("<!-- file: deploy.yaml -->\n```yaml\n", 1)[1]
    return lines.split("```\n", 1)[0]


def outputs():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "deploy.yaml").write_text(example())
        (folder / ".git").mkdir()
        (folder / "bin").mkdir()
        (folder / "bin/ecrify").symlink_to(ECRIFY)
        environment = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": scratch, "LC_ALL": "C.UTF-8", "FORCE_COLOR": "1"}
        for command in COMMANDS:
            done = subprocess.run(["sh", "-c", command + " 2>&1"], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
            yield command, done.stdout.decode()


def spans(line):
    """A line with colours of a terminal as text of SVG."""
    out, style = "", ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if code:
            style = COLOURS.get(code.group(1), "")
        elif part:
            out += f"<tspan {style}>{html.escape(part)}</tspan>" if style else html.escape(part)
    return out


def folded(line, columns):
    """Long lines go on, as they do in a terminal; those of these commands have no colour so far to the right."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
    if len(plain) <= columns:
        return [line]
    at = plain.rfind(" ", 0, columns)
    return [line[: len(line) - len(plain) + at], "  " + line[len(line) - len(plain) + at + 1 :]]


def terminal():
    lines = []
    for command, output in outputs():
        lines.append(f"\x1b[1;36m$\x1b[0m {command}")
        for line in output.splitlines():
            lines += folded(line, 108)
    height = 60 + 20 * len(lines)
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 940 {height}' role='img' aria-labelledby='title' font-family=\"{MONO}\" font-size='13.5'>",
        "<title id='title'>ecrify check finds a reference, ecrify rewrite writes it in place, and check is content</title>",
        f"<rect width='940' height='{height}' rx='10' fill='#14181f'/>",
        "<circle cx='24' cy='22' r='6' fill='#4a5364'/><circle cx='44' cy='22' r='6' fill='#4a5364'/><circle cx='64' cy='22' r='6' fill='#4a5364'/>",
    ]
    for number, line in enumerate(lines):
        parts.append(f"<text x='20' y='{56 + 20 * number}' fill='#e4e8ef' xml:space='preserve'>{spans(line)}</text>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def main():
    update = "--update" in sys.argv[1:]
    stale = []
    pictures = {"where-it-stands-light.svg": where_it_stands(LIGHT), "where-it-stands-dark.svg": where_it_stands(DARK), "terminal.svg": terminal()}
    for name, text in pictures.items():
        path = TOP / "docs/pictures" / name
        if path.exists() and path.read_text() == text:
            continue
        if update:
            path.write_text(text)
        else:
            stale.append(name)
    for name in stale:
        print(f"docs/pictures/{name} is not as it would be made now: tests/docs/pictures.py --update, and look at it")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
