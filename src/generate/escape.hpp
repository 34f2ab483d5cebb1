// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Escapes text for each language that is written, so that it can't leave a quoted string or a comment. Bytes
// that are no UTF-8 become U+FFFD.
namespace ecrify::generate {

// Between double quotes, in JSON, and in YAML, which has JSON's escapes.
[[nodiscard]] std::string json_text(std::string_view text);

// Between double quotes in HCL: `${` and `%{` begin no template there.
// (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, "Quoted and Heredoc Template Expressions")
[[nodiscard]] std::string hcl_text(std::string_view text);

// Between double quotes in TOML, a basic string. (https://toml.io/en/v1.0.0#string)
[[nodiscard]] std::string toml_text(std::string_view text);

// Between single quotes in a POSIX shell. There are no escapes, so that all but printable ASCII becomes
// U+FFFD.
[[nodiscard]] std::string shell_text(std::string_view text);

}  // namespace ecrify::generate
