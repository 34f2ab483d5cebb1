#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/locations.md must say what the tables say. Usage: locations.sh PROGRAM [--update]
set -eu
page="$(dirname "$0")/../../docs/locations.md"
if [ "${2:-}" = --update ]; then
  "$1" >"$page"
else
  diff -u "$page" <("$1") || {
    echo "docs/locations.md is not what the tables say: run tests/docs/locations.sh $1 --update" >&2
    exit 1
  }
fi
