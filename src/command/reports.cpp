// SPDX-License-Identifier: Apache-2.0
#include "reports.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "ecrify/run/own_files.hpp"
#include "ecrify/write/output.hpp"

namespace ecrify::command {
namespace {

bool is_step_summary(const std::string& file, const run::Options& options) {
  return !options.step_summary.empty() &&
         run::resolved_path(file) == run::resolved_path(options.step_summary);
}

namespace fs = std::filesystem;

fs::path root_above(const fs::path& folder) {
  std::error_code error;
  for (fs::path at = folder;; at = at.parent_path()) {
    if (fs::exists(fs::symlink_status(at / ".git", error))) return at;
    if (!at.has_relative_path()) return folder;
  }
}

}  // namespace

bool write_reports(const Session& session, const Render& render) {
  bool complete = true;
  const run::ReportTarget* on_stdout = nullptr;
  for (const run::ReportTarget& target : session.options.reports) {
    if (target.file.empty()) {
      on_stdout = &target;
      continue;
    }
    // Other commands of the step may have written to its summary.
    const auto existing =
        is_step_summary(target.file, session.options) ? write::Existing::append : write::Existing::replace;
    const Status status =
        write::write_output_file(target.file, render(target.format, write::Color::off), existing);
    if (status.ok()) continue;
    session.messages.failure(status.failure());
    complete = false;
  }
  if (on_stdout != nullptr) session.out.write(render(on_stdout->format, session.out.color()));
  return complete && !session.out.failed();
}

RepositoryPaths::RepositoryPaths(const std::string& working_folder) {
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(working_folder, error);
  folder_ = error ? working_folder : folder.string();
  root_ = folder_.empty() ? "" : root_above(folder_).string();
}

std::string RepositoryPaths::of(const std::string& name) const {
  if (root_.empty()) return name;
  const std::size_t slash = name.rfind('/');
  std::string file = name.substr(slash == std::string::npos ? 0 : slash + 1);
  if (slash == 0 || file.empty() || file == "." || file == "..") return resolved(name);
  struct stat info {};
  const std::string full = name.front() == '/' ? name : folder_ + "/" + name;
  if (::lstat(full.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) return resolved(name);
  return joined(folder(slash == std::string::npos ? "." : name.substr(0, slash)), file);
}

std::string RepositoryPaths::joined(const std::string& folder, const std::string& name) {
  if (folder == ".") return name;
  return folder + (folder.ends_with('/') ? "" : "/") + name;
}

// Each folder comes from the one above, but where a link, a step back or the way out of the repository
// begins.
const std::string& RepositoryPaths::folder(const std::string& name) const {
  std::vector<std::string> open{name};
  while (!open.empty()) {
    const std::string at = open.back();
    if (folders_.contains(at)) {
      open.pop_back();
      continue;
    }
    const std::size_t slash = at.rfind('/');
    const std::string last = at.substr(slash + 1);
    struct stat info {};
    const bool is_plain =
        slash != std::string::npos && slash > 0 && !last.empty() && last != "." && last != ".." &&
        ::lstat((at.front() == '/' ? at : folder_ + "/" + at).c_str(), &info) == 0 && S_ISDIR(info.st_mode);
    const auto above = is_plain ? folders_.find(at.substr(0, slash)) : folders_.end();
    if (is_plain && above == folders_.end()) {
      open.push_back(at.substr(0, slash));
      continue;
    }
    // A folder above the root has an absolute name, and its folders may lie below the root again.
    const bool follows = is_plain && !above->second.starts_with('/');
    std::string whole = follows ? joined(above->second, last) : resolved(at);
    folders_.emplace(at, std::move(whole));
    open.pop_back();
  }
  return folders_.at(name);
}

std::string RepositoryPaths::resolved(const std::string& name) const {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::path(folder_) / name, error);
  if (error) path = (fs::path(folder_) / name).lexically_normal();
  const fs::path below = path.lexically_relative(root_);
  return below.empty() || *below.begin() == ".." ? path.generic_string() : below.generic_string();
}

}  // namespace ecrify::command
