// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/manifest/prove.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::manifest {

// The proof of edits by reading the edited lines alone, for documents that the scanner read. What the scanner
// does at a line depends on the line, on the collections that are open before it, and on how far the next
// line with content is indented; nothing of an earlier line is looked at again. So each edited line is read
// twice by the scanner's own code, as it was and as it is, from the state before it, which the tape tells.
// Where the first reading gives exactly the nodes of the tape, the second the same nodes but for the intended
// values, and both leave the same collections open, the rest of the document is read as it was.
//
// Returns true when that is so for all edits: then prove() (prove.hpp) would succeed as well. False
// says only that this way does not do: an edit in a scalar of several lines, anchors in the document, JSON,
// or an edit that is wrong; ask prove(). Edits are sorted and apart from each other, `intended` in the
// tape's order.
//
// Cost: that of the edited lines, and the depth of what holds them.
class LineProver {
 public:
  LineProver();
  ~LineProver();
  LineProver(LineProver&&) noexcept;
  LineProver& operator=(LineProver&&) noexcept;

  [[nodiscard]] bool proves(std::string_view original, const Tape& tape, const std::vector<Edit>& edits,
                            const std::vector<IntendedText>& intended);

 private:
  class Work;
  std::unique_ptr<Work> work_;  // memory that is used again
};

}  // namespace ecrify::manifest
