#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Unpacks what a build for arm64 needs into a folder, on Debian. apt works with lists of its own for it: the packages and the
# architectures of this machine stay as they are.
#
#   src/package/arm64_sysroot.sh FOLDER     FOLDER/versions gets the name and the version of each
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../tests/install-packages.sh"
[ $# -eq 1 ] || { sed -n '3,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ ! -f "$1/versions" ] || exit 0
folder=$(mkdir -p "$1" && cd "$1" && pwd)

# Those of build_packages that are libraries, and a shell for an image.
packages=(busybox-static)
for package in "${build_packages[@]}"; do
  case $package in lib* | nlohmann*) packages+=("$package") ;; esac
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
touch "$work/status"
options=(-o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o "Dir::State=$work" -o "Dir::State::status=$work/status"
  -o "Dir::Cache=$work" -o Acquire::Retries=3 -o APT::Sandbox::User=root)
quietly apt-get -qq "${options[@]}" update
# CMake's files of a library want to see the shared one, too; the C library is that of the compiler.
mapfile -t shared < <(apt-cache "${options[@]}" depends --important "${packages[@]}" | sed -n 's/^ *Depends: \(lib[^:]*\).*/\1/p' |
  grep -vE '^lib(c6|gcc|stdc)' | sort -u)
(cd "$work/archives" && quietly apt-get -qq "${options[@]}" download "${packages[@]}" "${shared[@]}")
for package in "$work"/archives/*.deb; do
  dpkg-deb -x "$package" "$folder"
done
for package in "$work"/archives/*.deb; do
  dpkg-deb --show --showformat '${Package} ${Version}\n' "$package"
done >"$work/versions"
# The compiler brings its own libraries.
dpkg-query --show --showformat '${Package} ${Version}\n' 'libc6-dev-arm64-cross' 'libstdc++-*-dev-arm64-cross' | sed 's/-arm64-cross / /' >>"$work/versions"
cp "$work/versions" "$folder/versions"
