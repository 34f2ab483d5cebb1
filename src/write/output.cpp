// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>

#include "ecrify/base/system.hpp"
#include "ecrify/write/temporary.hpp"
#include "system_calls.hpp"

namespace ecrify::write {
namespace {

constexpr mode_t new_mode = 0666;

mode_t current_umask() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return mask;
}

std::optional<Failure> into(int descriptor, std::string_view text) {
  const Result<PipeState> written = write_pieces(descriptor, {text});
  if (!written.ok()) return written.failure();
  // The system may tell no sooner that the disk has no room.
  if (const int error = sync(descriptor); error != 0) return write_failure(error);
  return std::nullopt;
}

std::optional<Failure> into(const Descriptor& file, std::string_view text) {
  return file.ok() ? into(file.number(), text) : write_failure(errno);
}

// stdout or stderr when it is that very file (/dev/stderr of `2>>log`): what was written to it before, and
// what will be, stays. -1 when it is neither.
int standard_stream(const struct stat& info) {
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat own {};
    if (::fstat(descriptor, &own) == 0 && is_same_file(own, info)) return descriptor;
  }
  return -1;
}

constexpr const char* there_already = "is there already, and stays as it is";

// Where something came to be there meanwhile: only `refuse` is told, by EEXIST.
std::optional<Failure> replace(const std::string& target, std::string_view text, std::optional<mode_t> mode,
                               Existing existing) {
  const std::size_t slash = target.rfind('/');
  const std::string folder_path =
      slash == std::string::npos ? "." : target.substr(0, std::max<std::size_t>(slash, 1));
  const Descriptor folder = open_file(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!folder.ok()) {
    Failure failure = write_failure(errno);
    if (errno == ENOENT) failure.remedy = "its folder must be there: mkdir -p " + folder_path;
    return failure;
  }
  const HeldSignals held;
  const std::string name = slash == std::string::npos ? target : target.substr(slash + 1);
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    Temporary temporary(folder.number(), name, kind);
    if (!temporary.ok()) return write_failure(errno);
    const Result<PipeState> written = write_pieces(temporary.descriptor(), {text});
    if (!written.ok()) return written.failure();
    if (const int error = sync(temporary.descriptor()); error != 0) return write_failure(error);
    if (::fchmod(temporary.descriptor(), mode.value_or(new_mode & ~current_umask())) != 0)
      return write_failure(errno);
    const int error = existing == Existing::refuse ? temporary.take_free_place() : temporary.take_place();
    if (error == 0) break;
    if (error == EEXIST && existing == Existing::refuse) return problem(there_already, "");
    if (temporary.has_name() || kind == TemporaryKind::named) return write_failure(error);
  }
  return std::nullopt;
}

std::optional<Failure> write_to(const std::string& path, std::string_view text, Existing existing) {
  if (existing == Existing::append) {
    return into(open_file(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, new_mode), text);
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    // A link to nothing would be replaced by the file; whoever made it wants the file at its end.
    struct stat link {};
    if (errno != ENOENT) return write_failure(errno);
    if (::lstat(path.c_str(), &link) != 0) return replace(path, text, std::nullopt, existing);
    if (existing == Existing::refuse) return problem(there_already, "");
    return into(open_file(path, O_WRONLY | O_CREAT | O_CLOEXEC, new_mode), text);
  }
  if (existing == Existing::refuse) return problem(there_already, "");
  if (const int stream = standard_stream(info); stream >= 0) return into(stream, text);
  if (!S_ISREG(info.st_mode)) return into(open_file(path, O_WRONLY | O_CLOEXEC), text);
  if (::access(path.c_str(), W_OK) != 0) return write_failure(errno);
  const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), std::free);
  if (!resolved) return write_failure(errno);
  return replace(resolved.get(), text, info.st_mode & 07777U, existing);
}

}  // namespace

Result<PipeState> write_pieces(int descriptor, const std::vector<std::string_view>& pieces) {
  const int error = write_all(descriptor, pieces);
  if (error == 0) return PipeState::open;
  if (error == EPIPE || error == ECONNRESET) return PipeState::closed;
  return write_failure(error);
}

Status write_output_file(const std::string& path, std::string_view text, Existing existing) {
  if (auto failure = write_to(path, text, existing)) {
    failure->file = path;
    return *failure;
  }
  return Success{};
}

}  // namespace ecrify::write
