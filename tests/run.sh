#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds ecrify with its tests and runs them all. On a bare Debian or Ubuntu it first installs what is missing.
#
#   tests/run.sh [--sanitize LIST] [--build FOLDER] [CTEST-ARGUMENT…]
#
#   tests/run.sh                                 everything, Release, in build/
#   tests/run.sh -R golden                       the tests whose name matches
#   tests/run.sh --sanitize address,undefined    Debug with sanitizers, in build-address-undefined/
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tests/install-packages.sh

build=
options=(-DECRIFY_TESTS=ON)
seconds=300  # that a test may take
while [ $# -gt 0 ]; do
  case $1 in
    --sanitize) options+=(-DCMAKE_BUILD_TYPE=Debug "-DECRIFY_SANITIZE=$2"); build=${build:-build-${2//,/-}}; seconds=1800; shift 2 ;;
    --build) build=$2; shift 2 ;;
    -h | --help) sed -n '3,9s/^# \{0,1\}//p' tests/run.sh; exit 0 ;;
    *) break ;;
  esac
done
build=${build:-build}
case " ${options[*]} " in *CMAKE_BUILD_TYPE*) ;; *) options+=(-DCMAKE_BUILD_TYPE=Release) ;; esac

install_packages "${build_packages[@]}" "${test_packages[@]}"
configure_build "$PWD" "$build" "${options[@]}"
show_and_run cmake --build "$build" --parallel 2 >&2

log=$build/tests.log
status=0
show_and_run ctest --test-dir "$build" --output-on-failure --no-tests=error --parallel 2 --timeout "$seconds" "$@" |
  tee "$log" || status=$?

# Tests say `skipped: what: why` for what this machine lacks; ctest keeps such lines in its own log.
skipped=$(sed -n 's/^skipped: /  /p' "$build/Testing/Temporary/LastTest.log" | sort -u)
if [ -n "$skipped" ]; then
  printf '\nSkipped, since something optional is absent:\n%s\n' "$skipped"
fi
printf '\n%s\n' "$(grep -E '^[0-9]+% tests passed' "$log" || echo "no test ran")"
exit "$status"
