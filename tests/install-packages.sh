# SPDX-License-Identifier: Apache-2.0
# Sourced by examples/quickstart.sh and tests/run.sh: `install_packages PACKAGE…` installs the Debian packages that are
# missing. Where all are there it touches neither the network nor anything that needs root.

build_packages=(g++ cmake ninja-build libcli11-dev libfmt-dev libkainjow-mustache-dev libutf8proc-dev libxxhash-dev libyaml-cpp-dev
                libpcre2-dev libspdlog-dev nlohmann-json3-dev)
# The compiler that CXX names; a build for another machine has its own.
case ${CXX:-g++} in *clang*) build_packages+=(clang) ;; esac
test_packages=(busybox-static catch2 diffutils dpkg-dev fish git libxml2-utils mandoc patch python3 python3-jsonschema python3-yaml rpm zsh)

say() { printf '%s\n' "$*" >&2; }

# Prints a command the way it could be typed, then runs it.
show_and_run() {
  local words=("$@") line
  [ "$1" != quietly ] || words=("${@:2}")
  printf -v line ' %q' "${words[@]}"
  say "+$line"
  "$@"
}

# For what says hundreds of lines when all is well: they are shown only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is neither Debian nor Ubuntu: nothing is installed. What is needed, by Debian's names:"
    say "  $*"
    say "that is a compiler for C++20 (g++ 12 or clang++ 14, or newer), CMake 3.25 or newer, and the libraries with their headers"
    return 0
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "packages are missing, and neither root nor sudo is at hand; as root, run:"
      say "  apt-get install --no-install-recommends ${missing[*]}"
      return 2
    fi
    as_root=(sudo)
  fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  show_and_run quietly "${as_root[@]}" "${apt[@]}" update ||
    say "apt-get update failed; going on with the package lists that are there"
  show_and_run quietly "${as_root[@]}" "${apt[@]}" install --yes --no-install-recommends "${missing[@]}"
}

# configure_build SOURCE BUILD OPTION…: a first configuration chooses Ninja where it is there, and compiles many files at
# once, which takes a third of the time of a build that takes them one by one; a later one keeps what the folder has. A build
# folder of another source tree (the tree was copied or moved) is configured afresh.
configure_build() {
  local source=$1 build=$2 first=() fresh=()
  shift 2
  if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source" "$build/CMakeCache.txt"; then
    fresh=(--fresh)
  fi
  if [ ! -f "$build/CMakeCache.txt" ] || [ ${#fresh[@]} -gt 0 ]; then
    first=(-DCMAKE_UNITY_BUILD=ON)
    ! command -v ninja >/dev/null || first+=(-G Ninja)
  fi
  show_and_run cmake -S "$source" -B "$build" "${first[@]}" "${fresh[@]}" "$@" >&2
}
