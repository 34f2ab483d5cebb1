#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzz targets with clang, libFuzzer and the address and undefined sanitizers, and runs them.
#
#   tests/fuzz/run.sh [TARGET] [SECONDS]
#
#   tests/fuzz/run.sh                  each target, 60 seconds
#   tests/fuzz/run.sh readers 3600     one of them, an hour
#
# What is found is kept in build-fuzz/: found/TARGET the inputs that reach new code, crash-… those that fail; the run is
# added to tests/fuzz/ledger.tsv. The project's own manifests are where it begins. A crash is shown again, without libFuzzer, by build/tests/fuzz/fuzz_replay TARGET FILE.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

all=(aws baseline config fn formats generators kustomize pattern pipeline readers reference slice suppress)
targets=("${1:-}")
[ -n "${1:-}" ] && [ "$1" != all ] || targets=("${all[@]}")
seconds=${2:-60}
build=build-fuzz

cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" \
  -G Ninja -DCMAKE_CXX_COMPILER="${CXX:-clang++}" -DECRIFY_FUZZ=ON ${FUZZ_CMAKE_OPTIONS:-} >/dev/null
cmake --build "$build" --parallel "${FUZZ_JOBS:-2}" --target "${targets[@]/#/fuzz_}" | tail -1

seeds_of() {  # the project's own files of the target's kind
  case $1 in
    aws) find tests/golden/config-import-* tests/golden/config-verify* -path '*/in/*' -type f -size -8k ;;
    config | generators) find tests/golden tests/cluster examples -name '*.ecrify.y*ml' ;;
    fn) find tests/golden/fn* -path '*/in/*' -type f -size -8k ;;
    baseline) grep -rlF '{"ecrify-baseline":1}' tests/golden ;;
    formats | pipeline | readers | slice | suppress) find tests/golden examples -name '*.y*ml' -o -name stdin -size -8k ;;
    *) ;;
  esac
}

# The golden cases that hold a kustomization, each as one text, as kustomize.cpp reads a tree.
seed_trees() {
  find tests/golden -path '*/in/*' -iname 'kustomization*' | sed 's|/in/.*|/in|' | sort -u | while read -r tree; do
    (cd "$tree" && find . -type f -printf '%P\n' | sort | while read -r file; do printf '== %s\n' "$file"; cat "$file"; done) \
      >"$1/$(basename "$(dirname "$tree")")"
  done
}

for target in "${targets[@]}"; do
  seeds=$build/seeds/$target
  found=$build/found/$target
  mkdir -p "$seeds" "$found"
  [ "$target" != kustomize ] || seed_trees "$seeds"
  seeds_of "$target" | while read -r file; do cp "$file" "$seeds/$(sha1sum <"$file" | cut -c1-16)"; done
  echo "$target: $seconds s"
  # A megabyte of input teaches nothing that four kilobytes don't; 10 s for one of them is a defect. Which input comes
  # next is not worth three quarters of the time, which it takes libFuzzer to weigh all of them by entropy.
  tests/fuzz/ledger.py --run "$target" "$build/$target.log" \
    "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -entropic=0 \
    -dict=tests/fuzz/manifest.dict -artifact_prefix="$build/crash-$target-" -print_final_stats=1 \
    "$found" "tests/fuzz/corpus/$target" "$seeds" ||
    { grep -a -A4 -E 'does not hold|ERROR|runtime error' "$build/$target.log" | head -20; exit 1; }
  grep -a -E 'number_of_executed_units|peak_rss' "$build/$target.log"
done
