// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify {

// The text with blanks in place of lines that are nothing but actions of a Go template (`{{- if .prod }}`), over several
// lines too, so that what is between them can be read. Offsets stay. Empty where there is no such line.
[[nodiscard]] std::string without_template_lines(std::string_view text);

}  // namespace ecrify
