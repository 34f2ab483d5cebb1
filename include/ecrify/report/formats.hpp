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

// What programs read is complete, and loses details where it would be many times as large as the input. What
// people read shows so many findings of an id, each whole.
enum class Audience { people, programs };

struct FormatRow {
  std::string_view name;     // as --format takes it
  std::string_view summary;  // for the help: what it is for
  Audience audience;
  std::string (*render)(const Report& report, write::Color color);  // only `full` has colours
  FilePaths paths = FilePaths::of_those_with_entries;
};

[[nodiscard]] std::span<const FormatRow> formats();
// The report in a format, with as much detail as the size of the input allows (report/terse.hpp).
[[nodiscard]] std::string render(const FormatRow& format, const Report& report, write::Color color);
[[nodiscard]] const FormatRow* find_format(std::string_view name);

// True for a text that begins as what `check`, `list` or `diff` print in one of their formats, and as a
// baseline and a log do. Only the beginning is looked at: what follows may be anything.
[[nodiscard]] bool begins_as_report(std::string_view text);

}  // namespace ecrify::report
