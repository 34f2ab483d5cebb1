# SPDX-License-Identifier: Apache-2.0
"""Pods, and the texts that name images in them, in random variety."""

import json

from yaml_text import Alias, Anchor, Block, Image

HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
DIGEST = "@sha256:" + "0123456789abcdef" * 4


class Pods:
    def __init__(self, random):
        self.random = random
        self.count = 0

    def one_in(self, number):
        return self.random.randrange(number) == 0

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self):
        self.count += 1
        return f"n{self.count}"

    # Texts.

    def repository(self):
        return self.pick(
            "org/web",
            "org/web",
            "org/api",
            "org/internal/tool",
            "team/app",
            "o/a-b__c",
            "solo",
            "org/sub/app",
            "library/busybox",
        )

    def host(self):
        return self.pick(
            *["ghcr.io"] * 12,
            *["docker.io"] * 2,
            "quay.io",
            "quay.io",
            "registry.k8s.io",
            "index.docker.io",
            HOST + "/ghcr",
            "999999999999.dkr.ecr.us-east-1.amazonaws.com/ghcr",
            "GHCR.io",
            "ghcr.io:443",
            "my.ghcr.io",
            "ghcr.io.example.com",
            "lscr.io",
            "localhost:5000",
            "${REGISTRY}",
        )

    def version(self):
        return self.pick(
            "", ":v1", ":v1", ":v1.4.0", ":latest", DIGEST, ":v2" + DIGEST, ":${TAG}", ":${TAG:-v1}", "@${DIGEST}", ":%s"
        )

    def image(self):
        """Mostly a reference with its registry."""
        dice = self.random.randrange(40)
        if dice < 30:
            return Image(f"{self.host()}/{self.repository()}{self.version()}")
        return Image(
            self.pick(
                "nginx",
                "nginx:1.27",
                "bitnami/redis:7",
                "my.app:v1",
                "c.d",
                "ghcr.io/org/",
                "ghcr.io/org",
                "ghcr.io",
                "GHCR.IO/Org/App:1",
                "ghcr.io/org/${APP}:v1",
                "ghcr.io/${ORG}/app:v1",
                "ghcr.io/org/app:%s",
                "ghcr.io/org/%s:%s",
                "ghcr.io/Org/App:v1",
                "ghcr.io/org/app:",
                "ghcr.io//app:v1",
                "foo/-bar",
                "sha256:" + "ab" * 32,
                "auto",
                "oci://ghcr.io/org/charts/web",
                "https://ghcr.io/org/web",
                "docker://ghcr.io/org/web:v1",
                "ghcr.io/org/app-{{ version }}",
                "$(REGISTRY)/org/app:v1",
                f"ghcr.io/{'long/' * 52}app:v1",
                "ghcr.io/org/a:v1,ghcr.io/org/b:v2",
                "3.5.0=ghcr.io/org/db:3.5.0",
                "ghcr.io/org/*",
            )
        )

    def prose(self):
        return self.pick(
            f"pulls {self.image()} every night",
            f"docker pull {self.image()} && echo done",
            f"see https://ghcr.io/v2/ or {self.image()}.",
            "me@ghcr.io",
            "mirror.example.com/ghcr.io/org/web:v1",
            f"a={self.image()};b={self.image()}",
            "no image at all",
        )

    def script(self):
        return "".join(
            line + "\n"
            for line in (
                "#!/bin/sh",
                f"# helper of {self.image()}",
                f"docker pull {self.image()}",
                f"export IMAGE={self.image()}",
            )
        )

    # Pods.

    def container(self):
        made = {"name": self.name()}
        if not self.one_in(30):
            made["image"] = self.image()
        if self.one_in(4):
            made["args"] = [
                self.pick(
                    f"--image={self.image()}",
                    f"-sidecar-image={self.image()}",
                    f"--registry={self.image()}",
                    self.image(),
                    self.prose(),
                    f"--destination={self.image()}",
                )
                for _ in range(self.random.randint(1, 3))
            ]
            made["args"] = [Image(text) for text in made["args"]]
            if self.one_in(4):
                made["args"] += [self.pick("--helper-image", "--to"), self.image()]
        if self.one_in(8):
            made["command"] = self.pick(
                ["sh", "-c", Block(self.script())], ["/kaniko/executor"], ["crane", "copy", self.image()], ["sleep"]
            )
        if self.one_in(3):
            made["env"] = [
                {
                    "name": self.pick(
                        "RELATED_IMAGE_A",
                        "SIDECAR_IMAGE",
                        "IMAGE_PREFIX",
                        "REGISTRY",
                        "FOO",
                        "PUSH_IMAGE",
                        "MIRRORS",
                        "DOCKER_MODS",
                    ),
                    "value": self.pick(self.image(), self.image(), Image(self.prose()), "true"),
                }
                for _ in range(self.random.randint(1, 3))
            ]
        return made

    def pod_spec(self):
        made = {}
        if self.one_in(6):
            made["imagePullSecrets"] = [{"name": "ghcr-login"}]
        if self.one_in(4):
            made["initContainers"] = [self.container()]
        made["containers"] = [self.container() for _ in range(self.random.randint(1, 3))]
        if self.one_in(10):
            made["ephemeralContainers"] = [self.container()]
        if self.one_in(6):
            made["volumes"] = [
                {"name": "v", "image": {"reference": self.image(), "pullPolicy": "Always"}},
                {"name": "e", "emptyDir": {}},
            ]
        return made

    def shared_parts(self):
        """A pod with anchors, aliases and merge keys; some of its texts are used by fields that mean different things."""
        made = {
            "apiVersion": "v1",
            "kind": "Pod",
            "x-base": Anchor("base", {"image": self.image(), "tty": True}),
            "x-text": Anchor("text", self.image()),
            "metadata": {"name": self.name()},
        }
        first = {"name": "a", "<<": Alias("base")}
        second = {"name": "b", "image": Alias("text")}
        if self.one_in(3):
            second["args"] = [Alias("text")]
        if self.one_in(4):
            made["metadata"]["annotations"] = {"note": Alias("text")}
        made["spec"] = {"containers": [first, second]}
        return made

    def meta(self):
        made = {"name": self.name()}
        if self.one_in(3):
            made["namespace"] = self.pick("prod", "flux-system")
        if self.one_in(8):
            made["annotations"] = {
                self.pick(
                    "sidecar.istio.io/proxyImage", "note", "kubectl.kubernetes.io/last-applied-configuration", "ecrify/ignore"
                ): self.pick(
                    self.image(),
                    Image(json.dumps({"image": str(self.image())})),
                    "still private",
                    "[unmapped-image] later",
                    "false",
                )
            }
        if self.one_in(20):
            made["labels"] = {"ecrify/ignore": "true"}
        return made

    def workload(self):
        kind = self.pick("Pod", "Deployment", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Workflow", "Rollout")
        spec = self.pod_spec()
        api = {
            "Pod": "v1",
            "Job": "batch/v1",
            "CronJob": "batch/v1",
            "Workflow": "argoproj.io/v1alpha1",
            "Rollout": "argoproj.io/v1alpha1",
        }.get(kind, "apps/v1")
        template = {"metadata": self.meta(), "spec": spec} if self.one_in(4) else {"spec": spec}
        if kind == "Pod":
            body = spec
        elif kind == "CronJob":
            body = {"schedule": "@daily", "jobTemplate": {"spec": {"template": template}}}
        elif kind == "Workflow":
            body = {
                "templates": [
                    {"name": "t", "container": self.container()},
                    {"name": "s", "script": {"image": self.image(), "source": Block(self.script())}},
                ]
            }
        else:
            body = {"replicas": 1, "template": template}
        made = {"apiVersion": api, "kind": kind, "metadata": self.meta(), "spec": body}
        if self.one_in(15):
            made["status"] = {"containerStatuses": [{"image": self.image(), "imageID": Image(f"ghcr.io/org/web{DIGEST}")}]}
        return made
