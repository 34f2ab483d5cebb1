// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Names of fields and variables that say something else than the word image does.
namespace ecrify::locate {

// The keys of fields that take short names and that no key `…image…` leads to: `sidecars`.
[[nodiscard]] const std::vector<std::string>& other_image_keys();
// By its name a variable holds what no node pulls: a setting of a program that fetches it itself, a push
// target, an operating system.
[[nodiscard]] bool names_no_image(std::string_view variable);

}  // namespace ecrify::locate
