#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An image for several platforms, as an archive in the layout of OCI; nothing runs for it but this.

    oci_image.py OUT.tar TAG TARBALL… [--busybox PROCESSOR=PROGRAM…] [--revision COMMIT]

Each tarball is a static one of ecrify, and gives the image of the platform that its name says: the program and what it is
licensed under, and with --busybox a shell and the commands of a script. `skopeo copy --all oci-archive:OUT.tar docker://…`
brings it into a registry. The time of all that is in it is SOURCE_DATE_EPOCH.

Contract: image-spec 1.1 of the Open Container Initiative.
"""
import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import sys
import tarfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
TARBALL = re.compile(r"ecrify-(.+)-linux-(\w+)-static\.tar\.gz")
# What a container that copies the program, or pipes manifests through it, calls.
COMMANDS = "[ cat chmod chown cmp cp cut diff echo env false find grep head id ln ls mkdir mv printf pwd rm sed sh sleep sort tail test tr true wc xargs".split()
COPYRIGHT = "share/doc/ecrify/copyright"
BUSYBOX_NOTICE = b"busybox: GPL-2.0; its source is that of the package busybox-static of the distribution that this image was built on.\n"
USER = 65532  # what images without a user database of their own use by custom


class Layer:
    """Entries of a tar file in the order in which they are added, all with one time and one owner."""

    def __init__(self, time):
        self.time = time
        self.bytes = io.BytesIO()
        self.tar = tarfile.open(fileobj=self.bytes, mode="w", format=tarfile.USTAR_FORMAT)

    def add(self, name, content=b"", kind=tarfile.REGTYPE, mode=0o644, target=""):
        entry = tarfile.TarInfo(name)
        entry.type, entry.mode, entry.linkname, entry.mtime, entry.size = kind, mode, target, self.time, len(content)
        self.tar.addfile(entry, io.BytesIO(content))

    def folder(self, name, mode=0o755):
        self.add(name, kind=tarfile.DIRTYPE, mode=mode)

    def done(self):
        self.tar.close()
        return self.bytes.getvalue()


def root_of(tarball, busybox, time):
    with tarfile.open(tarball) as files:
        top = tarball.name.removesuffix(".tar.gz")
        program = files.extractfile(f"{top}/bin/ecrify").read()
        licences = files.extractfile(f"{top}/{COPYRIGHT}").read()
    layer = Layer(time)
    if busybox:
        layer.folder("bin")
        layer.add("bin/busybox", busybox.read_bytes(), mode=0o755)
        for command in COMMANDS:
            layer.add(f"bin/{command}", kind=tarfile.SYMTYPE, mode=0o777, target="busybox")
    layer.folder("tmp", mode=0o1777)
    for folder in ("usr", "usr/bin", "usr/share", "usr/share/doc", "usr/share/doc/ecrify"):
        layer.folder(folder)
    layer.add("usr/bin/ecrify", program, mode=0o755)
    layer.add(f"usr/{COPYRIGHT}", licences + (BUSYBOX_NOTICE if busybox else b""))
    return layer.done()


class Archive:
    """Blobs by their digest, and the files around them."""

    def __init__(self):
        self.blobs = {}

    def blob(self, content, kind):
        digest = hashlib.sha256(content).hexdigest()
        self.blobs[digest] = content
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}

    def json(self, value, kind):
        return self.blob(json.dumps(value, separators=(",", ":"), sort_keys=True).encode(), kind)

    def write(self, path, index, time):
        layout = Layer(time)
        layout.add("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        layout.add("index.json", json.dumps(index, separators=(",", ":"), sort_keys=True).encode())
        layout.folder("blobs")
        layout.folder("blobs/sha256")
        for digest in sorted(self.blobs):
            layout.add(f"blobs/sha256/{digest}", self.blobs[digest])
        path.write_bytes(layout.done())


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("tag")
    parser.add_argument("tarballs", nargs="+", type=pathlib.Path)
    parser.add_argument("--busybox", action="append", default=[])
    parser.add_argument("--revision")
    options = parser.parse_args()
    time = int(os.environ["SOURCE_DATE_EPOCH"])
    busybox = dict(entry.split("=", 1) for entry in options.busybox)
    cmake = (TOP / "CMakeLists.txt").read_text()
    home = re.search(r'HOMEPAGE_URL "([^"]+)"', cmake).group(1)

    archive = Archive()
    manifests = []
    for tarball in sorted(options.tarballs):
        named = TARBALL.fullmatch(tarball.name)
        if not named or named[2] not in ARCHITECTURES:
            sys.exit(f"{tarball}: not ecrify-<version>-linux-<{'|'.join(ARCHITECTURES)}>-static.tar.gz")
        if busybox and named[2] not in busybox:
            sys.exit(f"{tarball}: no --busybox for {named[2]}")
        labels = {
            "org.opencontainers.image.title": "ecrify",
            "org.opencontainers.image.description": re.search(r'DESCRIPTION "([^"]+)"', cmake).group(1),
            "org.opencontainers.image.version": named[1],
            "org.opencontainers.image.source": home,
            "org.opencontainers.image.documentation": f"{home}/blob/main/README.md",
            "org.opencontainers.image.licenses": "Apache-2.0" + (" AND GPL-2.0-only" if busybox else ""),
        }
        if options.revision:
            labels["org.opencontainers.image.revision"] = options.revision
        program = pathlib.Path(busybox[named[2]]) if busybox else None
        layer = root_of(tarball, program, time)
        created = datetime.datetime.fromtimestamp(time, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        platform = {"architecture": ARCHITECTURES[named[2]], "os": "linux"}
        settings = {
            "User": f"{USER}:{USER}",
            "Env": ["PATH=/usr/bin:/bin"],
            "Entrypoint": ["/usr/bin/ecrify"],
            "WorkingDir": "/",
            "Labels": labels,
        }
        config = {
            **platform,
            "created": created,
            "config": settings,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
            "history": [{"created": created, "created_by": "oci_image.py"}],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": archive.json(config, "application/vnd.oci.image.config.v1+json"),
            "layers": [archive.blob(gzip.compress(layer, 6, mtime=0), "application/vnd.oci.image.layer.v1.tar+gzip")],
            "annotations": labels,
        }
        manifests.append({**archive.json(manifest, manifest["mediaType"]), "platform": platform})
    index = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": manifests,
        "annotations": labels,  # an index has those of its last image: they differ in nothing
    }
    top = archive.json(index, index["mediaType"])
    top["annotations"] = {"org.opencontainers.image.ref.name": options.tag}
    archive.write(options.out, {"schemaVersion": 2, "mediaType": index["mediaType"], "manifests": [top]}, time)


if __name__ == "__main__":
    main()
