// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/options/invocation.hpp"

namespace ecrify::options {

// The reports that --format and --output ask for, in the order typed: each --output gives the file of the
// --format before it (`-f github -f sarif -o out.sarif`). A lone --output may also come before the lone
// --format, or without one. `-` is stdout, and only one report may go there. Without any --format it is
// `from_environment` where that is a format of the command, else `fallback`; fails where it is no format of
// any command (`others` are theirs).
Result<std::vector<run::ReportTarget>> report_targets(const std::vector<TypedFlag>& typed,
                                                      const std::optional<std::string>& from_environment,
                                                      const std::vector<std::string_view>& known,
                                                      const std::vector<std::string_view>& others,
                                                      std::string_view fallback);

}  // namespace ecrify::options
