#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the program that tests/kustomize/run.py takes as --builder, and prints its path. It needs go, and downloads Go
# modules the first time; all of it stays in one folder.
#
#   tests/peers/kustomize_builder.sh [FOLDER]     by default build-peers/
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mkdir -p "${1:-$top/build-peers}" && cd "${1:-$top/build-peers}" && pwd)

command -v go >/dev/null || { echo "skipped: kustomize_builder: go is not installed" >&2; exit 77; }
export GOMODCACHE=${GOMODCACHE:-$folder/go-modules} GOCACHE=${GOCACHE:-$folder/go-build} GOFLAGS="-mod=readonly -modcacherw -trimpath"
(cd "$top/tests/peers/kustomize_builder" && go build -o "$folder/kustomize_builder" .) >&2
echo "$folder/kustomize_builder"
