// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <unordered_map>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "value.hpp"
#include "value_builder.hpp"

namespace ecrify::aws {
namespace {

using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;

constexpr std::size_t max_events = 4'000'000;  // aliases can make a small text as large as they like

// The tag in what is between two nodes: indicators, blanks, comments, anchors and tags. Empty where there is
// none, `!Ref` else.
std::string_view tag_in(std::string_view gap) {
  for (std::size_t i = 0; i < gap.size();) {
    if (gap[i] == '#' && (i == 0 || is_space(gap[i - 1]))) {
      i = std::min(gap.find('\n', i), gap.size());
    } else if (gap[i] == '!') {
      const std::size_t end = std::min(gap.find_first_of(" \t\r\n,[]{}", i), gap.size());
      return gap.substr(i, end - i);
    } else {
      ++i;
    }
  }
  return {};
}

// The long form of a function's tag; empty for other tags.
std::string function_of(std::string_view tag) {
  if (tag.size() < 2 || tag[1] == '!' || tag[1] == '<') return {};
  const std::string name(tag.substr(1));
  return name == "Ref" || name == "Condition" ? name : "Fn::" + name;
}

// Walks a tape as a reader of JSON walks its text.
class TapeEvents {
 public:
  TapeEvents(std::string_view text, const manifest::Tape& tape, ValueBuilder& builder)
      : text_(text), tape_(tape), builder_(builder) {
    for (const manifest::Alias& alias : tape.aliases()) targets_[alias.alias] = alias.target;
  }

  // False: the builder has failed, or there are too many events.
  bool emit(NodeIndex index, std::size_t depth) {
    if (++events_ > max_events || depth > manifest_depth) return false;
    const std::string function = function_of(tag_of(index));
    if (!function.empty()) {
      std::string name = function;
      return builder_.begin_object() && builder_.key(name) && emit_plain(index, depth) && builder_.end();
    }
    return emit_plain(index, depth);
  }

 private:
  static constexpr std::size_t manifest_depth = 500;

  [[nodiscard]] std::string_view tag_of(NodeIndex index) const {
    const Node& node = tape_[index];
    std::size_t begin = 0;
    if (index > 0) {
      const Node& before = tape_[index - 1];
      const bool holds_this = before.next > index;  // a collection that begins
      begin = holds_this ? before.begin : before.end;
    }
    return begin >= node.begin ? std::string_view() : tag_in(text_.substr(begin, node.begin - begin));
  }

  [[nodiscard]] NodeIndex resolved(NodeIndex index) const {
    const auto found = targets_.find(index);
    return found == targets_.end() ? index : found->second;
  }

  bool emit_plain(NodeIndex index, std::size_t depth) {
    index = resolved(index);
    const Node& node = tape_[index];
    switch (node.kind) {
      case NodeKind::mapping:
        return builder_.begin_object() && emit_members(index, depth) && builder_.end();
      case NodeKind::sequence: {
        if (!builder_.begin_array()) return false;
        for (NodeIndex child = index + 1; child < node.next; child = tape_[child].next) {
          if (!emit(child, depth + 1)) return false;
        }
        return builder_.end();
      }
      case NodeKind::scalar:
        return emit_scalar(node);
      case NodeKind::alias:
        return builder_.scalar(nullptr);
    }
    return false;
  }

  // The members that `<<` brings come first, so that the mapping's own members win.
  bool emit_members(NodeIndex mapping, std::size_t depth) {
    if (depth > manifest_depth) return false;
    const Node& node = tape_[mapping];
    for (const bool merged : {true, false}) {
      for (NodeIndex key = mapping + 1; key < node.next;) {
        const NodeIndex value = tape_[key].next;
        if (value >= node.next) return true;
        if (++events_ > max_events) return false;
        if (!emit_member(key, value, merged, depth)) return false;
        key = tape_[value].next;
      }
    }
    return true;
  }

  bool emit_member(NodeIndex key, NodeIndex value, bool merged, std::size_t depth) {
    const Node& key_node = tape_[resolved(key)];
    std::string name =
        key_node.kind == NodeKind::scalar ? manifest::decode(text_, key_node).value() : std::string();
    const NodeIndex target = resolved(value);
    const bool is_merge = name == "<<" && tape_[target].kind == NodeKind::mapping;
    if (is_merge != merged) return true;
    if (is_merge) return emit_members(target, depth + 1);
    return builder_.key(name) && emit(value, depth + 1);
  }

  bool emit_scalar(const Node& node) {
    std::string value = manifest::decode(text_, node).value();
    if (node.style == manifest::Style::plain) {
      if (value.empty() || value == "~" || value == "null") return builder_.scalar(nullptr);
      if (value == "true" || value == "false") return builder_.scalar(value == "true");
    }
    return builder_.text(value);
  }

  std::string_view text_;
  const manifest::Tape& tape_;
  ValueBuilder& builder_;
  std::unordered_map<NodeIndex, NodeIndex> targets_;
  std::size_t events_ = 0;
};

Status read_slice(std::string_view bytes, Span slice, const TakeDocument& take) {
  manifest::Tape tape;
  for (std::size_t begin = slice.begin; begin < slice.end;) {
    const std::string_view text = bytes.substr(begin, slice.end - begin);
    tape.clear();
    const Result<manifest::ReadDocument> read = manifest::read_document(text, tape);
    if (!read.ok()) {
      Failure failure = read.failure();
      failure.message = "not readable as YAML: " + failure.message;
      failure.offset = failure.offset == no_offset ? begin : begin + failure.offset;
      return failure;
    }
    if (tape.size() > 0) {
      ValueBuilder builder;
      TapeEvents events(text, tape, builder);
      if (!events.emit(0, 1)) {
        Failure failure = builder.failure();
        if (failure.message.empty()) {
          failure = {"aliases make more than 4,000,000 values of it, or one within itself",
                     "write out what they stand for",
                     {},
                     0};
        }
        failure.offset = begin;
        return failure;
      }
      if (Status status = take(builder.take()); !status.ok()) return status;
    }
    if (read->end == 0) return Success{};
    begin += read->end;
  }
  return Success{};
}

}  // namespace

Status read_yaml(std::string_view bytes, const TakeDocument& take) {
  manifest::Slicer slicer(bytes);
  for (std::size_t at = bytes.starts_with(byte_order_mark) ? byte_order_mark.size() : 0; at < bytes.size();) {
    const Span slice = slicer.containing(at);
    if (Status status = read_slice(bytes, slice, take); !status.ok()) return status;
    at = std::max(slice.end, at + 1);
  }
  return Success{};
}

}  // namespace ecrify::aws
