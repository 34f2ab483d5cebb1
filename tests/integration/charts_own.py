# SPDX-License-Identifier: Apache-2.0
"""Charts in the styles that are found: by name, the files of each, and how many images of its render are left when its
files are rewritten. `values`: files for -f besides values.yaml."""

DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def chart(values, image, left=0, name="app", more=None, head="", extra="", values_files=()):
    """A chart with one Pod, whose image is this expression of a template."""
    files = {
        "Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 0.1.0\nappVersion: 1.2.3\n{head}",
        "values.yaml": values,
        "templates/pod.yaml": pod(image, extra),
        **(more or {}),
    }
    return {"files": files, "left": left, "values": list(values_files)}


def pod(image, extra="", name="app"):
    return ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + name + "\nspec:\n  containers:\n  - name: app\n    image: " + image + "\n" + extra)


HELPER = """{{- define "image" -}}
{{- $registry := .image.registry -}}
{{- if .global -}}{{- if .global.imageRegistry -}}{{- $registry = .global.imageRegistry -}}{{- end -}}{{- end -}}
{{- $end := printf ":%s" (.image.tag | toString) -}}
{{- if .image.digest -}}{{- $end = printf "@%s" .image.digest -}}{{- end -}}
{{- if $registry -}}{{- printf "%s/%s%s" $registry .image.repository $end -}}{{- else -}}{{- printf "%s%s" .image.repository $end -}}{{- end -}}
{{- end -}}
"""
WITH_HELPER = '{{ include "image" (dict "image" .Values.image "global" .Values.global) }}'

