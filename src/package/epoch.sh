#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the time of the newest entry of the changelog in seconds: what is packed of the tree bears it, whenever that is done.
set -euo pipefail
date --date "$(sed -n '/^ -- /{s/.*>  *//p;q}' "$(dirname "${BASH_SOURCE[0]}")/changelog")" +%s
