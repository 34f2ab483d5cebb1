// SPDX-License-Identifier: Apache-2.0
#include "ecrify/suppress/suppressions.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"

namespace ecrify::suppress {

using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

bool contains(const std::vector<FindingId>& ids, FindingId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

void Suppression::use(FindingId id) {
  if (!contains(used, id)) used.push_back(id);
}

bool Suppression::is_unused() const {
  if (directive.scope == Scope::object) return reached && used.empty();
  return directive.ids.empty() ? used.empty() : !unused_ids().empty();
}

std::vector<FindingId> Suppression::unused_ids() const {
  std::vector<FindingId> ids;
  for (const FindingId id : directive.ids) {
    if (!contains(used, id)) ids.push_back(id);
  }
  return ids;
}

bool says_more(const Directive& directive, const std::vector<const Directive*>& said) {
  if (directive.ids.empty()) {
    return std::none_of(said.begin(), said.end(), [](const Directive* other) { return other->ids.empty(); });
  }
  return std::any_of(directive.ids.begin(), directive.ids.end(), [&](FindingId id) {
    return std::none_of(said.begin(), said.end(),
                        [id](const Directive* other) { return other->is_about(id); });
  });
}

Suppression* find_in(const Chain& chain, FindingId id) {
  const auto found = std::find_if(chain.begin(), chain.end(),
                                  [id](const Suppression* one) { return one->directive.is_about(id); });
  return found == chain.end() ? nullptr : *found;
}

void use(const Chain& chain, FindingId id) {
  const Suppression* const first = find_in(chain, id);
  for (Suppression* one : chain) {
    if (one == first || (one->directive.scope == Scope::object && one->directive.is_about(id))) one->use(id);
  }
}

Suppressions::Suppressions(const locate::Document& document, const std::vector<std::size_t>& words,
                           std::size_t head_end, Comments comments)
    : document_(document), head_end_(head_end), comments_(comments) {
  for (const std::size_t offset : words) {
    if (offset >= document.text().size()) break;
    const NodeIndex leaf = document.tape().leaf_at(offset);
    if (is_outside_scalars(offset)) {
      read_comment(offset);
    } else if (leaf != last_key_ && document.tape().is_key(leaf)) {
      last_key_ = leaf;  // a key may hold the word twice
      read_key(leaf);
    }
  }
}

// The line behind the indicator of a block scalar can hold a comment, too.
bool Suppressions::is_outside_scalars(std::size_t offset) {
  const NodeIndex leaf = document_.tape().leaf_at(offset);
  if (leaf == no_node) return true;
  const Node& node = document_.tape()[leaf];
  if (node.style != Style::literal && node.style != Style::folded) return false;
  if (leaf != block_scalar_) {
    block_scalar_ = leaf;
    block_header_end_ = document_.text().find('\n', node.begin);
  }
  return offset < block_header_end_;
}

Span Suppressions::line_at(std::size_t offset) const {
  const std::string_view text = document_.text();
  return {line_begin(text, offset), std::min(text.find('\n', offset), text.size())};
}

// The next line that is no comment.
Span Suppressions::line_behind(Span comment_line) {
  if (next_content_.begin > comment_line.begin)
    return next_content_;  // asked for from a comment above this one
  const std::string_view text = document_.text();
  Span line = comment_line;
  while (line.end < text.size()) {
    line = line_at(line.end + 1);
    const std::size_t first = text.find_first_not_of(" \t", line.begin);
    if (first == std::string_view::npos || first >= line.end || text[first] != '#')
      return next_content_ = line;
  }
  return next_content_ = {text.size(), text.size()};
}

// A line has one comment at most, and it is looked for once.
void Suppressions::read_comment(std::size_t offset) {
  if (offset < read_to_ || comments_ == Comments::are_text) return;
  const std::string_view text = document_.text();
  const Span line = line_at(offset);
  read_to_ = line.end;
  std::size_t begin = text.find('#', line.begin);
  for (; begin < line.end; begin = text.find('#', begin + 1)) {
    const bool opens = begin == line.begin || is_blank(text[begin - 1]);
    if (opens && is_outside_scalars(begin)) break;
  }
  if (begin >= line.end) return;
  DirectiveParse parsed = parse_comment(text.substr(begin, line.end - begin));
  const Span span = parsed.span.moved(begin);
  const bool in_head = begin < head_end_;
  const bool is_told =
      in_head && document_.tape().size() == 0;  // by read_head(), as is what is said of the file
  if (parsed.malformed && !is_told && !(in_head && parsed.malformed->meant == Scope::file))
    problems_.push_back({std::move(*parsed.malformed), span});
  if (!parsed.directive) return;
  const Scope scope = parsed.directive->scope;
  if (scope == Scope::file) {
    if (!in_head) {
      problems_.push_back({{"a suppression of the file stands behind its first content",
                            "move it to the top of the file, or write ecrify:ignore-document"},
                           span});
    }
    return;
  }
  if (scope == Scope::document && is_told) return;
  const Index index = all_.size();
  all_.push_back({std::move(*parsed.directive), span});
  if (scope == Scope::document) return add(document_wide_, index);
  const bool is_alone =
      text.find_first_not_of(" \t-", line.begin) == begin;  // also behind the dash of an item
  add_line(is_alone ? line_behind(line) : line, index);
}

void Suppressions::read_key(NodeIndex key) {
  const manifest::Tape& tape = document_.tape();
  const std::string name = document_.scalar(key);
  std::optional<MalformedDirective> misspelt = misspelt_key(name);
  if (name != annotation_key && !misspelt) return;
  const NodeIndex value = tape[key].next;
  if (value >= tape.size()) return;
  // Of doubled keys the last counts, and an annotation below another is none in the cluster.
  const auto counts = [this](const locate::Step& step) {
    return document_.value(step.container, step.key) == document_.resolved(step.node);
  };
  // Objects that share their annotations by an alias share what is said in them.
  std::vector<NodeIndex> owners;
  for (const locate::FieldPath& path : document_.paths_to(value).paths) {
    if (path.size() < 3) continue;
    const std::string_view holder = path[path.size() - 2].key;
    if (path[path.size() - 3].key != "metadata" || (holder != "annotations" && holder != "labels")) continue;
    if (!std::all_of(path.end() - 3, path.end(), counts)) continue;
    owners.push_back(path[path.size() - 3].container);
  }
  if (owners.empty()) return;
  if (misspelt) return problems_.push_back({std::move(*misspelt), tape[key].span()});
  const NodeIndex target = document_.resolved(value);
  if (target == no_node || tape[target].kind != NodeKind::scalar) {
    problems_.push_back(
        {{"the value of " + name + " is no text", "write the reason for it, in quotes"}, tape[key].span()});
    return;
  }
  DirectiveParse parsed = parse_annotation(document_.scalar(target));
  if (parsed.malformed) problems_.push_back({std::move(*parsed.malformed), tape[target].span()});
  if (!parsed.directive) return;
  const Index index = all_.size();
  all_.push_back({std::move(*parsed.directive), tape[key].span()});
  for (const NodeIndex owner : owners) add(by_object_[owner], index);
}

void Suppressions::add_line(Span line, Index index) {
  const auto by_begin = [](const LineTarget& target, std::size_t begin) { return target.line.begin < begin; };
  auto at = std::lower_bound(lines_.begin(), lines_.end(), line.begin, by_begin);
  if (at == lines_.end() || at->line.begin != line.begin) at = lines_.insert(at, {line, {}});
  add(at->suppressions, index);
}

void Suppressions::add(std::vector<Index>& list, Index index) const {
  std::vector<const Directive*> said;
  said.reserve(list.size());
  for (const Index other : list) said.push_back(&all_[other].directive);
  if (says_more(all_[index].directive, said)) list.push_back(index);
}

void Suppressions::find(const locate::FieldPath& path, NodeIndex leaf, Chain& chain) {
  if (all_.empty()) return;
  const auto put = [&](const std::vector<Index>& list) {
    for (const Index index : list) chain.push_back(&all_[index]);
  };
  const auto put_lines = [&](Span span) {
    auto at =
        std::lower_bound(lines_.begin(), lines_.end(), span.begin,
                         [](const LineTarget& target, std::size_t begin) { return target.line.end < begin; });
    for (; at != lines_.end() && at->line.begin < std::max(span.end, span.begin + 1); ++at)
      put(at->suppressions);
  };
  // The line of the scalar, that of an alias for it, and those of their keys, which may stand above.
  const manifest::Tape& tape = document_.tape();
  const auto put_place = [&](NodeIndex node) {
    put_lines(tape[node].span());
    const NodeIndex key = tape[node].slot;
    if (tape[node].parent != no_node && tape[tape[node].parent].kind == NodeKind::mapping && key != no_node) {
      put_lines(tape[key].span());
    }
  };
  if (!lines_.empty()) {
    put_place(leaf);
    if (!path.empty() && path.back().node != leaf) put_place(path.back().node);
  }
  for (auto step = path.rbegin(); step != path.rend() && !by_object_.empty(); ++step) {
    const auto found = by_object_.find(step->container);
    if (found == by_object_.end()) continue;
    put(found->second);
    for (const Index index : found->second)
      all_[index].reached = all_[index].reached || step->key != "metadata";
  }
}

void Suppressions::find_document(Chain& chain) {
  for (const Index index : document_wide_) chain.push_back(&all_[index]);
}

}  // namespace ecrify::suppress
