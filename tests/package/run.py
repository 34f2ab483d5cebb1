#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packages: made as a release makes them, twice and the same, unpacked, and the program in them run through the golden cases.

    run.py BUILD       the build folder
    run.py --made FOLDER [--emulator PROGRAM]     packages that there are, of one processor; PROGRAM runs what is in them

What is checked besides: the checksums, what is in the packages, the bill of materials, the man page (mandoc, man), lintian
where it is installed, the images (skopeo, where it is installed), and `cmake --install`.
"""
import argparse
import filecmp
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

import images

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
BESIDE = {
    "share/man/man1/ecrify.1.gz": None,
    "share/bash-completion/completions/ecrify": "bash",
    "share/fish/vendor_completions.d/ecrify.fish": "fish",
    "share/doc/ecrify/copyright": None,
    "share/doc/ecrify/changelog.gz": None,
    "share/ecrify/helm/plugin.yaml": None,
    "share/ecrify/helm/post-render.sh": None,
}
# Things that Debian asks of packages in its archive: that a bug report asked for it, no static libraries, and somebody's
# address, where this project answers in its issue tracker.
EXPECTED_TAGS = {"initial-upload-closes-no-bugs", "embedded-library", "statically-linked-binary", "malformed-contact",
                 "bogus-mail-host-in-debian-changelog"}
PACKAGE = TOP / "src/package"


def run(*command, cwd=None, environment=None, expect=0, seconds=110):
    result = subprocess.run(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=seconds,
    )
    text = result.stdout.decode(errors="replace")
    if expect is not None and result.returncode != expect:
        sys.exit(f"{' '.join(map(str, command))}: exit status {result.returncode}\n{text}")
    return text


def skipped(what, why):
    print(f"skipped: package: {what}: {why}")


def check_tree(root, zsh, emulator):
    program = root / "bin/ecrify"
    if not os.access(program, os.X_OK):
        sys.exit(f"{program} is no program")
    for name, shell in {**BESIDE, f"share/zsh/{zsh}/_ecrify": "zsh"}.items():
        text = (root / name).read_bytes()
        if (gzip.decompress(text) if name.endswith(".gz") else text).strip() == b"":
            sys.exit(f"{name} is empty")
        if shell and text.decode() != run(*emulator, program, "completion", shell):
            sys.exit(f"{name} is not what \"ecrify completion {shell}\" prints")
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    unknown = found - set(BESIDE) - {"bin/ecrify", f"share/zsh/{zsh}/_ecrify"}
    if unknown:
        sys.exit(f"nobody asked for {sorted(unknown)}")
    return program


def check_man_page(root, scratch, emulator):
    page = scratch / "ecrify.1"
    page.write_bytes(gzip.decompress((root / "share/man/man1/ecrify.1.gz").read_bytes()))
    if shutil.which("mandoc"):
        run("mandoc", "-T", "lint", "-W", "error", page)
        text = re.sub(".\b", "", run("mandoc", "-T", "utf8", page))
        for word in ["EXIT STATUS", "kubectl apply -f -", "ECRIFY_ACCOUNT"]:
            if word not in text:
                sys.exit(f"the man page does not say {word}:\n{text}")
    else:
        skipped("mandoc", "not installed")
    if shutil.which("man"):
        warnings = run("man", "--warnings", "-E", "UTF-8", "-l", page, environment={**os.environ, "MANPAGER": "true"})
        if re.search(r":\d+: warning", warnings):
            sys.exit(f"man warns:\n{warnings}")
    # Every flag and command has its place in it.
    source = page.read_text().replace("\\-", "-")
    for line in run(*emulator, root / "bin/ecrify", "rewrite", "--help").splitlines():
        words = [word for word in line.split() if word.startswith("--")]
        if line.startswith("  ") and words and f"\\fB{words[0].split('[')[0]}\\fR" not in source:
            sys.exit(f"the man page does not have {words[0]}")


def golden(program, scratch, emulator, *cases):
    if emulator:
        wrapper = scratch / "emulated"
        wrapper.write_text(f'#!/bin/sh\nexec {emulator[0]} {program} "$@"\n')
        wrapper.chmod(0o755)
        program = wrapper
    said = run(sys.executable, "-B", TOP / "tests/golden/run.py", *cases, environment={**os.environ, "ECRIFY_BIN": str(program)},
               seconds=3600 if emulator else 600)
    print(said, end="")


def packed(build, scratch):
    """Packs twice, and returns the folder of the first time."""
    folders = [scratch / "made", scratch / "again"]
    for folder in folders:
        run(PACKAGE / "pack.sh", build, folder)
        # A second platform for the images: another name for the same program.
        tarball = next(folder.glob("*-static.tar.gz"), None)
        if tarball:
            (folder / "parts").mkdir()
            if shutil.which("busybox"):
                for processor in images.PROCESSORS:
                    shutil.copy(shutil.which("busybox"), folder / "parts" / f"busybox-{processor}")
            renamed(tarball)
            run(PACKAGE / "finish.sh", folder)
        for path in folder.iterdir():
            os.utime(path, (0, 0))
    names = sorted(path.name for path in folders[0].iterdir() if path.is_file())
    same, differing, missing = filecmp.cmpfiles(*folders, names, shallow=False)
    if differing or missing or len(same) != len(names):
        sys.exit(f"not the same when they are made again: {differing + missing}")
    print(f"{len(names)} files, twice the same")
    for path in folders[0].glob("*.sha256"):
        run("sha256sum", "--check", "--strict", path.name, cwd=folders[0])
    return folders[0]


def renamed(tarball):
    this, other = (images.PROCESSORS if images.PROCESSORS[0] in tarball.name else images.PROCESSORS[::-1])[:2]
    target = tarball.with_name(tarball.name.replace(this, other))
    with tarfile.open(tarball) as old, tarfile.open(target, "w:gz", compresslevel=1) as new:
        for entry in old:
            entry.name = entry.name.replace(this, other)
            new.addfile(entry, old.extractfile(entry) if entry.isfile() else None)
    # gzip's header has the time.
    content = bytearray(target.read_bytes())
    content[4:8] = bytes(4)
    target.write_bytes(content)
    bill = tarball.with_name(tarball.name.removesuffix(".tar.gz") + ".spdx.json")
    shutil.copy(bill, bill.with_name(bill.name.replace(this, other)))


def check_bill(path, program):
    bill = json.loads(path.read_text())
    licences = (PACKAGE / "copyright").read_text()
    packages = {entry["SPDXID"]: entry for entry in bill["packages"]}
    linked = [packages[one["relatedSpdxElement"]] for one in bill["relationships"] if one["relationshipType"] == "STATIC_LINK"]
    # Every library that the build looks for is in it.
    wanted = re.findall(r"find_(?:package|library)\((?:ECRIFY_)?(\w[\w-]*)", "".join(
        path.read_text() for path in [TOP / "CMakeLists.txt", *TOP.glob("src/**/CMakeLists.txt")]))
    squeeze = lambda name: re.sub("[^a-z0-9]", "", name.lower())  # noqa: E731
    named = {squeeze(entry["name"]) for entry in linked}
    for library in wanted:
        if library not in ("Threads", "Python3") and squeeze(library) not in named:
            sys.exit(f"{path.name} does not name {library}")
    for entry in linked:
        known = {"libstdc++": "GCC", "glibc": "GNU C library"}.get(entry["name"], entry["name"])
        licence = {"libstdc++": "GPL-3", "glibc": "LGPL-2.1"}.get(entry["name"], entry["licenseDeclared"])
        if known not in licences or licence not in licences:
            sys.exit(f"copyright does not name {known} or its licence {licence}")
    sums = run("sha256sum", program).split()[0]
    if sums not in {one["checksumValue"] for one in bill["files"][0]["checksums"]}:
        sys.exit(f"{path.name} is not about the program that is packed")
    print(f"{path.name}: {len(linked)} libraries")


def unpack_deb(package, scratch):
    run("dpkg-deb", "-x", package, scratch / "deb")
    depends = run("dpkg-deb", "-f", package, "Depends").strip()
    static = next(package.parent.glob("*-static.tar.gz"), None)
    if "libstdc++" in depends or (static and depends):
        sys.exit(f"the package depends on {depends}, which it should hold")
    if shutil.which("lintian"):
        said = run("lintian", "--allow-root", package, expect=None).splitlines()
        tags = [line for line in said if line[:3] in ("E: ", "W: ") and line.split()[2] not in EXPECTED_TAGS]
        if tags:
            sys.exit("\n".join(["lintian:"] + tags))
    else:
        skipped("lintian", "not installed")
    return scratch / "deb/usr"


def unpack_rpm(package, scratch):
    folder = scratch / "rpm"
    folder.mkdir()
    # By name, some of its releases write a file and others to stdout.
    with open(package, "rb") as bytes_of_it:
        archive = subprocess.run(["rpm2archive", "-"], stdin=bytes_of_it, stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-xz"], input=archive.stdout, cwd=folder, check=True)
    said = run("rpm", "--dbpath", scratch, "--query", "--package", "--info", package)
    for line in ("License     : Apache-2.0", "Build Host  : reproducible", "/issues>"):
        if line not in said:
            sys.exit(f"the .rpm does not say {line}:\n{said}")
    requires = [one for one in run("rpm", "--dbpath", scratch, "--query", "--package", "--requires", package).split("\n") if one and "rpmlib(" not in one]
    if requires and next(package.parent.glob("*-static.tar.gz"), None):
        sys.exit(f"the .rpm requires {requires}")
    return folder / "usr"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", nargs="?", type=pathlib.Path)
    parser.add_argument("--made", type=pathlib.Path)
    parser.add_argument("--emulator")
    options = parser.parse_args()
    if (options.build is None) == (options.made is None):
        sys.exit(__doc__)
    emulator = [options.emulator] if options.emulator else []
    with tempfile.TemporaryDirectory(prefix="ecrify-package-") as name:
        scratch = pathlib.Path(name).resolve()
        made = options.made.resolve() if options.made else packed(options.build.resolve(), scratch)
        tarball = next(iter(sorted(made.glob("*.tar.gz"), key=lambda path: images.PROCESSORS[1] in path.name)))

        run("tar", "-xzf", tarball, "-C", scratch)
        roots = {"tarball": scratch / tarball.name.removesuffix(".tar.gz")}
        program = check_tree(roots["tarball"], "site-functions", emulator)
        linked = run("ldd", program, expect=None)
        is_static = "statically linked" in linked or "not a dynamic" in linked
        if is_static != tarball.name.endswith("-static.tar.gz"):
            sys.exit(f"{tarball.name}: the program is {'' if is_static else 'not '}linked statically:\n{linked}")
        if not is_static:
            skipped("the static tarball and the images", "nothing can be linked statically")
        check_bill(next(made.glob(f"{tarball.name.removesuffix('.tar.gz')}.spdx.json")), program)

        for kind, tool, unpack, zsh in (("deb", "dpkg-deb", unpack_deb, "vendor-completions"),
                                        ("rpm", "rpm2archive", unpack_rpm, "site-functions")):
            package = next(made.glob(f"*.{kind}"), None)
            if package and shutil.which(tool):
                roots[kind] = unpack(package, scratch)
                check_tree(roots[kind], zsh, emulator)
            else:
                skipped(f"the .{kind}", f"{tool} is not installed")
        for image in sorted(made.glob("*-oci.tar")):
            roots[image.name] = images.check(image, scratch, tarball, native=not emulator)
        # One program is in all of them: the golden cases run through each that is another one.
        programs = {}
        for kind, root in roots.items():
            programs.setdefault((root / "bin/ecrify").read_bytes(), []).append(kind)
        for kinds in programs.values():
            print(f"the program of {', '.join(kinds)}:")
            golden(roots[kinds[0]] / "bin/ecrify", scratch, emulator)
        check_man_page(roots["tarball"], scratch, emulator)

        if options.build:
            run("cmake", "--install", options.build.resolve(), "--prefix", scratch / "installed")
            check_tree(scratch / "installed", "site-functions", emulator)


if __name__ == "__main__":
    main()
