# SPDX-License-Identifier: Apache-2.0
"""Trees of files to examine, made up by a seed."""

import dataclasses
import json
import random

from agreement_objects import Objects
from yaml_text import Block, Image, Writer

TARGET = ["--account", "123456789012", "--region", "ca-central-1"]
CONFIGURATIONS = [
    """\
apiVersion: ecrify/v1
kind: RewriteConfig
rules:
  - {from: ghcr.io, prefix: ghcr}
  - {from: ghcr.io/org/internal, keep: true, reason: still private to CI}
  - {from: docker.io, prefix: docker-hub}
  - {from: quay.io/team, target: harbor.example.com/quay/team}
fields: [{kind: Widget, apiVersion: "example.com/*", path: spec.sidecar.ref}]
pullSecrets: [ghcr-login]
""",
    """\
apiVersion: ecrify/v1
kind: RewriteConfig
classes: {embedded: rewrite, artifact: rewrite, config-value: warn, argument: ignore}
ignore: [{kind: ConfigMap}, {kind: Widget, name: n1, reason: not ours}]
digestFirstPull: error
""",
    """\
apiVersion: ecrify/v1
kind: RewriteConfig
registry: {account: "123456789012", region: ca-central-1}
values: ["apps/*-values.yaml", db-values.yaml]
targets: [{name: prod, path: "over/**", registry: {account: "210987654321", region: eu-west-1}}]
""",
]


@dataclasses.dataclass(frozen=True)
class Tree:
    name: str
    files: dict  # path -> bytes
    flags: tuple = tuple(TARGET)
    is_readable: bool = False  # its configuration and flags are known to be right


