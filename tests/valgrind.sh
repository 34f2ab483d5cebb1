#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs golden cases with the program under valgrind: no invalid access, no use of what was never set, no leak.
#
#   tests/valgrind.sh [CASE…]     all cases without arguments, some minutes; BUILD names a build (default: build)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$PWD/${BUILD:-build}/tests/ecrify_dynamic  # valgrind sees no allocation of a static program
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Each run has a log of its own; one without errors stays empty.
cat >"$work/ecrify" <<END
#!/bin/sh
exec valgrind -q --log-file="$work/log.%p" --leak-check=full --errors-for-leak-kinds=definite,indirect,possible "$program" "\$@"
END
chmod +x "$work/ecrify"

status=0
ECRIFY_BIN=$work/ecrify python3 -B tests/golden/run.py "$@" || status=1
runs=$(find "$work" -name 'log.*' | wc -l)
bad=$(find "$work" -name 'log.*' -size +0 | wc -l)
find "$work" -name 'log.*' -size +0 -exec head -40 {} \; | head -200
echo "$runs runs under valgrind, $bad with errors"
[ "$status" -eq 0 ] && [ "$bad" -eq 0 ] && [ "$runs" -gt 0 ]
