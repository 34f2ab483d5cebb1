// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "ecrify/splice/edit.hpp"

namespace ecrify {

// Only in a build with ECRIFY_CORRUPT_EDITS, which a test makes to see that the proof catches what is wrong:
// spoils one of the edits of each document in the way that the environment's ECRIFY_CORRUPTION names. Unknown
// names, and ways that the edits give no occasion for, change nothing.
void corrupt_edits(std::string_view text, std::vector<Edit>& edits);

}  // namespace ecrify
