// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/own_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/system.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view report_remedy = "give the report a file of its own";

std::optional<struct stat> regular_file(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return info;
}

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool reads_stdin(const Options& options) {
  return options.paths.empty() ||
         std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end();
}

bool is_stdin(const std::string& path, const Io& io) {
  struct stat info {};
  const auto in = regular_file(io.in);
  return in && ::stat(path.c_str(), &info) == 0 && is_same(*in, info);
}

// Reports are written over those of the run before, which are JSON more often than not, but never YAML.
bool has_name_of_manifest(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) &&
         (folder.ends_with('/') || path[folder.size()] == '/');
}

constexpr std::size_t most_head = std::size_t{1} << 16U;

// Whether the beginning of a file is that of a Kubernetes object, as people and kubectl write these; reports
// are none.
bool is_object(std::string_view head) {
  const auto has_line = [head](std::string_view key) {
    const std::size_t at = head.find("\n" + std::string(key));
    return head.starts_with(key) || at != std::string_view::npos;
  };
  if (has_line("apiVersion:") && has_line("kind:")) return true;
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || head[begin] != '{') return false;
  const std::size_t key = head.find_first_not_of(" \t\r\n", begin + 1);
  const std::string_view rest = head.substr(std::min(key, head.size()));
  return rest.starts_with("\"apiVersion\"") || rest.starts_with("\"kind\"");
}

