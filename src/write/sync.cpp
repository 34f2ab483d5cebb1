// SPDX-License-Identifier: Apache-2.0
#include "sync.hpp"

#include <linux/magic.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iterator>

namespace ecrify::write {
namespace {

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

}  // namespace

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

}  // namespace ecrify::write
