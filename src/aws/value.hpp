// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "ecrify/aws/cache_rules.hpp"

// Questions to a value that was kept of an input. Any of them may be asked of any value.
namespace ecrify::aws {

using Value = nlohmann::json;

// The member of that name, or of that name with a capital (as SDKs of Go and .NET write it); null where there
// is none.
[[nodiscard]] const Value& member(const Value& value, std::string_view key);
[[nodiscard]] bool has(const Value& value, std::string_view key);
// The text of a string; "" for anything else.
[[nodiscard]] const std::string& text(const Value& value);
[[nodiscard]] const std::string& text(const Value& value, std::string_view key);
// A member that is text is known; one that is null, empty or not there is absent; any other is unknown.
[[nodiscard]] Setting setting(const Value& value, std::string_view key);
[[nodiscard]] Setting known(std::string text);
[[nodiscard]] Setting unknown();

}  // namespace ecrify::aws
