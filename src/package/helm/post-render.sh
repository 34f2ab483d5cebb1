#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs "ecrify rewrite" on what Helm 4 renders. Helm shows no message of a post-renderer, so they are appended to a file, too:
# ECRIFY_HELM_LOG, or else ecrify.log in Helm's cache folder (helm env HELM_CACHE_HOME). Nothing but manifests goes to stdout.
set -u
log=${ECRIFY_HELM_LOG:-${HELM_CACHE_HOME:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/helm}/ecrify.log}
here=$(cd "$(dirname "$0")" && pwd -P)
ecrify=$here/../../../bin/ecrify   # where a package has put both
[ -x "$ecrify" ] || ecrify=ecrify

# A chart may render nothing, and Helm 4 takes no empty output for an answer.
input=$(mktemp) || exit 2
trap 'rm -f "$input"' EXIT
cat >"$input" || exit 2
if [ ! -s "$input" ]; then
  echo ---
  exit 0
fi
exec 3>&1
messages=$("$ecrify" rewrite --allow-empty "$@" <"$input" 2>&1 >&3)
status=$?
[ -n "$messages" ] || exit "$status"
printf '%s\n' "$messages" >&2
mkdir -p "$(dirname "$log")" 2>/dev/null
# One file before it is kept.
[ -n "$(find "$log" -size +1024k 2>/dev/null)" ] && mv -f "$log" "$log.1"
printf '%s in %s, exit status %s\n%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$PWD" "$status" "$messages" 2>/dev/null >>"$log"
exit "$status"
