// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "document_context.hpp"
#include "filters.hpp"

namespace ecrify {

// The rulings about the images entries of kustomize in a document. The scalars that they are about are taken out of the
// memory's leaves: nothing else rules on them.
void rule_entries(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts);

}  // namespace ecrify
