# SPDX-License-Identifier: Apache-2.0
"""Made-up streams of manifests, the same on every machine.

dense       an image in every document: Deployments, CronJobs, DaemonSets
realistic   mostly custom resource definitions, and an image every few hundred kilobytes
"""
import random

WORDS = ("controller manager worker gateway billing orders search index cache proxy metrics ingest relay audit "
         "notify session catalog payment shipping report").split()


def deployment(rng, image):
    name = f"{rng.choice(WORDS)}-{rng.choice(WORDS)}-{rng.randrange(1000)}"
    env = "".join(
        f"        - name: {rng.choice(WORDS).upper()}_{rng.choice(WORDS).upper()}\n"
        f"          value: \"{rng.choice(WORDS)}.{rng.choice(WORDS)}.svc:{rng.randrange(1024, 9999)}\"\n"
        for _ in range(rng.randrange(4, 24)))
    return f"""---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {rng.choice(WORDS)}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {rng.choice(WORDS)}
spec:
  replicas: {rng.randrange(1, 6)}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
      annotations:
        checksum/config: {rng.getrandbits(256):064x}
    spec:
      serviceAccountName: {name}
      containers:
      - name: {rng.choice(WORDS)}
        image: {image}
        imagePullPolicy: IfNotPresent
        args:
        - --listen=0.0.0.0:8080
        - --log-level=info
        env:
{env}        ports:
        - name: http
          containerPort: 8080
          protocol: TCP
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
          initialDelaySeconds: {rng.randrange(1, 30)}
        resources:
          limits:
            cpu: {rng.randrange(100, 2000)}m
            memory: {rng.randrange(64, 2048)}Mi
          requests:
            cpu: 50m
            memory: 64Mi
        volumeMounts:
        - name: config
          mountPath: /etc/{name}
      volumes:
      - name: config
        configMap:
          name: {name}
"""


def crd(rng):
    group = f"{rng.choice(WORDS)}.example.com"
    kind = rng.choice(WORDS).capitalize()
    fields = []
    for i in range(rng.randrange(100, 600)):
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randrange(6, 14)))
        fields.append(f"""              {rng.choice(WORDS)}{i}:
                description: |-
                  {text.capitalize()}
                  {text}.
                type: {rng.choice(('string', 'integer', 'boolean'))}
""")
    return f"""---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: {kind.lower()}s.{group}
spec:
  group: {group}
  names:
    kind: {kind}
    plural: {kind.lower()}s
  scope: Namespaced
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
{''.join(fields)}    served: true
    storage: true
"""


def image(rng, hosts):
    host = rng.choice(hosts)
    name = f"{rng.choice(WORDS)}/{rng.choice(WORDS)}:v{rng.randrange(9)}.{rng.randrange(30)}.{rng.randrange(9)}"
    return f"{host}/{name}" if host else name


def dense(path, size, hosts=("ghcr.io",)):
    rng = random.Random(1)
    block = "".join(deployment(rng, image(rng, hosts)) for _ in range(2000)).encode()
    repeat(path, block, size)


def realistic(path, size, hosts=("ghcr.io",)):
    rng = random.Random(2)
    block = "".join(deployment(rng, image(rng, hosts)) if i % 5 == 4 else crd(rng) for i in range(300)).encode()
    repeat(path, block, size)


def repeat(path, block, size):
    with open(path, "wb") as out:
        for _ in range(max(1, -(-size // len(block)))):
            out.write(block)


def files(folder, count, size):
    """`count` files of about `size` bytes, an image in every tenth; 100 to a folder."""
    rng = random.Random(3)
    for i in range(count):
        parent = folder / f"{i // 100:03d}"
        parent.mkdir(parents=True, exist_ok=True)
        text = deployment(rng, image(rng, ("ghcr.io",) if i % 10 == 0 else ("quay.example.com",)))
        while len(text) < size:
            text += deployment(rng, image(rng, ("quay.example.com",)))
        (parent / f"{i:05d}.yaml").write_text(text[:text.rindex("---", 0, size)] if len(text) > size else text)
