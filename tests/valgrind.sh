#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs golden cases with the program under valgrind: no invalid access, no use of what was never set, no leak. A memory
# sanitizer would want the standard library and yaml-cpp built with it; valgrind sees into them as they are.
#
#   tests/valgrind.sh [CASE…]     all cases without arguments, some minutes; BUILD names a build (default: build)
#   tests/valgrind.sh --units     the unit tests, and the kept inputs of fuzzing with one change each, in its place
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$PWD/${BUILD:-build}/tests
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Each run has a log of its own; one without errors stays empty.
under=(valgrind -q --log-file="$work/log.%p" --leak-check=full --show-leak-kinds=definite,indirect)
# Tests that bound the time or the descriptors, and one that moves pages in a way that valgrind does not follow: it takes what
# mremap() adds behind them for no memory.
left_out=("~many findings in one long line take linear time" "~many files are replaced with few descriptors and little room"
          "~bytes stay what they are while they grow")

status=0
if [ "${1:-}" = --units ]; then
  for test in "$build"/unit/unit_*; do
    [ -f "$test" ] && [ -x "$test" ] || continue
    (cd "$build/unit" && "${under[@]}" "$test" "${left_out[@]}") >"$work/out" 2>&1 || { echo "$test fails"; tail -20 "$work/out"; status=1; }
  done
  "${under[@]}" "$build/fuzz/fuzz_replay" tests/fuzz/corpus 1 | tail -1 || status=1
else
  # valgrind sees no allocation of a static program
  printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${under[*]@Q}" "$build/ecrify_dynamic" >"$work/ecrify"
  chmod +x "$work/ecrify"
  ECRIFY_BIN=$work/ecrify python3 -B tests/golden/run.py "$@" || status=1
fi
# It warns of system calls that it does not know, and sees what it has to see of them all the same.
find "$work" -name 'log.*' -exec sed -i '/^--/d' {} +
runs=$(find "$work" -name 'log.*' | wc -l)
bad=$(find "$work" -name 'log.*' -size +0 | wc -l)
find "$work" -name 'log.*' -size +0 -exec head -40 {} \; | head -200
echo "$runs runs under valgrind, $bad with errors"
[ "$status" -eq 0 ] && [ "$bad" -eq 0 ] && [ "$runs" -gt 0 ]
