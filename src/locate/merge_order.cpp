// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/merge_order.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/manifest/decode.hpp"

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

constexpr std::size_t max_compared = 1024;  // mappings that one merge key brings in, by way of others

class MergeOrder {
 public:
  explicit MergeOrder(const Document& document)
      : document_(document), tape_(document.tape()), steps_left_(few_steps + steps_a_node * tape_.size()) {}

  // True if the merge key that is at `merge`, in `mapping`, sets what a key before it sets otherwise, or may:
  // aliases multiply what there is to compare, which has a bound.
  bool is_late(NodeIndex mapping, NodeIndex merge) {
    std::unordered_map<std::string, NodeIndex> before;
    for (NodeIndex key = mapping + 1; key < merge;) {
      if (!step()) return true;
      const NodeIndex value = tape_[key].next;
      if (text(key) == merge_key) {
        sets_other(value, before, MergeStep::add);
      } else {
        before[key_text(key)] = value;
      }
      key = tape_[value].next;
    }
    const bool sets = !before.empty() && sets_other(tape_[merge].next, before, MergeStep::compare);
    return sets || steps_left_ == 0;
  }

  [[nodiscard]] std::string_view text(NodeIndex node) const {
    return document_.text().substr(tape_[node].begin, tape_[node].span().size());
  }

 private:
  enum class MergeStep { add, compare };

  static constexpr std::size_t few_steps = std::size_t{1} << 20U;
  static constexpr std::size_t steps_a_node = 16;

  [[nodiscard]] bool step() { return steps_left_ > 0 && --steps_left_ > 0; }

  [[nodiscard]] std::string key_text(NodeIndex key) const {
    const NodeIndex node = document_.resolved(key);
    if (node == no_node || tape_[node].kind != NodeKind::scalar) return std::string(text(key));
    return std::string(manifest::decode(document_.text(), tape_[node]).value());
  }

  [[nodiscard]] bool is_same(NodeIndex a, NodeIndex b) const {
    a = document_.resolved(a);
    b = document_.resolved(b);
    return a == b || (a != no_node && b != no_node && tape_[a].kind == NodeKind::scalar &&
                      tape_[b].kind == NodeKind::scalar && document_.scalar(a) == document_.scalar(b));
  }

  bool sets_other(NodeIndex merged, std::unordered_map<std::string, NodeIndex>& before, MergeStep what) {
    std::vector<NodeIndex> open{merged};
    for (std::size_t followed = 0; !open.empty() && followed < max_compared; ++followed) {
      const NodeIndex from = document_.resolved(open.back());
      open.pop_back();
      if (from == no_node) continue;
      const NodeIndex behind = tape_[from].next;
      if (tape_[from].kind == NodeKind::sequence) {
        for (NodeIndex item = from + 1; item < behind && open.size() < max_compared; item = tape_[item].next)
          open.push_back(item);
        continue;
      }
      if (tape_[from].kind != NodeKind::mapping) continue;
      for (NodeIndex key = from + 1; key < behind;) {
        if (!step()) return true;
        const NodeIndex value = tape_[key].next;
        if (text(key) == merge_key) {
          open.push_back(value);
        } else if (what == MergeStep::add) {
          before.try_emplace(key_text(key), value);
        } else if (const auto other = before.find(key_text(key));
                   other != before.end() && !is_same(other->second, value)) {
          return true;
        }
        key = tape_[value].next;
      }
    }
    return false;
  }

  const Document& document_;
  const manifest::Tape& tape_;
  std::size_t steps_left_;
};

}  // namespace

std::optional<std::size_t> late_merge_key(const Document& document) {
  const std::string_view text = document.text();
  MergeOrder order(document);
  const manifest::Tape& tape = document.tape();
  for (std::size_t at = text.find(merge_key); at != std::string_view::npos;
       at = text.find(merge_key, at + merge_key.size())) {
    const NodeIndex merge = tape.leaf_at(at);
    if (merge == no_node || tape[merge].begin != at || !tape.is_key(merge) || order.text(merge) != merge_key)
      continue;
    const NodeIndex mapping = tape[merge].parent;
    if (merge != mapping + 1 && order.is_late(mapping, merge)) return at;
  }
  return std::nullopt;
}

}  // namespace ecrify::locate
