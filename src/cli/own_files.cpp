// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/own_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "ecrify/cli/problem.hpp"

namespace ecrify::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view report_remedy = "give the report a file of its own";

std::optional<struct stat> regular_file(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return info;
}

bool is_same(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

bool reads_stdin(const Options& options) {
  return options.paths.empty() || std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end();
}

bool is_stdin(const std::string& path, const Io& io) {
  struct stat info {};
  const auto in = regular_file(io.in);
  return in && ::stat(path.c_str(), &info) == 0 && is_same(*in, info);
}

// Reports are written over those of the run before, which are JSON more often than not, but never YAML.
bool has_name_of_manifest(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) && (folder.ends_with('/') || path[folder.size()] == '/');
}

// What of the run's own the file is, for a sentence that begins with the report.
std::string_view read_as(const Options& options, const Io& io, const std::string& file, const std::string& resolved) {
  const auto is = [&](const std::string& path) { return resolved_path(path) == resolved; };
  if (options.baseline && is(*options.baseline)) return "is the baseline, too";
  if (!options.config_name.empty() && is(options.config_name)) return "is the configuration, too";
  if (std::any_of(options.paths.begin(), options.paths.end(), [&](const std::string& path) { return path != "-" && is(path); })) {
    return "is one of the files that are read";
  }
  if (reads_stdin(options) && is_stdin(file, io)) return "is the file that is read";
  std::error_code error;
  const bool is_walked = std::any_of(options.paths.begin(), options.paths.end(), [&](const std::string& path) {
    return is_below(resolved, resolved_path(path));
  });
  if (is_walked && has_name_of_manifest(resolved) && fs::exists(resolved, error)) return "is a manifest that is there already, by its name";
  return "";
}

}  // namespace

std::string resolved_path(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  const fs::path real = fs::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal().string() : real.string();
}

OwnFiles::OwnFiles(const Options& options) {
  for (const ReportTarget& target : options.reports) {
    if (!target.file.empty()) names_.emplace(resolved_path(target.file), "the report");
  }
  if (options.baseline) names_.emplace(resolved_path(*options.baseline), "the baseline");
}

std::string_view OwnFiles::name_of(const std::string& resolved) const {
  const auto found = names_.find(resolved);
  return found == names_.end() ? "" : found->second;
}

Status check_reports(const Options& options, const Io& io) {
  std::map<std::string, std::string> seen;
  for (const ReportTarget& target : options.reports) {
    if (target.file.empty()) continue;
    const std::string resolved = resolved_path(target.file);
    const auto [other, is_first] = seen.emplace(resolved, target.file);
    std::error_code error;
    if (!is_first && !fs::is_other(resolved, error)) {
      return problem("two reports go to " + target.file, "give each a file of its own");
    }
    if (const std::string_view what = read_as(options, io, target.file, resolved); !what.empty()) {
      return problem("--output " + target.file + " " + std::string(what), std::string(report_remedy));
    }
  }
  return Done{};
}

Status check_output(const Options& options, const Io& io) {
  if (options.command != Command::rewrite || options.destination == Destination::in_place || !reads_stdin(options)) return Done{};
  const auto in = regular_file(io.in);
  const auto out = regular_file(io.out);
  if (!in || !out || !is_same(*in, *out)) return Done{};
  const int flags = ::fcntl(io.out, F_GETFL);
  if (!options.stream && (flags < 0 || (flags & O_APPEND) == 0)) return Done{};
  return problem("stdin and stdout are the same file", "\"ecrify rewrite -w FILE\" rewrites a file in place");
}

}  // namespace ecrify::cli
