#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing (Debian, Ubuntu), builds ecrify, and rewrites examples/shop/release.yaml with it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tests/install-packages.sh

install_packages "${build_packages[@]}" diffutils
without_tests=()
[ -f build/CMakeCache.txt ] || without_tests=(-DECRIFY_TESTS=OFF)
configure_build "$PWD" build -DCMAKE_BUILD_TYPE=Release "${without_tests[@]}"
show_and_run cmake --build build --parallel "$(nproc)" --target ecrify >&2

PATH=$PWD/build/src:$PATH
target=(--account 123456789012 --region ca-central-1)

# Runs a command line of ecrify, shows it as typed, and insists on its exit status.
step() {
  local expected=$1 status=0
  shift
  printf '\n$ %s\n' "$*"
  "$@" || status=$?
  printf '(exit status %d)\n' "$status"
  [ "$status" -eq "$expected" ]
}

echo
echo "1. What would change? diff exits 1 where something would."
step 1 ecrify diff "${target[@]}" examples/shop/release.yaml

echo
echo "2. The same, carried out. Only the bytes of the references change."
printf '\n$ ecrify rewrite %s examples/shop/release.yaml > build/release.yaml\n' "${target[*]}"
ecrify rewrite "${target[@]}" examples/shop/release.yaml > build/release.yaml
step 0 grep -n amazonaws.com build/release.yaml

echo
echo "3. Nothing is left: check exits 0."
step 0 ecrify check "${target[@]}" build/release.yaml

# Whatever stands in this folder's environment, what is typed next works from any folder.
printf -v program '%q' "$PWD/build/src/ecrify"
cat <<END

That is all. On a tree of your own, FOLDER, the next three are:

  $program list --summary FOLDER
  $program config init ${target[*]} FOLDER -
  $program diff ${target[*]} FOLDER
END
