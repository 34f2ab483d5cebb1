// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"
#include "pull_secrets.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Tape;

namespace {

Failure differs(std::string what, std::size_t offset) { return {std::move(what), "", "", offset}; }

// Walks both tapes; the edited one lacks the removed nodes.
class Proof {
 public:
  Proof(std::string_view original, const Tape& before, std::string_view edited, const Tape& after)
      : original_(original), edited_(edited), before_(before), after_(after), now_(before.size(), no_node) {}

  Status run(const std::vector<manifest::Intended>& intended, const std::vector<RemovedNodes>& removed) {
    auto next = intended.begin();
    auto gone = removed.begin();
    NodeIndex b = 0;
    for (NodeIndex i = 0; i < before_.size();) {
      if (gone != removed.end() && gone->begin == i) {
        if (before_[i].parent == no_node) return differs("the whole document would be removed", 0);
        ++missing_[before_[i].parent];
        i = gone->end;
        ++gone;
        continue;
      }
      if (b >= after_.size()) return differs("the edited document has too few nodes", 0);
      now_[i] = b;
      if (!same_place(i, b)) return differs("the edited document has another structure", after_[b].begin);
      if (before_[i].kind == NodeKind::scalar || before_[i].kind == NodeKind::alias) {
        if (next != intended.end() && next->node == i) {
          if (manifest::decode(edited_, after_[b]).value() != next->value) {
            return differs("an edited scalar does not mean what it should", after_[b].begin);
          }
          ++next;
        } else if (bytes(original_, before_[i]) != bytes(edited_, after_[b])) {
          return differs("a scalar that was not edited has changed", after_[b].begin);
        }
      }
      ++i;
      ++b;
    }
    if (b != after_.size()) return differs("the edited document has too many nodes", 0);
    if (next != intended.end() || gone != removed.end()) return differs("an edit is missing", 0);
    return same_aliases();
  }

 private:
  static std::string_view bytes(std::string_view text, const Node& node) {
    return text.substr(node.begin, node.end - node.begin);
  }

  [[nodiscard]] bool same_place(NodeIndex i, NodeIndex j) const {
    const Node& a = before_[i];
    const Node& b = after_[j];
    if (a.kind != b.kind || a.style != b.style) return false;
    if (a.parent == no_node || b.parent == no_node) return a.parent == b.parent;
    if (b.parent != now_[a.parent]) return false;
    if (before_[a.parent].kind == NodeKind::mapping) return b.slot == (a.slot == no_node ? no_node : now_[a.slot]);
    const auto missing = missing_.find(a.parent);
    return b.slot + (missing == missing_.end() ? 0 : missing->second) == a.slot;
  }

  [[nodiscard]] Status same_aliases() const {
    if (before_.aliases().size() != after_.aliases().size()) return differs("an alias was lost", 0);
    for (std::size_t i = 0; i < before_.aliases().size(); ++i) {
      const manifest::Alias& a = before_.aliases()[i];
      const manifest::Alias& b = after_.aliases()[i];
      if (now_[a.alias] != b.alias || now_[a.target] != b.target) {
        return differs("an alias leads elsewhere", after_[b.alias].begin);
      }
    }
    return Done{};
  }

  std::string_view original_;
  std::string_view edited_;
  const Tape& before_;
  const Tape& after_;
  std::vector<NodeIndex> now_;                              // where a node of the original is in the edited tape
  std::unordered_map<NodeIndex, std::uint32_t> missing_;    // how many items of a sequence are gone so far
};

}  // namespace

Status prove_removal(std::string_view original, const Tape& tape, manifest::Reader reader, std::string_view edited,
                     const std::vector<manifest::Intended>& intended, const std::vector<RemovedNodes>& removed) {
  Tape again;
  if (reader == manifest::Reader::scanner) {
    const manifest::ScanResult scanned = manifest::scan(edited, again);
    if (scanned.status != manifest::ScanStatus::complete) return differs(scanned.reason, scanned.offset);
  } else {
    const Status status = manifest::read_with_yaml_cpp(edited, again);
    if (!status.ok()) return status.failure();
  }
  return Proof(original, tape, edited, again).run(intended, removed);
}

}  // namespace ecrify
