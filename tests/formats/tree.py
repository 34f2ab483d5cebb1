# SPDX-License-Identifier: Apache-2.0
"""The files that the formats are tried on: what moves columns (byte order marks, CRLF, wide and combining characters,
emoji, tabs), edits that are no plain replacement (a newName that is added, text in text, escapes), what is refused, and
names and texts that try to get out of their place.
"""

DIGEST = "sha256:" + "0123456789abcdef" * 4

PLAIN = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: prod}
spec:
  template:
    spec:
      containers:
        - name: web
          image: ghcr.io/org/web:v1.4.0
        - name: pinned
          image: "ghcr.io/org/pinned:v1@%s"
""" % DIGEST

WIDE = """\
apiVersion: v1
kind: Pod
metadata: {name: wide}
spec:
  containers:
    - {name: "\u4e2d\u6587", image: "ghcr.io/org/cjk:v1"}
    - {name: "e\u0301", image: "ghcr.io/org/combining:v1"}
    - {name: "\U0001f600\U0001f600", image: "ghcr.io/org/emoji:v1"}  # \U0001f600
    - {name: tab,\timage: "ghcr.io/org/tab:v1"}
"""

NESTED = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: nested}
data:
  pod.yaml: |
    apiVersion: v1
    kind: Pod
    spec:
      containers:
        - image: ghcr.io/org/inner:v1
        - image: 'ghcr.io/org/other:v1'
  pod.json: "{\\"kind\\": \\"Pod\\", \\"spec\\": {\\"containers\\": [{\\"image\\": \\"ghcr.io/org/json:v1\\"}]}}"
"""

ESCAPED = """\
apiVersion: v1
kind: Pod
metadata: {name: escaped}
spec:
  containers:
    - image: "ghcr.io\\u002Forg/escaped:v1"
    - image: >-
        ghcr.io/org/folded:v1
"""

ONE_LINE = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"one-line"},"spec":{"containers":[%s]}}' % ",".join(
    '{"name":"\U0001f600%d","image":"ghcr.io/org/app%d:v1"}' % (i, i) for i in range(300)
)

KUSTOMIZATION = """\
resources: [https://example.com/remote]
images:
  - name: ghcr.io/org/web
    newTag: v2
"""

POLICY = """\
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: allowed-registries}
spec:
  rules:
    - name: registries
      validate: {pattern: {spec: {containers: [{image: "ghcr.io/org/*"}]}}}
"""

SHARED = """\
apiVersion: v1
kind: Pod
metadata: {name: shared, labels: {built-from: &image ghcr.io/org/shared}}
spec: {containers: [{image: *image}, {image: "ghcr.io/org/beside:v1"}]}
"""

SOPS = """\
apiVersion: v1
kind: Pod
metadata: {name: signed}
spec: {containers: [{image: ghcr.io/org/signed:v1}]}
sops: {mac: "ENC[AES256_GCM,data:AAAA,type:str]"}
"""

# What would be a command, markup, or a line of its own, wherever text of a manifest is printed.
EVIL = (
    "\\e[31m::error file=x::forged %0A##[error]forged ##vso[task.complete]x <b>&amp;]]>\\\"'`|_*~ "
    "\\r\\n::warning::forged \\x9b2J \\u202e\\u2066 \\0 \\uFFFE \\L"
)
HOSTILE = f"""\
apiVersion: v1
kind: "Pod {EVIL}"
metadata: {{name: "{EVIL}", namespace: "{EVIL}"}}
spec:
  containers:
    - "{EVIL}": "ghcr.io/org/x"
      name: "{EVIL}"
      image: "ghcr.io/org/hostile:v1"
    - image: "ghcr.io/org/{EVIL}"
    - args: ["--{EVIL}=ghcr.io/org/argument:v1", "--image=ghcr.io/org/argument:v1"]
"""
# A line that begins with a command once its indentation is gone.
COMMAND_LINE = """\
apiVersion: v1
kind: Pod
spec: {containers: [{image:
    ::error, x: "ghcr.io/org/a:v1"}, {name: x, image: "ghcr.io/org/b:v1"}]}
    ##[error]: ghcr.io/org/c:v1
"""


def files():
    """Path -> bytes."""
    texts = {
        "deploy/plain.yaml": PLAIN,
        "deploy/crlf.yaml": PLAIN.replace("\n", "\r\n"),
        "deploy/no-end.yaml": PLAIN.rstrip("\n"),
        "deploy/wide.yaml": WIDE,
        "deploy/nested.yaml": NESTED,
        "deploy/escaped.yaml": ESCAPED,
        "deploy/one-line.json": ONE_LINE,
        "deploy/policy.yaml": POLICY,
        "deploy/clean.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: busybox}]}\n",
        "deploy/a b#c%41.yaml": PLAIN,
        "deploy/\u4e2d.yaml": PLAIN,
        "over/kustomization.yaml": KUSTOMIZATION,
        "refused/shared.yaml": SHARED,
        "refused/sops.yaml": SOPS,
        "refused/broken.yaml": "kind: {\nimage: ghcr.io/org/a:v1\n",
        "hostile/a.yaml": HOSTILE,
        "hostile/command.yaml": COMMAND_LINE,
        "hostile/::error file=x::%0A,y.yaml": PLAIN,
        "hostile/a\x1b[31m\n::error::\u202e.yaml": PLAIN,
        "hostile/<b>&\"'|`.yaml": PLAIN,
    }
    out = {name: text.encode() for name, text in texts.items()}
    out["deploy/bom.yaml"] = b"\xef\xbb\xbf" + ONE_LINE.encode()
    out["deploy/bom-first-line.yaml"] = b'\xef\xbb\xbf{apiVersion: v1, kind: Pod, spec: {containers: [{image: "ghcr.io/org/bom:v1"}]}}\n'
    out["hostile/no-utf8.yaml"] = PLAIN.replace("name: web\n", "name: w\u00e9b\n", 1).encode("latin-1") + b"# \xff\xfe\x9b\n"
    out["hostile/long.yaml"] = PLAIN.replace("name: pinned", "name: " + "\u4e2d" * 1_000_000).encode()
    return out
