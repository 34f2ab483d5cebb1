#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The script that `ecrify generate prewarm --as aws` writes, run: what it asks of ECR, and what it says of the answers.

    prewarm_aws.py          with a stand-in for the AWS CLI, which writes what the real one wrote
    prewarm_aws.py URL      with the real AWS CLI, at a fake of ECR's API: tests/peers/aws/run.sh runs it so

ECRIFY_BIN names the binary (default: build/src/ecrify).
"""
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
sys.path.insert(0, str(TOP / "tests/peers/aws"))
import fake_ecr  # noqa: E402

TARGET = ["--account", fake_ecr.ACCOUNT, "--region", fake_ecr.REGION]
problems = []

# The text output of the CLI: a line for each row of the query, with tabs; an error on stderr, with status 254 (255 of v1).
STAND_IN = """\
#!{python}
import sys
sys.path.insert(0, {peers!r})
import fake_ecr
words = sys.argv[1:]
assert words[:2] == ["ecr", "batch-get-image"], words
flags, name = {{}}, None
for word in words[2:]:
    if word.startswith("--"):
        name = word
        flags[name] = []
    else:
        flags[name].append(word)
assert flags["--output"] == ["text"] and flags["--region"] == [fake_ecr.REGION] and "failures[]" in flags["--query"][0], flags
status, answer = fake_ecr.batch_get_image({{
    "registryId": flags["--registry-id"][0],
    "repositoryName": flags["--repository-name"][0],
    "imageIds": [dict([one.split("=", 1)]) for one in flags["--image-ids"]],
    "acceptedMediaTypes": flags["--accepted-media-types"],
}})
if status != 200:
    print(f"\\nAn error occurred ({{answer['__type']}}) when calling the BatchGetImage operation: {{answer['message']}}", file=sys.stderr)
    sys.exit(254)
for one in answer["images"]:
    print("found", one["imageId"].get("imageTag", "None"), one["imageId"]["imageDigest"], sep="\\t")
for one in answer["failures"]:
    print("failed", next(iter(one["imageId"].values())), one["failureCode"], one["failureReason"], sep="\\t")
"""
# The real one, sent to the fake.
WRAPPER = '#!/bin/sh\nexec "{aws}" "$@" --endpoint-url {url}\n'


def check(what, wanted, actual):
    print(("ok: " if wanted == actual else "FAILED: ") + what, flush=True)
    if wanted != actual:
        problems.append(what)
        print(f"wanted {wanted!r}\ngot    {actual!r}")


def pod(*images):
    lines = "".join(f'    - {{name: c{i}, image: "{image}"}}\n' for i, image in enumerate(images))
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n" + lines


def warm(folder, *images):
    """Writes the script for these images and runs it: its status, and the lines on stderr."""
    (folder / "pod.yaml").write_text(pod(*images))
    made = subprocess.run([ECRIFY, "generate", "prewarm", "--as", "aws", *TARGET, "pod.yaml"], cwd=folder, capture_output=True,
                          text=True, timeout=60)
    if made.returncode:
        return made.returncode, made.stderr.splitlines()
    environment = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder), "AWS_ACCESS_KEY_ID": "none",
                   "AWS_SECRET_ACCESS_KEY": "none", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["sh"], input=made.stdout, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)
    check("nothing on stdout", "", done.stdout)
    return done.returncode, done.stderr.splitlines()


def main():
    with tempfile.TemporaryDirectory(prefix="ecrify-prewarm-") as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        aws = folder / "bin/aws"
        if len(sys.argv) > 1:
            path = subprocess.run(["sh", "-c", "command -v aws"], capture_output=True, text=True).stdout.strip()
            aws.write_text(WRAPPER.format(aws=path, url=sys.argv[1]))
        else:
            aws.write_text(STAND_IN.format(python=sys.executable, peers=str(TOP / "tests/peers/aws")))
        aws.chmod(0o755)
        app = fake_ecr.digest_of("ghcr/org/app", "v1")
        other = fake_ecr.digest_of("ghcr/org/app", "v2")
        head = "not in the cache, or not what is pinned:"
        check("all are there", (0, []), warm(folder, "ghcr.io/org/app:v1", "ghcr.io/org/app:v1@" + app, "ghcr.io/org/web",
                                             "ghcr.io/org/app@" + other))
        check("a tag that has moved", (1, [head, f"ghcr/org/app v1: pinned to {other}, and now another"]),
              warm(folder, "ghcr.io/org/app:v1@" + other, "ghcr.io/org/app:v2"))
        check("an image that is not there", (1, [head, "ghcr/org/app absent: ImageNotFound Requested image not found"]),
              warm(folder, "ghcr.io/org/app:absent", "ghcr.io/org/app:v1"))
        status, lines = warm(folder, "ghcr.io/org/app:broken", "ghcr.io/org/app:v1@" + other, "ghcr.io/org/app:absent")
        check("a call that fails is asked again, image by image", (1, 4), (status, len(lines)))
        check("and says why", True, any(line.startswith("ghcr/org/app broken: An error occurred (UnableToGetUpstreamImage")
                                        for line in lines))
        check("a pin is looked at all the same", True, f"ghcr/org/app v1: pinned to {other}, and now another" in lines)
        check("a hundred images and more", (0, []), warm(folder, *[f"ghcr.io/org/app:v{i}" for i in range(150)]))
        (folder / "bin/aws").unlink()
        if not pathlib.Path("/usr/bin/aws").exists():
            check("without the AWS CLI", (2, ["no aws on PATH"]), warm(folder, "ghcr.io/org/app:v1"))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
