// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/plain_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ecrify::manifest {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

Node scalar_at(std::size_t begin, std::size_t end, NodeIndex parent, NodeIndex own) {
  Node node;
  node.begin = static_cast<std::uint32_t>(begin);
  node.end = static_cast<std::uint32_t>(end);
  node.parent = parent;
  node.next = own + 1;
  node.style = Style::plain;
  return node;
}

}  // namespace

void read_env_lines(std::string_view text, Tape& tape) {
  tape.clear();
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    std::string_view content = text.substr(line, end - line);
    if (content.ends_with('\r')) content.remove_suffix(1);
    const std::size_t begin = content.find_first_not_of(blanks);
    const std::size_t equals = content.find('=');
    const bool is_entry = begin != std::string_view::npos && content[begin] != '#' &&
                          equals != std::string_view::npos && begin < equals;
    if (is_entry) {
      if (tape.size() == 0) {
        Node mapping;
        mapping.begin = static_cast<std::uint32_t>(line + begin);
        mapping.kind = NodeKind::mapping;
        mapping.style = Style::block;
        tape.add(mapping);
      }
      const auto key = static_cast<NodeIndex>(tape.size());
      Node name = scalar_at(line + begin, line + equals, 0, key);
      name.slot = no_node;
      tape.add(name);
      Node value = scalar_at(line + equals + 1, line + content.size(), 0, key + 1);
      value.slot = key;
      tape.add(value);
      tape.at(0).end = value.end;
    }
    line = end + 1;
  }
  if (tape.size() > 0) tape.at(0).next = static_cast<NodeIndex>(tape.size());
}

void read_whole_text(std::string_view text, Tape& tape) {
  tape.clear();
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return;
  Node whole = scalar_at(begin, text.find_last_not_of(blanks) + 1, no_node, 0);
  whole.style = Style::text;
  tape.add(whole);
}

}  // namespace ecrify::manifest
