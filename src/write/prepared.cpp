// SPDX-License-Identifier: Apache-2.0
#include "prepared.hpp"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "ecrify/splice/edit.hpp"
#include "system_calls.hpp"

namespace ecrify::write {
namespace {

// 0 or an errno. -1: it holds other bytes.
constexpr int other_bytes = -1;
int compare(int descriptor, std::size_t size, std::string_view expected) {
  if (size != expected.size()) return other_bytes;
  std::array<char, 65536> buffer;
  while (!expected.empty()) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return other_bytes;
    const std::string_view got(buffer.data(), static_cast<std::size_t>(count));
    if (!expected.starts_with(got)) return other_bytes;
    expected.remove_prefix(got.size());
  }
  return 0;
}

void copy_attribute(int from, int to, const char* name) {
  const ssize_t size = ::fgetxattr(from, name, nullptr, 0);
  if (size < 0) return;
  std::string value(static_cast<std::size_t>(size), '\0');
  if (::fgetxattr(from, name, value.data(), value.size()) == size) {
    ::fsetxattr(to, name, value.data(), value.size(), 0);
  }
}

// Copies what the file system lets us keep; labels of security modules are its own business.
void copy_attributes(int from, int to) {
  // A default list of the folder may have given the new file more than the old one grants.
  constexpr const char* access_list = "system.posix_acl_access";
  ::fremovexattr(to, access_list);
  const ssize_t size = ::flistxattr(from, nullptr, 0);
  if (size <= 0) return;
  std::string names(static_cast<std::size_t>(size), '\0');
  if (::flistxattr(from, names.data(), names.size()) != size) return;
  for (std::size_t at = 0; at < names.size(); at += std::string_view(names.data() + at).size() + 1) {
    const char* name = names.data() + at;
    if (name == std::string_view(access_list) || std::string_view(name).starts_with("user."))
      copy_attribute(from, to, name);
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
    // The rights of one group are not another's.
    mode &= ~static_cast<mode_t>(S_ISGID | S_IRWXG);
    mode |= (mode & S_IRWXO) << 3U;
  } else {
    copy_attributes(from, to);
  }
  // Last, since a change of the owner takes setuid and setgid away.
  return ::fchmod(to, mode) == 0 ? 0 : errno;
}

// Opens the file itself, whatever took its place meanwhile: a FIFO must not stop us.
Descriptor open_old(const Folder& folder, const std::string& name) {
  return open_file_at(folder.open.number(), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

Trouble changed() {
  return {problem("the file changed while it was being rewritten, so it was left as it is now",
                  "run it again when nothing else writes the file")};
}

Trouble trouble_of(int error) { return error == ELOOP ? changed() : Trouble{write_failure(error), error}; }

Trouble no_regular_file() {
  return {problem("can't be rewritten in place: it is no regular file", "write to stdout instead")};
}

// Trouble that can be known before anything is written.
std::optional<Trouble> obstacle(const Folder& folder, const std::string& name, const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return no_regular_file();
  if (::faccessat(folder.open.number(), name.c_str(), W_OK, AT_EACCESS) != 0) return trouble_of(errno);
  const uid_t user = ::geteuid();
  const bool is_anothers =
      (folder.info.st_mode & S_ISVTX) != 0 && user != 0 && user != info.st_uid && user != folder.info.st_uid;
  return is_anothers ? std::optional(trouble_of(EPERM)) : std::nullopt;
}

}  // namespace

std::optional<Trouble> open_folder(const input::RootedPath& path, Folder& folder) {
  struct stat info {};
  if (!path.root)
    return ::stat(path.path.c_str(), &info) == 0 ? no_regular_file() : Trouble{write_failure(errno), errno};
  folder.open = path.open_folder();
  if (!folder.open.ok() || ::fstat(folder.open.number(), &folder.info) != 0) return trouble_of(errno);
  return std::nullopt;
}

std::optional<Trouble> prepare(PreparedFile& file, TemporaryKind kind) {
  const Descriptor old = open_old(*file.folder, file.name);
  if (!old.ok() || ::fstat(old.number(), &file.old) != 0) return trouble_of(errno);
  if (auto known = obstacle(*file.folder, file.name, file.old)) return known;
  file.temporary = std::make_unique<Temporary>(file.folder->open.number(), file.name, kind);
  if (!file.temporary->ok()) return trouble_of(errno);
  const int to = file.temporary->descriptor();
  int error = write_all(to, splice::pieces(file.change->text, file.change->edits));
  if (error == 0) error = keep_metadata(old.number(), to, file.old);
  return error == 0 ? std::nullopt : std::optional(trouble_of(error));
}

std::optional<Trouble> look_again(const PreparedFile& file) {
  const Descriptor old = open_old(*file.folder, file.name);
  struct stat now {};
  if (!old.ok() || ::fstat(old.number(), &now) != 0) return trouble_of(errno);
  const bool is_same = is_same_file(now, file.old) && now.st_mode == file.old.st_mode &&
                       now.st_uid == file.old.st_uid && now.st_gid == file.old.st_gid;
  const int difference =
      is_same ? compare(old.number(), static_cast<std::size_t>(now.st_size), file.change->text) : other_bytes;
  if (difference == other_bytes) return changed();
  return difference == 0 ? std::nullopt : std::optional(trouble_of(difference));
}

}  // namespace ecrify::write
