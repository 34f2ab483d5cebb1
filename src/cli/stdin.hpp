// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/cli/run.hpp"

// What can be wrong with stdin, and with a source that no rules are for.
namespace ecrify::cli {

// That nobody is going to type manifests; nothing where stdin is no terminal.
[[nodiscard]] std::optional<Failure> terminal_failure(const Io& io);
// That the bytes, which are all of stdin, hold no document: nothing but blanks, comments and markers. Of a command that says
// what is right (`check`, `list`) also that no document can be a Kubernetes object, as of an error message.
[[nodiscard]] std::optional<Failure> empty_stdin_failure(const Options& options, std::string_view bytes);
// That neither a target's path nor anything else says which registry the source is for.
[[nodiscard]] Failure no_target_failure(const Options& options, const std::string& name);

}  // namespace ecrify::cli
