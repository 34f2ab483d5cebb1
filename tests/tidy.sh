#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs clang-tidy with .clang-tidy over the sources; prints what it finds and fails when there is something.
#
#   tests/tidy.sh [--analyzer] [FILE…]     all of src without files; BUILD names a configured build (default: build)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${BUILD:-build}
if [ ! -f "$build/compile_commands.json" ]; then
  echo "tests/tidy.sh: configure first: cmake -S . -B $build" >&2
  exit 2
fi
options=(--quiet --extra-arg=-Wno-unknown-warning-option)  # gcc's own warning options are nothing that clang knows
if [ "${1:-}" = --analyzer ]; then
  options+=("--checks=clang-analyzer-*")
  shift
fi
if [ $# -eq 0 ]; then
  mapfile -t files < <(git ls-files 'src/*.cpp' ':!src/manifest/loops_neon.cpp')
else
  files=("$@")
fi
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "${JOBS:-2}" "${CLANG_TIDY:-clang-tidy}" -p "$build" "${options[@]}" 2>/dev/null &&
  echo "${#files[@]} files, nothing found"
