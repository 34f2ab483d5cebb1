// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::test {

// The first way in which two tapes of one text differ, in words; "" when they tell the same. Where a
// collection ends and where an absent value stands is left to each reader.
inline std::string tape_difference(std::string_view text, const manifest::Tape& a, const manifest::Tape& b) {
  using namespace manifest;
  const auto describe = [&](const Tape& tape, NodeIndex i) {
    const Node& n = tape[i];
    return fmt::format("node {} kind {} style {} [{},{}) parent {} slot {} next {} indent {} «{}»", i,
                       static_cast<int>(n.kind), static_cast<int>(n.style), n.begin, n.end, n.parent, n.slot,
                       n.next, n.indent, text.substr(n.begin, std::min<std::size_t>(n.end - n.begin, 60)));
  };
  for (NodeIndex i = 0; i < a.size() && i < b.size(); ++i) {
    const Node& x = a[i];
    const Node& y = b[i];
    const bool leaf = x.kind == NodeKind::scalar || x.kind == NodeKind::alias;
    const bool absent = leaf && x.begin == x.end && y.begin == y.end;
    if (x.kind != y.kind || x.style != y.style || x.parent != y.parent || x.slot != y.slot ||
        x.next != y.next || (leaf && decode(text, x).value() != decode(text, y).value()) ||
        (!absent && x.begin != y.begin) || (leaf && !absent && x.end != y.end)) {
      return describe(a, i) + "\n" + describe(b, i);
    }
  }
  if (a.size() != b.size()) return fmt::format("{} nodes and {} nodes", a.size(), b.size());
  if (a.aliases().size() != b.aliases().size()) return "numbers of aliases";
  for (std::size_t i = 0; i < a.aliases().size(); ++i) {
    if (a.aliases()[i].alias != b.aliases()[i].alias || a.aliases()[i].target != b.aliases()[i].target) {
      return fmt::format("alias {}: {} and {}", a.aliases()[i].alias, a.aliases()[i].target,
                         b.aliases()[i].target);
    }
  }
  return "";
}

}  // namespace ecrify::test
