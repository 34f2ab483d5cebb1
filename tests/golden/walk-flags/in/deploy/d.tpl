apiVersion: v1
kind: Pod
metadata: {name: d}
spec:
  containers:
    - image: ghcr.io/org/d:1
