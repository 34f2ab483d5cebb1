// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::manifest {

// A scalar that was edited and what it must mean now.
struct IntendedText {
  NodeIndex node;
  std::string value;
};

// A key and its value that were added to a mapping, right behind the value `after` of another key of it.
struct Addition {
  NodeIndex after;
  std::string key;
  std::string value;
};

// Nodes that are gone with an edit: [begin, end) of the tape. Of a mapping's pair, both.
struct Removal {
  NodeIndex begin;
  NodeIndex end;
};

// An item of a sequence that was copied, right behind itself: without its anchors, and equal to it except for
// the scalars that are `intended` to differ, in the tape's order.
struct CopiedNode {
  NodeIndex item;
  std::vector<IntendedText> intended;
};

// Everything that may differ, each list in the tape's order and apart from each other.
struct Changes {
  std::vector<IntendedText> intended = {};
  std::vector<Addition> added = {};
  std::vector<Removal> removed = {};
  std::vector<CopiedNode> copied = {};
};

// The proof of an edit: reads `edited` with the same reader and compares it with the original, node by node:
// kinds, styles, places, the bytes of scalars, and where aliases lead. Exactly the intended scalars may
// differ, and must mean what was intended; exactly the added pairs and the copies may be new, and the removed
// nodes be gone. Fails with what differs.
Status prove(std::string_view original, const Tape& tape, Reader reader, std::string_view edited,
             const Changes& changes);

}  // namespace ecrify::manifest
