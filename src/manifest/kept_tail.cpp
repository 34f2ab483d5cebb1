// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/kept_tail.hpp"

#include <algorithm>

namespace ecrify::manifest {

std::optional<std::size_t> kept_tail(Style style, Style parent_style, std::string_view old_text,
                                     std::string_view new_text, Part part, TextLines lines) {
  const auto can_carry = [&](std::string_view text) {
    const bool breaks_lines = lines == TextLines::several && text.find(' ') != std::string_view::npos;
    return !breaks_lines && style_can_carry(style, parent_style, text, part);
  };
  if (can_carry(new_text)) return 0;
  const bool is_quoted = style == Style::double_quoted || style == Style::single_quoted;
  if (!is_quoted && lines == TextLines::one) return std::nullopt;
  const auto [old_end, new_end] =
      std::mismatch(old_text.rbegin(), old_text.rend(), new_text.rbegin(), new_text.rend());
  const auto tail = static_cast<std::size_t>(old_end - old_text.rbegin());
  const std::string_view head = new_text.substr(0, new_text.size() - tail);
  const bool is_carried = tail < old_text.size() && !head.empty() && can_carry(head);
  return is_carried ? std::optional(tail) : std::nullopt;
}

}  // namespace ecrify::manifest
