// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ecrify::report {

// True for a text that begins as what `check`, `list` or `diff` print in one of their formats, and as a
// baseline and a log do. Only the beginning is looked at: what follows may be anything.
[[nodiscard]] bool begins_as_report(std::string_view text);

}  // namespace ecrify::report
