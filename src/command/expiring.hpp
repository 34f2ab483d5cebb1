// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ecrify/aws/verify.hpp"
#include "ecrify/base/finding.hpp"
#include "ecrify/run/sources.hpp"

namespace ecrify::command {

// Images of a source that are pinned by digest and whose repositories a lifecycle policy of the cache
// expires, and those whose names in the cache would be illegal. `own` is the registry for names that are not
// in one yet.
[[nodiscard]] std::vector<Finding> expiring_images(const run::Source& source, const aws::CacheRules& cache,
                                                   const aws::Owner& own);

}  // namespace ecrify::command