bool holds_object(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(most_head, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return is_object(head);
}

// The same of an open file; false where it can't be read.
bool holds_object(int descriptor, off_t size) {
  std::string head(std::min<std::size_t>(most_head, static_cast<std::size_t>(size)), '\0');
  ssize_t count = ::pread(descriptor, head.data(), head.size(), 0);
  if (count < 0) {  // a shell opens what is appended to for writing alone
    const Descriptor again =
        open_file("/proc/self/fd/" + std::to_string(descriptor), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    count = again.ok() ? ::pread(again.number(), head.data(), head.size(), 0) : -1;
  }
  head.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return is_object(head);
}

// What of the run's own the file is, for a sentence that begins with the report.
std::string_view read_as(const Options& options, const Io& io, const std::string& file,
                         const std::string& resolved) {
  const auto is = [&](const std::string& path) { return resolved_path(path) == resolved; };
  if (options.baseline && is(*options.baseline)) return "is the baseline, too";
  if (!options.config_name.empty() && is(options.config_name)) return "is the configuration, too";
  if (std::any_of(options.paths.begin(), options.paths.end(),
                  [&](const std::string& path) { return path != "-" && is(path); })) {
    return "is one of the files that are read";
  }
  if (reads_stdin(options) && is_stdin(file, io)) return "is the file that is read";
  std::error_code error;
  if (fs::is_regular_file(resolved, error) && holds_object(resolved)) return "holds a Kubernetes object";
  const bool is_walked =
      std::any_of(options.paths.begin(), options.paths.end(),
                  [&](const std::string& path) { return is_below(resolved, resolved_path(path)); });
  if (is_walked && has_name_of_manifest(resolved) && fs::exists(resolved, error))
    return "is a manifest that is there already, by its name";
  return "";
}

}  // namespace

std::string resolved_path(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  const fs::path real = fs::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal().string() : real.string();
}

OwnFiles::OwnFiles(const Options& options, const Io& io) : out_(regular_file(io.out)) {
  for (const ReportTarget& target : options.reports) {
    if (!target.file.empty()) names_.emplace(resolved_path(target.file), "the report");
  }
  if (options.baseline) names_.emplace(resolved_path(*options.baseline), "the baseline");
  if (!options.log_file.empty()) names_.emplace(resolved_path(options.log_file), "the log");
}

std::string_view OwnFiles::name_of(const std::string& resolved) const {
  if (const auto found = names_.find(resolved); found != names_.end()) return found->second;
  struct stat info {};
  const bool is_output = out_ && ::stat(resolved.c_str(), &info) == 0 && is_same(*out_, info);
  return is_output ? "the output" : "";
}

Status check_reports(const Options& options, const Io& io) {
  struct File {
    std::string_view flag;
    std::string_view name;
    std::string_view remedy;
  };
  std::vector<File> files;
  for (const ReportTarget& target : options.reports)
    files.push_back({"--output", target.file, report_remedy});
  files.push_back({"--log-file", options.log_file, "give the log a file of its own"});
  std::map<std::string, std::string_view> seen;
  for (const File& file : files) {
    if (file.name.empty()) continue;
    const std::string name(file.name);
    const std::string resolved = resolved_path(name);
    const auto [other, is_first] = seen.emplace(resolved, file.flag);
    std::error_code error;
    if (!is_first && !fs::is_other(resolved, error)) {
      return problem(
          other->second == file.flag ? "two reports go to " + name : "a report and the log go to " + name,
          "give each a file of its own");
    }
    if (const std::string_view what = read_as(options, io, name, resolved); !what.empty()) {
      return problem(std::string(file.flag) + " " + name + " " + std::string(what), std::string(file.remedy));
    }
  }
  return Success{};
}

Status check_referred(const Options& options, const Io& io, const Kustomizations& kustomizations) {
  std::vector<std::pair<std::string, struct stat>> outputs;
  const auto add = [&](const std::string& file) {
    struct stat info {};
    if (!file.empty() && ::stat(file.c_str(), &info) == 0) outputs.emplace_back(file, info);
  };
  for (const ReportTarget& target : options.reports) add(target.file);
  add(options.log_file);
  if (options.baseline && options.write_baseline != WriteBaseline::no) add(*options.baseline);
  if (const auto out = regular_file(io.out); out && options.destination != Destination::in_place)
    outputs.emplace_back("stdout", *out);
  if (outputs.empty()) return Success{};
  for (const auto& [path, kustomization] : kustomizations) {
    const fs::path folder = fs::path(path).parent_path();
    for (const auto* texts :
         {&kustomization.resources, &kustomization.patches, &kustomization.configurations,
          &kustomization.transformers, &kustomization.generators, &kustomization.replacement_files,
          &kustomization.generated.envs, &kustomization.generated.files, &kustomization.chart_values}) {
      for (const kustomize::Text& one : *texts) {
        struct stat info {};
        const std::string named = (folder / one.text).string();
        if (one.text.empty() || ::stat(named.c_str(), &info) != 0) continue;
        const auto found = std::find_if(outputs.begin(), outputs.end(),
                                        [&](const auto& output) { return is_same(output.second, info); });
        if (found == outputs.end()) continue;
        return problem("the output would replace " + one.text + ", which " + path + " names",
                       std::string(report_remedy));
      }
    }
  }
  return Success{};
}

Status check_output(const Options& options, const Io& io) {
  const auto output = regular_file(io.out);
  for (const std::string& path : output ? options.paths : std::vector<std::string>()) {
    struct stat info {};
    const bool is_input = options.command != Command::explain && path != "-" &&
                          ::stat(path.c_str(), &info) == 0 && is_same(*output, info);
    if (!is_input) continue;
    return problem(path + " is the file that stdout goes to, too",
                   gives_manifests(options.command) ? "\"ecrify rewrite -w FILE\" rewrites a file in place"
                                                    : std::string(report_remedy));
  }
  if (output && !gives_manifests(options.command) && output->st_size > 0 &&
      holds_object(io.out, output->st_size)) {
    return problem("stdout goes to a file that holds a Kubernetes object", std::string(report_remedy));
  }
  if (!gives_manifests(options.command) || options.destination == Destination::in_place ||
      !reads_stdin(options))
    return Success{};
  const auto in = regular_file(io.in);
  const auto out = regular_file(io.out);
  if (!in || !out || !is_same(*in, *out)) return Success{};
  const int flags = ::fcntl(io.out, F_GETFL);
  if (!options.stream && (flags < 0 || (flags & O_APPEND) == 0)) return Success{};
  return problem("stdin and stdout are the same file", "\"ecrify rewrite -w FILE\" rewrites a file in place");
}

}  // namespace ecrify::run
