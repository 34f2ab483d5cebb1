// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include <cerrno>

#include "ecrify/base/system.hpp"

namespace ecrify::write {
namespace {

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

Failure write_failure(int error) {
  return {"can't be written: " + system_reason(error), remedy(error), "", no_offset};
}

}  // namespace ecrify::write
