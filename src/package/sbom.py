#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bill of materials of a program as SPDX 2.3 in JSON: what is linked into it, which version, under which licence.

    sbom.py PROGRAM NAME [--compiler COMPILER] [--libraries FILE]     NAME is ecrify-<version>-<system>-<processor>

The versions are those of the Debian packages that are installed, or of FILE, lines "<package> <version>". On another system they are
NOASSERTION. The time is SOURCE_DATE_EPOCH.
"""
import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
# Name, licence, page, the Debian package that brings it; {gcc} is the compiler's version.
LIBRARIES = [
    ("CLI11", "BSD-3-Clause", "https://github.com/CLIUtils/CLI11", "libcli11-dev"),
    ("fmt", "MIT", "https://github.com/fmtlib/fmt", "libfmt-dev"),
    ("nlohmann-json", "MIT", "https://github.com/nlohmann/json", "nlohmann-json3-dev"),
    ("Mustache", "BSL-1.0", "https://github.com/kainjow/Mustache", "libkainjow-mustache-dev"),
    ("PCRE2", "BSD-3-Clause", "https://github.com/PCRE2Project/pcre2", "libpcre2-dev"),
    ("spdlog", "MIT", "https://github.com/gabime/spdlog", "libspdlog-dev"),
    ("utf8proc", "MIT", "https://github.com/JuliaStrings/utf8proc", "libutf8proc-dev"),
    ("xxHash", "BSD-2-Clause", "https://github.com/Cyan4973/xxHash", "libxxhash-dev"),
    ("yaml-cpp", "MIT", "https://github.com/jbeder/yaml-cpp", "libyaml-cpp-dev"),
    ("libstdc++", "GPL-3.0-or-later WITH GCC-exception-3.1", "https://gcc.gnu.org", "libstdc++-{gcc}-dev"),
    ("glibc", "LGPL-2.1-or-later", "https://www.gnu.org/software/libc/", "libc6-dev"),
]


def installed():
    try:
        text = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Package} ${Version}\n"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    return dict(line.split() for line in text.splitlines() if len(line.split()) == 2)


def distribution():
    fields = pathlib.Path("/etc/os-release").read_text() if pathlib.Path("/etc/os-release").exists() else ""
    name = re.search(r"^ID=\"?([\w.-]+)", fields, re.M)
    return name.group(1) if name else "debian"


def package(name, version, licence, page, url=None):
    entry = {
        "SPDXID": f"SPDXRef-{re.sub('[^A-Za-z0-9.-]', '-', name)}",
        "name": name,
        "versionInfo": version or "NOASSERTION",
        "supplier": "NOASSERTION",
        "downloadLocation": page,
        "homepage": page,
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
    }
    if url:
        entry["externalRefs"] = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": url}]
    return entry


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("name")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--libraries", type=pathlib.Path)
    options = parser.parse_args()
    parts = re.fullmatch(r"ecrify-([\w.~+]+)-(\w+)-(\w+)", options.name)
    if not parts:
        sys.exit(f"{options.name}: not ecrify-<version>-<system>-<processor>")
    home = re.search(r'HOMEPAGE_URL "([^"]+)"', (TOP / "CMakeLists.txt").read_text()).group(1)
    versions = (
        dict(line.split() for line in options.libraries.read_text().splitlines()) if options.libraries else installed()
    )
    gcc = subprocess.run([options.compiler, "-dumpversion"], capture_output=True, text=True).stdout.split(".")[0].strip()
    sums = [
        {"algorithm": kind, "checksumValue": hashlib.new(kind.lower(), options.program.read_bytes()).hexdigest()}
        for kind in ("SHA1", "SHA256")  # the former is what SPDX demands of a file
    ]
    main_package = package("ecrify", parts[1], "Apache-2.0", home)
    main_package |= {"primaryPackagePurpose": "APPLICATION", "copyrightText": "2026 the ecrify authors"}
    packages = [main_package]
    for name, licence, page, debian in LIBRARIES:
        debian = debian.format(gcc=gcc)
        version = versions.get(debian)
        url = version and f"pkg:deb/{distribution()}/{debian.replace('+', '%2B')}@{version.replace('+', '%2B')}"
        packages.append(package(name, version, licence, page, url))
    time = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": options.name,
        "documentNamespace": f"{home}/spdx/{options.name}-{sums[1]['checksumValue']}",
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: ecrify-sbom.py"]},
        "packages": packages,
        "files": [
            {
                "SPDXID": "SPDXRef-program",
                "fileName": "./bin/ecrify",
                "fileTypes": ["BINARY"],
                "checksums": sums,
                "licenseConcluded": "NOASSERTION",
                "copyrightText": "NOASSERTION",
            }
        ],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-ecrify"},
            {"spdxElementId": "SPDXRef-program", "relationshipType": "GENERATED_FROM", "relatedSpdxElement": "SPDXRef-ecrify"},
        ]
        + [
            {"spdxElementId": "SPDXRef-program", "relationshipType": "STATIC_LINK", "relatedSpdxElement": entry["SPDXID"]}
            for entry in packages[1:]
        ],
    }
    json.dump(document, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
