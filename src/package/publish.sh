#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Publishes what lies in a folder as the release of a tag, by gh, and the images, by skopeo.
#
#   src/package/publish.sh FOLDER TAG IMAGE     TAG is v<version> of the tree, IMAGE a repository, ghcr.io/owner/ecrify
#
# Nothing is published where a checksum differs, a file is no file of this version, or the tag is not that of the tree. gh and
# skopeo find out by themselves as whom: GH_TOKEN, and `skopeo login` (IMAGE_USER and IMAGE_TOKEN, where they are set).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 3 ] || { sed -n '3,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$1 tag=$2 image=${3,,}  # a registry takes no capitals
version=$("$here/version.sh")
[ "$tag" = "v$version" ] || { echo "the tag is $tag, and the tree has version $version" >&2; exit 2; }
cd "$folder"
sha256sum --check --strict --quiet SHA256SUMS
mapfile -t files < <(cut -c67- SHA256SUMS)
for file in "${files[@]}"; do
  case $file in ecrify[-_]"$version"[-_]*) ;; *) echo "$file: not of version $version" >&2; exit 2 ;; esac
done

if [ -n "${IMAGE_TOKEN:-}" ]; then
  skopeo login --username "$IMAGE_USER" --password-stdin "${image%%/*}" <<<"$IMAGE_TOKEN" >&2
fi
for archive in "ecrify-$version-oci.tar" "ecrify-$version-busybox-oci.tar"; do
  to=${archive#ecrify-}
  skopeo copy --all --quiet "oci-archive:$archive" "docker://$image:${to%-oci.tar}"
done
gh release create "$tag" --verify-tag --title "ecrify $version" --notes-file "$here/../../docs/changelog.md" -- "${files[@]}" SHA256SUMS
