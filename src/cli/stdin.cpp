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

// Errs on the side of true.
bool names_kind(std::string_view bytes) {
  for (std::size_t at = bytes.find("kind"); at != std::string_view::npos; at = bytes.find("kind", at + 1)) {
    std::size_t end = at + 4;
    if (end < bytes.size() && (bytes[end] == '"' || bytes[end] == '\'')) ++end;
    end = std::min(bytes.find_first_not_of(blanks, end), bytes.size());
    if (end < bytes.size() && bytes[end] == ':') return true;
  }
  return bytes.find("\\x") != std::string_view::npos || bytes.find("\\u") != std::string_view::npos || bytes.find('\0') != std::string_view::npos;
}

Failure nothing_in_stdin(const Options& options, std::string what) {
  return problem(std::move(what) + ": nothing was " + (options.command == Command::rewrite ? "rewritten" : "checked"),
                 "did the command before the pipe fail? name files or folders to read these instead, or say --allow-empty");
}

}  // namespace

std::optional<Failure> terminal_failure(const Io& io) {
  if (isatty(io.in) == 0) return std::nullopt;
  return problem("stdin is a terminal: there is nothing to read",
                 "pipe manifests into it, or name files or folders: \"ecrify check .\", \"ecrify rewrite -w .\"");
}

std::optional<Failure> empty_stdin_failure(const Options& options, std::string_view bytes) {
  if (holds_document(bytes)) return std::nullopt;
  return nothing_in_stdin(options, bytes.empty() ? "stdin is empty" : "stdin holds no document");
}

bool may_hold_object(std::string_view bytes, const Examined& examined) {
  return names_kind(bytes) || !examined.rulings.empty() || !examined.edits.empty() || !examined.findings.empty();
}

std::optional<Failure> no_object_failure(const Options& options, bool may_hold_object) {
  const bool looks = options.command == Command::check || options.command == Command::list;
  if (!looks || may_hold_object || options.stdin_name != default_stdin_name) return std::nullopt;
  return nothing_in_stdin(options, "stdin holds no Kubernetes object");
}

Failure no_target_failure(const Options& options, const std::string& name) {
  Failure failure = *options.no_registry;
  failure.message = name + " is in no target's path, and " + failure.message;
  return failure;
}

}  // namespace ecrify::cli
