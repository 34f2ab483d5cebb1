// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Escapes raw text for each kind of output, so that it can't leave its field.
namespace ecrify::report {

// A part of a line that people read: printable, cut where it is very long. The whole line then goes through
// write::no_command, since its parts together may look like a command to the machine that runs the build.
[[nodiscard]] std::string shown(std::string_view text);

// Text and attribute values of XML 1.0. What it can't hold at all (most control characters, bytes that are no
// UTF-8) becomes a visible escape; tabs and line ends become character references, so that attributes keep
// them.
[[nodiscard]] std::string xml(std::string_view text);
// Text of several lines, already printable but for its line ends, which stay.
[[nodiscard]] std::string xml_lines(std::string_view text);

// The message and the values of a GitHub workflow command.
[[nodiscard]] std::string workflow_message(std::string_view text);
[[nodiscard]] std::string workflow_property(std::string_view text);

// Inside a cell of a Markdown table: what means something there gets a backslash, or becomes a character
// reference; the rest stays, so that the table can be read as it is.
[[nodiscard]] std::string markdown(std::string_view text);
// markdown() in code letters.
[[nodiscard]] std::string markdown_code(std::string_view text);

// A path as a URI reference: percent-encoded but for what RFC 3986 allows in a path.
[[nodiscard]] std::string uri(std::string_view path);

}  // namespace ecrify::report
