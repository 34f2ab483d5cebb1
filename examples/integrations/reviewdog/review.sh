#!/usr/bin/env bash
# Comments of reviewdog on the lines of a pull request, with the new reference as a suggestion.
#
#   examples/integrations/reviewdog/review.sh deploy -reporter=github-pr-review
set -euo pipefail
# reviewdog decides what fails; input that can't be read fails in any case.
ecrify check --exit-zero -q -f rdjson "$1" | reviewdog -f=rdjson -name=ecrify -fail-level=error "${@:2}"
