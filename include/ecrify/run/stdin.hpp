// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/pipeline.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/options.hpp"

// What can be wrong with stdin, and with a source that no rules are for.
namespace ecrify::run {

// That nobody is going to type manifests; nothing where stdin is no terminal.
[[nodiscard]] std::optional<Failure> terminal_failure(const Io& io);
// That the bytes, which are all of stdin, hold no document: nothing but blanks, comments and markers.
[[nodiscard]] std::optional<Failure> empty_stdin_failure(const Options& options, std::string_view bytes);
// Whether ecrify can tell what a part of a source is; else it may be the error message of the command before
// the pipe. `name` is that of its file.
[[nodiscard]] bool is_known(const Options& options, const std::string& name, std::string_view bytes,
                            const Examination& examined);
// That stdin holds nothing that it can, for commands that say what is right.
[[nodiscard]] std::optional<Failure> unknown_stdin_failure(const Options& options, bool is_known);
// That stdin is a ResourceList, for commands that give none back: kpt and kustomize take what a function
// writes for all that is left, and delete the rest.
[[nodiscard]] std::optional<Failure> function_list_failure(const Options& options, std::string_view bytes);
// What is to be said of a text that is a ResourceList and is gone on with; empty for any other, and for
// nothing.
[[nodiscard]] std::string function_list_line(const Options& options, const std::string& name,
                                             std::string_view bytes);
// That neither a target's path nor anything else says which registry the source is for.
[[nodiscard]] Failure no_target_failure(const Options& options, const std::string& name);

}  // namespace ecrify::run
