#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packages: made as a release makes them, unpacked, and the program in them run through the golden cases.

    run.py BUILD       the build folder

What is checked besides: the checksums, what is in the packages, the man page (mandoc, man), lintian where it is
installed, and `cmake --install`.
"""
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

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
# Things that Debian asks of packages in its archive: that a bug report asked for it, and no static libraries.
EXPECTED_TAGS = {"initial-upload-closes-no-bugs", "embedded-library", "statically-linked-binary"}


def run(*command, cwd=None, environment=None, expect=0):
    result = subprocess.run(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=110,
    )
    text = result.stdout.decode(errors="replace")
    if expect is not None and result.returncode != expect:
        sys.exit(f"{' '.join(map(str, command))}: exit status {result.returncode}\n{text}")
    return text


def skipped(what, why):
    print(f"skipped: package: {what}: {why}")


def check_tree(root, zsh):
    program = root / "bin/ecrify"
    if not os.access(program, os.X_OK):
        sys.exit(f"{program} is no program")
    for name, shell in {**BESIDE, f"share/zsh/{zsh}/_ecrify": "zsh"}.items():
        text = (root / name).read_bytes()
        if (gzip.decompress(text) if name.endswith(".gz") else text).strip() == b"":
            sys.exit(f"{name} is empty")
        if shell and text.decode() != run(program, "completion", shell):
            sys.exit(f"{name} is not what \"ecrify completion {shell}\" prints")
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    unknown = found - set(BESIDE) - {"bin/ecrify", f"share/zsh/{zsh}/_ecrify"}
    if unknown:
        sys.exit(f"nobody asked for {sorted(unknown)}")
    return program


def check_man_page(root, scratch):
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
    for line in run(root / "bin/ecrify", "rewrite", "--help").splitlines():
        words = [word for word in line.split() if word.startswith("--")]
        if line.startswith("  ") and words and f"\\fB{words[0].split('[')[0]}\\fR" not in source:
            sys.exit(f"the man page does not have {words[0]}")


def golden(program, *cases):
    print(run(sys.executable, "-B", str(TOP / "tests/golden/run.py"), *cases, environment={**os.environ, "ECRIFY_BIN": str(program)}), end="")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="ecrify-package-") as name:
        scratch = pathlib.Path(name).resolve()
        kinds = ["TGZ"] + (["DEB"] if shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps") else [])
        for kind in kinds:
            run("cpack", "--config", build / "CPackConfig.cmake", "-G", kind, "-B", scratch / "made", cwd=scratch)
        made = sorted(path for path in (scratch / "made").iterdir() if path.is_file() and path.suffix != ".sha256")
        for path in made:
            run("sha256sum", "--check", "--strict", f"{path.name}.sha256", cwd=scratch / "made")
        if len(made) != len(kinds):
            sys.exit(f"{kinds} made {made}")

        tarball = next(path for path in made if path.name.endswith(".tar.gz"))
        run("tar", "-xzf", tarball, "-C", scratch)
        program = check_tree(scratch / tarball.name.removesuffix(".tar.gz"), "site-functions")
        if tarball.name.endswith("-static.tar.gz"):
            linked = run("ldd", program, expect=None)
            if "statically linked" not in linked and "not a dynamic" not in linked:
                sys.exit(f"{tarball.name}: the program is not linked statically:\n{linked}")
            golden(program, "bytes", "check", "write", "rules")
        else:
            skipped("the static tarball", "nothing can be linked statically")
        if "DEB" in kinds:
            package = next(path for path in made if path.suffix == ".deb")
            run("dpkg-deb", "-x", package, scratch / "root")
            program = check_tree(scratch / "root/usr", "vendor-completions")
            if "libstdc++" in run("dpkg-deb", "-f", package, "Depends"):
                sys.exit("the package depends on a library that it should hold")
            if shutil.which("lintian"):
                said = run("lintian", "--allow-root", package, expect=None).splitlines()
                tags = [line for line in said if line[:3] in ("E: ", "W: ") and line.split()[2] not in EXPECTED_TAGS]
                if tags:
                    sys.exit("\n".join(["lintian:"] + tags))
            else:
                skipped("lintian", "not installed")
        else:
            skipped("the .deb", "dpkg-dev is not installed")
        check_man_page(program.parent.parent, scratch)
        golden(program)

        run("cmake", "--install", build, "--prefix", scratch / "installed")
        check_tree(scratch / "installed", "site-functions")


if __name__ == "__main__":
    main()
