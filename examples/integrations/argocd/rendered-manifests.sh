#!/usr/bin/env bash
# Rendered manifests: CI builds, rewrites and commits what Argo CD then applies as it is.
#
#   examples/integrations/argocd/rendered-manifests.sh overlays/prod rendered/prod
set -euo pipefail
mkdir -p "$2"
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
kustomize build "$1" | ecrify rewrite -q > "$scratch"
ecrify check -q - < "$scratch"
cp "$scratch" "$2/manifests.yaml"
