// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ecrify::manifest {

// Forms of YAML that are refused although some reader accepts them. JSON may hold these characters in
// strings. The first ones are those of ScreenReason.
enum class Refusal : std::uint8_t {
  control,
  lone_cr,
  next_line,
  line_separator,
  paragraph_separator,
  byte_order_mark,
  noncharacter,
  invalid_utf8,
  late_merge_key,
  anchor_name,
  alias_as_key,
  block_scalar_behind_a_tag,
  tag_at_indicator,
  folded_otherwise,
  question_mark_in_flow,
  key_without_value,
  block_scalar_as_document,
  block_scalar_behind_a_directive,
  colon_on_another_line,
  line_of_a_tab,
};

struct RefusalRow {
  Refusal id;
  std::string_view message;  // of the failure; of the last ones yaml-cpp's
  std::string_view form;     // for docs/limits.md: what it is …
  std::string_view cases;    // … in yaml-test-suite …
  std::string_view kubectl;  // … and what kubectl 1.32 does with it
  std::string_view example;  // a document with a reference that is refused so
};

[[nodiscard]] std::span<const RefusalRow> refusals();
[[nodiscard]] const RefusalRow& row_of(Refusal id);

}  // namespace ecrify::manifest
