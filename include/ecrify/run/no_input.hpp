// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::run {

// True for files that no cluster reads, by their name or top-level keys: a compose file, a workflow of CI, a
// Taskfile, a test suite or the metadata of a chart, a JSON schema, the settings of renovate, Talos,
// skaffold, zarf.
[[nodiscard]] bool is_no_input(const std::string& path, std::string_view bytes);

// True for the report of an earlier run of this program, in any format. A text with an object in it is none,
// however it begins: what a cluster reads is not passed over.
[[nodiscard]] bool is_earlier_report(std::string_view text);

}  // namespace ecrify::run
