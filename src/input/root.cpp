// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/root.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#if defined(SYS_openat2) && __has_include(<linux/openat2.h>)
#  include <linux/openat2.h>
#  define ECRIFY_HAS_OPENAT2 1
#endif

namespace ecrify::input {
namespace {

constexpr int to_look_at = O_PATH | O_CLOEXEC;

// One name in a folder; a link is ELOOP, whatever else is asked for.
Descriptor open_step(int folder, const std::string& name, int flags) {
  Descriptor file = open_file_at(folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
  const int error = errno;
  if (file.ok() ? (flags & O_PATH) == 0 : error != ENOTDIR) return file;
  struct stat info {};
  const int status =
      file.ok() ? ::fstat(file.number(), &info) : ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW);
  const bool is_link = status == 0 && S_ISLNK(info.st_mode);
  errno = is_link ? ELOOP : error;
  return is_link ? Descriptor() : std::move(file);
}

Descriptor open_steps(int folder, const std::string& path, int flags) {
  Descriptor at;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string step = path.substr(begin, end - begin);
    if (step == "..") {
      errno = EXDEV;
      return {};
    }
    const bool is_last = end == path.size();
    Descriptor next = open_step(at.ok() ? at.number() : folder, step, is_last ? flags : O_PATH | O_DIRECTORY);
    if (is_last || !next.ok()) return next;
    at = std::move(next);
    begin = end + 1;
  }
}

// The path of an open file, absolute and without links, from the system; "" where it gives none.
std::string path_of(int descriptor) {
  std::array<char, PATH_MAX> buffer;
  const ssize_t size =
      ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), buffer.data(), buffer.size());
  if (size <= 0 || static_cast<std::size_t>(size) == buffer.size() || buffer[0] != '/') return "";
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  return real ? std::string(real.get()) : "";
}

std::shared_ptr<const Root> open_root(const char* folder) {
  Descriptor open = open_file(folder, to_look_at | O_DIRECTORY);
  std::string resolved = open.ok() ? path_of(open.number()) : "";
  if (resolved.empty()) resolved = real_path(folder);
  return open.ok() && !resolved.empty() ? std::make_shared<const Root>(std::move(open), std::move(resolved))
                                        : nullptr;
}

}  // namespace

Descriptor open_below(int folder, const std::string& path, int flags) {
  const std::string below = path.empty() ? "." : path;
#ifdef ECRIFY_HAS_OPENAT2
  open_how how{};
  how.flags = static_cast<decltype(how.flags)>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  for (;;) {
    const long file = ::syscall(SYS_openat2, folder, below.c_str(), &how, sizeof how);
    if (file >= 0) return Descriptor(static_cast<int>(file));
    if (errno == EINTR) continue;
    // EPERM, EINVAL: sandboxes that do not know the call.
    if (errno != ENOSYS && errno != EPERM && errno != EINVAL && errno != EAGAIN) return {};
    break;
  }
#endif
  return open_steps(folder, below, flags);
}

bool Root::holds(const std::string& resolved) const {
  if (!resolved.starts_with(resolved_)) return false;
  return resolved.size() == resolved_.size() || resolved_.ends_with('/') || resolved[resolved_.size()] == '/';
}

Descriptor Root::open(const std::string& resolved, int flags) const {
  if (!holds(resolved)) {
    errno = EXDEV;
    return {};
  }
  const std::size_t begin = resolved_.size() + (resolved_.ends_with('/') ? 0 : 1);
  return open_below(folder_.number(), begin < resolved.size() ? resolved.substr(begin) : "", flags);
}

Descriptor RootedPath::open(int flags) const {
  return root ? root->open(resolved, flags) : open_file(path, flags);
}

Descriptor RootedPath::open_folder() const {
  if (!root) {
    errno = EXDEV;
    return {};
  }
  return root->open(resolved.substr(0, std::max<std::size_t>(resolved.rfind('/'), 1)),
                    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

Resolver::Resolver() : working_(open_root(".")), top_(open_root("/")) {}

std::shared_ptr<const Root> Resolver::root_of(const std::string& resolved) const {
  return working_ && working_->holds(resolved) ? working_ : top_;
}

std::optional<RootedPath> Resolver::resolve(const std::string& typed) const {
  return resolve_in(AT_FDCWD, typed, typed);
}

std::optional<RootedPath> Resolver::resolve_in(int folder, const std::string& name, std::string path) const {
  Descriptor there = open_file_at(folder, name, to_look_at);
  struct stat info {};
  if (!there.ok() || ::fstat(there.number(), &info) != 0) return std::nullopt;
  RootedPath result{std::move(path)};
  result.resolved = path_of(there.number());
  if (result.resolved.empty()) result.resolved = real_path(result.path);
  result.is_folder = S_ISDIR(info.st_mode);
  if (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) {
    std::shared_ptr<const Root> root = root_of(result.resolved);
    // Not so of a file that was removed, and of what another process sees under that path.
    const Descriptor again = root ? root->open(result.resolved, to_look_at) : Descriptor();
    if (again.ok() && is_same_file(again.number(), there.number())) {
      result.root = std::move(root);
    } else if (result.is_folder) {
      if (result.resolved.empty()) result.resolved = result.path;
      result.root = std::make_shared<const Root>(std::move(there), result.resolved);
    }
  }
  if (result.resolved.empty() || !result.root) {
    const std::string real = real_path(result.path);
    result.resolved = real.empty() ? result.path : real;
  }
  return result;
}

}  // namespace ecrify::input
