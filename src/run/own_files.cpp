// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/own_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/input/walk.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/content.hpp"
#include "file_head.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view report_remedy = "give the report a file of its own";

std::optional<struct stat> regular_file(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return info;
}

bool reads_stdin(const Options& options) {
  return options.paths.empty() ||
         std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end();
}

bool is_stdin(const std::string& path, const Io& io) {
  struct stat info {};
  const auto in = regular_file(io.in);
  return in && ::stat(path.c_str(), &info) == 0 && is_same_file(*in, info);
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) &&
         (folder.ends_with('/') || path[folder.size()] == '/');
}

// Lines as people write an object, anywhere: a template of one may begin with `{{ if … }}`.
bool has_object_lines(std::string_view head) {
  return has_at_margin(head, "apiVersion:") && has_at_margin(head, "kind:");
}

// The first line that is no comment, directive or marker is one of an object, in YAML or JSON.
bool begins_as_object(std::string_view head) {
  for (std::size_t at = behind_mark(head); at < head.size();) {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    const std::string_view line = head.substr(at, end - at);
    const std::size_t first = line.find_first_not_of(" \t\r");
    const bool is_content = first != std::string_view::npos && line[first] != '#' && line.front() != '%' &&
                            !line.starts_with("---");
    if (is_content) {
      if (line[first] != '{') return has_object_lines(head) && is_lower(line.front());
      const std::size_t key = head.find_first_not_of(" \t\r\n", at + first + 1);
      const std::string_view rest = head.substr(std::min(key, head.size()));
      return rest.starts_with("\"apiVersion\"") || rest.starts_with("\"kind\"");
    }
    at = end + 1;
  }
  return false;
}

// A file that is called as manifests are may be a template, which no reader takes; a file of any other name,
// such as a log, is one where all of it is manifests.
bool holds_object(const std::string& path, const FileHead& head) {
  if (head.text.empty() || is_earlier_report(head.text)) return false;
  const bool by_name = input::has_manifest_extension(path) && has_object_lines(head.text);
  if (by_name || !head.is_cut) return by_name || is_manifest(head.text);
  const std::size_t end = manifest::last_cut(head.text, 0);
  return end == std::string_view::npos ? begins_as_object(head.text)
                                       : is_manifest(std::string_view(head.text).substr(0, end));
}

bool is_opened_to_append(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && (flags & O_APPEND) != 0;
}

// True where the file has bytes of somebody else: `>>`, and `1<>`. What stands before the offset otherwise, a
// command before this one has written to the same stream: `{ ecrify rewrite a; ecrify rewrite b; } > all`.
bool adds_to_content(int descriptor, const struct stat& info) {
  return info.st_size > 0 &&
         (is_opened_to_append(descriptor) || ::lseek(descriptor, 0, SEEK_CUR) < info.st_size);
}

// The path by which stdout was opened; "" where that is not known.
std::string path_of_stream(int descriptor) {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
  return error ? "" : path.string();
}

