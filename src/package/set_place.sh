#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Says where the project is published: its place on GitHub stands in CMakeLists.txt, and this writes another one there and
# wherever else the tree names it.
#
#   src/package/set_place.sh OWNER/NAME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ $# -eq 1 ] && [[ $1 =~ ^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$ ]] || { sed -n '3,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
old=$(sed -n 's|.*HOMEPAGE_URL "https://github.com/\([^"]*\)".*|\1|p' CMakeLists.txt)
# The files of the tree, or where this is no checkout, what lies in it but for builds.
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  git ls-files -z
else
  find . -name 'build*' -prune -o -type f -print0
fi | xargs -0 grep -lZF -- "$old" | xargs -0 --no-run-if-empty sed -i "s|${old//./\\.}|$1|g"
