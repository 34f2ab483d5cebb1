apiVersion: v1
kind: Pod
spec:
  containers:
    - image: 123456789012.dkr.ecr.ca-central-1.amazonaws.com/docker-hub/library/nginx:1.27
    - image: 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1
---
apiVersion: v1
kind: Pod
spec: {containers: [{image: "123456789012.dkr.ecr.ca-central-1.amazonaws.com/docker-hub/library/redis:7"}]}
