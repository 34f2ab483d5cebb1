// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/ignore.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "ecrify/base/system.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/input/root.hpp"
#include "failure.hpp"
#include "walk_folder.hpp"

namespace ecrify::input {
namespace {

// Far more than any list of patterns that people write; a file that is larger is something else.
constexpr off_t max_rules_size = off_t{16} << 20;

Failure about(Failure failure, const std::string& path) {
  failure.file = path;
  failure.remedy = "its rules say what to leave out: mend it, or read everything with --no-ignore";
  return failure;
}

// Nothing where there is no such regular file: git takes no link and no FIFO for rules. `path` is how it is
// shown.
Result<std::optional<std::string>> read_rules(const Descriptor& file, const std::string& path) {
  if (!file.ok()) {
    const int error = errno;
    if (error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENXIO)
      return std::optional<std::string>();
    return about(read_failure(error, path), path);
  }
  struct stat info {};
  if (::fstat(file.number(), &info) != 0) return about(read_failure(errno, path), path);
  if (!S_ISREG(info.st_mode)) return std::optional<std::string>();
  if (info.st_size > max_rules_size)
    return about({"has more than 16 MiB: these are no ignore rules", "", ""}, path);
  Result<std::string> bytes = read_descriptor(file.number(), path);
  if (!bytes.ok()) return about(bytes.failure(), path);
  return std::optional(std::move(bytes).value());
}

constexpr int to_read = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Result<std::optional<std::string>> read_rules(int folder, const std::string& name, const std::string& path) {
  return read_rules(open_below(folder, name, to_read), join(path, name));
}

bool exists(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

std::string resolve(const std::string& folder, const std::string& path) {
  return path.starts_with('/') ? path : folder + "/" + path;
}

// The text of info/exclude. Of a further work tree and of a submodule `.git` is a file that names its folder,
// and that one names the folder that all work trees share (gitrepository-layout(5)): both are taken as they
// are written there.
Result<std::optional<std::string>> read_exclude(int top, const std::string& path) {
  const Result<std::optional<std::string>> link = read_rules(top, ".git", path);
  constexpr std::string_view mark = "gitdir: ";
  if (!link.ok() || !link->has_value() || !(*link)->starts_with(mark))
    return read_rules(top, ".git/info/exclude", path);
  const auto read = [&](const std::string& named) {
    return read_rules(open_file_at(top, named, to_read | O_NOFOLLOW), resolve(path, named));
  };
  const std::string own = first_line((*link)->substr(mark.size()));
  const Result<std::optional<std::string>> common = read(own + "/commondir");
  return read((common.ok() && common->has_value() ? resolve(own, first_line(**common)) : own) +
              "/info/exclude");
}

}  // namespace

struct Ignores::Level {
  IgnoreRules rules;
  std::size_t base;  // how much of a path from the top of the repository leads to the folder of the rules
  std::shared_ptr<const Level> above;
};

void Ignores::add(IgnoreRules rules) {
  if (rules.empty()) return;
  deepest_ = std::make_shared<const Level>(Level{std::move(rules), path_.size(), deepest_});
}

Status Ignores::read_own(int folder, const std::string& path, Marks marks, OwnFile own) {
  if (marks == Marks::repository) {
    // A repository in a repository has rules of its own only.
    *this = Ignores();
    in_repository_ = true;
    Result<std::optional<std::string>> bytes = read_exclude(folder, path);
    if (!bytes.ok()) return bytes.failure();
    if (bytes->has_value()) add(IgnoreRules::parse(**bytes));
  }
  if (!in_repository_ || own == OwnFile::absent) return Success{};
  Result<std::optional<std::string>> bytes = read_rules(folder, ".gitignore", path);
  if (!bytes.ok()) return bytes.failure();
  if (bytes->has_value()) add(IgnoreRules::parse(**bytes));
  return Success{};
}

Result<Ignores> Ignores::above(const std::string& folder) {
  const std::string here = folder == "/" ? "" : folder;
  // The nearest repository: where its top is `here`, nothing above has a say.
  std::size_t top = here.size();
  while (!exists(here.substr(0, top) + "/.git")) {
    if (top == 0) return Ignores();
    top = here.rfind('/', top - 1);
  }
  Ignores ignores;
  Marks marks = Marks::repository;
  const Descriptor root = open_file("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  while (top < here.size()) {
    const std::string path = here.substr(0, top);
    const Descriptor open =
        open_below(root.number(), path.empty() ? path : path.substr(1), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (!open.ok()) return about(read_failure(errno, path), path);
    if (Status status = ignores.read_own(open.number(), path, marks, OwnFile::present); !status.ok())
      return status.failure();
    marks = Marks::none;
    const std::size_t end = std::min(here.find('/', top + 1), here.size());
    ignores = ignores.below(std::string_view(here).substr(top + 1, end - top - 1));
    top = end;
  }
  return ignores;
}

Ignores Ignores::below(std::string_view name) const {
  Ignores result = *this;
  if (in_repository_) result.path_.append(name).append(1, '/');
  return result;
}

bool Ignores::ignores(std::string_view name, EntryKind kind) const {
  if (!deepest_) return false;
  const std::string path = path_ + std::string(name);
  for (const Level* level = deepest_.get(); level != nullptr; level = level->above.get()) {
    const IgnoreFilesUse answer = level->rules.decide(std::string_view(path).substr(level->base), kind);
    if (answer != IgnoreFilesUse::undecided) return answer == IgnoreFilesUse::ignored;
  }
  return false;
}

}  // namespace ecrify::input
