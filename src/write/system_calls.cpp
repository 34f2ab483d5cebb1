// SPDX-License-Identifier: Apache-2.0
#include "system_calls.hpp"

#include <limits.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <iterator>

#include "ecrify/base/system.hpp"

namespace ecrify::write {
namespace {

constexpr int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

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

constexpr std::size_t few = 8;

// File systems whose sync_fs does what fsync does for each file. Others, such as those of FUSE and 9p, may
// leave what they were given with their server.
constexpr long whole[] = {EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
                          F2FS_SUPER_MAGIC, TMPFS_MAGIC,     OVERLAYFS_SUPER_MAGIC};

// Since Linux 5.8 syncfs(2) reports what could not be written.
bool tells_errors() {
  utsname system{};
  int major = 0;
  int minor = 0;
  if (::uname(&system) != 0 || std::sscanf(system.release, "%d.%d", &major, &minor) != 2) return false;
  return major > 5 || (major == 5 && minor >= 8);
}

bool flushed_whole(int descriptor) {
  static const bool tells = tells_errors();
  struct statfs info {};
  if (!tells || ::fstatfs(descriptor, &info) != 0) return false;
  const bool is_known =
      std::find(std::begin(whole), std::end(whole), static_cast<long>(info.f_type)) != std::end(whole);
  return is_known && ::syncfs(descriptor) == 0;
}

const char* remedy(int error) {
  switch (error) {
    case ENOSPC:
      return "make room on the file system and run it again";
    case EDQUOT:
      return "make room in the quota and run it again";
    case EFBIG:
      return "raise the limit of the file size (ulimit -f)";
    case EACCES:
    case EPERM:
      return "give this user the right to write the file and its folder";
    case EISDIR:
      return "name a file in it";
    case EROFS:
      return "mount the file system for writing, or write a copy elsewhere";
    case ENOENT:
      return "it was there before: check what else works in this folder, and run it again";
    case EBADF:
      return "open the descriptor for writing; a shell closes it with >&-";
    default:
      return "";
  }
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

int sync(int descriptor) {
  while (::fsync(descriptor) != 0) {
    if (errno == EINVAL || errno == EROFS) return 0;  // the file system has nothing to flush
    if (errno != EINTR) return errno;
  }
  return 0;
}

std::vector<int> sync(const std::vector<int>& descriptors, int descriptor) {
  std::vector<int> errors(descriptors.size(), 0);
  // The file that could not be flushed may be none of these: they are asked one by one.
  if (descriptors.size() > few && flushed_whole(descriptor)) return errors;
  std::transform(descriptors.begin(), descriptors.end(), errors.begin(), [](int one) { return sync(one); });
  return errors;
}

Failure write_failure(int error) {
  return problem("can't be written: " + system_reason(error), remedy(error));
}

HeldSignals::HeldSignals() {
  sigemptyset(&held_);
  ::pthread_sigmask(SIG_BLOCK, nullptr, &before_);
  for (const int signal : ending) {
    // One that is ignored (nohup) would wait as well, and then end nothing.
    struct sigaction action {};
    const bool ends = ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
    if (ends && sigismember(&before_, signal) == 0) sigaddset(&held_, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &held_, nullptr);
}

HeldSignals::~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool HeldSignals::any() const {
  sigset_t waiting;
  if (::sigpending(&waiting) != 0) return false;
  for (const int signal : ending) {
    if (sigismember(&held_, signal) == 1 && sigismember(&waiting, signal) == 1) return true;
  }
  return false;
}

}  // namespace ecrify::write
