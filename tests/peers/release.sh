#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A whole release, as the workflows make it, for both processors on one machine, on Debian: arm64 by a cross compiler, whose
# program then runs the golden cases in an emulator. The bills of materials are checked by the SPDX project's own tool, the images
# by skopeo. It downloads Debian packages and a package from PyPI.
#
#   tests/peers/release.sh [--twice] [FOLDER]     FOLDER is for tools and packages (build-peers/release)
#
# --twice builds and packs all of it again, in other folders, and compares.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
twice=
[ "${1:-}" != --twice ] || { twice=yes; shift; }
folder=$(mkdir -p "${1:-$top/build-peers/release}" && cd "${1:-$top/build-peers/release}" && pwd)

[ -x "$folder/venv/bin/pyspdxtools" ] || {
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" --quiet install spdx-tools==0.8.3
}
release() {
  "$top/src/package/build.sh" "$1" "$2-x86_64"
  "$top/src/package/build.sh" --arm64 "$1" "$2-arm64"
  "$top/src/package/finish.sh" "$1"
}
rm -rf "$folder/dist" "$folder/again"
release "$folder/dist" "$folder/build"
for bill in "$folder"/dist/*.spdx.json; do
  "$folder/venv/bin/pyspdxtools" --infile "$bill"
  echo "$(basename "$bill"): valid"
done
for processor in x86_64 aarch64; do
  one=$folder/dist-$processor
  rm -rf "$one"
  mkdir "$one"
  cp "$folder"/dist/*"$processor"* "$folder"/dist/*-oci.tar "$one"
  case $processor in
    x86_64) cp "$folder"/dist/*_amd64* "$one"; emulator=() ;;
    aarch64) cp "$folder"/dist/*_arm64* "$one"; emulator=(--emulator qemu-aarch64-static) ;;
  esac
  "$top/tests/package/run.py" --made "$one" "${emulator[@]}"
done
if [ "$twice" ]; then
  rm -rf "$folder/other"
  release "$folder/again" "$folder/other/build"
  diff --recursive --brief "$folder/dist" "$folder/again"
  echo "built twice, the same"
fi
