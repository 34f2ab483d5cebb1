// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/span.hpp"

namespace ecrify::manifest {

// The parsed form of one document: its nodes in the order of the text, each a few offsets. Both readers
// (scanner.hpp, yaml_cpp_reader.hpp) write the same tape, everything else only reads it.
//
//     spec:                      0 mapping            parent -
//       image: ghcr.io/o/a       1 scalar  spec       parent 0  key
//                                2 mapping            parent 0  value of 1
//                                3 scalar  image      parent 2  key
//                                4 scalar  ghcr.io…   parent 2  value of 3
enum class NodeKind : std::uint8_t { mapping, sequence, scalar, alias };

enum class Style : std::uint8_t {
  block,  // collections: by indentation
  flow,   // collections: {…} […]
  plain,  // scalars; an absent value is plain and empty
  single_quoted,
  double_quoted,
  literal,  // |
  folded,   // >
  text,     // scalars: all bytes are the value; of files that are no YAML
};

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex no_node = std::numeric_limits<NodeIndex>::max();

struct Node {
  // Bytes in the document's text. Scalars: with their quotes, block scalars from the indicator through the
  // last line that belongs to them; without anchor and tag. Aliases: `*name`. Collections: from their first
  // byte (the first key, the first dash, the bracket); their end is that of the last node in them.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  NodeIndex parent = no_node;
  NodeIndex next = 0;  // the first index behind this node and all that is in it
  std::uint32_t slot =
      0;  // sequence item: its position; mapping value: its key's index; mapping key: no_node
  NodeKind kind = NodeKind::scalar;
  Style style = Style::plain;
  std::uint16_t indent = 0;  // block scalars: spaces before their content (of the widest blank line if none)

  [[nodiscard]] Span span() const { return {begin, end}; }
};

struct Alias {
  NodeIndex alias;   // the node that is `*name`
  NodeIndex target;  // the node that carries `&name`
};

class Tape {
 public:
  void clear();

  [[nodiscard]] const Node& operator[](NodeIndex index) const { return nodes_[index]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::vector<Alias>& aliases() const { return aliases_; }

  [[nodiscard]] bool is_key(NodeIndex index) const;
  // The scalar or alias whose bytes hold the offset; no_node for comments, blanks, punctuation. O(log nodes).
  [[nodiscard]] NodeIndex leaf_at(std::size_t offset) const;

  // --- for the readers ---
  NodeIndex add(const Node& node) {
    *room(1) = node;
    return static_cast<NodeIndex>(size_++);
  }
  // Room for `count` nodes or more at the end; take() adds them. For the scanner's inner loop.
  Node* room(std::size_t count) {
    if (nodes_.size() - size_ < count) nodes_.resize(2 * nodes_.size() + count);
    return nodes_.data() + size_;
  }
  void take(std::size_t count) { size_ += count; }
  // Nodes without aliases and anchors.
  void copy_nodes(const Tape& other);
  Node& at(NodeIndex index) { return nodes_[index]; }
  void add_alias(NodeIndex alias, NodeIndex target) { aliases_.push_back({alias, target}); }
  // The latest node of that anchor name wins, as YAML has it. The name's bytes must live as long as the tape.
  void set_anchor(std::string_view name, NodeIndex node) { anchors_[name] = node; }
  [[nodiscard]] NodeIndex anchor(std::string_view name) const;
  [[nodiscard]] bool has_anchors() const { return !anchors_.empty(); }

 private:
  std::vector<Node> nodes_;  // the first size_ of them; the rest is memory that is used again
  std::size_t size_ = 0;
  std::vector<Alias> aliases_;
  std::unordered_map<std::string_view, NodeIndex> anchors_;
};

}  // namespace ecrify::manifest
