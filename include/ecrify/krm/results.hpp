// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/krm/resource_list.hpp"

namespace ecrify::krm {

// One entry of `results`: a message about one field.
struct FunctionResult {
  const Finding* finding;     // its span is one of the list's text
  std::string_view severity;  // error, warning or info
  std::string_view message;
};

// The edit that adds these to the `results` of the list, behind those that it has: in YAML, or as JSON where
// the list is written in it. Nothing for nothing. Fails with the place where the list is written in a way
// that has no room for them.
Result<std::vector<Edit>> add_results(const ResourceList& list, const std::vector<FunctionResult>& said);

// The proof: `edited` is read again, and has the items of the list, and these results behind its own. What
// else an edit of an item must not change is proven where it is made.
Status prove_results(const ResourceList& list, std::string_view edited,
                     const std::vector<FunctionResult>& said);

}  // namespace ecrify::krm
