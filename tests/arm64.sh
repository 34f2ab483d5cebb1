#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compiles the scanner's stage for arm64 and runs its tests with NEON in an emulator, on Debian. What needs yaml-cpp is left
# out. Takes about a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tests/install-packages.sh
install_packages catch2 g++-aarch64-linux-gnu libfmt-dev qemu-user-static

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir "$made/include"
# Headers alone, so that nothing else of this processor's /usr/include is found.
for library in catch2 fmt; do ln -s "/usr/include/$library" "$made/include/$library"; done
compile() {
  aarch64-linux-gnu-g++ -std=c++20 -O2 -DFMT_HEADER_ONLY=1 -Iinclude -Isrc/manifest -Itests/unit -isystem "$made/include" \
    -c "$1" -o "$made/$(basename "$1").o"
}
tests=(tests/unit/test_main.cpp tests/unit/manifest_{decode,prefilter,screen,slice}_test.cpp tests/conformance/mutants_test.cpp)
for source in src/base/*.cpp src/manifest/*.cpp "${tests[@]}" tests/support/no_yaml_cpp.cpp; do
  [ "$source" = src/manifest/yaml_cpp_reader.cpp ] || compile "$source"
done
aarch64-linux-gnu-g++ -static "$made"/*.o -o "$made/unit_manifest"
qemu-aarch64-static "$made/unit_manifest" '~two readers*' # the other reader is yaml-cpp
