// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>
#include <cerrno>
#include <optional>

#include "ecrify/base/system.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/temporary.hpp"
#include "failure.hpp"
#include "sync.hpp"

namespace ecrify::write {
namespace {

// 0 or an errno. -1: it holds other bytes.
constexpr int other_bytes = -1;
int compare(int descriptor, std::string_view expected) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return expected.empty() ? 0 : other_bytes;
    const std::string_view got(buffer.data(), static_cast<std::size_t>(count));
    if (!expected.starts_with(got)) return other_bytes;
    expected.remove_prefix(got.size());
  }
}

void copy_attribute(int from, int to, const char* name) {
  const ssize_t size = ::fgetxattr(from, name, nullptr, 0);
  if (size < 0) return;
  std::string value(static_cast<std::size_t>(size), '\0');
  if (::fgetxattr(from, name, value.data(), value.size()) == size) {
    ::fsetxattr(to, name, value.data(), value.size(), 0);
  }
}

// What the file system lets us keep; labels of security modules are its own business.
void copy_attributes(int from, int to) {
  // A default list of the folder may have given the new file more than the old one grants.
  constexpr const char* access_list = "system.posix_acl_access";
  ::fremovexattr(to, access_list);
  copy_attribute(from, to, access_list);
  const ssize_t size = ::flistxattr(from, nullptr, 0);
  if (size <= 0) return;
  std::string names(static_cast<std::size_t>(size), '\0');
  if (::flistxattr(from, names.data(), names.size()) != size) return;
  for (std::size_t at = 0; at < names.size(); at += std::string_view(names.data() + at).size() + 1) {
    const char* name = names.data() + at;
    if (std::string_view(name).starts_with("user.")) copy_attribute(from, to, name);
  }
}

// 0 or an errno.
int keep_metadata(int from, int to, const struct stat& info) {
  mode_t mode = info.st_mode & 07777U;
  struct stat own {};
  if (::fstat(to, &own) != 0) return errno;
  const bool owner_kept = own.st_uid == info.st_uid || ::fchown(to, info.st_uid, static_cast<gid_t>(-1)) == 0;
  const bool group_kept = own.st_gid == info.st_gid || ::fchown(to, static_cast<uid_t>(-1), info.st_gid) == 0;
  if (!owner_kept) mode &= ~static_cast<mode_t>(S_ISUID);
  if (!group_kept) {
    // What one group was granted is not another's.
    mode &= ~static_cast<mode_t>(S_ISGID | S_IRWXG);
    mode |= (mode & S_IRWXO) << 3U;
  } else {
    copy_attributes(from, to);
  }
  // Last, since a change of the owner takes setuid and setgid away.
  return ::fchmod(to, mode) == 0 ? 0 : errno;
}

Failure changed() {
  return {"the file changed while it was being rewritten, so it was left as it is now",
          "run it again when nothing else writes the file", "", no_offset};
}

// Everything up to the rename: the bytes, the metadata, and the proof that nobody else wrote the file
// meanwhile.
std::optional<Failure> prepare(const Temporary& temporary, int folder, const std::string& name,
                               std::string_view expected, const std::vector<std::string_view>& pieces) {
  if (const auto written = write_pieces(temporary.descriptor(), pieces); !written.ok()) {
    return written.failure();
  }
  // O_NONBLOCK: a FIFO that took the file's place must not stop us.
  const Descriptor old = open_file_at(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (!old.ok()) return errno == ELOOP ? changed() : write_failure(errno);
  struct stat info {};
  if (::fstat(old.number(), &info) != 0) return write_failure(errno);
  if (!S_ISREG(info.st_mode)) return changed();
  if (const int error = keep_metadata(old.number(), temporary.descriptor(), info); error != 0) {
    return write_failure(error);
  }
  if (const int error = sync(temporary.descriptor()); error != 0) return write_failure(error);

  // As late as can be: what is written between here and the rename is lost.
  const int difference = compare(old.number(), expected);
  if (difference == other_bytes) return changed();
  if (difference != 0) return write_failure(difference);
  struct stat now {};
  if (::fstatat(folder, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0) return write_failure(errno);
  if (now.st_dev != info.st_dev || now.st_ino != info.st_ino) return changed();
  return std::nullopt;
}

// What can be known before anything is written.
std::optional<Failure> obstacle(int folder, const std::string& name) {
  struct stat info {};
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return write_failure(errno);
  if (!S_ISREG(info.st_mode)) {
    return Failure{"can't be rewritten in place: it is no regular file", "write to stdout instead", "",
                   no_offset};
  }
  if (::faccessat(folder, name.c_str(), W_OK, AT_EACCESS) != 0) return write_failure(errno);
  return std::nullopt;
}

// The same of what replace() would only find by trying.
std::optional<Failure> late_obstacle(int folder, const std::string& name, std::string_view expected) {
  if (::faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) != 0) return write_failure(errno);
  struct stat above {};
  struct stat info {};
  if (::fstat(folder, &above) != 0 || ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return write_failure(errno);
  const uid_t user = ::geteuid();
  const bool is_anothers = (above.st_mode & S_ISVTX) != 0 && user != 0 && user != info.st_uid && user != above.st_uid;
  if (is_anothers) return write_failure(EPERM);
  const Descriptor file = open_file_at(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (!file.ok()) return errno == ELOOP ? changed() : write_failure(errno);
  const int difference = compare(file.number(), expected);
  if (difference == other_bytes) return changed();
  return difference == 0 ? std::nullopt : std::optional(write_failure(difference));
}

std::optional<Failure> replace(int folder, const std::string& name, std::string_view expected,
                               const std::vector<std::string_view>& pieces) {
  if (auto failure = obstacle(folder, name)) return failure;
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    Temporary temporary(folder, name, kind);
    if (!temporary.ok()) return write_failure(errno);
    if (auto failure = prepare(temporary, folder, name, expected, pieces)) return failure;
    const int error = temporary.take_place();
    if (error == 0) break;
    // Some file systems and sandboxes make nameless files but give them no name later.
    if (temporary.has_name() || kind == TemporaryKind::named) return write_failure(error);
  }

  if (const int error = sync(folder); error != 0) {
    return Failure{"was replaced, but its folder could not be flushed to the disk: " + system_reason(error),
                   "check the disk", "", no_offset};
  }
  return std::nullopt;
}

// Calls the function with the folder of the file, open, and its name there.
template <class Function>
Status in_its_folder(const input::RootedPath& path, const Function& function) {
  const auto open = [&]() -> std::optional<Failure> {
    struct stat info {};
    if (!path.root && ::stat(path.path.c_str(), &info) != 0) return write_failure(errno);
    if (!path.root) return Failure{"can't be rewritten in place: it is no regular file", "write to stdout instead", "", no_offset};
    const Descriptor folder = path.open_folder();
    if (!folder.ok()) return errno == ELOOP ? changed() : write_failure(errno);
    return function(folder.number(), path.name());
  };
  std::optional<Failure> failure = open();
  if (!failure) return Done{};
  failure->file = path.path;
  return *failure;
}

}  // namespace

Status replace_file(const input::RootedPath& path, std::string_view expected,
                    const std::vector<std::string_view>& pieces) {
  return in_its_folder(path, [&](int folder, const std::string& name) { return replace(folder, name, expected, pieces); });
}

Status can_replace(const input::RootedPath& path, std::string_view expected) {
  return in_its_folder(path, [&](int folder, const std::string& name) {
    auto failure = obstacle(folder, name);
    return failure ? failure : late_obstacle(folder, name, expected);
  });
}

}  // namespace ecrify::write
