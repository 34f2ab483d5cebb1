// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ecrify::run {

// True for the report of an earlier run of this program, in any format. A text with an object in it is none,
// however it begins: what a cluster reads is not passed over.
[[nodiscard]] bool is_earlier_report(std::string_view text);

}  // namespace ecrify::run
