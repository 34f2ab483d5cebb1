// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ecrify/report/model.hpp"
#include "ecrify/write/diff.hpp"

// The formats of `check`, one a file in src/report. Each escapes text of manifests, so that none can leave
// its field.
namespace ecrify::report {

struct FormatRow {
  std::string_view name;                                            // as --format takes it
  std::string_view summary;                                         // for the help: what it is for
  std::string (*render)(const Report& report, write::Color color);  // only `full` has colours
  bool lists_files = false;                                         // also those without a finding
  bool is_for_people = false;                                       // it shows so many findings of an id
};

[[nodiscard]] std::span<const FormatRow> formats();
// The report in a format, with as much detail as the size of the input allows (report/terse.hpp).
[[nodiscard]] std::string render(const FormatRow& format, const Report& report, write::Color color);
[[nodiscard]] const FormatRow* find_format(std::string_view name);

}  // namespace ecrify::report
