// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/stdin.hpp"

#include <unistd.h>

#include <algorithm>

#include "ecrify/base/result.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/krm/resource_list.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::run {
namespace {

Failure nothing_in_stdin(const Options& options, std::string what) {
  return problem(
      std::move(what) + ": nothing was " + (options.command == Command::rewrite ? "rewritten" : "checked"),
      "did the command before the pipe fail? name files or folders to read these instead, or say "
      "--allow-empty");
}

}  // namespace

std::optional<Failure> terminal_failure(const Io& io) {
  if (isatty(io.in) == 0) return std::nullopt;
  return problem(
      "stdin is a terminal: there is nothing to read",
      "pipe manifests into it, or name files or folders: \"ecrify check .\", \"ecrify rewrite -w .\"");
}

std::optional<Failure> empty_stdin_failure(const Options& options, std::string_view bytes) {
  if (manifest::holds_content(bytes.substr(behind_mark(bytes)))) return std::nullopt;
  return nothing_in_stdin(options, bytes.empty() ? "stdin is empty" : "stdin holds no document");
}

locate::Role stdin_role(const Options& options) {
  return is_values_for(options, options.stdin_name) ? locate::Role::values : locate::Role::object;
}

bool is_known(const Options& options, const std::string& name, std::string_view bytes,
              const Examination& examined) {
  if (!examined.rulings.empty() || !examined.edits.empty() || !examined.findings.empty() ||
      !examined.open.empty())
    return true;
  return is_known_by_name(name, bytes) || is_values_for(options, name) || holds_known_document(bytes);
}

std::optional<Failure> unknown_stdin_failure(const Options& options, bool is_known) {
  if (is_known || gives_manifests(options.command)) return std::nullopt;
  return nothing_in_stdin(options, "stdin holds no Kubernetes object");
}

std::optional<Failure> function_list_failure(const Options& options, std::string_view bytes) {
  if (gives_manifests(options.command) || krm::list_form(bytes) == krm::ListForm::none) return std::nullopt;
  const std::string& command = options.command_name;
  return problem("stdin is a ResourceList, and " + command +
                     " gives none back: whoever runs it as a function would lose all files",
                 options.command == Command::check
                     ? "the function is \"ecrify fn --check\""
                     : "the function is \"ecrify fn\"; else name the files: ecrify " + command + " .");
}

std::string function_list_line(const Options& options, const std::string& name, std::string_view bytes) {
  const krm::ListForm form = krm::list_form(bytes);
  const std::string is_one = write::printable(name) + " is a ResourceList";
  if (options.command == Command::rewrite) {
    if (form != krm::ListForm::configured) return {};
    return "warning: " + is_one + ", whose functionConfig rewrite does not read: \"ecrify fn\" does";
  }
  if (form == krm::ListForm::none) return {};
  return "warning: " + is_one + ": for functions of kpt and kustomize there is " +
         (options.command == Command::check ? "\"ecrify fn --check\"" : "\"ecrify fn\"");
}

Failure no_target_failure(const Options& options, const std::string& name) {
  Failure failure = *options.no_registry;
  failure.message = name + " is in no target's path, and " + failure.message;
  return failure;
}

}  // namespace ecrify::run