// The word for what of the run's own the file is, for a sentence that begins with the report.
std::string_view read_as(const Options& options, const Io& io, const std::string& file,
                         const std::string& resolved) {
  const auto is = [&](const std::string& path) { return resolved_path(path) == resolved; };
  if (!options.config_name.empty() && is(options.config_name)) return "is the configuration, too";
  if (std::any_of(options.paths.begin(), options.paths.end(),
                  [&](const std::string& path) { return path != "-" && is(path); })) {
    return "is one of the files that are read";
  }
  if (reads_stdin(options) && is_stdin(file, io)) return "is the file that is read";
  std::error_code error;
  if (!fs::is_regular_file(resolved, error)) return "";
  if (kustomize::is_kustomization_name(resolved)) return "is a kustomization";
  if (fs::path(resolved).filename() == ".gitignore") return "says what git and ecrify leave out";
  const FileHead head = head_of_file(resolved);
  if (holds_object(resolved, head)) return "holds a Kubernetes object";
  const bool is_walked =
      std::any_of(options.paths.begin(), options.paths.end(),
                  [&](const std::string& path) { return is_below(resolved, resolved_path(path)); });
  // Reports are written over those of the run before, which are JSON more often than not.
  const bool is_manifest_by_name = input::has_manifest_extension(resolved) && !resolved.ends_with(".json");
  if (is_walked && is_manifest_by_name && !is_earlier_report(head.text))
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
  const bool is_output = out_ && ::stat(resolved.c_str(), &info) == 0 && is_same_file(*out_, info);
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
  constexpr std::string_view baseline_flag = "--baseline";
  const std::string baseline = options.baseline ? resolved_path(*options.baseline) : "";
  if (options.baseline && options.write_baseline != WriteBaseline::no)
    files.push_back({baseline_flag, *options.baseline, "give the baseline a file of its own"});
  std::map<std::string, std::string_view> seen;
  for (const File& file : files) {
    if (file.name.empty()) continue;
    const std::string name(file.name);
    const std::string resolved = resolved_path(name);
    if (file.flag != baseline_flag && resolved == baseline)
      return problem(std::string(file.flag) + " " + name + " is the baseline, too", std::string(file.remedy));
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

Outputs::Outputs(const Options& options, const Io& io) {
  const auto add = [&](const std::string& file) {
    struct stat info {};
    if (!file.empty() && ::stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode))
      all_.push_back({resolved_path(file), info});
  };
  for (const ReportTarget& target : options.reports) add(target.file);
  add(options.log_file);
  if (options.baseline && options.write_baseline != WriteBaseline::no) add(*options.baseline);
  if (const auto out = regular_file(io.out); out && options.destination != Destination::in_place)
    all_.push_back({path_of_stream(io.out), *out});
}

std::optional<std::string> Outputs::at(const std::string& path) const {
  struct stat info {};
  if (all_.empty() || ::stat(path.c_str(), &info) != 0) return std::nullopt;
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&](const Output& output) { return is_same_file(output.info, info); });
  return found == all_.end() ? std::nullopt : std::optional(found->path);
}

Failure Outputs::would_replace(const std::string& file, const std::string& by) {
  return problem("the output would replace " + file + ", which " + by + " names", std::string(report_remedy));
}

Status Outputs::check(const std::vector<InputEntry>& entries, const Kustomizations& kustomizations) const {
  if (all_.empty() || kustomizations.empty()) return Success{};
  for (const InputEntry& entry : entries) {
    const auto known = kustomizations.find(entry.resolved);
    if (known == kustomizations.end()) continue;
    const kustomize::Kustomization& kustomization = known->second;
    const fs::path folder = fs::path(entry.resolved).parent_path();
    for (const auto* texts :
         {&kustomization.resources, &kustomization.patches, &kustomization.configurations,
          &kustomization.transformers, &kustomization.generators, &kustomization.replacement_files,
          &kustomization.generated.envs, &kustomization.generated.files, &kustomization.chart_values}) {
      for (const kustomize::Text& one : *texts) {
        if (!one.text.empty() && at((folder / one.text).string())) return would_replace(one.text, entry.path);
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
                          ::stat(path.c_str(), &info) == 0 && is_same_file(*output, info);
    if (!is_input) continue;
    return problem(path + " is the file that stdout goes to, too",
                   gives_manifests(options.command) ? "\"ecrify rewrite -w FILE\" rewrites a file in place"
                                                    : std::string(report_remedy));
  }
  if (!output || options.destination == Destination::in_place) return Success{};
  const auto in =
      gives_manifests(options.command) && reads_stdin(options) ? regular_file(io.in) : std::nullopt;
  if (!in || !is_same_file(*in, *output)) return check_stdout(options.command, options.config_name, io);
  // `>` has emptied it already; else what is shorter than the input would leave its end behind, or what is
  // appended would be read again.
  return problem("stdin and stdout are the same file", "\"ecrify rewrite -w FILE\" rewrites a file in place");
}

Status check_stdout(Command command, const std::string& configuration, const Io& io) {
  const auto output = regular_file(io.out);
  if (!output) return Success{};
  const bool adds = adds_to_content(io.out, *output);
  struct stat info {};
  const bool is_configuration = adds && !configuration.empty() && ::stat(configuration.c_str(), &info) == 0 &&
                                is_same_file(*output, info);
  const std::string remedy(gives_manifests(command) ? "give the output a file of its own" : report_remedy);
  if (is_configuration) return problem("stdout goes to the configuration", remedy);
  if (gives_manifests(command) && !adds) return Success{};
  const std::string path = path_of_stream(io.out);
  if (kustomize::is_kustomization_name(path)) return problem("stdout goes to a kustomization", remedy);
  if (holds_object(path, head_of_stream(io.out)))
    return problem("stdout goes to a file that holds a Kubernetes object", remedy);
  return Success{};
}

}  // namespace ecrify::run
