// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ecrify::manifest {

// Forms of YAML that are refused although some reader accepts them. The first ones are characters, which YAML
// forbids, or of which readers disagree what they are; JSON may hold these in strings.
enum class Refusal : std::uint8_t {
  control,    // C0 but TAB, LF, CR; DEL; C1 but NEL: forbidden, and readers pass them or fail at odd places
  lone_cr,    // a CR with no LF behind it: a line break to go-yaml (kubectl), none to yaml-cpp
  next_line,  // U+0085  ┐
  line_separator,       // U+2028  ├ line breaks in YAML 1.1 (kubectl), content in YAML 1.2
  paragraph_separator,  // U+2029  ┘
  byte_order_mark,      // U+FEFF anywhere but at the stream's beginning: content, nothing, or an error
  noncharacter,         // U+FFFE, U+FFFF: forbidden
  invalid_utf8,         // kubectl replaces it by U+FFFD, kustomize rejects the file
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
