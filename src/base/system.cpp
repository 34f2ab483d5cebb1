// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/system.hpp"

#include <fcntl.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace ecrify {

Descriptor open_file(const std::string& path, int flags, mode_t mode) {
  return open_file_at(AT_FDCWD, path, flags, mode);
}

Descriptor open_file_at(int folder, const std::string& name, int flags, mode_t mode) {
  for (;;) {
    Descriptor file(::openat(folder, name.c_str(), flags, mode));
    if (file.ok() || errno != EINTR) return file;
  }
}

bool is_same_file(int a, int b) {
  struct stat one {};
  struct stat other {};
  return ::fstat(a, &one) == 0 && ::fstat(b, &other) == 0 && is_same_file(one, other);
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

std::string system_reason(int error) {
  // Not strerror(): it may share one buffer between threads.
  std::string reason = std::generic_category().message(error);
  const bool acronym = reason.size() > 1 && reason[1] >= 'A' && reason[1] <= 'Z';
  if (!acronym && !reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') {
    reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  }
  return reason;
}

}  // namespace ecrify
