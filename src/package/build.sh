#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the program as a release has it, and packs it: a tarball, a .deb, an .rpm and a bill of materials; and takes along the
# busybox of this distribution, for the image that has a shell. finish.sh makes the rest of what all platforms gave.
#
#   src/package/build.sh [--arm64] FOLDER [BUILD]     BUILD is the build folder (build-release, build-release-arm64)
#
# For the machine that it runs on, or with --arm64 for that processor, by a cross compiler and an emulator, on Debian.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$top/tests/install-packages.sh"

cross=
[ "${1:-}" != --arm64 ] || { cross=yes; shift; }
[ $# -ge 1 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$(mkdir -p "$1" && cd "$1" && pwd)
build=${2:-$top/build-release${cross:+-arm64}}
options=(-DCMAKE_BUILD_TYPE=Release -DECRIFY_TESTS=OFF)
mkdir -p "$folder/parts"

if [ "$cross" ]; then
  install_packages "${build_packages[@]}" rpm g++-aarch64-linux-gnu qemu-user-static
  sysroot=$build/sysroot
  "$top/src/package/arm64_sysroot.sh" "$sysroot"
  options+=("-DCMAKE_TOOLCHAIN_FILE=$top/src/cmake/arm64.cmake" "-DECRIFY_SYSROOT=$sysroot")
  export COMPILER=aarch64-linux-gnu-g++ LIBRARIES=$sysroot/versions
  cp "$sysroot/bin/busybox" "$folder/parts/busybox-aarch64"
else
  install_packages "${build_packages[@]}" rpm busybox-static
  cp "$(command -v busybox)" "$folder/parts/busybox-$(uname -m)"
fi
configure_build "$top" "$build" "${options[@]}"
show_and_run cmake --build "$build" --parallel 2 >&2
"$top/src/package/pack.sh" "$build" "$folder"
