#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests with registries on loopback with the real regsync, too: what `ecrify generate mirror --as regsync` writes.
# It needs go, and downloads Go modules the first time; all of it stays in one folder.
#
#   tests/peers/regsync.sh [FOLDER]     by default build-peers/; ECRIFY_BIN names the binary
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mkdir -p "${1:-$top/build-peers}" && cd "${1:-$top/build-peers}" && pwd)

command -v go >/dev/null || { echo "skipped: regsync: go is not installed" >&2; exit 77; }
export GOMODCACHE=${GOMODCACHE:-$folder/go-modules} GOCACHE=${GOCACHE:-$folder/go-build} GOBIN=$folder/bin GOFLAGS=-modcacherw
[ -x "$GOBIN/regsync" ] || go install github.com/regclient/regclient/cmd/regsync@v0.11.7 >&2
PATH=$GOBIN:$PATH exec "$top/tests/integration/registries/run.py"
