// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "ecrify/aws/cache_rules.hpp"
#include "ecrify/base/result.hpp"

// Reading an input as values, and questions to one. Any of them may be asked of any value.
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

// Takes one document of an input; a failure ends the reading.
using TakeDocument = std::function<Status(const Value&)>;

// Each document of JSON, one behind the other …
Status read_json(std::string_view bytes, const TakeDocument& take);
// … and of YAML, by the readers of manifests. CloudFormation's tags become the long forms of its functions:
// `!Ref x` is
// {"Ref": "x"}, `!Sub x` {"Fn::Sub": "x"}.
Status read_yaml(std::string_view bytes, const TakeDocument& take);
// Whichever it is. The failure has an offset, and nothing of the bytes.
Status read_documents(std::string_view bytes, const TakeDocument& take);

}  // namespace ecrify::aws
