#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the packages of a build, each with its checksum, and a bill of materials (SPDX) of the program in them: tarball, .deb,
# and .rpm where rpmbuild is installed. The same program gives the same packages, byte for byte.
#
#   src/package/pack.sh BUILD FOLDER     SOURCE_DATE_EPOCH is the time that all files get (the changelog's date)
#
# COMPILER and LIBRARIES say where the program was built for another machine: the compiler, and a file with the name and the
# version of each Debian package that it was built from.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 2 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
build=$(cd "$1" && pwd)
folder=$(mkdir -p "$2" && cd "$2" && pwd)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$("$here/epoch.sh")} TZ=UTC LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cpack --config "$build/CPackConfig.cmake" -B "$work/made" >log 2>&1 </dev/null || { cat log >&2; exit 2; }
tarball=$(basename "$(find made -maxdepth 1 -name '*.tar.gz')")
mkdir unpacked
tar -xzf "made/$tarball" -C unpacked --strip-components 1
name=${tarball%.tar.gz}
"$here/sbom.py" unpacked/bin/ecrify "${name%-static}" ${LIBRARIES:+--libraries "$LIBRARIES"} --compiler "${COMPILER:-g++}" \
  >"made/$name.spdx.json"
find made -maxdepth 1 -type f -exec cp {} "$folder" \;
