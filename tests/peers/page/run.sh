#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The page of `list -f html` in Chromium: filter, sorting, links, hostile names, printing, light and dark. It needs node, npm
# and Chromium (Debian's package `chromium`, or what CHROMIUM names), and downloads playwright-core the first time.
#
#   tests/peers/page/run.sh [FOLDER]     by default build-peers/; screenshots are left in FOLDER/page
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$(mkdir -p "${1:-$top/build-peers}/page" && cd "${1:-$top/build-peers}/page" && pwd)
ecrify=$(realpath "${ECRIFY_BIN:-$top/build/src/ecrify}")
chromium=${CHROMIUM:-$(command -v chromium || true)}

for needed in node npm; do
  command -v $needed >/dev/null || { echo "skipped: page: $needed is not installed" >&2; exit 77; }
done
[[ -n $chromium ]] || { echo "skipped: page: chromium is not installed" >&2; exit 77; }
[[ -d $folder/node_modules/playwright-core ]] || (cd "$folder" && npm install --no-save --silent playwright-core@1)
cp "$top/tests/peers/page/page.mjs" "$folder/"
cd "$folder" && ECRIFY_BIN=$ecrify CHROMIUM=$chromium node page.mjs
