// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/entries.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/input/walk.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/scoped_path.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::run {
namespace {

const IgnoredPath* ignoring(const Options& options, const std::string& path, const std::string& resolved) {
  if (options.ignored.empty()) return nullptr;
  const ScopedPath scoped(options, path, resolved);
  std::vector<std::size_t> numbers = scoped.candidates(options.ignored_index);
  const auto found = std::find_if(numbers.begin(), numbers.end(), [&](std::size_t number) {
    return scoped.lies_in(options.ignored[number].path);
  });
  return found == numbers.end() ? nullptr : &options.ignored[*found];
}

// Takes `:digits` from the end.
std::optional<std::size_t> take_number(std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, number);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error != std::errc{}) number = beyond_all_lines;
  text.resize(colon);
  return number;
}

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

Failure leads_out(const std::string& path) {
  return {"is not written: a link out of the folder leads there", "name the file itself to have it written",
          path, no_offset};
}

// Messages name places as FILE:LINE, and only explain takes these.
Failure with_explain(Failure failure) {
  const auto at = parse_file_line(failure.file);
  std::error_code error;
  if (at && std::filesystem::is_regular_file(at->file, error)) {
    failure.remedy = "\"ecrify explain " + failure.file + "\" says what is done about a line";
  }
  return failure;
}

constexpr std::string_view hidden_mark = "hidden;";  // as a walk gives the reason

// Pipelines and rendered manifests are kept in hidden folders, too.
std::string hidden_line(std::vector<std::string> paths) {
  constexpr std::size_t most_names = 5;
  std::sort(paths.begin(), paths.end());
  std::string line = "passed over: " + std::to_string(paths.size()) + " hidden (--hidden takes them): ";
  for (std::size_t i = 0; i < std::min(paths.size(), most_names); ++i) {
    line += (i == 0 ? "" : ", ") + write::printable(paths[i]);
  }
  if (paths.size() > most_names) line += ", and " + std::to_string(paths.size() - most_names) + " more";
  return line;
}

}  // namespace

bool is_ignored(const Options& options, const std::string& path, const std::string& resolved) {
  return ignoring(options, path, resolved) != nullptr;
}

std::string ignored_line(const Options& options, const std::string& path, const std::string& resolved) {
  const IgnoredPath* by = ignoring(options, path, resolved);
  return "ignored: " + write::printable(path) +
         (by == nullptr || by->reason.empty() ? "" : ": " + write::printable(by->reason));
}

bool copies_through(const Options& options) {
  return options.command == Command::rewrite && options.destination == Destination::stream;
}

InputList list_entries(const Options& options, const Io& io, std::vector<std::string> paths,
                       Messages& messages) {
  InputList entries;
  if (paths.empty()) {
    entries.all.push_back({});
    return entries;
  }
  const auto dash = std::find(paths.begin(), paths.end(), "-");  // there is one at most, see check_paths
  const bool has_stdin = dash != paths.end();
  const auto before_stdin = static_cast<std::size_t>(dash - paths.begin());
  if (has_stdin) paths.erase(dash);

  input::Expansion expansion = input::expand(paths, options.walk);
  for (const Failure& failure : expansion.failures) messages.failure(with_explain(failure));
  entries.failed = expansion.failures.size();
  std::vector<std::string> hidden;
  for (const input::SkippedEntry& one : expansion.passed_over) {
    if (one.reason.starts_with(hidden_mark)) {
      hidden.push_back(one.path);
      continue;
    }
    messages.detail("passed over: " + write::printable(one.path) + ": " + one.reason);
  }
  if (expansion.ignored_files + expansion.ignored_folders > 0) {
    messages.detail("passed over: " + count_of(expansion.ignored_files, "file") + " and " +
                    count_of(expansion.ignored_folders, "folder") +
                    " that .gitignore leaves out; --no-ignore takes them");
  }
  if (!hidden.empty()) messages.detail(hidden_line(std::move(hidden)));
  const OwnFiles own_files(options, io);
  std::vector<std::string> folders;
  folders.reserve(paths.size());
  for (const std::string& path : paths) folders.push_back(input::folder_of_argument(path));
  bool stdin_is_due = has_stdin;
  for (input::FoundFile& file : expansion.files) {
    if (stdin_is_due && file.argument >= before_stdin) {
      entries.all.push_back({});
      stdin_is_due = false;
    }
    if (const std::string_view name = own_files.name_of(file.resolved); !name.empty()) {
      messages.detail("passed over: " + write::printable(file.path) + ": it is " + std::string(name));
    } else if (is_ignored(options, file.path, file.resolved) && !copies_through(options)) {
      messages.detail(ignored_line(options, file.path, file.resolved));
      ++entries.ignored_files;
      entries.ignored.push_back({std::move(file), folders[file.argument], file.named});
    } else if (file.outside && options.destination == Destination::in_place) {
      messages.failure(leads_out(file.path));
      ++entries.failed;
    } else {
      entries.all.push_back({std::move(file), folders[file.argument], file.named});
    }
  }
  if (stdin_is_due) entries.all.push_back({});
  return entries;
}

std::optional<FileLine> parse_file_line(const std::string& text) {
  std::string rest = text;
  const auto last = take_number(rest);
  if (!last) return std::nullopt;
  if (is_file(rest)) return FileLine{rest, *last};
  std::string file = rest;
  if (const auto line = take_number(file); line && (is_file(file) || input::has_manifest_extension(file)))
    return FileLine{file, *line};
  return input::has_manifest_extension(rest) ? std::optional(FileLine{rest, *last}) : std::nullopt;
}

}  // namespace ecrify::run
