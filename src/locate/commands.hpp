// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "ecrify/base/span.hpp"
#include "place.hpp"

// The command lines of containers, and of scripts in texts: what they build, copy and push.
namespace ecrify::locate {

// The flag of `--flag=REF`, `-flag=REF`: its name without dashes, and where the right-hand side begins. Also
// the variable of `NAME=REF`.
struct Flag {
  std::string_view name;
  std::size_t value_begin;
};
[[nodiscard]] std::optional<Flag> flag_of(std::string_view argument);

// `--destination`, `--tag`, …, which say where an image goes.
[[nodiscard]] bool is_push_flag(std::string_view name);

// By its image, or by the program that it starts: the first element of `command`, or of `args` where there is
// none.
[[nodiscard]] bool builds_images(const Document& document, manifest::NodeIndex container);

// The container pushes to what the variable names.
[[nodiscard]] bool pushed_by_script(const Document& document, manifest::NodeIndex container,
                                    std::string_view variable);
// `args: [push, REF]`, `command: [crane, copy, REF, REF]`: by the words of the command before the place.
[[nodiscard]] bool pushed_by_command(const Place& place, manifest::NodeIndex container);
// `docker push $(params.NAME)`, `--destination={{workflow.parameters.NAME}}` of any container of the
// document.
[[nodiscard]] bool pushed_as_parameter(const Document& document, std::string_view name);
// A command in the text pushes to the reference, or builds it: `docker push REF`, `crane copy REF REF`.
[[nodiscard]] bool is_pushed_in(std::string_view text, Span reference);

}  // namespace ecrify::locate
