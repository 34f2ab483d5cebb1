// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/tape.hpp"

#include <algorithm>

namespace ecrify::manifest {

void Tape::clear() {
  size_ = 0;
  aliases_.clear();
  if (!anchors_.empty()) anchors_.clear();
}

void Tape::copy_nodes(const Tape& other) {
  clear();
  std::copy_n(other.nodes_.data(), other.size_, room(other.size_));
  size_ = other.size_;
}

bool Tape::is_key(NodeIndex index) const {
  const Node& node = nodes_[index];
  return node.parent != no_node && nodes_[node.parent].kind == NodeKind::mapping && node.slot == no_node;
}

NodeIndex Tape::leaf_at(std::size_t offset) const {
  // Nodes stand in the order of their first bytes and leaves do not overlap, so only the last node that
  // begins at or before the offset can hold it. An empty node holds nothing, and neither does any leaf before
  // it.
  const Node* const behind =
      std::upper_bound(nodes_.data(), nodes_.data() + size_, offset,
                       [](std::size_t value, const Node& node) { return value < node.begin; });
  if (behind == nodes_.data()) return no_node;
  const Node* const last = behind - 1;
  if (last->kind == NodeKind::mapping || last->kind == NodeKind::sequence) return no_node;
  return offset < last->end ? static_cast<NodeIndex>(last - nodes_.data()) : no_node;
}

NodeIndex Tape::anchor(std::string_view name) const {
  const auto found = anchors_.find(name);
  return found == anchors_.end() ? no_node : found->second;
}

}  // namespace ecrify::manifest
