// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/output.hpp"

#include <limits.h>
#include <poll.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "failure.hpp"
#include "write_all.hpp"

namespace ecrify::write {
namespace {

std::size_t fill(std::vector<iovec>& batch, const std::vector<std::string_view>& pieces, std::size_t next) {
  batch.clear();
  while (next < pieces.size() && batch.size() < IOV_MAX) {
    const std::string_view piece = pieces[next++];
    if (!piece.empty()) batch.push_back({const_cast<char*>(piece.data()), piece.size()});
  }
  return next;
}

// Takes `count` written bytes off; returns the first entry that has bytes left.
std::size_t advance(std::vector<iovec>& batch, std::size_t first, std::size_t count) {
  while (first < batch.size() && count >= batch[first].iov_len) count -= batch[first++].iov_len;
  if (count > 0) {
    batch[first].iov_base = static_cast<char*>(batch[first].iov_base) + count;
    batch[first].iov_len -= count;
  }
  return first;
}

}  // namespace

int write_all(int descriptor, const std::vector<std::string_view>& pieces) {
  std::vector<iovec> batch;
  batch.reserve(std::min<std::size_t>(pieces.size(), IOV_MAX));
  for (std::size_t next = 0; next < pieces.size();) {
    next = fill(batch, pieces, next);
    for (std::size_t first = 0; first < batch.size();) {
      const ssize_t count =
          ::writev(descriptor, batch.data() + first, static_cast<int>(batch.size() - first));
      if (count > 0) {
        first = advance(batch, first, static_cast<std::size_t>(count));
      } else if (count == 0) {
        return EIO;  // no bytes and no reason: asking again could go on for ever
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        pollfd wait{descriptor, POLLOUT, 0};
        if (::poll(&wait, 1, -1) < 0 && errno != EINTR) return errno;
      } else if (errno != EINTR) {
        return errno;
      }
    }
  }
  return 0;
}

Result<PipeState> write_pieces(int descriptor, const std::vector<std::string_view>& pieces) {
  const int error = write_all(descriptor, pieces);
  if (error == 0) return PipeState::open;
  if (error == EPIPE || error == ECONNRESET) return PipeState::closed;
  return write_failure(error);
}

}  // namespace ecrify::write
