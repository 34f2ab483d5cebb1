// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "document_context.hpp"
#include "filters.hpp"

namespace ecrify {

// The rulings about imagePullSecrets of pod specs whose images all come out of the cache: those need no login
// at the registries that they came from. Reads the other rulings of the document, which must be final.
void rule_pull_secrets(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts);

}  // namespace ecrify
