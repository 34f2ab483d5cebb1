// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/read.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <new>
#include <utility>

#include "ecrify/base/system.hpp"
#include "failure.hpp"

namespace ecrify::input {
namespace {

// The bytes that are read at a time: large enough for few calls, small enough for the caches.
constexpr std::size_t chunk = std::size_t{1} << 20U;
constexpr std::size_t first_room = std::size_t{64} << 10U;  // of a stream: what a pipe holds

// More than this is held by no machine that runs a pipeline; a device that gives zeros for ever must not fill
// it.
constexpr std::size_t most_bytes = std::size_t{2} << 30;
constexpr std::size_t most_bytes_of_device = std::size_t{16} << 20;

struct ExpectedFile {
  std::size_t limit = most_bytes;
  std::size_t left = 0;  // of a regular file: a guess only, since files grow and those of /proc say 0
};

enum class Position { start, asked };  // where a descriptor is in its file

// `known`: of the descriptor, where that has been asked already.
ExpectedFile expected_of(int descriptor, Position position, const struct stat* known) {
  ExpectedFile expected;
  struct stat info {};
  if (known != nullptr) {
    info = *known;
  } else if (::fstat(descriptor, &info) != 0) {
    return expected;
  }
  if (S_ISCHR(info.st_mode)) expected.limit = most_bytes_of_device;
  if (!S_ISREG(info.st_mode)) return expected;
  const off_t at = position == Position::start ? 0 : ::lseek(descriptor, 0, SEEK_CUR);
  if (at >= 0 && at < info.st_size) expected.left = static_cast<std::size_t>(info.st_size - at);
  return expected;
}

// One read() of up to `room` bytes; `count` is 0 at the end of file. EINTR is retried, a descriptor that does
// not block is waited for. Returns 0 or an errno.
int read_some(int descriptor, char* to, std::size_t room, std::size_t& count) {
  for (;;) {
    const ssize_t got = ::read(descriptor, to, room);
    if (got >= 0) {
      count = static_cast<std::size_t>(got);
      return 0;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd wait{descriptor, POLLIN, 0};
      if (::poll(&wait, 1, -1) < 0 && errno != EINTR) return errno;
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

constexpr std::size_t mapped_file_from = std::size_t{1} << 20U;

// 0 or an errno. May throw std::bad_alloc.
int read_all(int descriptor, Mapping mapping, Position position, const struct stat* known, Bytes& bytes) {
  // One byte more than the guess: what gives less than it was asked for, and as much as the file holds, is at
  // its end.
  const auto [limit, guess] = expected_of(descriptor, position, known);
  if (guess > limit) return EFBIG;
  if (mapping == Mapping::of_large_files && guess >= mapped_file_from &&
      ::lseek(descriptor, 0, SEEK_CUR) == 0 && bytes.map_file(descriptor, guess)) {
    ::lseek(descriptor, 0, SEEK_END);  // as reading would
    return 0;
  }
  bytes.reserve(guess > 0 ? guess + 1 : first_room);
  for (;;) {
    if (bytes.room_size() == 0) bytes.reserve(2 * bytes.size());
    std::size_t count = 0;
    if (const int error = read_some(descriptor, bytes.room(), std::min(bytes.room_size(), chunk), count);
        error != 0) {
      return error;
    }
    if (count == 0) return 0;
    const bool was_first = bytes.size() == 0;
    bytes.grow(count);
    if (was_first && count == guess && bytes.room_size() > 0) return 0;
    if (bytes.size() > limit) return EFBIG;
  }
}

Result<std::string> as_text(Result<Bytes> bytes) {
  if (!bytes.ok()) return bytes.failure();
  return std::string(bytes->view());
}

Result<Bytes> load_from(int descriptor, const std::string& name, Mapping mapping, Position position,
                        const struct stat* known = nullptr) {
  Bytes bytes;
  int error = 0;
  try {
    error = read_all(descriptor, mapping, position, known, bytes);
  } catch (const std::bad_alloc&) {
    error = ENOMEM;
  }
  if (error != 0) return read_failure(error, name);
  return bytes;
}

}  // namespace

Result<Bytes> load_descriptor(int descriptor, const std::string& name, Mapping mapping) {
  return load_from(descriptor, name, mapping, Position::asked);
}

Result<Bytes> load_file(const std::string& path) {
  const Descriptor file = open_file(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (!file.ok()) return read_failure(errno, path);
  return load_from(file.number(), path, Mapping::never, Position::start);
}

Result<Bytes> load_file(const RootedPath& path) {
  if (!path.root) return load_file(path.path);
  // O_NONBLOCK: a FIFO that took the file's place must not stop us.
  const Descriptor file = path.open(O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (!file.ok()) return errno == ELOOP ? exchanged_failure(path.path) : read_failure(errno, path.path);
  struct stat info {};
  if (::fstat(file.number(), &info) != 0) return read_failure(errno, path.path);
  if (S_ISDIR(info.st_mode)) return read_failure(EISDIR, path.path);
  if (!S_ISREG(info.st_mode))
    return Failure{"is no regular file any more", "run it again when nothing else changes this folder",
                   path.path};
  return load_from(file.number(), path.path, Mapping::never, Position::start, &info);
}

Result<std::string> read_descriptor(int descriptor, const std::string& name) {
  return as_text(load_descriptor(descriptor, name));
}

Result<std::string> read_file(const std::string& path) { return as_text(load_file(path)); }

StreamWindow::StreamWindow(int descriptor, std::string name, std::size_t size)
    : descriptor_(descriptor), name_(std::move(name)), size_(size) {}

Status StreamWindow::fill() {
  try {
    bytes_.reserve(size_);
  } catch (const std::bad_alloc&) {
    return read_failure(ENOMEM, name_);
  }
  while (!at_end_ && bytes_.size() < size_) {
    std::size_t count = 0;
    const int error =
        read_some(descriptor_, bytes_.room(), std::min(bytes_.room_size(), size_ - bytes_.size()), count);
    if (error != 0) return read_failure(error, name_);
    at_end_ = count == 0;
    bytes_.grow(count);
  }
  return Success{};
}

void StreamWindow::drop(std::size_t count) { bytes_.drop_front(count); }

}  // namespace ecrify::input
