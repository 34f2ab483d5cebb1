// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/read.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <new>
#include <stdexcept>

#include "ecrify/base/system.hpp"
#include "failure.hpp"

namespace ecrify::input {
namespace {

constexpr std::size_t chunk = std::size_t{256} << 10;

// How many bytes a regular file still holds: a guess only, since files grow and those of /proc say 0.
std::size_t bytes_left(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return 0;
  const off_t at = ::lseek(descriptor, 0, SEEK_CUR);
  return at < 0 || at >= info.st_size ? 0 : static_cast<std::size_t>(info.st_size - at);
}

// 0 or an errno. May throw what std::string throws when memory ends.
int read_all(int descriptor, std::string& text) {
  // One byte more than the guess, so that the read that finds the end needs no larger buffer.
  text.reserve(bytes_left(descriptor) + 1);
  std::size_t filled = 0;
  for (;;) {
    // Grown chunk by chunk, so that no page is touched (resize fills with zeros) before there is something
    // for it.
    if (filled == text.size()) {
      const std::size_t room = text.capacity() - filled;
      text.resize(filled + (room == 0 ? chunk : std::min(room, chunk)));
    }
    const ssize_t count = ::read(descriptor, text.data() + filled, text.size() - filled);
    if (count > 0) {
      filled += static_cast<std::size_t>(count);
    } else if (count == 0) {
      text.resize(filled);
      return 0;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd wait{descriptor, POLLIN, 0};
      if (::poll(&wait, 1, -1) < 0 && errno != EINTR) return errno;
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

}  // namespace

Result<std::string> read_descriptor(int descriptor, const std::string& name) {
  std::string text;
  int error = 0;
  try {
    error = read_all(descriptor, text);
  } catch (const std::bad_alloc&) {
    error = ENOMEM;
  } catch (const std::length_error&) {
    error = ENOMEM;
  }
  if (error != 0) return read_failure(error, name);
  return text;
}

Result<std::string> read_file(const std::string& path) {
  int number = -1;
  do {
    number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  } while (number < 0 && errno == EINTR);
  const Descriptor file(number);
  if (!file.ok()) return read_failure(errno, path);
  return read_descriptor(file.number(), path);
}

}  // namespace ecrify::input
