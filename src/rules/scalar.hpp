// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/result.hpp"
#include "ecrify/rules/yaml_tree.hpp"

// What a YAML scalar means, by the core schema of YAML 1.2.
namespace ecrify::rules {

// The text of a node that is text; the failure continues a sentence that begins with the key: "must be text,
// this is a number".
Result<std::string> text_of(const YamlNode& node);
[[nodiscard]] bool is_true(const YamlNode& node);

}  // namespace ecrify::rules
