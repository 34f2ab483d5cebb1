// SPDX-License-Identifier: Apache-2.0
#include "read_some.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace ecrify::input {

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

}  // namespace ecrify::input
