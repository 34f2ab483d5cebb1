#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches the tools that the examples are for, and prints the folder: pre-commit, zizmor and check-jsonschema from PyPI;
# actionlint, reviewdog, and what fills in variables as Flux does, from Go modules; kustomize and Helm 3 and 4 by the scripts
# beside this one.
#
#   tests/peers/tools.sh [FOLDER]                by default build-peers/
#   tests/integration/integrations.py            runs the examples through them
#   tests/integration/integrations.py --update   keeps what Flux makes of a rewritten manifest
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mkdir -p "${1:-$here/../../build-peers}" && cd "${1:-$here/../../build-peers}" && pwd)

for tool in go python3; do
  command -v "$tool" >/dev/null || { echo "skipped: tools: $tool is not installed" >&2; exit 77; }
done
"$here/kustomize_builder.sh" "$folder" >/dev/null
"$here/helm.sh" "$folder" >/dev/null
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install pre-commit==4.7.0 zizmor==1.32.0 check-jsonschema==0.39.0
for name in pre-commit zizmor check-jsonschema; do ln -sf "venv/bin/$name" "$folder/$name"; done

export GOMODCACHE=${GOMODCACHE:-$folder/go-modules} GOCACHE=${GOCACHE:-$folder/go-build} GOFLAGS="-modcacherw -trimpath" GOBIN=$folder
(cd "$here/flux_substitute" && go build -mod=mod -o "$folder/flux_substitute" .)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
go mod init ecrify.test/tools 2>/dev/null
for tool in github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0; do
  go get -tool "$tool"
  go install "${tool%@*}"
done
echo "$folder"
