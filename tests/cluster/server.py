#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The policies in a real API server, with its controller manager and etcd, built from Go modules, on loopback. It needs
go, kubectl and openssl, and downloads modules the first time; a build takes half an hour on two cores.

    ECRIFY_BIN=build/src/ecrify tests/cluster/server.py [--version 1.37] [--folder build-cluster]
"""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = {"etcd": "go.etcd.io/etcd/server/v3", "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
         "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager"}
CONFIG = """apiVersion: ecrify/v1
kind: RewriteConfig
registry: {account: "123456789012", region: ca-central-1}
rules:
  - {from: ghcr.io, prefix: ghcr}
  - {from: ghcr.io/org/internal, keep: true}
  - {from: docker.io, prefix: docker-hub}
"""
ECR = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"


class Problem(Exception):
    pass


def build(version, folder):
    """The programs, in a folder of the version."""
    if not shutil.which("go"):
        raise Problem("go is not installed")
    programs = folder / version
    programs.mkdir(parents=True, exist_ok=True)
    environment = {"GOMODCACHE": str(folder / "go-modules"), "GOCACHE": str(folder / "go-build"), **os.environ,
                   "GOFLAGS": os.environ.get("GOFLAGS", "") + " -mod=readonly"}
    for name, package in TOOLS.items():
        subprocess.run(["go", "build", "-o", str(programs / name), package], cwd=HERE / "server" / version, env=environment, check=True)
    return programs


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    def __init__(self, programs, folder, ecrify):
        self.programs, self.folder, self.ecrify = programs, folder, ecrify
        self.processes = []
        self.kubeconfig = folder / "kubeconfig"
        (folder / "config").mkdir()
        (folder / "config" / ".ecrify.yaml").write_text(CONFIG)

    def start(self):
        etcd, peer, api, manager = (free_port() for _ in range(4))
        key, public = self.folder / "sa.key", self.folder / "sa.pub"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        subprocess.run(["openssl", "rsa", "-in", key, "-pubout", "-out", public], check=True, capture_output=True)
        (self.folder / "tokens.csv").write_text("secret,admin,admin,system:masters\n")
        (self.folder / "audit.yaml").write_text("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n"
                                                "  resources: [{group: '', resources: [pods]}]\n")
        user = {"name": "admin", "user": {"token": "secret"}}
        server = {"name": "local", "cluster": {"server": f"https://127.0.0.1:{api}", "insecure-skip-tls-verify": True}}
        self.kubeconfig.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "local", "users": [user], "clusters": [server],
            "contexts": [{"name": "local", "context": {"user": "admin", "cluster": "local"}}]}))
        url, beside = f"http://127.0.0.1:{etcd}", f"http://127.0.0.1:{peer}"
        self.run("etcd", "--data-dir", self.folder / "etcd", "--listen-client-urls", url, "--advertise-client-urls", url,
                 "--listen-peer-urls", beside, "--initial-advertise-peer-urls", beside, "--initial-cluster", f"default={beside}")
        self.run("kube-apiserver", f"--etcd-servers={url}", "--bind-address=127.0.0.1", f"--secure-port={api}",
                 f"--cert-dir={self.folder}/api", f"--service-account-key-file={public}", f"--service-account-signing-key-file={key}",
                 "--service-account-issuer=https://kubernetes.default.svc", f"--token-auth-file={self.folder}/tokens.csv",
                 "--authorization-mode=RBAC", "--service-cluster-ip-range=10.0.0.0/24", f"--audit-policy-file={self.folder}/audit.yaml",
                 f"--audit-log-path={self.folder}/audit.log")
        self.wait("the API server", lambda: self.kubectl("get", "--raw", "/readyz", check=False).returncode == 0)
        self.run("kube-controller-manager", f"--kubeconfig={self.kubeconfig}", f"--service-account-private-key-file={key}",
                 "--leader-elect=false", "--bind-address=127.0.0.1", f"--secure-port={manager}", f"--cert-dir={self.folder}/manager")
        for namespace in ("default", "kube-system"):
            self.wait("service accounts", lambda: self.kubectl("get", "-n", namespace, "serviceaccount", "default", check=False).returncode == 0)

    def run(self, name, *arguments):
        log = (self.folder / f"{name}.log").open("w")
        self.processes.append(subprocess.Popen([self.programs / name, *map(str, arguments)], stdout=log, stderr=log))

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()

    def wait(self, what, ready, seconds=90):
        end = time.monotonic() + seconds
        while not ready():
            for process in self.processes:
                if process.poll() is not None:
                    raise Problem(f"{process.args[0]} ended: see its log")
            if time.monotonic() > end:
                raise Problem(f"waited {seconds} s for {what}")
            time.sleep(0.3)

    def kubectl(self, *arguments, text=None, check=True):
        result = subprocess.run(["kubectl", f"--kubeconfig={self.kubeconfig}", *arguments], input=text, capture_output=True, text=True)
        if check and result.returncode != 0:
            raise Problem(f"kubectl {' '.join(arguments)}: {result.stderr}")
        return result

    def get(self, *arguments):
        return json.loads(self.kubectl("get", *arguments, "-o", "json").stdout)

    def policy(self, mode, *flags):
        return self.of_ecrify("generate", "admission-policy", "--mode", mode, *flags)

    def of_ecrify(self, *arguments, text=""):
        result = subprocess.run([self.ecrify, *arguments], cwd=self.folder / "config", input=text, capture_output=True, text=True)
        if result.returncode != 0:
            raise Problem(f"ecrify {' '.join(arguments)}: {result.stderr}")
        return result.stdout


def pod(name, *images, init=(), volumes=(), **metadata):
    containers = [{"name": f"c{i}", "image": image} for i, image in enumerate(images)]
    spec = {"containers": containers, "initContainers": [{"name": f"i{n}", "image": image} for n, image in enumerate(init)],
            "volumes": [{"name": f"v{n}", "image": {"reference": image}} for n, image in enumerate(volumes)]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default", **metadata}, "spec": spec}


def images(one):
    spec = one["spec"]
    lists = [spec.get(key, []) for key in ("containers", "initContainers", "ephemeralContainers")]
    return [c["image"] for many in lists for c in many] + [v["image"]["reference"] for v in spec.get("volumes", []) if "image" in v]


def equal(what, got, wanted):
    if got != wanted:
        raise Problem(f"{what}: {got}, and should be {wanted}")
    print(f"ok: {what}")


def in_text(what, text, word):
    if word not in text:
        raise Problem(f"{what}: {word!r} is not in {text!r}")
    print(f"ok: {what}")


PODS = [
    pod("plain", "ghcr.io/org/app:v1", "quay.io/x/y:2"),
    pod("whole", "ghcr.io/org/app@sha256:" + "a" * 64, "nginx", init=["ghcr.io/org/internal/setup:v1", "bitnami/redis:7"], volumes=["GHCR.io/org/data:v1"]),
    pod("ignored", "ghcr.io/org/app:v1", annotations={"ecrify/ignore": "debugging"}),
]


def put_policy(cluster, mode, *flags):
    """Applies it, and waits until the server goes by it."""
    kubectl_says = cluster.kubectl("apply", "-f", "-", text=cluster.policy(mode, *flags)).stderr
    if "arning" in kubectl_says:
        raise Problem(f"the policy of mode {mode}: {kubectl_says}")

    def works():
        probe = cluster.kubectl("create", "--dry-run=server", "-o", "json", "-f", "-", text=json.dumps(pod("probe", "ghcr.io/org/probe:v1")), check=False)
        return {"mutate": ECR in probe.stdout, "deny": probe.returncode != 0, "warn": "should be" in probe.stderr, "audit": probe.returncode == 0}[mode]

    cluster.wait(f"the policy of mode {mode}", works)


def try_pods(cluster):
    for one in PODS[:2]:
        cluster.kubectl("create", "-f", "-", text=json.dumps(one))
    rest = {"apiVersion": "v1", "kind": "List", "items": PODS[2:] + [pod("in-a-list", "docker.io/nginx:1.27"), pod("as-well", "ghcr.io/o/p")]}
    cluster.kubectl("create", "-f", "-", text=json.dumps(rest))
    for one in PODS[:2] + rest["items"]:
        file = json.loads(cluster.of_ecrify("rewrite", "-", text=json.dumps(one)))
        equal(f"pod {one['metadata']['name']} is what its file would have become", images(cluster.get("pod", one["metadata"]["name"])), images(file))


def workload(kind, name, **spec):
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "c", "image": f"ghcr.io/org/{name}:v1"}]}}
    version = "batch/v1" if kind == "CronJob" else "apps/v1"
    if kind == "CronJob":
        template["spec"]["restartPolicy"] = "Never"
        spec = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": template}}}
    else:
        spec = {"replicas": 1, "selector": {"matchLabels": {"app": name}}, "template": template, **spec}
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "default"}, "spec": spec}


def try_workloads(cluster):
    kinds = {"deploy": workload("Deployment", "deploy"), "set": workload("StatefulSet", "set", serviceName="set"), "cron": workload("CronJob", "cron")}
    for one in kinds.values():
        cluster.kubectl("create", "-f", "-", text=json.dumps(one))
    cluster.kubectl("create", "job", "by-hand", "--from=cronjob/cron")
    for name, one in kinds.items():
        def pods():
            return cluster.get("pods", "-l", f"app={name}")["items"]

        cluster.wait(f"a pod of {name}", lambda: len(pods()) > 0)
        spec = cluster.get(one["kind"], name)["spec"]
        template = spec["jobTemplate"]["spec"]["template"] if one["kind"] == "CronJob" else spec["template"]
        equal(f"the {one['kind']} stays as it was sent", images(template), [f"ghcr.io/org/{name}:v1"])
        equal(f"the pod of the {one['kind']} is rewritten", images(pods()[0]), [f"{ECR}/ghcr/org/{name}:v1"])


def try_updates(cluster):
    """`early` was there before the policies."""
    cluster.kubectl("label", "pod", "early", "new=label")
    equal("a label changes no image", images(cluster.get("pod", "early")), ["ghcr.io/org/early:v1"])
    cluster.kubectl("debug", "early", "--image=ghcr.io/org/tools:v1", "--container=tools", "--attach=false", "--quiet")
    equal("kubectl debug: only what is new is rewritten", images(cluster.get("pod", "early")), ["ghcr.io/org/early:v1", f"{ECR}/ghcr/org/tools:v1"])
    text = cluster.of_ecrify("rewrite", "-", text=json.dumps(pod("applied", "ghcr.io/org/applied:v1", "redis")))
    cluster.kubectl("apply", "--server-side", "-f", "-", text=text)
    before = cluster.get("pod", "applied")
    equal("server-side apply of a rewritten pod changes nothing", images(before), images(json.loads(text)))
    cluster.kubectl("apply", "--server-side", "-f", "-", text=text)
    equal("… nor does a second one", cluster.get("pod", "applied")["metadata"]["resourceVersion"], before["metadata"]["resourceVersion"])


def try_gates(cluster):
    put_policy(cluster, "warn")
    says = cluster.kubectl("create", "-f", "-", text=json.dumps(pod("warned", "ghcr.io/org/app:v1"))).stderr
    in_text("kubectl shows the warning", says, f"container c0: ghcr.io/org/app:v1 should be {ECR}/ghcr/org/app:v1 [unmapped-image]")
    put_policy(cluster, "audit")

    def noted():
        name = f"audited-{time.monotonic_ns()}"
        cluster.kubectl("create", "-f", "-", text=json.dumps(pod(name, "ghcr.io/org/app:v1")))
        lines = [line for line in (cluster.folder / "audit.log").read_text().splitlines() if f'"{name}"' in line]
        return any("validation.policy.admission.k8s.io/validation_failure" in line and "should be" in line and "Audit" in line for line in lines)

    cluster.wait("a note in the audit log", noted)
    print("ok: the audit log notes it")
    put_policy(cluster, "deny", "--exclude-namespace", "kube-system")
    denied = cluster.kubectl("create", "-f", "-", text=json.dumps(pod("denied", "ghcr.io/org/app:v1:v2")), check=False)
    in_text("a broken reference is denied", denied.stderr, "container c0: ghcr.io/org/app:v1:v2 is no legal image reference [invalid-reference]")
    cluster.kubectl("create", "-f", "-", text=json.dumps(pod("left", "ghcr.io/org/app:v1") | {"metadata": {"name": "left", "namespace": "kube-system"}}))
    print("ok: a namespace that is left out is left alone")
    cluster.kubectl("label", "pod", "early", "second=label")
    print("ok: a label on a pod with an old image is not denied")


def try_all(cluster):
    cluster.kubectl("create", "-f", "-", text=json.dumps(pod("early", "ghcr.io/org/early:v1")))
    try_gates(cluster)
    put_policy(cluster, "mutate")
    broken = cluster.kubectl("create", "-f", "-", text=json.dumps(pod("broken", "ghcr.io/org/App:v1")), check=False)
    in_text("beside the rewrite, too", broken.stderr, "[invalid-reference]")
    try_pods(cluster)
    try_workloads(cluster)
    try_updates(cluster)
    for kind, name in (("validatingadmissionpolicy", "ecrify-check"),):
        def checked():
            return "observedGeneration" in cluster.get(kind, name).get("status", {})

        cluster.wait("the types of the policy", checked)
        equal("the server finds no wrong type in the policy", cluster.get(kind, name)["status"].get("typeChecking", {}).get("expressionWarnings", []), [])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default="1.37", choices=sorted(path.name for path in (HERE / "server").iterdir()))
    parser.add_argument("--folder", default="build-cluster", type=pathlib.Path, help="for what is built")
    arguments = parser.parse_args()
    ecrify = shutil.which(os.environ.get("ECRIFY_BIN", "ecrify"))
    missing = [name for name in ("kubectl", "openssl") if not shutil.which(name)]
    if not ecrify or missing:
        sys.exit(f"no {', '.join(missing) or 'ecrify: name it by ECRIFY_BIN'}")
    programs = build(arguments.version, arguments.folder.resolve())
    with tempfile.TemporaryDirectory(prefix="ecrify-server-") as name:
        cluster = Cluster(programs, pathlib.Path(name), os.path.abspath(ecrify))
        try:
            cluster.start()
            try_all(cluster)
        except Problem as problem:
            sys.exit(f"failed: {problem}")
        finally:
            cluster.stop()
    print(f"Kubernetes {arguments.version}: all of it")


if __name__ == "__main__":
    main()
