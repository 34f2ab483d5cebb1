// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "place.hpp"

// Pod specs: where containers are, what their arguments say, and which of them build images rather than run
// them.
namespace ecrify::locate {

// `containers[].image` and its kin.
[[nodiscard]] bool is_container_image(const Place& place);
// `volumes[].image.reference`.
[[nodiscard]] bool is_image_volume(const Place& place);

// `KEY=VALUE` in the literals of a generator of kustomize.
[[nodiscard]] bool is_generator_literal(const Place& place);

// The name of the value: the flag or key before it, the `name` beside it, or its key; "" for an item.
[[nodiscard]] std::string name_of(const Place& place);

// The setting of a program that the place is, or holds: a variable, the value of a flag, a key of a ConfigMap
// or of values.
[[nodiscard]] std::optional<SettingUse> setting_of(const Place& place);

// A parameter of a workflow or a task that the document runs as an image, and does nothing else with.
[[nodiscard]] bool is_run_parameter(const Place& place);
// An argument behind a scheme, `oci://`, that its command pushes to.
[[nodiscard]] bool is_pushed_url(const Place& place);

// A reference in env, args or command. Nothing when the place is none of these, or holds no reference that is
// meant as one. Does not look at Place::argument, which is what it answered.
[[nodiscard]] std::optional<Argument> argument_of(const Place& place);

}  // namespace ecrify::locate
