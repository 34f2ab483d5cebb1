// SPDX-License-Identifier: Apache-2.0
#include "reports.hpp"

#include <filesystem>
#include <system_error>

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

void RepositoryPaths::know(const input::RootedPath& file) { resolved_.emplace(file.path, file.resolved); }

std::string RepositoryPaths::of(const std::string& name) const {
  if (root_.empty()) return name;
  const auto known = resolved_.find(name);
  const std::string path =
      known != resolved_.end() && known->second.starts_with('/') ? known->second : resolved(name);
  const std::string root = root_.ends_with('/') ? root_ : root_ + '/';
  return path.starts_with(root) && path.size() > root.size() ? path.substr(root.size()) : path;
}

std::string RepositoryPaths::resolved(const std::string& name) const {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::path(folder_) / name, error);
  if (error) path = (fs::path(folder_) / name).lexically_normal();
  return path.generic_string();
}

}  // namespace ecrify::command
