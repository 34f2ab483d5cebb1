// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::test {

// A tape as one line: {key=value, list=[a, b]}, aliases as *node. For tests to compare with what was meant.
inline std::string outline(std::string_view text, const manifest::Tape& tape) {
  using namespace manifest;
  std::string out;
  std::vector<NodeIndex> open;
  const auto close = [&](NodeIndex i) {
    while (!open.empty() && tape[open.back()].next <= i) {
      out += tape[open.back()].kind == NodeKind::mapping ? '}' : ']';
      open.pop_back();
    }
  };
  for (NodeIndex i = 0; i < tape.size(); ++i) {
    close(i);
    const Node& node = tape[i];
    if (node.parent != no_node && i != node.parent + 1) {
      out += tape[node.parent].kind == NodeKind::mapping && node.slot != no_node ? "=" : ", ";
    }
    switch (node.kind) {
      case NodeKind::mapping:
        out += '{';
        open.push_back(i);
        break;
      case NodeKind::sequence:
        out += '[';
        open.push_back(i);
        break;
      case NodeKind::alias:
        out += text.substr(node.begin, node.end - node.begin);
        break;
      case NodeKind::scalar:
        out += decode(text, node).value();
        break;
    }
  }
  close(static_cast<NodeIndex>(tape.size()));
  return out;
}

}  // namespace ecrify::test
