#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs clang-tidy with .clang-tidy over the sources; prints what it finds and fails when there is something.
#
#   tests/tidy.sh [--analyzer] [--changed | FILE…]     all of src without files; --changed: what differs from HEAD
#
# A build folder of its own, build-tidy/, says how each file is compiled: one by one, and without headers that another
# compiler has compiled.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=build-tidy
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=OFF -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DECRIFY_TESTS=OFF \
  >/dev/null
tidy=${CLANG_TIDY:-clang-tidy}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What it must find, with the checks that are configured: else it is not there, or did not read them, and finds nothing.
echo 'int last(int number) { return number > 0 ? last(number - 1) : number; }' >"$work/probe.cpp"
if "$tidy" --quiet --config-file=.clang-tidy "$work/probe.cpp" -- -std=c++20 >"$work/probe" 2>&1 ||
  ! grep -q 'misc-no-recursion' "$work/probe"; then
  echo "tests/tidy.sh: $tidy does not find what it must:" >&2
  cat "$work/probe" >&2
  exit 2
fi

options=(--quiet --extra-arg=-Wno-unknown-warning-option)  # gcc's own warning options are nothing that clang knows
if [ "${1:-}" = --analyzer ]; then
  options+=("--checks=clang-analyzer-*")
  shift
fi
if [ "${1:-}" = --changed ]; then
  mapfile -t files < <({ git diff --name-only --diff-filter=d HEAD && git ls-files --others --exclude-standard; } |
    grep -E '^src/.*\.cpp$' | grep -v loops_neon || true)
  if [ ${#files[@]} -eq 0 ]; then
    echo "no source differs from HEAD"
    exit 0
  fi
elif [ $# -eq 0 ]; then
  mapfile -t files < <(git ls-files 'src/*.cpp' ':!src/manifest/loops_neon.cpp')
else
  files=("$@")
fi
if [ ${#files[@]} -eq 0 ]; then
  echo "tests/tidy.sh: no files: is this a git work tree?" >&2
  exit 2
fi
if ! printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "${JOBS:-2}" "$tidy" -p "$build" "${options[@]}" 2>"$work/said"; then
  # How many warnings are not shown is said for each file; anything else is why it stopped.
  grep -vE '^[0-9]+ warnings? |^Suppressed |^Use -header-filter' "$work/said" >&2 || true
  exit 1
fi
if grep -iE '^(error|skipping)' "$work/said" >&2; then exit 1; fi
echo "${#files[@]} files, nothing found"
