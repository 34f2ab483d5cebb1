#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes what holds all platforms, of the tarballs in a folder: the images, as archives in the layout of OCI, and SHA256SUMS.
#
#   src/package/finish.sh FOLDER
#
# The image with a shell is made where FOLDER/parts has a static busybox for each platform, busybox-<processor>.
# ECRIFY_REVISION is the commit that the images name.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cd "$1"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$("$here/epoch.sh")} LC_ALL=C.UTF-8

shopt -s nullglob
tarballs=(ecrify-*-linux-*-static.tar.gz)
[ ${#tarballs[@]} -gt 0 ] || { echo "$PWD: no static tarball" >&2; exit 2; }
version=${tarballs[0]#ecrify-}
version=${version%%-linux-*}
shells=()
for tarball in "${tarballs[@]}"; do
  processor=${tarball#*-linux-}
  processor=${processor%-static.tar.gz}
  mkdir -p parts  # an attestation wants a name without the version
  cp "${tarball%.tar.gz}.spdx.json" "parts/sbom-$processor.spdx.json"
  [ ! -f "parts/busybox-$processor" ] || shells+=(--busybox "$processor=parts/busybox-$processor")
done
"$here/oci_image.py" "ecrify-$version-oci.tar" "$version" "${tarballs[@]}" ${ECRIFY_REVISION:+--revision "$ECRIFY_REVISION"}
if [ ${#shells[@]} -eq $((2 * ${#tarballs[@]})) ]; then
  "$here/oci_image.py" "ecrify-$version-busybox-oci.tar" "$version-busybox" "${tarballs[@]}" "${shells[@]}" \
    ${ECRIFY_REVISION:+--revision "$ECRIFY_REVISION"}
else
  echo "no image with busybox: parts/ has none for each platform" >&2
fi
sha256sum -- ecrify[-_]*.tar.gz ecrify[-_]*.deb ecrify[-_]*.rpm ecrify[-_]*.tar ecrify[-_]*.json >SHA256SUMS
