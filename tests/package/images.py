# SPDX-License-Identifier: Apache-2.0
"""The images of a release, read as a client reads them: blobs by their digests, and the files of the layers."""
import gzip
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
PROCESSORS = ["x86_64", "aarch64"]
LABELS = {"title", "description", "version", "source", "documentation", "licenses"}


class Image:
    def __init__(self, path):
        self.path = path
        with tarfile.open(path) as archive:
            self.files = {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isfile()}
        if json.loads(self.files["oci-layout"]) != {"imageLayoutVersion": "1.0.0"}:
            sys.exit(f"{path.name}: no layout of OCI")

    def blob(self, descriptor):
        content = self.files[f"blobs/sha256/{descriptor['digest'].removeprefix('sha256:')}"]
        if f"sha256:{hashlib.sha256(content).hexdigest()}" != descriptor["digest"] or len(content) != descriptor["size"]:
            sys.exit(f"{self.path.name}: {descriptor['digest']} is not what it says")
        return content


def check(path, scratch, tarball, native):
    """Returns the folder usr/ of the image for the processor of the tarball."""
    image = Image(path)
    [top] = json.loads(image.files["index.json"])["manifests"]
    busybox = "busybox" in path.name
    if not top["annotations"]["org.opencontainers.image.ref.name"].endswith("-busybox") == busybox:
        sys.exit(f"{path.name}: its tag is {top['annotations']}")
    index = json.loads(image.blob(top))
    platforms = {}
    reached = {top["digest"]}
    for entry in index["manifests"]:
        manifest = json.loads(image.blob(entry))
        config = json.loads(image.blob(manifest["config"]))
        reached |= {entry["digest"], manifest["config"]["digest"], *(layer["digest"] for layer in manifest["layers"])}
        layers = [gzip.decompress(image.blob(layer)) for layer in manifest["layers"]]
        if config["rootfs"]["diff_ids"] != [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]:
            sys.exit(f"{path.name}: the configuration names other layers")
        if (config["os"], config["architecture"]) != (entry["platform"]["os"], entry["platform"]["architecture"]):
            sys.exit(f"{path.name}: the configuration is of another platform")
        labels = config["config"]["Labels"]
        missing = [name for name in LABELS if not labels.get(f"org.opencontainers.image.{name}")]
        if missing or config["config"]["Entrypoint"] != ["/usr/bin/ecrify"] or config["config"]["User"].startswith("0"):
            sys.exit(f"{path.name}: {config['config']}")
        platforms[config["architecture"]] = layers
    if sorted(platforms) != ["amd64", "arm64"] and native:
        sys.exit(f"{path.name} is for {sorted(platforms)}")
    unreached = {f"sha256:{name.rpartition('/')[2]}" for name in image.files if name.startswith("blobs/")} - reached
    if unreached:
        sys.exit(f"{path.name}: nothing leads to {unreached}")
    root = scratch / path.name.removesuffix(".tar")
    for layer in platforms["amd64" if PROCESSORS[0] in tarball.name else "arm64"]:
        with tarfile.open(fileobj=io.BytesIO(layer)) as files:
            files.extractall(root)
    if not busybox and {str(one.relative_to(root)) for one in root.rglob("*") if one.is_file()} != {
            "usr/bin/ecrify", "usr/share/doc/ecrify/copyright"}:
        sys.exit(f"{path.name} holds more than the program and its licences")
    if shutil.which("skopeo"):
        said = subprocess.run(["skopeo", "copy", "--all", "--quiet", f"oci-archive:{path}", f"oci:{scratch}/copied-{path.name}:a"],
                              capture_output=True, text=True, timeout=60)
        if said.returncode:
            sys.exit(f"skopeo: {said.stderr}")
    else:
        print("skipped: package: skopeo: not installed")
    if busybox and native:
        start_init_container(root)
    return root / "usr"


def start_init_container(root):
    """What the init container of examples/integrations/argocd/repo-server.yaml does in this image."""
    patch = yaml.safe_load((TOP / "examples/integrations/argocd/repo-server.yaml").read_text())
    [container] = patch["spec"]["template"]["spec"]["initContainers"]
    command = container["command"]
    if os.geteuid() != 0:
        print("skipped: package: the init container: only root may change its root folder")
        return
    (root / "tools").mkdir()
    (root / "tools").chmod(0o777)
    ran = subprocess.run(["chroot", "--userspec=65532:65532", root, "env", "PATH=/usr/bin:/bin", *command], capture_output=True, text=True, timeout=60)
    if ran.returncode or (root / "tools/ecrify").read_bytes() != (root / "usr/bin/ecrify").read_bytes():
        sys.exit(f"the init container: {ran.stderr}")
    ran = subprocess.run(["chroot", root, "/bin/sh", "-c", "echo 'a: ghcr.io/o/a:v1' | /tools/ecrify list --images-only -"],
                         capture_output=True, text=True, timeout=60)
    if ran.returncode:
        sys.exit(f"the program in the image with a shell: {ran.stderr}")
