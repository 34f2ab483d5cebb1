// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/prove.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/plain_text.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

namespace ecrify::manifest {
namespace {

Failure differs(std::string what, std::size_t offset) { return {std::move(what), "", "", offset}; }

// Walks both tapes at once. The edited one has a key and a value more behind each scalar that something was
// added to, and lacks what was removed.
class Proof {
 public:
  Proof(std::string_view original, const Tape& before, std::string_view edited, const Tape& after)
      : original_(original), edited_(edited), before_(before), after_(after), now_(before.size(), no_node) {}

  Status run(const Changes& changes) {
    auto next = changes.intended.begin();
    auto more = changes.added.begin();
    auto gone = changes.removed.begin();
    auto copy = changes.copied.begin();
    NodeIndex b = 0;
    for (NodeIndex i = 0; i < before_.size();) {
      if (gone != changes.removed.end() && gone->begin == i) {
        if (before_[i].parent == no_node) return differs("the whole document would be removed", 0);
        if (gone->end <= i) return differs("nothing would be removed", before_[i].begin);
        ++shift_[before_[i].parent];
        i = gone->end;
        ++gone;
        continue;
      }
      if (b >= after_.size()) return differs("the edited document has too few nodes", 0);
      now_[i] = b;
      if (!same_place(before_[i], after_[b]))
        return differs("the edited document has another structure", after_[b].begin);
      if (before_[i].kind == NodeKind::scalar || before_[i].kind == NodeKind::alias) {
        if (next != changes.intended.end() && next->node == i) {
          if (decoded(b) != next->value)
            return differs("an edited scalar does not mean what it should", after_[b].begin);
          ++next;
        } else if (bytes(original_, before_[i]) != bytes(edited_, after_[b])) {
          return differs("a scalar that was not edited has changed", after_[b].begin);
        }
      }
      for (; more != changes.added.end() && more->after == i; ++more) {
        if (Status pair = is_pair(b, *more); !pair.ok()) return pair;
        b += 2;
      }
      ++i;
      ++b;
      if (copy == changes.copied.end() || before_[copy->item].next != i) continue;
      if (Status same = is_copy(b, *copy); !same.ok()) return same;
      --shift_[before_[copy->item].parent];
      b += i - copy->item;
      ++copy;
    }
    if (b != after_.size()) return differs("the edited document has too many nodes", 0);
    if (next != changes.intended.end() || more != changes.added.end() || gone != changes.removed.end() ||
        copy != changes.copied.end()) {
      return differs("an edit is missing", 0);
    }
    return same_aliases();
  }

 private:
  static std::string_view bytes(std::string_view text, const Node& node) {
    return text.substr(node.begin, node.end - node.begin);
  }
  [[nodiscard]] std::string decoded(NodeIndex node) const { return decode(edited_, after_[node]).value(); }

  [[nodiscard]] bool same_place(const Node& a, const Node& b) const {
    if (a.kind != b.kind || a.style != b.style) return false;
    if (a.parent == no_node || b.parent == no_node) return a.parent == b.parent;
    if (b.parent != now_[a.parent]) return false;
    if (before_[a.parent].kind == NodeKind::mapping)
      return b.slot == (a.slot == no_node ? no_node : now_[a.slot]);
    const auto shift = shift_.empty() ? shift_.end() : shift_.find(a.parent);
    return b.slot + (shift == shift_.end() ? 0 : shift->second) == a.slot;
  }

