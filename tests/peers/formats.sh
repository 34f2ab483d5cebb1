#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Holds the reports in SARIF, JUnit and the format of Reviewdog to the schemas of their consumers, which it fetches as npm packages
# carry them. tests/golden/check-formats keeps such reports for the tests.
#
#   tests/peers/formats.sh [FOLDER]     by default build-peers/; ECRIFY_BIN names the binary
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mkdir -p "${1:-$top/build-peers}/schemas" && cd "${1:-$top/build-peers}/schemas" && pwd)
export ECRIFY_BIN=${ECRIFY_BIN:-$top/build/src/ecrify}

for tool in npm node; do
  command -v "$tool" >/dev/null || { echo "skipped: formats: $tool is not installed" >&2; exit 77; }
done
python3 -B "$top/tests/formats/schemas.py" "$folder"
exec python3 -B "$top/tests/formats/run.py" "$folder"
