#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds a static Release and measures whole processes against other tools, in interleaved runs:
#   tests/bench/run.sh [--quick] [--only NAME]… [--json FILE]
# The streams are made up (tests/bench/streams.py); with ECRIFY_CORPUS set, the streams of that folder are measured as
# well. Nothing else should run on the machine meanwhile. docs/performance.md says what the rows mean.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${ECRIFY_BENCH_BUILD:-$root/build-bench}
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DECRIFY_STATIC=ON -DECRIFY_TESTS=ON -DECRIFY_BENCH=ON \
  ${CMAKE_ARGS:-} > /dev/null
cmake --build "$build" --target ecrify tests/bench/all > /dev/null
exec python3 "$root/tests/bench/run.py" --binary "$build/src/ecrify" --parts "$build/tests/bench" "$@"