CHARTS = {
    "whole": chart("image: ghcr.io/org/app:v1\n", "{{ .Values.image }}"),
    "repository-and-tag": chart("image:\n  repository: ghcr.io/org/app\n  tag: v1\n", '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    "registry-apart": chart("image:\n  registry: ghcr.io\n  repository: org/app\n  tag: v1\n",
                            '"{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    "helper-with-global": chart("global:\n  imageRegistry: \"\"\nimage:\n  registry: docker.io\n  repository: bitnami/redis\n  tag: 7.4\n  digest: \"\"\n",
                                WITH_HELPER, more={"templates/_helpers.tpl": HELPER}),
    "helper-with-digest": chart(f"image:\n  registry: ghcr.io\n  repository: org/app\n  tag: v1\n  digest: {DIGEST}\n", WITH_HELPER,
                                more={"templates/_helpers.tpl": HELPER}),
    "global-registry": chart("global:\n  imageRegistry: ghcr.io\nimage:\n  repository: org/app\n  tag: v1\n",
                             '"{{ .Values.global.imageRegistry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    "global-registry-shared": chart("global:\n  imageRegistry: ghcr.io\nimage:\n  repository: org/app\n  tag: v1\nside:\n  image:\n    repository: org/side\n    tag: v2\n",
                                    '"{{ .Values.global.imageRegistry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"',
                                    extra='  - name: side\n    image: "{{ .Values.global.imageRegistry }}/{{ .Values.side.image.repository }}:{{ .Values.side.image.tag }}"\n'),
    "coalesce": chart("global: {}\nimage:\n  registry: quay.io\n  repository: org/app\n  tag: v1\n",
                      '"{{ coalesce .Values.global.registry .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    "library": chart("image:\n  registry: ghcr.io\n  repository: org/app\n  tag: v1\n", WITH_HELPER,
                     more={"charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 0.1.0\ntype: library\n", "charts/common/templates/_image.tpl": HELPER}),
    "subchart": chart("web:\n  image:\n    repository: ghcr.io/org/web\n    tag: v3\nimage: ghcr.io/org/app:v1\n", "{{ .Values.image }}",
                      more={"charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
                            "charts/web/values.yaml": "image:\n  repository: ghcr.io/org/web\n  tag: v1\n",
                            "charts/web/templates/pod.yaml": pod('"{{ .Values.image.repository }}:{{ .Values.image.tag }}"', name="web")}),
    "aliases": chart("first:\n  image:\n    tag: v2\nsecond:\n  image:\n    registry: quay.io\n", "ghcr.io/org/fixed:v1",
                     head="dependencies:\n- {name: base, version: 0.1.0, alias: first}\n- {name: base, version: 0.1.0, alias: second}\n",
                     more={"charts/base/Chart.yaml": "apiVersion: v2\nname: base\nversion: 0.1.0\n",
                           "charts/base/values.yaml": "image:\n  registry: ghcr.io\n  repository: org/base\n  tag: v1\n",
                           "charts/base/templates/pod.yaml": pod('"{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"', name="{{ .Chart.Name }}")}),
    "digest": chart(f"image:\n  repository: ghcr.io/org/app\n  digest: {DIGEST}\n", '"{{ .Values.image.repository }}@{{ .Values.image.digest }}"'),
    "tag-and-digest": chart(f"image:\n  repository: ghcr.io/org/app\n  tag: v1\n  sha: {DIGEST[7:]}\n",
                            '"{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.sha }}@sha256:{{ . }}{{ end }}"'),
    "tpl-of-one": chart("image: \"ghcr.io/org/app:{{ .Chart.AppVersion }}\"\n", "{{ tpl .Values.image . }}"),
    "tpl-of-parts": chart("registry: ghcr.io\nimage: \"{{ .Values.registry }}/org/app:v1\"\n", "{{ tpl .Values.image . }}"),
    "app-version": chart("image:\n  repository: ghcr.io/org/app\n  tag: \"\"\n", '"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"'),
    "list": chart("image: ghcr.io/org/app:v1\nsidecars:\n- name: a\n  image: ghcr.io/org/a:v1\n- name: b\n  image: quay.io/org/b:v1\n", "{{ .Values.image }}",
                  extra="{{- range .Values.sidecars }}\n  - name: {{ .name }}\n    image: {{ .image }}\n{{- end }}\n"),
    "map": chart("images:\n  app:\n    repository: ghcr.io/org/app\n    tag: v1\n  init:\n    repository: ghcr.io/org/init\n    tag: v2\n",
                 '"{{ .Values.images.app.repository }}:{{ .Values.images.app.tag }}"',
                 extra='  initContainers:\n  - name: init\n    image: "{{ .Values.images.init.repository }}:{{ .Values.images.init.tag }}"\n'),
    "map-of-wholes": chart("images:\n  app: ghcr.io/org/app:v1\n  init: quay.io/org/init:v1\n", "{{ .Values.images.app }}",
                           extra="  initContainers:\n  - name: init\n    image: {{ .Values.images.init }}\n"),
    "extra-containers": chart("image: ghcr.io/org/app:v1\nextraContainers:\n- name: more\n  image: ghcr.io/org/more:v1\n  args: [--helper=ghcr.io/org/helper:v1]\n",
                              "{{ .Values.image }}", extra="{{ toYaml .Values.extraContainers | indent 2 }}\n"),
    "extra-containers-text": chart("image: ghcr.io/org/app:v1\nextraContainers: |\n  - name: more\n    image: ghcr.io/org/more:{{ .Chart.AppVersion }}\n",
                                   "{{ .Values.image }}", extra="{{ tpl .Values.extraContainers . | indent 2 }}\n"),
    "name-key": chart("image:\n  name: ghcr.io/org/app\n  tag: v1\n", '"{{ .Values.image.name }}:{{ .Values.image.tag }}"'),
    "hub": chart("global:\n  hub: ghcr.io/org\n  tag: v1\nimage: app\n", '"{{ .Values.global.hub }}/{{ .Values.image }}:{{ .Values.global.tag }}"'),
    "registry-with-path": chart("image:\n  registry: ghcr.io/org\n  repository: app\n  tag: v1\n",
                                '"{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    "variable": chart("image: ghcr.io/org/app:v1\noperand:\n  image: ghcr.io/org/operand:v1\n", "{{ .Values.image }}",
                      extra="    env:\n    - name: RELATED_IMAGE_OPERAND\n      value: {{ .Values.operand.image }}\n"),
    "argument": chart("image: ghcr.io/org/app:v1\nreloader:\n  image:\n    repository: ghcr.io/org/reloader\n    tag: v1\n", "{{ .Values.image }}",
                      extra="    args:\n    - --reloader-image={{ .Values.reloader.image.repository }}:{{ .Values.reloader.image.tag }}\n"),
    "config": chart("image: ghcr.io/org/app:v1\njob:\n  image: ghcr.io/org/job:v1\n", "{{ .Values.image }}",
                    more={"templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config\ndata:\n  job.yaml: |\n    job:\n      image: {{ .Values.job.image }}\n"}),
    "printf": chart("image: {repository: ghcr.io/org/app, tag: v1}\n", '{{ printf "%s:%s" .Values.image.repository .Values.image.tag | quote }}'),
    "hooks": chart("image: ghcr.io/org/app:v1\n", "{{ .Values.image }}",
                   more={"templates/tests/test.yaml": pod("ghcr.io/org/test:v1", name="test").replace("  name: test\n", "  name: test\n  annotations:\n    helm.sh/hook: test\n"),
                         "templates/job.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: before\n  annotations:\n    helm.sh/hook: pre-install\nspec:\n  template:\n    spec:\n      containers:\n      - name: before\n        image: {{ .Values.image }}\n"}),
    "custom-resource": chart("image: ghcr.io/org/app:v1\nprometheus:\n  image:\n    registry: quay.io\n    repository: prometheus/prometheus\n    tag: v3.0.0\n", "{{ .Values.image }}",
                             more={"templates/prometheus.yaml": "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata:\n  name: app\nspec:\n  version: v3.0.0\n  image: \"{{ .Values.prometheus.image.registry }}/{{ .Values.prometheus.image.repository }}:{{ .Values.prometheus.image.tag }}\"\n"}),
    "trailing-slash": chart("registry: ghcr.io/\nimage: org/app\ntag: v1\n", '"{{ .Values.registry }}{{ .Values.image }}:{{ .Values.tag }}"'),
    "fixed-registry": chart("repository: org/app\ntag: v1\n", '"ghcr.io/{{ .Values.repository }}:{{ .Values.tag }}"'),
    "values-of-a-stage": chart("image:\n  repository: ghcr.io/org/app\n  tag: v1\n", '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"',
                               more={"values-prod.yaml": "image:\n  repository: ghcr.io/org/app-prod\n"}, values_files=["values-prod.yaml"]),
    "registry-if-any": chart("image:\n  registry: \"\"\n  repository: ghcr.io/org/app\n  tag: v1\n",
                             '"{{ with .Values.image.registry }}{{ . }}/{{ end }}{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    "flat-keys": chart("webImageRepository: ghcr.io/org/web\nwebImageTag: v1\n", '"{{ .Values.webImageRepository }}:{{ .Values.webImageTag }}"'),
    "anchors": chart("image: &image\n  repository: ghcr.io/org/app\n  tag: v1\nworker:\n  image: *image\n", '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"',
                     extra='  - name: worker\n    image: "{{ .Values.worker.image.repository }}:{{ .Values.worker.image.tag }}"\n'),
    "registry-of-the-chart": chart("registry: ghcr.io\nweb:\n  repository: org/web\n  tag: v1\nworker:\n  repository: org/worker\n  tag: v2\n",
                                   '"{{ .Values.registry }}/{{ .Values.web.repository }}:{{ .Values.web.tag }}"',
                                   extra='  - name: worker\n    image: "{{ .Values.registry }}/{{ .Values.worker.repository }}:{{ .Values.worker.tag }}"\n'),
    "short-names": chart("image:\n  repository: nginx\n  tag: 1.27\n", '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"', left=1),
    "default-in-template": chart("image: {}\n", '{{ .Values.image.name | default "ghcr.io/org/app:v1" }}', left=1),
}
