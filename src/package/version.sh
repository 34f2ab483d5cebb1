#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the version of the tree.
set -euo pipefail
sed -n 's/^project(ecrify VERSION \([0-9.]*\).*/\1/p' "$(dirname "${BASH_SOURCE[0]}")/../../CMakeLists.txt"
