# SPDX-License-Identifier: Apache-2.0
"""Objects of clusters that name images, in random variety: what agreement_trees.py puts into files."""

import base64
import json

from agreement_pods import DIGEST, Pods
from yaml_text import Block, Image, Writer


class Objects(Pods):
    def custom(self):
        return self.pick(
            lambda: {
                "apiVersion": "example.com/v1",
                "kind": "Widget",
                "metadata": self.meta(),
                "spec": {
                    "image": self.image(),
                    "imageName": self.image(),
                    "sidecar": {"ref": self.image()},
                    "list": [self.image()],
                    "about": Image(self.prose()),
                    "registry": self.image(),
                    "agentImage": self.image(),
                    "host": Image("ghcr.io"),
                },
            },
            lambda: {
                "apiVersion": "postgresql.cnpg.io/v1",
                "kind": "Cluster",
                "metadata": self.meta(),
                "spec": {"imageName": self.image(), "instances": 3},
            },
            lambda: {
                "apiVersion": "example.com/v1",
                "kind": "Parts",
                "metadata": self.meta(),
                "spec": {
                    "image": {"registry": Image("ghcr.io"), "repository": self.repository(), "tag": "v1"},
                    "other": {"repository": self.image(), "tag": "v2"},
                },
            },
            lambda: {
                "apiVersion": "kyverno.io/v1",
                "kind": "ClusterPolicy",
                "metadata": self.meta(),
                "spec": {
                    "rules": [
                        {
                            "name": "r",
                            "verifyImages": [{"imageReferences": [Image("ghcr.io/org/*"), self.image()]}],
                            "validate": {
                                "message": Image(self.prose()),
                                "pattern": {"spec": {"containers": [{"image": Image("ghcr.io/*")}]}},
                            },
                        }
                    ]
                },
            },
            lambda: {
                "apiVersion": "source.toolkit.fluxcd.io/v1",
                "kind": "OCIRepository",
                "metadata": self.meta(),
                "spec": {"url": Image("oci://ghcr.io/org/manifests/web")},
            },
            lambda: {
                "apiVersion": "image.toolkit.fluxcd.io/v1beta2",
                "kind": "ImageRepository",
                "metadata": self.meta(),
                "spec": {"image": self.image()},
            },
            lambda: {
                "apiVersion": "pkg.crossplane.io/v1",
                "kind": "Provider",
                "metadata": self.meta(),
                "spec": {"package": self.image()},
            },
            lambda: {
                "apiVersion": "apiextensions.k8s.io/v1",
                "kind": "CustomResourceDefinition",
                "metadata": self.meta(),
                "spec": {
                    "versions": [
                        {
                            "schema": {
                                "openAPIV3Schema": {
                                    "properties": {
                                        "image": {"type": "string", "default": self.image(), "description": Image(self.prose())}
                                    }
                                }
                            }
                        }
                    ]
                },
            },
            lambda: {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "Ingress",
                "metadata": self.meta(),
                "spec": {"rules": [{"host": Image("ghcr.io")}]},
            },
            lambda: {
                "apiVersion": "operators.coreos.com/v1alpha1",
                "kind": "ClusterServiceVersion",
                "metadata": {"name": "v", "annotations": {"containerImage": self.image()}},
                "spec": {
                    "relatedImages": [{"name": "a", "image": self.image()}],
                    "install": {"spec": {"deployments": [{"spec": {"template": {"spec": self.pod_spec()}}}]}},
                },
            },
        )()

    # Documents in strings.

    def text_of(self, node):
        return Block(Writer(self.random, 0.7).mapping(node, 0))

    def config_map(self):
        data = {}
        for _ in range(self.random.randint(1, 4)):
            key = self.pick(
                "SIDECAR_IMAGE",
                "image",
                "registry",
                "settings",
                "app.yaml",
                "app.json",
                "run.sh",
                "allowedImages",
                "README.md",
                "ghcr.io/org/key:v1",
            )
            data[key] = self.pick(
                self.image,
                self.image,
                lambda: Image(self.prose()),
                lambda: self.text_of(self.workload()),
                lambda: Block(self.script()),
                lambda: self.text_of({"image": self.image(), "deeper": {"image": {"repository": self.image(), "tag": "v1"}}}),
                lambda: Image(json.dumps({"image": str(self.image()), "b": [str(self.image())]})),
                lambda: self.text_of({"inner.yaml": self.text_of({"containers": [self.container()]})}),
            )()
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": self.meta(), "data": data}

    def secret(self):
        text = Writer(self.random, 0).mapping({"image": Image("ghcr.io/org/hidden:v1")}, 0)
        return {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": self.meta(),
            "data": {self.pick("values.yaml", "password"): base64.b64encode(text.encode()).decode()},
            "stringData": {"values.yaml": self.text_of({"image": self.image()})},
        }

    # Values of charts.

    def values(self):
        made = {}
        for _ in range(self.random.randint(1, 4)):
            made[self.name()] = self.pick(
                lambda: {
                    "image": {
                        "registry": self.pick(Image("ghcr.io"), Image("docker.io"), Image("${REGISTRY}")),
                        "repository": self.repository(),
                        "tag": self.pick("v1", "", Image("v1" + DIGEST)),
                    }
                },
                lambda: {"image": {"repository": self.image(), "tag": "v1"}},
                lambda: {"image": self.image()},
                lambda: {"imageRegistry": Image("ghcr.io")},
                lambda: {"image": {"registry": Image("ghcr.io/org"), "name": "web", "tag": "v1"}},
                lambda: {"initImage": self.image(), "notes": Image(self.prose())},
                lambda: {"extraContainers": Block(Writer(self.random, 0.5).items([self.container()], 0))},
                lambda: {"controller": {"containers": [self.container()]}},
                lambda: {"registry": {"host": Image("ghcr.io"), "username": "x"}},
                lambda: {"base": Image("ghcr.io/org/%(type)s:%(version)s")},
            )()
        if self.one_in(4):
            made["global"] = {"imageRegistry": Image("ghcr.io")}
        return made

    def release(self):
        spec = {
            "interval": "1h",
            "chart": {"spec": {"chart": "web", "sourceRef": {"kind": "HelmRepository", "name": "web"}}},
            "values": self.values(),
        }
        if self.one_in(3):
            spec["postRenderers"] = [{"kustomize": {"images": self.entries(1)}}]
        return {"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": self.meta(), "spec": spec}

    def application(self):
        source = {"repoURL": self.pick("https://git.example.com/deploy", Image("oci://ghcr.io/org/charts/web")), "path": "base"}
        kind = self.random.randrange(3)
        if kind == 0:
            source["kustomize"] = {
                "images": [
                    self.pick(self.image(), Image(f"app={self.image()}"), Image("ghcr.io/org/old=ghcr.io/org/new:v2"))
                    for _ in range(2)
                ]
            }
        elif kind == 1:
            source["helm"] = {"values": self.text_of(self.values())}
        else:
            source["helm"] = {
                "valuesObject": self.values(),
                "parameters": [
                    {"name": "image.repository", "value": self.image()},
                    {"name": "image.registry", "value": Image("ghcr.io")},
                ],
            }
        return {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": self.meta(),
            "spec": {"source": source},
        }

    def flux_kustomization(self):
        spec = {"path": "./base", "images": self.entries(2)}
        if self.one_in(3):
            spec["postBuild"] = {"substitute": {"REGISTRY": Image("ghcr.io"), "TAG": "v1"}}
        return {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": self.meta(), "spec": spec}

    # Kustomizations.

    def entries(self, most):
        made = []
        for _ in range(self.random.randint(1, most)):
            entry = {
                "name": self.pick(
                    Image(f"ghcr.io/{self.repository()}"),
                    Image(f"{self.host()}/{self.repository()}"),
                    Image("nginx"),
                    Image("app"),
                )
            }
            change = self.random.randrange(5)
            if change in (0, 1):
                entry["newTag"] = "v9"
            elif change == 2:
                entry["digest"] = DIGEST[1:]
            elif change == 3:
                entry["newName"] = Image(f"{self.host()}/{self.repository()}")
            else:
                entry |= {"newName": Image("ghcr.io/org/new"), "newTag": "v9"}
            made.append(entry)
        return made

    def any_object(self):
        weights = [
            (12, self.workload),
            (4, self.custom),
            (3, self.config_map),
            (1, self.secret),
            (2, self.release),
            (2, self.application),
            (1, self.flux_kustomization),
            (1, self.shared_parts),
            (1, self.list_of),
        ]
        return self.random.choices([make for _, make in weights], [weight for weight, _ in weights])[0]()

    def list_of(self):
        return {"apiVersion": "v1", "kind": "List", "items": [self.any_object() for _ in range(self.random.randint(1, 3))]}
