#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Formats all C++ of the tree as .clang-format says.
#
#   tests/format.sh             in place
#   tests/format.sh --check     only names the files that differ, and fails where there are any
#
# The releases of clang-format disagree, so it is version 14, that of Debian 12; CLANG_FORMAT names another program of
# that version. Without one it says that it was skipped, exit status 77, with --check; else it fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=${1:-}
case $mode in
  "" | --check) ;;
  *) sed -n '3,9s/^# \{0,1\}//p' tests/format.sh >&2; exit 2 ;;
esac

format=
for program in ${CLANG_FORMAT:-clang-format-14 clang-format}; do
  if command -v "$program" >/dev/null && "$program" --version | grep -q ' version 14\.'; then
    format=$program
    break
  fi
done
if [ -z "$format" ]; then
  if [ "$mode" = --check ]; then
    echo "skipped: formatting: it needs clang-format 14 (Debian 12: apt-get install clang-format-14)"
    exit 77
  fi
  echo "tests/format.sh: it needs clang-format 14 (Debian 12: apt-get install clang-format-14)" >&2
  exit 2
fi

# Without git, as in an unpacked archive, the folders say what belongs to the tree.
mapfile -d '' -t files < <(git ls-files -z -co --exclude-standard '*.cpp' '*.hpp' 2>/dev/null ||
  find src include tests -name '*.[ch]pp' -print0)
existing=()
for file in "${files[@]}"; do [ ! -f "$file" ] || existing+=("$file"); done
if [ ${#existing[@]} -eq 0 ]; then
  echo "tests/format.sh: no files" >&2
  exit 2
fi

if [ -z "$mode" ]; then
  printf '%s\0' "${existing[@]}" | xargs -0 "$format" -i
  exit 0
fi
differing=$(printf '%s\0' "${existing[@]}" | xargs -0 "$format" --dry-run 2>&1 |
  sed -n 's/^\([^:]*\):[0-9]*:[0-9]*: warning: code should be clang-formatted.*/\1/p' | sort -u)
if [ -n "$differing" ]; then
  printf '%s\n' "$differing"
  echo "tests/format.sh: these files differ from .clang-format: run tests/format.sh" >&2
  exit 1
fi
echo "${#existing[@]} files are formatted"
