// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/edit.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

namespace ecrify::kustomize {

using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Tape;

namespace {

Failure differs(std::string what, std::size_t offset) { return {std::move(what), "", "", offset}; }

// Walks both tapes; the edited one has a key and a value more behind each scalar that something was added to.
class Proof {
 public:
  Proof(std::string_view original, const Tape& before, std::string_view edited, const Tape& after)
      : original_(original), edited_(edited), before_(before), after_(after), now_(before.size()) {}

  Status run(const std::vector<manifest::Intended>& intended, const std::vector<Added>& added) {
    auto next = intended.begin();
    auto more = added.begin();
    NodeIndex b = 0;
    for (NodeIndex i = 0; i < before_.size(); ++i, ++b) {
      if (b >= after_.size()) return differs("the edited document has too few nodes", 0);
      now_[i] = b;
      if (!same_place(before_[i], after_[b])) {
        return differs("the edited document has another structure", after_[b].begin);
      }
      if (is_leaf(before_[i])) {
        if (next != intended.end() && next->node == i) {
          if (decoded(b) != next->value)
            return differs("an edited scalar does not mean what it should", after_[b].begin);
          ++next;
        } else if (bytes(original_, before_[i]) != bytes(edited_, after_[b])) {
          return differs("a scalar that was not edited has changed", after_[b].begin);
        }
      }
      for (; more != added.end() && more->after == i; ++more) {
        const Status pair = is_pair(b, *more);
        if (!pair.ok()) return pair.failure();
        b += 2;
      }
    }
    if (b != after_.size()) return differs("the edited document has too many nodes", 0);
    if (next != intended.end() || more != added.end()) return differs("an edit is missing", 0);
    return same_aliases();
  }

 private:
  static bool is_leaf(const Node& node) {
    return node.kind == NodeKind::scalar || node.kind == NodeKind::alias;
  }
  static std::string_view bytes(std::string_view text, const Node& node) {
    return text.substr(node.begin, node.end - node.begin);
  }
  [[nodiscard]] std::string decoded(NodeIndex node) const {
    return manifest::decode(edited_, after_[node]).value();
  }

  [[nodiscard]] bool same_place(const Node& a, const Node& b) const {
    if (a.kind != b.kind || a.style != b.style) return false;
    if ((a.parent == no_node) != (b.parent == no_node)) return false;
    if (a.parent == no_node) return true;
    if (b.parent != now_[a.parent]) return false;
    const bool is_value = before_[a.parent].kind == NodeKind::mapping && a.slot != no_node;
    return b.slot == (is_value ? now_[a.slot] : a.slot);
  }

  // Behind the value `at` stands the new key with its value, in the same mapping.
  [[nodiscard]] Status is_pair(NodeIndex at, const Added& added) const {
    const NodeIndex key = at + 1;
    if (key + 1 >= after_.size()) return differs("what was added is missing", after_[at].end);
    const Node& k = after_[key];
    const Node& v = after_[key + 1];
    const bool in_place = k.kind == NodeKind::scalar && v.kind == NodeKind::scalar &&
                          k.parent == after_[at].parent && v.parent == k.parent && k.slot == no_node &&
                          v.slot == key;
    if (!in_place || after_[k.parent].kind != NodeKind::mapping) {
      return differs("what was added is not in its mapping", k.begin);
    }
    if (decoded(key) != added.key || decoded(key + 1) != added.value) {
      return differs("what was added does not mean what it should", k.begin);
    }
    return Done{};
  }

  [[nodiscard]] Status same_aliases() const {
    if (before_.aliases().size() != after_.aliases().size()) return differs("an alias was lost", 0);
    for (std::size_t i = 0; i < before_.aliases().size(); ++i) {
      const manifest::Alias& a = before_.aliases()[i];
      const manifest::Alias& b = after_.aliases()[i];
      if (now_[a.alias] != b.alias || now_[a.target] != b.target)
        return differs("an alias leads elsewhere", after_[b.alias].begin);
    }
    return Done{};
  }

  std::string_view original_;
  std::string_view edited_;
  const Tape& before_;
  const Tape& after_;
  std::vector<NodeIndex> now_;  // where a node of the original is in the edited tape
};

}  // namespace

Status prove(std::string_view original, const Tape& tape, manifest::Reader reader, std::string_view edited,
             const std::vector<manifest::Intended>& intended, const std::vector<Added>& added) {
  Tape again;
  if (reader == manifest::Reader::scanner) {
    const manifest::ScanResult scanned = manifest::scan(edited, again);
    if (scanned.status != manifest::ScanStatus::complete) return differs(scanned.reason, scanned.offset);
  } else {
    const Status status = manifest::read_with_yaml_cpp(edited, again);
    if (!status.ok()) return status.failure();
  }
  return Proof(original, tape, edited, again).run(intended, added);
}

}  // namespace ecrify::kustomize
