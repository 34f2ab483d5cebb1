// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/prove_lines.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "ecrify/base/text.hpp"
#include "ecrify/manifest/decode.hpp"
#include "scan_text.hpp"
#include "scanner.hpp"

namespace ecrify::manifest {

class LineProver::Work {
 public:
  bool run(std::string_view original, const Tape& tape, const std::vector<Edit>& edits,
           const std::vector<IntendedText>& intended);

 private:
  bool line(std::size_t begin, std::size_t end, std::span<const Edit> edits,
            std::span<const IntendedText> nodes);
  bool take_state(NodeIndex first, std::size_t begin);
  [[nodiscard]] bool same_nodes(NodeIndex first, std::size_t begin,
                                std::span<const IntendedText> nodes) const;

  [[nodiscard]] const Node& node(NodeIndex index) const { return (*tape_)[index]; }

  std::string_view original_;
  const Tape* tape_ = nullptr;
  std::vector<NodeIndex> ancestors_;    // of the line's first node, the root first
  std::vector<Scanner::Frame> frames_;  // the same as the scanner's state; nodes as in seed_
  Tape seed_;                           // what frames_ names
  Tape replayed_before_;                // seed_ and the line's nodes, as it was …
  Tape replayed_after_;                 // … and as it is
  std::string edited_;                  // the line as it is, and what is looked at behind it
};

LineProver::LineProver() : work_(std::make_unique<Work>()) {}
LineProver::~LineProver() = default;
LineProver::LineProver(LineProver&&) noexcept = default;
LineProver& LineProver::operator=(LineProver&&) noexcept = default;

bool LineProver::proves(std::string_view original, const Tape& tape, const std::vector<Edit>& edits,
                        const std::vector<IntendedText>& intended) {
  return work_->run(original, tape, edits, intended);
}

bool LineProver::Work::run(std::string_view original, const Tape& tape, const std::vector<Edit>& edits,
                           const std::vector<IntendedText>& intended) {
  original_ = original;
  tape_ = &tape;
  // Anchors and aliases reach beyond a line; a document that is one flow collection has no lines of its own.
  if (tape.has_anchors() || tape.size() == 0 || tape[0].style == Style::flow) return false;
  auto edit = edits.begin();
  auto leaf = intended.begin();
  while (leaf != intended.end() && edit != edits.end()) {
    const std::size_t begin = line_begin(original_, tape[leaf->node].begin);
    const std::size_t end = behind_line(original_, begin);
    auto last_edit = edit;
    while (last_edit != edits.end() && last_edit->span.begin < end) ++last_edit;
    auto last_leaf = leaf;
    while (last_leaf != intended.end() && tape[last_leaf->node].begin < end) ++last_leaf;
    const std::span of_line(edit, last_edit);
    const std::span nodes(leaf, last_leaf);
    if (of_line.empty() || of_line.front().span.begin < begin || of_line.back().span.end > end) return false;
    if (!line(begin, end, of_line, nodes)) return false;
    edit = last_edit;
    leaf = last_leaf;
  }
  return leaf == intended.end() && edit == edits.end();
}

bool LineProver::Work::line(std::size_t begin, std::size_t end, std::span<const Edit> edits,
                            std::span<const IntendedText> nodes) {
  NodeIndex first = nodes.front().node;  // the first node that begins on the line
  while (first > 0 && node(first - 1).begin >= begin) --first;
  if (!take_state(first, begin)) return false;

  // A plain scalar ends where the next line that is neither blank nor a comment is not indented more, so that
  // line has to be there; no more of the text is looked at.
  std::size_t reach = end;
  while (reach < original_.size()) {
    std::size_t content = reach;
    while (content < original_.size() && is_blank(original_[content])) ++content;
    reach = behind_line(original_, reach);
    if (content < original_.size() && !text::is_break(original_[content]) && original_[content] != '#') break;
  }
  const std::string_view before = original_.substr(begin, reach - begin);
  edited_.clear();
  std::size_t at = begin;
  for (const Edit& edit : edits) {
    edited_.append(original_.substr(at, edit.span.begin - at)).append(edit.text);
    at = edit.span.end;
  }
  const std::size_t edited_end = edited_.size() + end - at;
  edited_.append(original_.substr(at, reach - at));

  // The same code from the same state, over the line as it was and as it is.
  replayed_before_.copy_nodes(seed_);
  Scanner scan_before(before, replayed_before_);
  if (scan_before.replay_line(frames_) != end - begin) return false;
  replayed_after_.copy_nodes(seed_);
  Scanner scan_after(edited_, replayed_after_);
  if (scan_after.replay_line(frames_) != edited_end) return false;
  if (scan_before.frames() != scan_after.frames()) return false;
  return same_nodes(first, begin, nodes);
}

// The collections that are open before the line, from the tape: those that hold its first node. What else was
// open has been closed by the line's indentation, before any of its text is looked at.
bool LineProver::Work::take_state(NodeIndex first, std::size_t begin) {
  seed_.clear();
  frames_.clear();
  ancestors_.clear();
  for (NodeIndex up = node(first).parent; up != no_node; up = node(up).parent) ancestors_.push_back(up);
  if (ancestors_.empty()) return false;
  std::reverse(ancestors_.begin(), ancestors_.end());
  for (const NodeIndex ancestor : ancestors_) {
    Node seed = node(ancestor);
    if (seed.style != Style::block) return false;
    const std::size_t column = seed.begin - line_begin(original_, seed.begin);
    const bool mapping = seed.kind == NodeKind::mapping;
    seed.parent = no_node;
    const NodeIndex index = seed_.add(seed);
    frames_.push_back({index, static_cast<std::int32_t>(column), 0, Scanner::Expectation::entry, mapping});
  }
  // The innermost of them, and what it expects.
  Scanner::Frame& top = frames_.back();
  const std::uint32_t slot = node(first).slot;
  if (top.mapping && slot != no_node) {
    Node key = node(slot);
    key.parent = no_node;
    top.count = seed_.add(key);
    top.expects = Scanner::Expectation::value;
  } else if (!top.mapping) {
    top.count = slot;
    const std::size_t dash = begin + static_cast<std::size_t>(top.indent);
    const bool has_dash =
        dash < original_.size() && original_[dash] == '-' && original_.find_first_not_of(' ', begin) == dash;
    if (!has_dash) top.expects = Scanner::Expectation::value;
  }
  return true;
}

bool LineProver::Work::same_nodes(NodeIndex first, std::size_t begin,
                                  std::span<const IntendedText> nodes) const {
  const auto base = static_cast<NodeIndex>(seed_.size());
  const std::size_t count = replayed_before_.size() - base;
  if (replayed_after_.size() != replayed_before_.size() || first + count > tape_->size()) return false;
  // The index in the document of a node of a replay; no_node for what is none.
  const auto in_document = [&](NodeIndex index) {
    if (index == no_node) return no_node;
    if (index >= base) return static_cast<NodeIndex>(first + (index - base));
    return index < ancestors_.size() ? ancestors_[index] : node(first).slot;
  };
  auto next = nodes.begin();
  for (NodeIndex i = 0; i < count; ++i) {
    const Node& here = node(first + i);
    const Node& before = replayed_before_[base + i];
    const Node& after = replayed_after_[base + i];
    const bool in_sequence = here.parent != no_node && node(here.parent).kind == NodeKind::sequence;
    const auto same = [&](const Node& one) {
      return one.kind == here.kind && one.style == here.style && one.indent == here.indent &&
             in_document(one.parent) == here.parent &&
             (in_sequence ? one.slot : in_document(one.slot)) == here.slot;
    };
    if (!same(before) || !same(after)) return false;
    if (before.begin + begin != here.begin) return false;
    if (here.kind == NodeKind::mapping || here.kind == NodeKind::sequence) continue;
    if (before.end + begin != here.end) return false;
    if (next != nodes.end() && next->node == first + i) {
      if (decode(edited_, after).value() != next->value) return false;
      ++next;
    } else if (original_.substr(here.begin, here.end - here.begin) !=
               std::string_view(edited_).substr(after.begin, after.end - after.begin)) {
      return false;
    }
  }
  return next == nodes.end();
}

}  // namespace ecrify::manifest
