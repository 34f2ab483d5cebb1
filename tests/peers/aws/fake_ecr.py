#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An ECR endpoint on loopback that answers what the AWS CLI and SDKs ask about pull-through caches, and for images.

    fake_ecr.py [PORT]      prints the URL that it listens on; PORT 0, the default, is any free one

The protocol is JSON 1.1: the operation is in the header X-Amz-Target. Credentials are not looked at. Rules are given in
pages of two, so that clients have to ask again.
"""
import hashlib
import http.server
import json
import sys

ACCOUNT = "123456789012"
REGION = "ca-central-1"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:ecr-pullthroughcache"
PAGE = 2


def rule(prefix, url, registry, secret=None, upstream="ROOT"):
    one = {
        "ecrRepositoryPrefix": prefix,
        "upstreamRegistryUrl": url,
        "createdAt": 1767225600.123,
        "registryId": ACCOUNT,
        "upstreamRegistry": registry,
        "upstreamRepositoryPrefix": upstream,
        "updatedAt": 1767225600.5,
    }
    return one | ({"credentialArn": f"{SECRET}/{secret}"} if secret else {})


RULES = [
    rule("ghcr", "ghcr.io", "github-container-registry", "ghcr-AbCdEf"),
    rule("docker-hub", "registry-1.docker.io", "docker-hub", "docker-hub-GhIjKl"),
    rule("quay", "quay.io", "quay"),
    rule("team-a", "210987654321.dkr.ecr.eu-west-1.amazonaws.com", "ecr", upstream="images/team-a"),
    rule("ROOT", "public.ecr.aws", "ecr-public"),
]
TEMPLATES = [
    {
        "prefix": "ghcr",
        "appliedFor": ["PULL_THROUGH_CACHE"],
        "imageTagMutability": "MUTABLE",
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "createdAt": 1767225600.123,
        "updatedAt": 1767225600.5,
    },
    {"prefix": "ROOT", "appliedFor": ["REPLICATION"], "imageTagMutability": "IMMUTABLE", "createdAt": 1767225600.123},
]


INDEX = "application/vnd.oci.image.index.v1+json"


def digest_of(repository, tag):
    return "sha256:" + hashlib.sha256(f"{repository}:{tag}".encode()).hexdigest()


def batch_get_image(request):
    """Every image is there, but for the tags `absent`, which only that image lacks, and `broken`, which fails the call."""
    repository = request["repositoryName"]
    images, failures = [], []
    if request["registryId"] != ACCOUNT or INDEX not in request["acceptedMediaTypes"]:
        return 400, {"__type": "InvalidParameterException", "message": "another registry, or one platform alone"}
    if len(request["imageIds"]) > 100:
        return 400, {"__type": "InvalidParameterException", "message": "more than 100 images"}
    for one in request["imageIds"]:
        tag = one.get("imageTag")
        if tag == "broken":
            message = "An error occurred in the upstream registry"
            return 400, {"__type": "UnableToGetUpstreamImageException", "message": message}
        if tag == "absent":
            failures.append({"imageId": one, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"})
            continue
        digest = one.get("imageDigest") or digest_of(repository, tag)
        found = {"imageDigest": digest} | ({"imageTag": tag} if tag else {})
        images.append({"registryId": ACCOUNT, "repositoryName": repository, "imageId": found, "imageManifest": "{}",
                       "imageManifestMediaType": INDEX})
    return 200, {"images": images, "failures": failures}


def page(items, key, request):
    begin = int(request.get("nextToken", 0))
    size = min(request.get("maxResults", PAGE), PAGE)
    answer = {key: items[begin : begin + size]}
    if begin + size < len(items):
        answer["nextToken"] = str(begin + size)
    return answer


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["content-length"])) or b"{}")
        operation = self.headers.get("X-Amz-Target", "").split(".")[-1]
        if operation == "DescribePullThroughCacheRules":
            status, answer = 200, page(RULES, "pullThroughCacheRules", request)
        elif operation == "DescribeRepositoryCreationTemplates":
            status, answer = 200, {"registryId": ACCOUNT} | page(TEMPLATES, "repositoryCreationTemplates", request)
        elif operation == "BatchGetImage":
            status, answer = batch_get_image(request)
        else:
            status, answer = 400, {"__type": "UnknownOperationException", "message": operation}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
