// SPDX-License-Identifier: Apache-2.0
#include "sync.hpp"

#include <unistd.h>

#include <cerrno>

namespace ecrify::write {

int sync(int descriptor) {
  while (::fsync(descriptor) != 0) {
    if (errno == EINVAL || errno == EROFS) return 0;  // the file system has nothing to flush
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace ecrify::write
