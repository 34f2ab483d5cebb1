// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/result.hpp"
#include "ecrify/yaml/tree.hpp"

// The value of a YAML scalar by the core schema of YAML 1.2.
namespace ecrify::yaml {

// The text of a node that is text; the failure continues a sentence that begins with the key: "must be text,
// this is a number".
Result<std::string> text_of(const Node& node);
[[nodiscard]] bool is_true(const Node& node);

}  // namespace ecrify::yaml
