// SPDX-License-Identifier: Apache-2.0
#include "stdin.hpp"

#include <unistd.h>

#include <algorithm>

#include "ecrify/base/byte_order_mark.hpp"
#include "ecrify/cli/problem.hpp"

namespace ecrify::cli {
namespace {

constexpr std::string_view blanks = " \t\r";

// Whether a line is more than blanks, a comment, a directive or a marker of YAML.
bool is_content(std::string_view line) {
  if (line.starts_with('%')) return false;
  const bool is_marked = line.starts_with("---") || line.starts_with("...");
  if (is_marked && (line.size() == 3 || blanks.find(line[3]) != std::string_view::npos)) line.remove_prefix(3);
  const std::size_t begin = line.find_first_not_of(blanks);
  return begin != std::string_view::npos && line[begin] != '#';
}

bool holds_document(std::string_view bytes) {
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    if (is_content(bytes.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::optional<Failure> terminal_failure(const Io& io) {
  if (isatty(io.in) == 0) return std::nullopt;
  return problem("stdin is a terminal: there is nothing to read",
                 "pipe manifests into it, or name files or folders, for example \"ecrify check .\"");
}

std::optional<Failure> empty_stdin_failure(std::string_view bytes) {
  if (holds_document(bytes)) return std::nullopt;
  return problem(bytes.empty() ? "stdin is empty: nothing was checked" : "stdin holds no document: nothing was checked",
                 "did the command before the pipe fail? name files or folders to read these instead");
}

Failure no_target_failure(const Options& options, const std::string& name) {
  Failure failure = *options.no_registry;
  failure.message = name + " is in no target's path, and " + failure.message;
  return failure;
}

}  // namespace ecrify::cli
