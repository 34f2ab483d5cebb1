#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds, tests and packs the tree on distributions that hold nothing but their base system: examples/quickstart.sh, then
# tests/run.sh, which goes on in the same build folder, with g++ and with clang++, one after the other as root and as a user
# who may use sudo. As root, on Debian.
#
#   tests/distros.sh [--only quickstart|run] [--compiler CXX]… [--user root|somebody]… FOLDER NAME=MIRROR…
#
#   tests/distros.sh /var/tmp/distros bookworm=https://…/debian trixie=https://…/debian noble=https://…/ubuntu
#
# FOLDER keeps the base systems, and a log for each run; a base system that is there is used again, from a copy. A distribution
# whose mirror does not answer is skipped, and that is said. Prints one line a run: what it was, how long it took, how it ended.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$top/tests/install-packages.sh"

only= compilers=() users=()
while [ $# -gt 0 ]; do
  case $1 in
    --only) only=$2; shift 2 ;;
    --compiler) compilers+=("$2"); shift 2 ;;
    --user) users+=("$2"); shift 2 ;;
    -h | --help) sed -n '3,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) break ;;
  esac
done
[ $# -ge 2 ] || { sed -n '3,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ ${#compilers[@]} -gt 0 ] || compilers=(g++ clang++)
[ ${#users[@]} -gt 0 ] || users=(root somebody)
[ "$(id -u)" -eq 0 ] || { echo "skipped: distros: only root may make base systems" >&2; exit 77; }
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift
install_packages debootstrap

# base_system NAME MIRROR: in FOLDER/NAME.base, or a failure.
base_system() {
  local name=$1 mirror=$2 scripts=/usr/share/debootstrap/scripts script components=main
  [ ! -f "$folder/$name.base/complete" ] || return 0
  # All releases of Ubuntu have one script, under which an older debootstrap does not know the younger ones.
  script=$scripts/$name
  [ -e "$script" ] || script=$scripts/gutsy
  [ "$(readlink -f "$script")" != "$scripts/gutsy" ] || components=main,universe
  rm -rf "$folder/$name.base"
  nice debootstrap --variant=minbase --components=$components "$name" "$folder/$name.base" "$mirror" "$script" \
    >"$folder/$name.log" 2>&1 || return 1
  touch "$folder/$name.base/complete"
}

mounted=
leave() {
  [ -z "$mounted" ] || umount --lazy "$mounted/proc" "$mounted/dev/pts" "$mounted/dev" 2>/dev/null || true
  mounted=
}
trap leave EXIT

# in_root ROOT USER COMMAND…
in_root() {
  local root=$1 user=$2
  shift 2
  local as=()
  [ "$user" = root ] || as=(runuser --user "$user" --)
  env --ignore-environment PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
    ${CXX_NAME:+"CXX=$CXX_NAME"} chroot "$root" "${as[@]}" "$@"
}

# one_run NAME COMPILER USER: the tree in a fresh copy of the base system.
one_run() {
  local name=$1 compiler=$2 user=$3 root log status=0 begin seconds
  root=$folder/$name.run log=$folder/$name-$compiler-$user.log
  rm -rf "$root"
  cp -a "$folder/$name.base" "$root"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  mounted=$root
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  mount --bind /dev/pts "$root/dev/pts"
  in_root "$root" root apt-get -qq update >"$log" 2>&1
  if [ "$user" != root ]; then
    in_root "$root" root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends sudo >>"$log" 2>&1
    in_root "$root" root useradd --create-home "$user"
    echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
  fi
  mkdir -p "$root/srv/ecrify"
  (cd "$top" && git ls-files -z | tar -c --null --files-from=-) | tar -x --no-same-owner -C "$root/srv/ecrify"
  in_root "$root" root chown -R "$user:" /srv/ecrify
  for script in examples/quickstart.sh tests/run.sh; do
    case $script in *"$only"*) ;; *) continue ;; esac
    begin=$(date +%s)
    status=0
    CXX_NAME=$compiler in_root "$root" "$user" bash -c "cd /srv/ecrify && $script" >>"$log" 2>&1 || status=$?
    seconds=$(($(date +%s) - begin))
    printf '%s\t%s\t%s\t%s\t%s s\texit status %s\n' "$name" "$compiler" "$user" "$script" "$seconds" "$status"
    [ "$status" -eq 0 ] || { failed=1; sed 's/^/  /' "$log" | tail -n 20; }
  done
  leave
  rm -rf --one-file-system "$root"
}

failed=0
for pair in "$@"; do
  name=${pair%%=*} mirror=${pair#*=}
  if ! base_system "$name" "$mirror"; then
    echo "skipped: $name: its mirror does not answer, or has no base system: $(tail -n 1 "$folder/$name.log")"
    continue
  fi
  for compiler in "${compilers[@]}"; do
    for user in "${users[@]}"; do
      one_run "$name" "$compiler" "$user"
    done
  done
done
exit "$failed"
