// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/options.hpp"

// Failures of stdin, and of sources without a registry.
namespace ecrify::run {

// What stdin is read as: values of a chart where --values or the configuration says so of its name.
[[nodiscard]] locate::Role stdin_role(const Options& options);

// The failure of reading manifests from a terminal; nothing where stdin is none.
[[nodiscard]] std::optional<Failure> terminal_failure(const Io& io);
// The failure of a stdin without a document: nothing but blanks, comments and markers.
[[nodiscard]] std::optional<Failure> empty_stdin_failure(const Options& options, std::string_view bytes);
// True for a source that ecrify can tell to be a manifest, by one of its parts; else it may be the error
// message of the command before the pipe. `name` is that of its file.
[[nodiscard]] bool is_known(const Options& options, const std::string& name, std::string_view bytes,
                            const Examination& examined);
// The failure of a stdin for which is_known() is false, of commands that give a verdict.
[[nodiscard]] std::optional<Failure> unknown_stdin_failure(const Options& options, bool is_known);
// The failure of a ResourceList on stdin, for commands that write none: kpt and kustomize take a function's
// output for the whole list, and delete the rest.
[[nodiscard]] std::optional<Failure> function_list_failure(const Options& options, std::string_view bytes);
// The warning about a ResourceList that the command goes on with; empty for any other text, and where none is
// due.
[[nodiscard]] std::string function_list_line(const Options& options, const std::string& name,
                                             std::string_view bytes);
// The failure of a source that no target's path, no flag and no setting gives a registry.
[[nodiscard]] Failure no_target_failure(const Options& options, const std::string& name);

}  // namespace ecrify::run
