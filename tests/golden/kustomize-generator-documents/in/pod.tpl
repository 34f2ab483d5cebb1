apiVersion: v1
kind: Pod
spec:
  containers:
    - image: nginx:1.27
    - image: ghcr.io/org/app:v1
---
apiVersion: v1
kind: Pod
spec: {containers: [{image: "redis:7"}]}
