#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Holds the importers, and the script that `ecrify generate prewarm --as aws` writes, to the real AWS CLI, an AWS SDK and the
# real CDK. What they need is installed in a folder of its own; what the CLIs and the SDK wrote once, and the CDK synthesised,
# is in tests/golden/config-import-{aws-cli,cdk}.
#
#   tests/peers/aws/run.sh [FOLDER]      FOLDER is for node packages (default: build/peers-aws); ECRIFY_BIN names the binary
#
# Needs node with npm, and the AWS CLI (v1 or v2) on PATH; what is absent is skipped, and said so.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
folder=${1:-$top/build/peers-aws}
ecrify=${ECRIFY_BIN:-$top/build/src/ecrify}
mkdir -p "$folder"
cd "$folder"

rm -f url
python3 "$here/fake_ecr.py" > url &
server=$!
trap 'kill "$server"' EXIT
while ! [ -s url ]; do sleep 0.1; done
url=$(cat url)
export AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_REGION=ca-central-1 AWS_DEFAULT_REGION=ca-central-1

# The rules of an input as ecrify has them, without their comments.
rules_of() { "$ecrify" config import -q "$@" | sed -n 's/^  - \({.*}\).*/\1/p'; }
all='{from: ghcr.io, prefix: ghcr}
{from: docker.io, prefix: docker-hub}
{from: quay.io, prefix: quay}
{from: "210987654321.dkr.ecr.eu-west-1.amazonaws.com/images/team-a", prefix: team-a}
{from: public.ecr.aws, prefix: ROOT}'
expected=$all
compare() {
  if [ "$2" != "$expected" ]; then
    printf 'FAILED %s:\n%s\n' "$1" "$2"
    exit 1
  fi
  echo "ok: $1"
}

if command -v aws > /dev/null; then
  aws ecr describe-pull-through-cache-rules --endpoint-url "$url" > cli.json
  # Older versions leave out upstreamRepositoryPrefix.
  if ! grep -q upstreamRepositoryPrefix cli.json; then
    echo "skipped: upstreamRepositoryPrefix: this AWS CLI does not know it"
    expected=${expected/\/images\/team-a/}
  fi
  compare "$(aws --version 2>&1 | cut -d' ' -f1), JSON" "$(rules_of cli.json)"
  aws ecr describe-pull-through-cache-rules --endpoint-url "$url" --query pullThroughCacheRules > query.json
  compare "--query" "$(rules_of query.json)"
  if aws ecr describe-pull-through-cache-rules --endpoint-url "$url" --output yaml > cli.yaml 2> /dev/null; then
    compare "YAML" "$(rules_of cli.yaml)"
  else
    echo "skipped: --output yaml: the AWS CLI is of version 1"
  fi
  ECRIFY_BIN=$ecrify python3 "$top/tests/integration/prewarm_aws.py" "$url"
else
  echo "skipped: the AWS CLI: no aws on PATH"
fi

expected=$all
if command -v npm > /dev/null; then
  [ -d node_modules/@aws-sdk/client-ecr ] && [ -d node_modules/aws-cdk-lib ] ||
    npm install --no-audit --no-fund --silent @aws-sdk/client-ecr@3.1169.0 aws-cdk-lib@2.276.0 constructs > npm.log 2>&1
  cp "$here/sdk.mjs" "$here/synth.mjs" .
  node sdk.mjs "$url" > sdk.json
  compare "@aws-sdk/client-ecr" "$(rules_of sdk.json)"
  node synth.mjs
  printf '%s\n' 'registry: {account: "123456789012", region: ca-central-1}' > registry
  "$ecrify" config import -q cdk.out | grep '^registry' | diff registry -
  [ "$(rules_of cdk.out)" = '{from: ghcr.io, prefix: ghcr}' ] || { echo "FAILED aws-cdk-lib"; exit 1; }
  echo "ok: aws-cdk-lib"
else
  echo "skipped: the SDK and the CDK: no npm on PATH"
fi
