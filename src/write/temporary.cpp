// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/temporary.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>

namespace ecrify::write {
namespace {

constexpr int attempts = 100;
constexpr std::size_t random_letters = 6;
constexpr mode_t private_mode = 0600;
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz012345";
constexpr std::string_view mark = ".ecrify-";

// Empty, with errno, when the system gives no random bytes.
std::string random_name(const std::string& name) {
  static_assert(alphabet.size() == 32);
  // Drawn for many names at a time.
  thread_local std::array<unsigned char, 64 * random_letters> bytes{};
  thread_local std::size_t used = bytes.size();
  if (used == bytes.size()) {
    while (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
      if (errno != EINTR) return "";
    }
    used = 0;
  }
  std::string result = "." + name.substr(0, NAME_MAX - 1 - mark.size() - random_letters);
  result += mark;
  for (std::size_t i = 0; i < random_letters; ++i) result += alphabet[bytes[used++] % alphabet.size()];
  return result;
}

bool is_random_name(std::string_view name) {
  if (name.size() < 1 + mark.size() + random_letters || name.front() != '.') return false;
  const std::string_view letters = name.substr(name.size() - random_letters);
  return letters.find_first_not_of(alphabet) == std::string_view::npos &&
         name.substr(0, name.size() - random_letters).ends_with(mark);
}

// True if nobody else holds it. On file systems without locks everybody does.
bool lock(int descriptor) { return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0; }

std::string proc_path(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

Descriptor open_nameless(int folder) {
  // Without /proc it could never get a name.
  static const bool has_proc = ::access("/proc/self/fd", F_OK) == 0;
  return has_proc ? open_file_at(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, private_mode) : Descriptor();
}

}  // namespace

Temporary::Temporary(int folder, std::string name, TemporaryKind kind)
    : folder_(folder), name_(std::move(name)) {
  if (kind == TemporaryKind::nameless_if_possible) {
    file_ = open_nameless(folder_);
    if (file_.ok()) {
      lock(file_.number());
      return;
    }
  }
  for (int i = 0; i < attempts; ++i) {
    const std::string candidate = random_name(name_);
    if (candidate.empty()) return;
    file_ =
        open_file_at(folder_, candidate, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_mode);
    if (file_.ok()) {
      lock(file_.number());
      own_name_ = candidate;
    }
    if (file_.ok() || errno != EEXIST) return;
  }
}

Temporary::~Temporary() {
  if (!own_name_.empty()) ::unlinkat(folder_, own_name_.c_str(), 0);
}

int Temporary::give_name() {
  for (int i = 0; i < attempts; ++i) {
    const std::string candidate = random_name(name_);
    if (candidate.empty()) return errno;
    // linkat() of the descriptor itself (AT_EMPTY_PATH) is for the privileged only.
    if (::linkat(AT_FDCWD, proc_path(descriptor()).c_str(), folder_, candidate.c_str(), AT_SYMLINK_FOLLOW) ==
        0) {
      own_name_ = candidate;
      return 0;
    }
    if (errno != EEXIST) return errno;
  }
  return EEXIST;
}

int Temporary::take_free_place() {
  if (own_name_.empty()) {
    if (const int error = give_name(); error != 0) return error;
  }
  // A link refuses what a rename would replace.
  if (::linkat(folder_, own_name_.c_str(), folder_, name_.c_str(), 0) != 0) return errno;
  if (::unlinkat(folder_, own_name_.c_str(), 0) == 0) own_name_.clear();
  return 0;
}

int Temporary::take_place() {
  if (own_name_.empty()) {
    if (const int error = give_name(); error != 0) return error;
  }
  // linkat() refuses to replace a file, so a name and a rename it must be.
  if (::renameat(folder_, own_name_.c_str(), folder_, name_.c_str()) != 0) return errno;
  own_name_.clear();
  return 0;
}

std::size_t sweep_temporaries(Descriptor folder) {
  const auto close = [](DIR* stream) { ::closedir(stream); };
  const std::unique_ptr<DIR, decltype(close)> stream(::fdopendir(folder.number()), close);
  if (stream == nullptr) return 0;
  folder.release();
  const int at = ::dirfd(stream.get());
  std::size_t swept = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    if (!is_random_name(entry->d_name)) continue;
    const Descriptor file = open_file_at(at, entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat info {};
    const bool ours = file.ok() && ::fstat(file.number(), &info) == 0 && S_ISREG(info.st_mode) &&
                      info.st_uid == ::geteuid();
    if (ours && lock(file.number()) && ::unlinkat(at, entry->d_name, 0) == 0) ++swept;
  }
  return swept;
}

}  // namespace ecrify::write