  // At `at` stands the item again, but for what is intended.
  [[nodiscard]] Status is_copy(NodeIndex at, const CopiedNode& copied) {
    const NodeIndex item = copied.item;
    const NodeIndex size = before_[item].next - item;
    if (before_[item].parent == no_node || at + size > after_.size()) return differs("a copy is missing", 0);
    auto next = copied.intended.begin();
    for (NodeIndex i = 0; i < size; ++i) {
      const Node& was = before_[item + i];
      const Node& is = after_[at + i];
      const bool in_place =
          i == 0 ? is.parent == now_[was.parent] && is.slot == after_[now_[item]].slot + 1
                 : is.parent == at + (was.parent - item) && is.slot == copied_slot(was, item, at);
      if (is.kind != was.kind || is.style != was.style || !in_place)
        return differs("a copy has another structure", is.begin);
      if (was.kind != NodeKind::scalar && was.kind != NodeKind::alias) continue;
      if (next != copied.intended.end() && next->node == item + i) {
        if (decoded(at + i) != next->value) return differs("a copy does not mean what it should", is.begin);
        ++next;
      } else if (bytes(original_, was) != bytes(edited_, is)) {
        return differs("a scalar of a copy has changed", is.begin);
      }
      if (was.kind == NodeKind::alias) copies_.push_back({item + i, at + i});
    }
    return next == copied.intended.end() ? Status(Success{}) : differs("an edit of a copy is missing", 0);
  }
  [[nodiscard]] std::uint32_t copied_slot(const Node& was, NodeIndex item, NodeIndex at) const {
    const bool is_value = before_[was.parent].kind == NodeKind::mapping && was.slot != no_node;
    return is_value ? at + (was.slot - item) : was.slot;
  }

  // Behind the value `at` stands the new key with its value, in the same mapping.
  [[nodiscard]] Status is_pair(NodeIndex at, const Addition& added) const {
    const NodeIndex key = at + 1;
    if (key + 1 >= after_.size()) return differs("what was added is missing", after_[at].end);
    const Node& k = after_[key];
    const Node& v = after_[key + 1];
    const bool in_place = k.kind == NodeKind::scalar && v.kind == NodeKind::scalar &&
                          k.parent == after_[at].parent && v.parent == k.parent && k.slot == no_node &&
                          v.slot == key;
    if (!in_place || k.parent == no_node || after_[k.parent].kind != NodeKind::mapping) {
      return differs("what was added is not in its mapping", k.begin);
    }
    if (decoded(key) != added.key || decoded(key + 1) != added.value) {
      return differs("what was added does not mean what it should", k.begin);
    }
    return Success{};
  }

  // Aliases that were not removed lead where they led, as do those of copies.
  [[nodiscard]] Status same_aliases() const {
    std::vector<Alias> wanted;
    for (const Alias& was : before_.aliases()) {
      if (now_[was.alias] != no_node) wanted.push_back({now_[was.alias], now_[was.target]});
      const auto copy = std::lower_bound(copies_.begin(), copies_.end(), was.alias,
                                         [](const auto& one, NodeIndex alias) { return one.first < alias; });
      if (copy != copies_.end() && copy->first == was.alias)
        wanted.push_back({copy->second, now_[was.target]});
    }
    std::sort(wanted.begin(), wanted.end(), [](const Alias& a, const Alias& b) { return a.alias < b.alias; });
    auto now = after_.aliases().begin();
    for (const Alias& one : wanted) {
      if (now == after_.aliases().end()) return differs("an alias was lost", 0);
      if (one.alias != now->alias || one.target != now->target) {
        return differs("an alias leads elsewhere", after_[now->alias].begin);
      }
      ++now;
    }
    return now == after_.aliases().end() ? Status(Success{})
                                         : differs("an alias is new", after_[now->alias].begin);
  }

  std::string_view original_;
  std::string_view edited_;
  const Tape& before_;
  const Tape& after_;
  std::vector<NodeIndex> now_;  // where a node of the original is in the edited tape
  std::unordered_map<NodeIndex, std::uint32_t>
      shift_;  // how many items of a sequence are gone so far, less those copied (it wraps)
  std::vector<std::pair<NodeIndex, NodeIndex>> copies_;  // aliases, and the same in copies
};

}  // namespace

Status prove(std::string_view original, const Tape& tape, Reader reader, std::string_view edited,
             const Changes& changes) {
  Tape again;
  if (reader == Reader::scanner) {
    const ScanResult scanned = scan(edited, again);
    if (scanned.status != ScanStatus::complete) return differs(scanned.reason, scanned.offset);
    if (scanned.offset != edited.size()) return differs("the edited document ends early", scanned.offset);
  } else if (reader == Reader::env_lines) {
    read_env_lines(edited, again);
  } else if (reader == Reader::whole_text) {
    read_whole_text(edited, again);
  } else if (Status status = read_with_yaml_cpp(edited, again); !status.ok()) {
    return status;
  }
  return Proof(original, tape, edited, again).run(changes);
}

}  // namespace ecrify::manifest