class Trees:
    """Trees made up by a seed: tree number n of a seed is the same on every machine."""

    def __init__(self, seed):
        self.seed = seed

    def tree(self, number):
        self.random = random.Random(f"{self.seed}/{number}")
        self.objects = Objects(self.random)
        self.writer = Writer(self.random, self.random.choice([0.2, 1.0, 1.0, 2.0]))
        files = {}
        shapes = self.random.choices(
            [self.flat, self.kustomize, self.chart, self.delivery], [6, 3, 1, 2], k=self.random.choice([1, 1, 2])
        )
        for shape in dict.fromkeys(shapes):
            files |= shape()
        flags = self.flags(files)
        contents = {path: text.encode() for path, text in files.items()}
        return Tree(f"seed {self.seed}, tree {number}", contents, tuple(flags), is_readable=True)

    def flags(self, files):
        dice = self.random.randrange(14)
        if dice < 4:
            files[".ecrify.yaml"] = self.random.choice([CONFIGURATIONS[0], *CONFIGURATIONS])
            return TARGET if "targets:" not in files[".ecrify.yaml"] else []
        if dice > 11:
            return [
                "--registry",
                self.random.choice(["${ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com", "mirror.example.com:5000"]),
            ]
        return TARGET + {
            4: ["--rule", "ghcr.io=ghcr", "--rule", "docker.io=docker-hub", "--keep", "ghcr.io/org/internal"],
            5: ["--rule", "ghcr.io=ghcr", "--rule", "docker.io=docker-hub"],
            6: ["--rule", "ghcr.io=ROOT", "--rule", "quay.io=//harbor.example.com/quay"],
            7: ["--embedded"],
            8: ["--artifacts"],
            9: ["--reverse"],
        }.get(dice, [])

    def stream(self, make, most=3):
        text = "".join(self.between(number) + self.writer.document(make()) for number in range(self.random.randint(1, most)))
        dice = self.random.randrange(30)
        if dice == 0:
            text = text.replace("\n", "\r\n")
        elif dice == 1:
            text = "\ufeff" + text
        elif dice == 2:
            text = text.removesuffix("\n")
        elif dice == 3:
            text = (
                self.random.choice(
                    ["# ecrify:ignore-file all of it\n", "# ecrify:ignore-document the first\n", "# ecrify:ignroe-file x\n"]
                )
                + text
            )
        return text

    def between(self, number):
        if number == 0:
            return self.random.choice(["", "", "---\n", "# about ghcr.io/o/comment:v1\n"])
        return self.random.choice(
            ["---\n", "---\n", "--- # next\n", "...\n---\n", "---\n# ecrify:ignore-document left for now\n"]
        )

    def flat(self):
        files = {}
        for number in range(self.random.randint(1, 3)):
            folder = self.random.choice(["", "", "deploy/"])
            files[f"{folder}file{number}.yaml"] = self.stream(self.objects.any_object)
        dice = self.random.randrange(14)
        if dice == 0:
            files["compose.yaml"] = self.writer.document({"services": {"web": {"image": self.objects.image()}}})
        elif dice == 1:
            files["broken.yaml"] = self.stream(self.objects.any_object) + self.random.choice(
                ["  a: [b\n", "x: 'y\n", "\tz: 1\n", "a: b: c\n"]
            )
        elif dice == 2:
            files["sealed.yaml"] = self.writer.document(
                self.objects.workload() | {"sops": {"mac": "ENC[AES256_GCM,data:x]", "version": "3.8.1"}}
            )
        elif dice == 3:
            files["template.yaml"] = (
                self.writer.document(self.objects.workload()).replace("name:", "{{ if .Values.x }}name:", 1) + "{{ end }}\n"
            )
        elif dice == 4:
            files["pod.json"] = json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Pod",
                    "spec": {"containers": [{"name": "a", "image": str(self.objects.image())}]},
                },
                indent=1,
            )
        elif dice == 5:
            files["db-values.yaml"] = self.writer.document(self.objects.values())
        return files

    def chart(self):
        files = {
            "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
            "chart/values.yaml": self.writer.document(self.objects.values()),
            "chart/templates/web.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: {{ .Values.a }}\n",
        }
        if self.objects.one_in(3):
            files["chart/templates/fixed.yaml"] = (
                f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {{{{ .Release.Name }}}}}}\nspec:\n  containers:\n    - image: {self.objects.image()}\n"
            )
        return files

    def delivery(self):
        files = {
            "apps/web.yaml": self.stream(self.objects.release, 1),
            "apps/argo.yaml": self.stream(self.objects.application, 2),
        }
        if self.objects.one_in(2):
            files["apps/flux.yaml"] = self.stream(self.objects.flux_kustomization, 1)
        return files

    def kustomize(self):
        """A base with its overlays: entries that rename, pin and take apart, patches, generators, parts that are elsewhere."""
        objects = self.objects
        base = {"resources": ["app.yaml"]}
        files = {"base/app.yaml": self.stream(objects.workload, 2)}
        if objects.one_in(2):
            base["images"] = objects.entries(2)
        if objects.one_in(5):
            base["resources"].append("https://git.example.com/remote//base?ref=v1")
        if objects.one_in(4):
            base["configMapGenerator"] = [
                {
                    "name": "g",
                    "literals": [Image(f"SIDECAR_IMAGE={objects.image()}"), "A=b"],
                    "files": ["settings.yaml"],
                    "envs": ["image.env"],
                }
            ]
            files |= {
                "base/settings.yaml": self.writer.document({"image": objects.image()}),
                "base/image.env": f"A=b\nHELPER_IMAGE={objects.image()}\n",
            }
        files["base/kustomization.yaml"] = self.kustomization(base)
        if objects.one_in(2):
            over = {"resources": ["../base"], "images": objects.entries(3)}
            if objects.one_in(3):
                over["patches"] = [
                    {
                        "target": {"kind": "Deployment"},
                        "patch": Block(
                            json.dumps(
                                [
                                    {
                                        "op": "replace",
                                        "path": "/spec/template/spec/containers/0/image",
                                        "value": str(objects.image()),
                                    }
                                ]
                            )
                        ),
                    },
                    {"path": "patch.yaml"},
                ]
                files["over/patch.yaml"] = self.writer.document(
                    {
                        "kind": "Deployment",
                        "metadata": {"name": "n1"},
                        "spec": {"template": {"spec": {"containers": [objects.container()]}}},
                    }
                )
            if objects.one_in(4):
                over["components"] = ["../component"]
                files["component/kustomization.yaml"] = self.kustomization({"images": objects.entries(1)}, "Component")
            files["over/kustomization.yaml"] = self.kustomization(over)
        return files

    def kustomization(self, body, kind="Kustomization"):
        head = (
            {}
            if kind == "Kustomization" and self.objects.one_in(3)
            else {"apiVersion": f"kustomize.config.k8s.io/v1{'alpha1' if kind == 'Component' else 'beta1'}", "kind": kind}
        )
        return self.writer.document(head | body)
