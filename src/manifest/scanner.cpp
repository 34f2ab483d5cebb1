// SPDX-License-Identifier: Apache-2.0
#include "scanner.hpp"

#include "scan_text.hpp"

namespace ecrify::manifest {

using namespace text;

namespace {

constexpr std::ptrdiff_t max_implicit_key =
    1024;  // YAML 1.2, 7.4: an implicit key is at most 1024 characters

bool is_document_marker(const char* p, const char* end, char c) {
  return end - p >= 3 && p[0] == c && p[1] == c && p[2] == c && at_gap(p + 3, end);
}

}  // namespace

ScanResult scan(std::string_view text, Tape& tape, Simd simd, std::size_t behind) {
  return Scanner(text, tape, simd, behind).run();
}

std::size_t Scanner::replay_line(const std::vector<Frame>& frames) {
  frames_.clear();
  for (const Frame& frame : frames) frames_.push_back(frame);
  cursor_ = nullptr;
  const char* p = text_;
  while (p < end_ && *p == ' ') ++p;
  if (p == end_ || is_break(*p) || *p == '#') return no_offset;
  if (block_line(p, static_cast<std::int32_t>(p - text_)) == Advance::stop) return no_offset;
  return pending_anchor_.empty() ? offset(cursor_) : no_offset;
}

ScanResult Scanner::run() {
  tape_.clear();
  const char* p = text_;
  if (is_document_marker(p, end_, '-')) {
    if (!rest_is_comment(p + 3, end_, Behind::token)) {
      outside(p, "content on the line of the document marker");
      return result_;
    }
    p = next_line(p, end_);
  }
  bool ended = false;  // the document is complete; only blanks and comments may follow
  while (p < end_) {
    if (!ended && !json_ && loops_ != nullptr) p = loops_->usual_lines(*this, p);
    const char* q = p;
    while (q < end_ && *q == ' ') ++q;
    if (q == end_) break;
    if (is_break(*q) || *q == '#') {
      p = next_line(q, end_);
      continue;
    }
    const auto column = static_cast<std::int32_t>(q - p);
    if (column == 0 && is_document_marker(q, end_, '.')) {
      if (!rest_is_comment(q + 3, end_, Behind::token)) {
        outside(q, "content on the line of the document end marker");
        return result_;
      }
      ended = true;
      p = next_line(q, end_);
      continue;
    }
    if (json_ && (*q == '{' || *q == '[')) {
      result_.offset = offset(q);  // a JSON stream: the next document begins here
      return result_;
    }
    if (ended || json_) {
      outside(q, "content behind the end of the document");
      return result_;
    }
    if (tape_.size() == 0 && (*q == '{' || *q == '[')) {
      json_ = true;
      if (flow(q) == Advance::stop) return result_;
      p = skip_blanks(cursor_, end_);
      if (p < end_ && (*p == '{' || *p == '[')) continue;
      if (!rest_is_comment(cursor_, end_, Behind::token)) {
        outside(p, "content behind a flow collection");
        return result_;
      }
      p = next_line(p, end_);
      continue;
    }
    if (block_line(q, column) == Advance::stop) return result_;
    p = cursor_;
  }
  close_to(-1);
  result_.offset = offset(end_);
  return result_;
}

Scanner::Advance Scanner::block_line(const char* p, std::int32_t column) {
  if (*p == '\t') return outside(p, "a tab as indentation");
  close_to(column);
  const bool is_dash = *p == '-' && at_gap(p + 1, end_);
  // A sequence may stand at the indentation of the key that it belongs to; the next key there ends it.
  if (!frames_.empty() && !frames_.back().mapping && frames_.back().indent == column && !is_dash) {
    if (frames_.size() < 2 || frames_[frames_.size() - 2].indent != column) {
      return outside(p, "an item without a dash");
    }
    close_top();
  }
  if (frames_.empty()) {
    if (tape_.size() != 0) return outside(p, "a second root node");
    return block_node(p, column, -1, Place::line_start);
  }
  const Frame top = frames_.back();
  if (top.expects == Expectation::value) {
    if (column > top.indent) return block_node(p, column, top.indent, Place::line_start);
    if (top.mapping && is_dash) return dash(p, column, Place::line_start);
    add_empty();
  }
  if (column != top.indent) return outside(p, "indentation that fits no open collection");
  // An entry of the collection on top: for a sequence a dash, for a mapping a key.
  if (is_dash != !top.mapping) return outside(p, "a dash among keys");
  return block_node(p, column, column, Place::line_start);
}

// These call each other for what begins on one line, `- - a: b`: open() refuses the 501st level.
// NOLINTBEGIN(misc-no-recursion)
Scanner::Advance Scanner::block_node(const char* p, std::int32_t column, std::int32_t parent_indent,
                                     Place place) {
  switch (*p) {
    case '-':
      if (at_gap(p + 1, end_)) return dash(p, column, place);
      break;
    case '?':
    case ':':
      if (at_gap(p + 1, end_)) return outside(p, "a complex key");
      break;
    case '{':
    case '[':
      if (flow(p) == Advance::stop) return Advance::stop;
      return finish_line(cursor_);
    case '|':
    case '>':
      return block_scalar(p, parent_indent);
    case '&':
      return anchor(p, column, parent_indent, place);
    case '*':
      return alias(p, column, place);
    case '"':
    case '\'':
      return quoted(p, column, parent_indent, place);
    case '!':
      return outside(p, "a tag");
    case '%':
    case '@':
    case '`':
    case ',':
    case ']':
    case '}':
    case '#':
      return outside(p, "a character that can't begin a scalar");
    default:
      break;
  }
  return plain(p, column, parent_indent, place);
}

Scanner::Advance Scanner::dash(const char* p, std::int32_t column, Place place) {
  if (place == Place::after_colon) return outside(p, "a sequence on the line of its key");
  const bool same_sequence = !frames_.empty() && !frames_.back().mapping && frames_.back().indent == column;
  if (!same_sequence && open(p, false, Style::block, column) == Advance::stop) return Advance::stop;
  Frame& sequence = frames_.back();
  sequence.expects = Expectation::value;
  const char* q = p + 1;
  while (q < end_ && *q == ' ') ++q;
  if (rest_is_comment(q, end_, q > p + 1 ? Behind::blank : Behind::token)) {
    cursor_ = next_line(q, end_);
    return Advance::on;
  }
  if (*q == '\t') return outside(q, "a tab behind a dash");
  return block_node(q, column + static_cast<std::int32_t>(q - p), column, Place::after_dash);
}

Scanner::Advance Scanner::key(const char* begin, const char* key_end, const char* colon, Style style,
                              std::int32_t column, Place place, NodeIndex alias_target) {
  if (place == Place::after_colon) return outside(begin, "a mapping on the line of its key");
  if (colon - begin > max_implicit_key) return outside(begin, "a key longer than 1024 bytes");
  const bool same_mapping = !frames_.empty() && frames_.back().mapping && frames_.back().indent == column &&
                            place == Place::line_start && frames_.back().expects == Expectation::entry;
  if (!same_mapping) {
    // `&a key: v` names the key in YAML 1.2 and the mapping for some readers.
    if (open(begin, true, Style::block, column) == Advance::stop) return Advance::stop;
  } else if (!pending_anchor_.empty()) {
    return outside(begin, "an anchor on a key");
  }
  const bool is_alias = alias_target != no_node;
  const NodeIndex key_node = add_node(is_alias ? NodeKind::alias : NodeKind::scalar, style, begin, key_end);
  if (is_alias) tape_.add_alias(key_node, alias_target);
  Frame& mapping = frames_.back();
  mapping.count = key_node;
  mapping.expects = Expectation::value;
  const char* q = skip_blanks(colon + 1, end_);
  if (rest_is_comment(q, end_, q > colon + 1 ? Behind::blank : Behind::token)) {
    cursor_ = next_line(q, end_);
    return Advance::on;
  }
  return block_node(q, column + static_cast<std::int32_t>(q - begin), column, Place::after_colon);
}

Scanner::Advance Scanner::plain(const char* p, std::int32_t column, std::int32_t parent_indent, Place place) {
  const PlainExtent extent = plain_in_block(p, end_);
  if (extent.why == PlainStop::key) {
    if (*p == '?') return outside(p, "a key that begins like an indicator");
    return key(p, extent.end, extent.stop, Style::plain, column, place);
  }
  if (frames_.empty()) return outside(p, one_scalar);
  if (frames_.back().expects != Expectation::value) return outside(p, "a key without a colon");
  if (extent.stop < end_ && *extent.stop == '#') {
    add_node(NodeKind::scalar, Style::plain, p, extent.end);
    cursor_ = next_line(extent.stop, end_);
    return Advance::on;
  }
  return plain_continuation(p, extent.end, parent_indent);
}

// A plain scalar goes on over lines that are indented more than its parent.
Scanner::Advance Scanner::plain_continuation(const char* begin, const char* first_end,
                                             std::int32_t parent_indent) {
  const char* scalar_end = first_end;
  const char* p = next_line(first_end, end_);
  const char* resume = p;
  while (p < end_) {
    const char* q = p;
    while (q < end_ && *q == ' ') ++q;
    if (q == end_) break;
    if (is_break(*q)) {  // blank lines belong to the scalar only when it goes on behind them
      p = next_line(q, end_);
      continue;
    }
    if (*q == '\t') return outside(q, "a tab as indentation");
    if (q - p <= parent_indent || *q == '#') break;
    const PlainExtent extent = plain_in_block(q, end_);
    if (extent.why == PlainStop::key) return outside(q, "a colon in a plain scalar of several lines");
    scalar_end = extent.end;
    p = next_line(extent.stop, end_);
    resume = p;
    if (extent.stop < end_ && *extent.stop == '#') break;
  }
  add_node(NodeKind::scalar, Style::plain, begin, scalar_end);
  cursor_ = resume;
  return Advance::on;
}

Scanner::Advance Scanner::quoted(const char* p, std::int32_t column, std::int32_t parent_indent,
                                 Place place) {
  const bool is_double = *p == '"';
  const QuotedExtent extent = is_double ? double_quoted(p, end_) : single_quoted(p, end_);
  const Style style = is_double ? Style::double_quoted : Style::single_quoted;
  if (extent.end == nullptr) return outside(p, "a quote that is never closed");
  if (!extent.legal || extent.surrogates) return outside(p, "an escape that YAML does not know");
  const char* q = skip_blanks(extent.end, end_);
  if (q < end_ && *q == ':') {
    if (extent.several_lines) return outside(p, "a key of several lines");
    if (!at_gap(q + 1, end_)) return outside(q, "a colon behind a quoted scalar");
    return key(p, extent.end, q, style, column, place);
  }
  if (frames_.empty()) return outside(p, one_scalar);
  if (frames_.back().expects != Expectation::value) return outside(p, "a key without a colon");
  if (extent.several_lines && !continuation_lines_indented(p, extent.end, parent_indent)) {
    return outside(p, "a quoted scalar with a line that is not indented");
  }
  add_node(NodeKind::scalar, style, p, extent.end);
  return finish_line(extent.end);
}

bool Scanner::continuation_lines_indented(const char* begin, const char* end,
                                          std::int32_t parent_indent) const {
  for (const char* line = next_line(begin, end); line < end; line = next_line(line, end)) {
    const char* q = line;
    while (q < end && *q == ' ') ++q;
    if (*q == '\t') return false;
    if (!is_break(*q) && q - line <= parent_indent) return false;
  }
  return true;
}

Scanner::Advance Scanner::block_scalar(const char* p, std::int32_t parent_indent) {
  if (frames_.empty()) return outside(p, one_scalar);
  if (frames_.back().expects != Expectation::value) return outside(p, "a block scalar as a key");
  const Style style = *p == '|' ? Style::literal : Style::folded;
  const char* header = p + 1;
  std::int32_t content_indent = -1;
  for (bool chomped = false; header < end_; ++header) {
    if ((*header == '+' || *header == '-') && !chomped) {
      chomped = true;
    } else if (*header >= '1' && *header <= '9' && content_indent < 0) {
      content_indent = (parent_indent < 0 ? 0 : parent_indent) + (*header - '0');
    } else {
      break;
    }
  }
  if (!rest_is_comment(header, end_, Behind::token)) return outside(p, "a block scalar header");

  const char* scalar_end = next_line(header, end_);
  std::int32_t widest_blank = 0;  // leading blank lines may not be wider than the content is indented
  for (const char* line = scalar_end; line < end_;) {
    const char* q = skip_spaces(line, end_);
    const auto indent = static_cast<std::int32_t>(q - line);
    if (q == end_ || is_break(*q)) {
      if (content_indent < 0 && indent > widest_blank) widest_blank = indent;
      line = next_line(q, end_);
      scalar_end = line;
      continue;
    }
    if (content_indent < 0) {
      if (indent <= parent_indent) break;  // no content at all
      if (*q == '\t') return outside(q, "a tab in the indentation of a block scalar");
      if (indent == 0) return outside(q, "a block scalar without indentation");
      if (indent < widest_blank) return outside(q, "a blank line wider than its block scalar");
      content_indent = indent;
    }
    if (indent < content_indent) {
      if (*q == '\t') return outside(q, "a tab in the indentation of a block scalar");
      if (*q != '#' && indent > parent_indent) return outside(q, "a line outside its block scalar");
      break;
    }
    line = next_line(q, end_);
    scalar_end = line;
  }
  if (content_indent < 0) content_indent = widest_blank;
  if (content_indent > UINT16_MAX) return outside(p, "a block scalar indented too far");
  const NodeIndex node = add_node(NodeKind::scalar, style, p, scalar_end);
  tape_.at(node).indent = static_cast<std::uint16_t>(content_indent);
  cursor_ = scalar_end;
  return Advance::on;
}

Scanner::Advance Scanner::anchor(const char* p, std::int32_t column, std::int32_t parent_indent,
                                 Place place) {
  if (!pending_anchor_.empty()) return outside(p, "two anchors on one node");
  const char* name = p + 1;
  const char* q = anchor_name_end(name, end_);
  if (q == name || !at_gap(q, end_)) return outside(p, "an anchor name");
  pending_anchor_ = {name, static_cast<std::size_t>(q - name)};
  const char* next = skip_blanks(q, end_);
  if (rest_is_comment(q, end_, Behind::token)) {
    cursor_ = next_line(q, end_);
    return frames_.empty() || frames_.back().expects != Expectation::value
               ? outside(p, "an anchor on a line of its own")
               : Advance::on;
  }
  const char c = *next;
  if (c == '&' || c == '*' || c == '!') return outside(next, "two properties on one node");
  if (place != Place::after_colon) {
    // Behind a dash or at a line's start what follows may turn out to be a key: `- &a key: value`.
    if (c == '-' && at_gap(next + 1, end_)) return outside(next, "an anchor before a dash");
    if (frames_.empty() || frames_.back().expects != Expectation::value)
      return outside(p, "an anchor on a key");
    return block_node(next, column + static_cast<std::int32_t>(next - p), parent_indent, Place::after_colon);
  }
  return block_node(next, column + static_cast<std::int32_t>(next - p), parent_indent, place);
}

Scanner::Advance Scanner::alias(const char* p, std::int32_t column, Place place) {
  if (!pending_anchor_.empty()) return outside(p, "an anchor on an alias");
  const char* q = anchor_name_end(p + 1, end_);
  const NodeIndex target = tape_.anchor({p + 1, static_cast<std::size_t>(q - p - 1)});
  if (target == no_node) return outside(p, "an alias of an unknown anchor");
  const char* colon = skip_blanks(q, end_);
  if (colon < end_ && *colon == ':' && at_gap(colon + 1, end_)) {
    return key(p, q, colon, Style::plain, column, place, target);
  }
  if (!at_gap(q, end_)) return outside(p, "an alias name");
  if (frames_.empty() || frames_.back().expects != Expectation::value)
    return outside(p, "an alias without a colon");
  tape_.add_alias(add_node(NodeKind::alias, Style::plain, p, q), target);
  return finish_line(q);
}

// NOLINTEND(misc-no-recursion)

void Scanner::close_to(std::int32_t column) {
  while (!frames_.empty() && frames_.back().indent > column) close_top();
}

void Scanner::close_top() {
  if (frames_.back().expects == Expectation::value) add_empty();
  const NodeIndex node = frames_.back().node;
  tape_.at(node).next = static_cast<NodeIndex>(tape_.size());
  tape_.at(node).end = tape_[static_cast<NodeIndex>(tape_.size() - 1)].end;
  frames_.pop_back();
}

Scanner::Advance Scanner::finish_line(const char* p) {
  if (!rest_is_comment(p, end_, Behind::token)) return outside(p, "content behind a value");
  cursor_ = next_line(p, end_);
  return Advance::on;
}

NodeIndex Scanner::add_node(NodeKind kind, Style style, const char* begin, const char* end) {
  Node node;
  node.begin = static_cast<std::uint32_t>(offset(begin));
  node.end = static_cast<std::uint32_t>(offset(end));
  node.kind = kind;
  node.style = style;
  node.slot = no_node;
  const auto index = static_cast<NodeIndex>(tape_.size());
  node.next = index + 1;
  if (!frames_.empty()) {
    Frame& parent = frames_.back();
    node.parent = parent.node;
    if (parent.expects == Expectation::value) {
      node.slot = parent.mapping ? parent.count : parent.count++;
      parent.expects = Expectation::entry;
    }
  }
  tape_.add(node);
  if (!pending_anchor_.empty()) {
    tape_.set_anchor(pending_anchor_, index);
    pending_anchor_ = {};
  }
  return index;
}

void Scanner::add_empty() {
  // An absent value: placed behind what came last, so that the tape stays in the order of the text.
  const char* p = text_ + (tape_.size() == 0 ? 0 : tape_[static_cast<NodeIndex>(tape_.size() - 1)].end);
  add_node(NodeKind::scalar, Style::plain, p, p);
}

Scanner::Advance Scanner::open(const char* begin, bool mapping, Style style, std::int32_t indent) {
  if (frames_.size() >= max_depth) return fail(ScanStatus::refused, begin, too_deep);
  if (!frames_.empty() && frames_.back().expects != Expectation::value)
    return outside(begin, "an entry without a key");
  if (frames_.empty() && tape_.size() != 0) return outside(begin, "a second root node");
  const NodeIndex node = add_node(mapping ? NodeKind::mapping : NodeKind::sequence, style, begin, begin);
  frames_.push_back({node, indent, 0, Expectation::entry, mapping});
  return Advance::on;
}

}  // namespace ecrify::manifest
