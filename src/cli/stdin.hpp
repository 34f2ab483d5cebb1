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
// Nothing where the bytes, which are all of stdin, hold a document: more than blanks, comments and markers.
[[nodiscard]] std::optional<Failure> empty_stdin_failure(std::string_view bytes);
// That neither a target's path nor anything else says which registry the source is for.
[[nodiscard]] Failure no_target_failure(const Options& options, const std::string& name);

}  // namespace ecrify::cli
