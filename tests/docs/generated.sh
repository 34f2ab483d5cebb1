#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A page of docs/ must say what the tables in the code say. Usage: generated.sh PAGE PROGRAM [--update]
#   tests/docs/generated.sh locations.md build/tests/locations_md --update
set -eu
page="$(dirname "$0")/../../docs/$1"
if [ "${3:-}" = --update ]; then
  "$2" >"$page"
else
  diff -u "$page" <("$2") || {
    echo "docs/$1 is not what the tables say: run tests/docs/generated.sh $1 $2 --update" >&2
    exit 1
  }
fi
