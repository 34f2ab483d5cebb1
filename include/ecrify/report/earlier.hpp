// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ecrify::report {

// True for a text that begins as what `check`, `list` or `diff` print in one of their formats. Only the
// beginning is looked at: what follows may be anything.
[[nodiscard]] bool begins_as_report(std::string_view text);

}  // namespace ecrify::report
