// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "value.hpp"

namespace ecrify::aws {

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
