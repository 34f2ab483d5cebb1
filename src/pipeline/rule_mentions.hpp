// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "document_context.hpp"

namespace ecrify {

// Marks the rulings that name a source registry, and adds one for each mention of one that no ruling is
// about, such as the second in a value of which the first is the reference. For reports that show every
// occurrence.
void rule_mentions(const DocumentContext& context);

}  // namespace ecrify
