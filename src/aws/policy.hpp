// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "formats.hpp"
#include "value.hpp"

namespace ecrify::aws {

// An IAM policy document: an object, or JSON text of one. One that is not known, or none, adds nothing.
void add_policy(const Value& document, Place place, const Input& input);
// Adds a managed policy of AWS by its ARN; others are ignored.
void add_managed_policy(std::string_view arn, const Input& input);

// A text of CloudFormation with its functions: what they make of it where that is known, else with a star for
// it.
[[nodiscard]] std::string text_with_stars(const Value& value);

}  // namespace ecrify::aws
