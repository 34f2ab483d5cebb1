#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Holds what `ecrify generate terraform` writes to HCL's own parser and formatter, to the types of the AWS provider, and to
# `ecrify config verify` of a plan made of it.
#
#   tests/peers/terraform/run.sh [--update] [FOLDER]     FOLDER is for modules (default: build-peers); ECRIFY_BIN names the binary
#
# Needs go, and downloads Go modules the first time. --update writes the plan that tests/golden/generate-terraform has, and,
# where npm is on PATH, attributes.tsv out of @cdktf/provider-aws.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../../.." && pwd)
update=no
if [ "${1:-}" = --update ]; then update=yes; shift; fi
folder=$(mkdir -p "${1:-$top/build-peers}" && cd "${1:-$top/build-peers}" && pwd)
ecrify=${ECRIFY_BIN:-$top/build/src/ecrify}
golden=$top/tests/golden/generate-terraform/in

types=(resource.aws_{ecr_pull_through_cache_rule,ecr_repository_creation_template,secretsmanager_secret,secretsmanager_secret_version}
       resource.aws_{iam_policy,iam_role_policy_attachment}
       resource.aws_cloudwatch_{event_rule,event_target,log_group,log_resource_policy,query_definition}
       data.aws_region provider.aws)
if [ "$update" = yes ] && command -v npm >/dev/null; then
  mkdir -p "$folder/npm"
  (cd "$folder/npm" && npm install --no-audit --no-fund --ignore-scripts --silent @cdktf/provider-aws >&2)
  "$here/attributes.py" "$folder/npm/node_modules/@cdktf/provider-aws" "${types[@]}" > "$here/attributes.tsv"
fi

command -v go >/dev/null || { echo "skipped: terraform: go is not installed" >&2; exit 77; }
export GOMODCACHE=${GOMODCACHE:-$folder/go-modules} GOCACHE=${GOCACHE:-$folder/go-build} GOFLAGS="-mod=readonly -modcacherw -trimpath"
(cd "$here/check" && go build -o "$folder/terraform_check" .) >&2

cd "$golden"
status=0
# check NAME FLAG…: the output of these flags, and the plan of it.
check() {
  local name=$1 sum
  shift
  "$ecrify" generate terraform "$@" > "$folder/$name.tf"
  sum=$(sha256sum "$folder/$name.tf" | cut -c1-64)
  if ! "$folder/terraform_check" "$here/attributes.tsv" "$here/variables.json" < "$folder/$name.tf" > "$folder/$name.json"; then
    echo "FAILED: $name"
    status=1
    return 0
  fi
  sed -i "1s/{/{\n \"made_of_sha256\": \"$sum\",/" "$folder/$name.json"
  local verify=("${@/--monitoring/}") said
  said=$("$ecrify" config verify --strict -v ${verify[@]} --against "$folder/$name.json" 2>&1) && ! grep -q ': \(error\|warning\|note\): ' <<<"$said" ||
    { echo "FAILED: $name: config verify says"; echo "$said"; status=1; return 0; }
  echo "ok: $name"
}
check plan
check monitoring --monitoring
check prod --target prod --monitoring
check root -c root.yaml --monitoring
check default --no-config
check unknown --no-config --registry '${A}.dkr.ecr.${R}.amazonaws.com' --rule ghcr.io=ghcr --rule cgr.dev=chainguard
if [ "$update" = yes ]; then cp "$folder/plan.json" "$golden/plan.json"; fi
cmp -s "$folder/plan.json" plan.json || { echo "FAILED: tests/golden/generate-terraform/in/plan.json is another plan: --update writes it"; status=1; }
exit $status
