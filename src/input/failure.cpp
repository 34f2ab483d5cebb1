// SPDX-License-Identifier: Apache-2.0
#include "failure.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "ecrify/base/system.hpp"

namespace ecrify::input {

Failure read_failure(int error, const std::string& path) {
  switch (error) {
    case ENOENT:
      if (path.empty()) return {"the path is empty", "name a file or a folder, or - for stdin", path};
      if (struct stat link{}; ::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode)) {
        return {"the symbolic link points to something that does not exist", "mend the link or leave it out",
                path};
      }
      return {"no such file or folder", "check the spelling; a relative path begins at the working folder",
              path};
    case EACCES:
    case EPERM:
      return {"can't be read: " + system_reason(error),
              "give this user the right to read it, or leave it out", path};
    case EISDIR:
      return {"expected a file, found a folder", "name a file in it", path};
    case ENOTDIR:
      return {"can't be read: " + system_reason(error),
              "a part of the path before a / is a file: check the spelling", path};
    case ELOOP:
      return {"can't be read: " + system_reason(error),
              "the symbolic links of this path run in a circle: mend them", path};
    case EMFILE:
    case ENFILE:
      return {"can't be read: " + system_reason(error), "raise the limit of open files (ulimit -n)", path};
    case EFBIG:
      return {"can't be read: it has more than 2 GiB, or is a device that gives more than 16 MiB",
              "split it, or name a file that ends", path};
    case ENOMEM:
      return {"can't be read: there is not enough memory to hold it",
              "split it, or read it on a larger machine", path};
    case EBADF:  // files are opened to be read, stdin is as it was given
      return {"stdin is closed",
              "pipe manifests into it, or name files or folders, for example \"ecrify check .\"", path};
    default:
      return {"can't be read: " + system_reason(error), "", path};
  }
}

Failure exchanged_failure(const std::string& path) {
  return {"a symbolic link came to be on this path meanwhile, and was not followed",
          "run it again when nothing else changes these folders", path};
}

}  // namespace ecrify::input
