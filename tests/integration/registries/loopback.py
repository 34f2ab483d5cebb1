# SPDX-License-Identifier: Apache-2.0
"""Registries on loopback, out of docker-registry and nginx: an upstream, a pull-through cache of it with a prefix and a
login as Amazon ECR has, and images of two platforms to push.

The cache differs from ECR: it imports what is asked for alone, also by digest, and refreshes whenever its upstream answers.
"""
import base64
import contextlib
import gzip
import hashlib
import io
import json
import pathlib
import shutil
import socket
import subprocess
import tarfile
import time
import urllib.error
import urllib.request

USER, PASSWORD = "AWS", "secret-token"
# {SHA} is a scheme of htpasswd that needs no program to make it.
HTPASSWD = f"{USER}:{{SHA}}{base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()}\n"

NGINX = """\
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
events {{}}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port};
    auth_basic ECR; auth_basic_user_file {folder}/htpasswd;
    proxy_set_header Authorization ""; proxy_set_header Host 127.0.0.1:{port};
    location = /v2/ {{ proxy_pass http://127.0.0.1:{cache}; }}
    location /v2/ghcr/ {{ rewrite ^/v2/ghcr/(.*)$ /v2/$1 break; proxy_pass http://127.0.0.1:{cache}; }}
    location / {{ return 404; }}
  }}
}}
"""


def missing_programs():
    """Of what is needed; Debian's packages have these names, too."""
    places = {"docker-registry": "docker-registry", "nginx": "/usr/sbin/nginx", "skopeo": "skopeo"}
    return [name for name, path in places.items() if not shutil.which(path)]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing answers on port {port}")


class Server:
    """A program that serves on a port, started and stopped at will."""

    def __init__(self, folder, name, port, command):
        self.port, self.command, self.process = port, command, None
        self.log = (folder / f"{name}.log").open("wb")

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_for(self.port)
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None


def registry(folder, name, more=""):
    port = free_port()
    config = folder / f"{name}.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: warn}}\nstorage: {{filesystem: {{rootdirectory: {folder}/{name}}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n{more}"
    )
    return Server(folder, name, port, ["docker-registry", "serve", str(config)])


def cache_of(folder, upstream):
    """The cache, behind a front with logins below /ghcr. Start the cache while its upstream answers."""
    cache = registry(folder, "cache", f"proxy: {{remoteurl: 'http://127.0.0.1:{upstream.port}'}}\n")
    (folder / "htpasswd").write_text(HTPASSWD)
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, cache=cache.port))
    return cache, Server(folder, "front", port, ["/usr/sbin/nginx", "-e", f"{folder}/nginx.err", "-c", f"{folder}/nginx.conf"])


@contextlib.contextmanager
def running(*servers):
    try:
        yield
    finally:
        for server in servers:
            server.stop()


def layout(folder, word):
    """An OCI layout of an image for two platforms with a file in it; returns the digest of its list."""
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)

    def put(content):
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        return {"digest": f"sha256:{digest}", "size": len(content)}

    manifests = []
    for architecture in ("amd64", "arm64"):
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w") as archive:
            content = f"{word} for {architecture}\n".encode()
            entry = tarfile.TarInfo("hello")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        layer = put(gzip.compress(tar.getvalue(), mtime=0))
        config = put(json.dumps({
            "architecture": architecture, "os": "linux", "config": {"Cmd": ["/hello"]},
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar.getvalue()).hexdigest()]},
        }).encode())
        manifest = put(json.dumps({
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **layer}],
        }).encode())
        manifests.append({"mediaType": "application/vnd.oci.image.manifest.v1+json", **manifest,
                          "platform": {"architecture": architecture, "os": "linux"}})
    index_type = "application/vnd.oci.image.index.v1+json"
    index = put(json.dumps({"schemaVersion": 2, "mediaType": index_type, "manifests": manifests}).encode())
    (folder / "index.json").write_text(json.dumps({
        "schemaVersion": 2,
        "manifests": [{"mediaType": index_type, **index, "annotations": {"org.opencontainers.image.ref.name": "it"}}],
    }))
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    return index["digest"]


class Client:
    """skopeo, with a home of its own: registries on loopback speak HTTP, and logins are those of a file."""

    def __init__(self, folder, insecure, logins):
        self.folder = folder
        containers = folder / "home/.config/containers"
        containers.mkdir(parents=True)
        (containers / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        self.insecure = "".join(f'[[registry]]\nlocation = "127.0.0.1:{port}"\ninsecure = true\n' for port in insecure)
        (containers / "registries.conf").write_text(self.insecure)
        auth = {f"127.0.0.1:{port}": {"auth": base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()} for port in logins}
        (folder / "auth.json").write_text(json.dumps({"auths": auth}))
        (folder / "no-auth.json").write_text('{"auths": {}}')

    def environment(self, login=True):
        return {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin", "HOME": str(self.folder / "home"), "LC_ALL": "C.UTF-8",
                "XDG_RUNTIME_DIR": str(self.folder),
                "REGISTRY_AUTH_FILE": str(self.folder / ("auth.json" if login else "no-auth.json"))}

    def run(self, command, login=True, **more):
        return subprocess.run(command, env=self.environment(login), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=100, **more)

    def push(self, port, reference, word):
        folder = self.folder / "layouts" / hashlib.sha256(word.encode()).hexdigest()
        digest = (folder / "digest").read_text() if folder.exists() else layout(folder, word)
        (folder / "digest").write_text(digest)
        done = self.run(["skopeo", "copy", "--quiet", "--all", f"oci:{folder}:it", f"docker://127.0.0.1:{port}/{reference}"])
        if done.returncode:
            raise SystemExit(done.stderr)
        return digest

    def pull(self, reference, login=True, options=()):
        """All platforms, layers included; returns why it failed, or nothing."""
        target = self.folder / "pulled"
        shutil.rmtree(target, ignore_errors=True)
        # skopeo takes a tag or a digest.
        name, _, digest = reference.partition("@")
        if digest and ":" in name.rsplit("/", 1)[-1]:
            reference = name.rsplit(":", 1)[0] + "@" + digest
        done = self.run(["skopeo", *options, "copy", "--quiet", "--all", f"docker://{reference}", f"dir:{target}"], login)
        return done.stderr if done.returncode else ""

    def digest(self, reference, options=()):
        done = self.run(["skopeo", *options, "inspect", "--raw", f"docker://{reference}"])
        return "sha256:" + hashlib.sha256(done.stdout.encode()).hexdigest()


def folder_for(path):
    folder = pathlib.Path(path).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
