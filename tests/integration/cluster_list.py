#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `kubectl get pods -A -o json` prints, as input: who made a pod, and where it runs, in what check and list say; and
a list of 10,000 pods at once."""
import json
import pathlib
import resource
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from running import ECRIFY, told  # noqa: E402

TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
PODS = 10_000
MOST_SECONDS = 3  # of the processor; it takes one where nothing else runs


def pod(number):
    owner = f"web{number % 100}"
    image = f"ghcr.io/org/app{number % 300}:v1"
    status = {"image": image, "imageID": f"ghcr.io/org/app@sha256:{'0' * 64}", "name": "app", "ready": True, "restartCount": 0}
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": f"{owner}-7d9f8b6c5-{number:05}", "namespace": f"team-{number % 40}",
                     "labels": {"app": owner, "pod-template-hash": "7d9f8b6c5"}, "creationTimestamp": "2026-01-01T00:00:00Z",
                     "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": "other", "uid": "1"},
                                         {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{owner}-7d9f8b6c5", "uid": "2", "controller": True}]},
        "spec": {"containers": [{"name": "app", "image": image, "resources": {}, "env": [{"name": "A", "value": "b"}],
                                 "volumeMounts": [{"mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "name": "token", "readOnly": True}]},
                                {"name": "proxy", "image": "quay.io/x/proxy:2", "resources": {}}],
                 "volumes": [{"name": "token", "projected": {"sources": [{"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}]}}]},
        "status": {"phase": "Running", "containerStatuses": [status, status], "podIP": "10.0.0.1"}}


def run(pods, *arguments):
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": pods, "metadata": {"resourceVersion": ""}}, indent=4)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run([ECRIFY, *arguments, *TARGET, "-"], input=text, capture_output=True, text=True, env={"HOME": "/"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    problems = []

    def expect(what, holds):
        if not holds:
            problems.append(what)

    replica_set, daemon_set, job = pod(1), pod(2), pod(3)
    daemon_set["metadata"]["ownerReferences"][1] |= {"kind": "DaemonSet", "name": "agent"}
    job["metadata"]["ownerReferences"] = [{"apiVersion": "batch/v1", "kind": "Job", "name": "by-nobody", "uid": "3"}]
    few = [replica_set, daemon_set, job]
    shown = run(few, "check")[0].stdout
    expect("a ReplicaSet's Deployment", "in: Pod team-1/web1-7d9f8b6c5-00001 of Deployment/web1, items[0].spec.containers[0].image" in shown)
    expect("another owner", "in: Pod team-2/web2-7d9f8b6c5-00002 of DaemonSet/agent, items[1]" in shown)
    expect("an owner that is no controller", "in: Pod team-3/web3-7d9f8b6c5-00003, items[2]" in shown)
    summary = json.loads(run(few, "list", "--summary", "-f", "json")[0].stdout)
    expect("owners of a summary", sorted(row["owner"] for row in summary["owners"]) == ["team-1/Deployment/web1", "team-2/DaemonSet/agent"])
    expect("namespaces of a summary", len(summary["namespaces"]) == 3)
    expect("the table of owners", "\nOWNER " in run(few, "list", "--summary")[0].stdout)
    rows = json.loads(run(few, "list", "-f", "json")[0].stdout)
    expect("owners of a list", [row["owner"] for row in rows if row["source"].startswith("ghcr")] == ["Deployment/web1", "DaemonSet/agent", None])

    many = [pod(number) for number in range(PODS)]
    for arguments, word in ((["check"], f"{PODS} references left"), (["list", "--summary"], f"{2 * PODS} references")):
        result, seconds = run(many, *arguments)
        expect(f"{' '.join(arguments)} of {PODS} pods: {result.stderr[-200:]}", word in result.stdout + result.stderr)
        expect(f"{' '.join(arguments)} of {PODS} pods took {seconds:.2f} s of the processor", seconds < MOST_SECONDS)
        print(f"{' '.join(arguments)} of {PODS} pods: {seconds:.2f} s of the processor")
    return told(problems)


if __name__ == "__main__":
    sys.exit(main())
