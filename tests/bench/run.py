#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures ecrify against other tools; run.sh builds what it needs. Prints markdown tables.

Every figure is of a whole process: from its start to its end, start-up included, stdout thrown away, stdin a file. The
tools of a row run in turn, round after round, and the median of a row's runs counts, so that a machine that is busy for
a while is busy for all of them. Ratios are of user and system time together, which other load disturbs less than the
clock; --wall takes the clock.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))
import streams  # noqa: E402

TARGET = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
FLAGS = ["--no-config", "--account", "123456789012", "--region", "ca-central-1"]
KUSTOMIZE_LIMIT = 2_000_000   # bytes that kubectl and kpt can finish
YAML_LIMIT = 20_000_000


class Run:
    """`sink` is where stdout goes: grep looks no further than the first match where that is /dev/null."""
    launcher = ""

    def __init__(self, name, command, stdin=os.devnull, statuses=(0,), times=1, sink=os.devnull):
        self.name, self.command, self.stdin, self.statuses, self.times, self.sink = name, command, stdin, statuses, times, sink
        self.cpu, self.wall, self.peak = [], [], 0

    def once(self):
        done = subprocess.run([self.launcher, str(self.times), str(self.stdin), str(self.sink), *map(str, self.command)],
                              capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"})
        lines = [line.split() for line in done.stdout.splitlines()]
        for status, _, _, peak in lines:
            if int(status) not in self.statuses:
                raise SystemExit(f"{' '.join(map(str, self.command))}: exit status {status}")
            self.peak = max(self.peak, int(peak))
        self.wall.append(statistics.median(float(line[1]) for line in lines))
        self.cpu.append(statistics.median(float(line[2]) for line in lines))

    def seconds(self, wall):
        return statistics.median(self.wall if wall else self.cpu)


def measure(title, runs, rounds, wall, size=None):
    """The first run is ecrify's. Returns rows of a table, ratios to it."""
    for run in runs:  # caches
        run.once()
        run.cpu.clear()
        run.wall.clear()
    for _ in range(rounds):
        for run in runs:
            run.once()
    base = runs[0].seconds(wall)
    print(f"\n### {title}\n")
    print("| command | ms | MB/s | time, ecrify = 1 | peak MB |")
    print("|---|--:|--:|--:|--:|")
    rows = []
    for run in runs:
        seconds = run.seconds(wall)
        speed = f"{size / seconds / 1e6:,.0f}" if size and seconds > 0 else ""
        print(f"| {run.name} | {seconds * 1e3:,.2f} | {speed} | {seconds / base:.2f} | {run.peak / 1e6:,.0f} |", flush=True)
        rows.append({"title": title, "name": run.name, "seconds": seconds, "ratio": seconds / base, "peak": run.peak})
    return rows


def sed(hosts):
    return ["sed", "-E"] + [part for host in hosts for part in ("-e", rf"s#(image: *){host}/#\1{TARGET}/{host.split('.')[0]}/#")]


def wrapped(path):
    """The stream as the list of resources that kpt reads from stdin; it reads no plain streams there."""
    target = path.with_suffix(".list")
    with open(path, encoding="utf-8") as source, open(target, "w", encoding="utf-8") as out:
        out.write("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
        first = False
        for line in source:
            if line == "---\n":
                first = True
            else:
                out.write(("- " if first else "  ") + line)
                first = False
    return target


def others(args, path, size):
    """What can be measured besides sed and grep; what is not installed is left out, and said so."""
    runs = []
    for name, program in (("yaml-cpp", "yaml_events"), ("libyaml", "libyaml_events")):
        if (args.parts / program).exists() and size <= YAML_LIMIT:
            runs.append(Run(f"{name}, events alone", [args.parts / program], path))
    if size <= YAML_LIMIT and shutil.which("yq"):
        runs.append(Run("yq, a no-op", ["yq", "."], path))
    if size <= KUSTOMIZE_LIMIT and shutil.which("kubectl"):
        folder = path.parent / (path.stem + "-kustomize")
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder / "all.yaml")
        (folder / "kustomization.yaml").write_text(
            "resources: [all.yaml]\nimages:\n- name: ghcr.io/api/api\n  newName: example.com/api/api\n")
        runs.append(Run("kubectl kustomize, images", ["kubectl", "kustomize", folder]))
    if size <= KUSTOMIZE_LIMIT and shutil.which("kpt"):
        runs.append(Run("kpt fn eval, a no-op", ["kpt", "fn", "eval", "--exec", shutil.which("cat"), "-"], wrapped(path)))
    return runs


class Bench:
    def __init__(self, args, folder):
        self.args, self.folder, self.rows = args, folder, []
        self.small, self.large = (20, 60) if args.quick else (20, 200)

    def rewrite(self, *flags, jobs=1):
        return [self.args.binary, "rewrite", *FLAGS, "-j", str(jobs), *flags]

    def add(self, title, runs, size=None, rounds=None, wall=False):
        self.rows += measure(title, runs, rounds or self.args.rounds, wall or self.args.wall, size)

    def stream(self, name, path):
        size = path.stat().st_size
        title = f"{name}, {size / 1e6:,.0f} MB"
        self.add(title, [Run("ecrify rewrite", self.rewrite(), path), Run("sed -E", sed(["ghcr.io"]), path),
                         Run("grep -c", ["grep", "-c", "ghcr.io", "-"], path, sink=self.folder / "count"), Run("cat", ["cat"], path)], size)

    def streams(self):
        for kind in ("dense", "realistic"):
            path = self.folder / f"{kind}.yaml"
            getattr(streams, kind)(path, self.large * 1_000_000)
            self.stream(kind, path)
        corpus = os.environ.get("ECRIFY_CORPUS")
        for name in ("dense", "mixed") if corpus else ():
            packed = pathlib.Path(corpus) / "streams" / f"{name}.yaml.gz"
            if packed.exists():
                path = self.folder / f"corpus-{name}.yaml"
                text = subprocess.run(["gzip", "-dc", packed], check=True, capture_output=True).stdout
                streams.repeat(path, text.rstrip(b"\n") + b"\n---\n", self.large * 1_000_000)
                self.stream(f"{name}, of public repositories", path)

    def yaml(self):
        path = self.folder / "yaml.yaml"
        for size in (KUSTOMIZE_LIMIT * 9 // 10, YAML_LIMIT * 9 // 10):
            streams.dense(path, 1)
            block = path.read_bytes()
            path.write_bytes(block[:block.rindex(b"---", 0, min(size, len(block)))])
            if size > len(block):
                streams.dense(path, size - len(block))
            real = path.stat().st_size
            self.add(f"YAML tools, dense, {real / 1e6:.1f} MB",
                     [Run("ecrify rewrite", self.rewrite(), path), *others(self.args, path, real)], real, rounds=3)

    def hosts(self):
        hosts = ["ghcr.io", "quay.io", "registry.k8s.io", "gcr.io"]
        path = self.folder / "hosts.yaml"
        streams.dense(path, self.large * 1_000_000, (*hosts, ""))
        rules = [flag for host in hosts for flag in ("--rule", f"{host}={host.split('.')[0]}")]
        self.add("four registries and Docker Hub, dense",
                 [Run("ecrify rewrite, 5 rules", self.rewrite(*rules, "--rule", "docker.io=docker-hub"), path),
                  Run("sed -E, 5 expressions", sed([*hosts, "docker.io"]), path)], path.stat().st_size)

    def rules(self):
        path = self.folder / "rules.yaml"
        streams.dense(path, self.large * 1_000_000)
        config = self.folder / "many.yaml"
        config.write_text("apiVersion: ecrify/v1\nkind: RewriteConfig\nrules:\n- {from: ghcr.io, prefix: ghcr}\n" +
                          "".join(f"- {{from: ghcr.io/org{i}, prefix: org{i}}}\n" for i in range(9999)))
        many = [self.args.binary, "rewrite", "--config", str(config), *FLAGS[1:], "-j", "1"]
        self.add("10,000 rules, dense (loading them is the row of an empty input)",
                 [Run("ecrify, one rule", self.rewrite(), path), Run("ecrify, 10,000 rules", many, path),
                  Run("ecrify, 10,000 rules, empty input", [*many, "--allow-empty"])], path.stat().st_size)

    def threads(self):
        path = self.folder / "threads.yaml"
        streams.dense(path, self.large * 1_000_000)
        self.add("threads, dense, by the clock", [Run("ecrify rewrite -j 1", self.rewrite(), path),
                                                  Run("ecrify rewrite -j 2", self.rewrite(jobs=2), path)], path.stat().st_size, wall=True)

    def files(self):
        folder = self.folder / "files"
        streams.files(folder, 1000 if self.args.quick else 10_000, 8192)
        check = [self.args.binary, "check", *FLAGS, "-j"]
        for wall in (True, False):
            self.add("check of a folder, files of 8 KB (an image in every tenth)" + (", by the clock" if wall else ""),
                     [Run("ecrify check -j 2", [*check, "2", str(folder)], statuses=(1,)),
                      Run("ecrify check -j 1", [*check, "1", str(folder)], statuses=(1,)),
                      Run("grep -rl", ["grep", "-rl", "ghcr.io", str(folder)], sink=self.folder / "list")], wall=wall)

    def pipe(self):
        path = self.folder / "one.yaml"
        streams.dense(path, 1)
        text = path.read_text()
        path.write_text(text[:text.index("---", 3)])
        shell = ["sh", "-c"]
        command = " ".join(self.rewrite())
        expression = rf"s#(image: *)ghcr.io/#\1{TARGET}/ghcr/#"
        self.add(f"one manifest of {path.stat().st_size / 1000:.1f} KB through a pipe, the shell and cat counted",
                 [Run("cat, ecrify rewrite", [*shell, f"cat {path} | {command}"], times=20),
                  Run("cat, sed -E", [*shell, f"cat {path} | sed -E '{expression}'"], times=20),
                  Run("ecrify rewrite alone", self.rewrite(), path, times=20),
                  Run("sed -E alone", sed(["ghcr.io"]), path, times=20)])

    def size(self):
        sizes = (10, 100) if self.args.quick else (10, 1000)
        for kind in ("dense", "realistic"):
            runs = []
            for megabytes in sizes:
                path = self.folder / f"{kind}-{megabytes}.yaml"
                getattr(streams, kind)(path, megabytes * 1_000_000)
                runs.append((path.stat().st_size, Run(f"{megabytes} MB", self.rewrite(), path)))
            self.add(f"growth, {kind}", [run for _, run in runs])
            per_byte = [run.seconds(self.args.wall) / size for size, run in runs]
            print(f"\ntime per byte, {sizes[1]} MB to {sizes[0]} MB: {per_byte[1] / per_byte[0]:.2f}; "
                  f"peak memory beyond the input: {(runs[1][1].peak - runs[1][0]) / 1e6:.1f} MB")


def main():
    parts = ["streams", "threads", "hosts", "rules", "files", "pipe", "size", "yaml"]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--parts", type=pathlib.Path, required=True, help="the folder of what run.sh builds besides")
    parser.add_argument("--quick", action="store_true", help="smaller inputs")
    parser.add_argument("--wall", action="store_true", help="the clock instead of user and system time")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", action="append", choices=parts, help="one part; repeatable")
    parser.add_argument("--json", help="write the figures to this file, too")
    args = parser.parse_args()
    Run.launcher = str(args.parts / "launch")
    version = subprocess.run([args.binary, "version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{version}; {platform.system()} {platform.machine()}, {os.cpu_count()} processors; medians of {args.rounds} runs, "
          + ("clock" if args.wall else "user and system time"))
    for tool in ("yq", "kubectl", "kpt"):
        if not shutil.which(tool):
            print(f"skipped: {tool}: not installed")
    with tempfile.TemporaryDirectory(prefix="ecrify-bench-") as folder:
        bench = Bench(args, pathlib.Path(folder))
        for part in args.only or parts:
            getattr(bench, part)()
        if args.json:
            pathlib.Path(args.json).write_text(json.dumps(bench.rows, indent=1))


if __name__ == "__main__":
    main()
