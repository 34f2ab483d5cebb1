#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Of all that run.sh has found, the few inputs that cover what all of it covers become tests/fuzz/corpus/TARGET/found-…, in
# the place of those that are there. Inputs with a name of their own stay.
#
#   tests/fuzz/minimise.sh TARGET…
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for target in "$@"; do
  corpus=tests/fuzz/corpus/$target
  folder=$(mktemp -d)
  mkdir "$folder/before" "$folder/kept"
  cp "$corpus"/* "$folder/kept"
  find "$folder/kept" -name 'found-*' -exec mv -t "$folder/before" {} +
  # Edges alone, without how often: a tenth of the inputs.
  "build-fuzz/tests/fuzz/fuzz_$target" -set_cover_merge=1 -use_counters=0 -timeout=60 -rss_limit_mb=4096 -max_len=4096 \
    "$folder/kept" "$folder/before" "build-fuzz/found/$target" "build-fuzz/seeds/$target" 2>"build-fuzz/$target-merge.log"
  rm -f "$corpus"/found-*
  find "$folder/kept" -type f -printf '%f\n' | grep -xE '[0-9a-f]{40}' | while read -r name; do
    cp "$folder/kept/$name" "$corpus/found-${name:0:10}"
  done
  rm -r "$folder"
  echo "$target: $(find "$corpus" -type f | wc -l) inputs, $(du -sh "$corpus" | cut -f1)"
done
