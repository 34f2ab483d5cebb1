// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"

// One small YAML document as a tree that keeps what a schema check needs: places, duplicate keys, whether a
// scalar was quoted. For configurations: manifests are read by manifest/, which keeps bytes.
namespace ecrify::yaml {

inline constexpr std::size_t max_tree_size =
    std::size_t{4} * 1024 * 1024;  // a configuration of ten thousand rules needs a seventh

struct Node {
  enum class Kind { null, scalar, sequence, map };
  enum class Style { plain, text, other };  // text: quoted, a block, or !!str; other: any other tag

  Kind kind = Kind::null;
  Style style = Style::plain;         // of a scalar
  std::size_t offset = 0;             // byte in the source
  std::string value;                  // of a scalar
  std::vector<std::size_t> children;  // indices: the items of a sequence; key, value, key, value … of a map
};

// An alias is the index of its anchor's node once more, so a node may be its own descendant: don't walk it
// blindly.
struct Tree {
  std::vector<Node> nodes;  // the first one is the root; empty when the document holds nothing
};

// Fails at the offset of what is no YAML, of a second document, of what YAML readers disagree about (control
// characters, a lone carriage return, the Unicode line ends), and on more than max_tree_size bytes. Linear;
// nothing is expanded.
Result<Tree> read_tree(const SourceText& source);

// By the core schema of YAML 1.2: the text of a node that is text; the failure continues a sentence that
// begins with the key: "must be text, this is a number".
Result<std::string> text_of(const Node& node);
[[nodiscard]] bool is_true(const Node& node);

}  // namespace ecrify::yaml
