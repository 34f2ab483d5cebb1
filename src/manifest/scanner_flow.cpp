// SPDX-License-Identifier: Apache-2.0
// Flow collections of the forward scanner: {…} and […] over any number of lines, JSON among them.
#include "scan_text.hpp"
#include "scanner.hpp"

namespace ecrify::manifest {

using namespace text;

Scanner::Advance Scanner::flow(const char* p) {
  const std::size_t outer = frames_.size();
  if (flow_open(p) == Advance::stop) return Advance::stop;
  while (frames_.size() > outer) {
    bool crossed_line = false;
    p = skip_flow_space(p, crossed_line);
    if (p == end_) return outside(p, "a flow collection that is never closed");
    Advance go = Advance::on;
    switch (frames_.back().expects) {
      case Expectation::entry:
        go = flow_entry(p);
        break;
      case Expectation::colon:
        go = flow_colon(p, crossed_line);
        break;
      case Expectation::value:
        go = flow_value(p);
        break;
      case Expectation::comma:
        if (*p == ',') {
          ++p;
          frames_.back().expects = Expectation::entry;
        } else if (*p == (frames_.back().mapping ? '}' : ']')) {
          flow_close(p);
        } else {
          go = outside(p, "neither a comma nor a closing bracket in a flow collection");
        }
        break;
    }
    if (go == Advance::stop) return go;
  }
  cursor_ = p;
  return Advance::on;
}

// Blanks, line ends and comments between tokens.
const char* Scanner::skip_flow_space(const char* p, bool& crossed_line) const {
  bool behind_blank = false;
  for (; p < end_; ++p) {
    if (is_blank(*p)) {
      behind_blank = true;
    } else if (is_break(*p)) {
      crossed_line = behind_blank = true;
    } else if (*p == '#' && behind_blank) {
      p = line_end(p, end_);
      if (p == end_) break;
      crossed_line = true;
    } else {
      break;
    }
  }
  return p;
}

// The next key of a mapping, the next item of a sequence, or the end of either.
Scanner::Advance Scanner::flow_entry(const char*& p) {
  Frame& frame = frames_.back();
  if (*p == (frame.mapping ? '}' : ']')) {
    flow_close(p);
    return Advance::on;
  }
  if (!frame.mapping) {
    if (*p == ',') return outside(p, "an empty item in a flow sequence");
    frame.expects = Expectation::value;
    return flow_value(p);
  }
  if (*p == '[' || *p == '&') return outside(p, "a key that is no plain or quoted scalar");
  if (*p == '*') return flow_alias_key(p);
  const char* begin = p;
  const auto key_node = static_cast<NodeIndex>(tape_.size());
  if (*p == '{') {
    // `{{ x }}`; flow_colon() sees to it that the key stands on one line.
    if (frames_.size() >= max_depth) return fail(ScanStatus::refused, p, too_deep);
    frame.count = add_node(NodeKind::mapping, Style::flow, p, p);
    frames_.push_back({key_node, -1, 0, Expectation::entry, true});
    result_.collection_keys = true;
    ++p;
    return Advance::on;
  }
  if (flow_scalar(p) == Advance::stop) return Advance::stop;
  if (p - begin > 1024 && !json_) return outside(begin, "a key longer than 1024 bytes");
  frames_.back().count = key_node;
  frames_.back().expects = Expectation::colon;
  return Advance::on;
}

// `{*name: x}` with and without a blank before the colon: no anchor's name holds one.
Scanner::Advance Scanner::flow_alias_key(const char*& p) {
  const char* q = anchor_name_end(p + 1, end_);
  const NodeIndex target = tape_.anchor({p + 1, static_cast<std::size_t>(q - p - 1)});
  if (target == no_node) return outside(p, "an alias of an unknown anchor");
  const char* colon = skip_blanks(q, end_);
  if (colon == end_ || *colon != ':') return outside(p, "an alias without a colon");
  const NodeIndex key = add_node(NodeKind::alias, Style::plain, p, q);
  tape_.add_alias(key, target);
  frames_.back().count = key;
  frames_.back().expects = Expectation::colon;
  p = colon;
  return Advance::on;
}

Scanner::Advance Scanner::flow_colon(const char*& p, bool crossed_line) {
  Frame& frame = frames_.back();
  const Node& key = tape_[frame.count];
  if (key.kind == NodeKind::mapping) {
    const char* begin = text_ + key.begin;
    if (p - begin > 1024 || line_end(begin, p) != p) return outside(begin, "a key of several lines");
  }
  if (*p == ':') {
    // JSON lets the colon stand on another line; YAML readers do not agree on that.
    const bool quoted = key.style == Style::single_quoted || key.style == Style::double_quoted;
    if (crossed_line && !(json_ && quoted)) return outside(p, "a colon on another line than its key");
    if (!quoted && !at_gap(p + 1, end_) && !is_flow_indicator(p[1])) return outside(p, "a colon in a key");
    ++p;
    frame.expects = Expectation::value;
    return Advance::on;
  }
  if (*p == ',' || *p == '}') {
    frame.expects = Expectation::value;
    add_empty();
    frame.expects = Expectation::comma;
    return Advance::on;
  }
  return outside(p, "a key without a colon in a flow mapping");
}

Scanner::Advance Scanner::flow_value(const char*& p) {
  if (*p == '&') {
    if (!pending_anchor_.empty()) return outside(p, "two anchors on one node");
    const char* name = p + 1;
    const char* q = anchor_name_end(name, end_);
    if (q == name || q == end_ || !is_blank(*q)) return outside(p, "an anchor name");
    pending_anchor_ = {name, static_cast<std::size_t>(q - name)};
    p = skip_blanks(q, end_);
    if (p == end_ || is_break(*p) || *p == '#') return outside(name, "an anchor apart from its value");
  }
  switch (*p) {
    case '{':
    case '[':
      return flow_open(p);
    case '}':
    case ',':
      if (!frames_.back().mapping || !pending_anchor_.empty()) return outside(p, "an empty item");
      add_empty();
      frames_.back().expects = Expectation::comma;
      return Advance::on;
    case '*': {
      if (!pending_anchor_.empty()) return outside(p, "an anchor on an alias");
      const char* q = anchor_name_end(p + 1, end_);
      if (!at_gap(q, end_) && !is_flow_indicator(*q)) return outside(p, "an alias name");
      const NodeIndex target = tape_.anchor({p + 1, static_cast<std::size_t>(q - p - 1)});
      if (target == no_node) return outside(p, "an alias of an unknown anchor");
      tape_.add_alias(add_node(NodeKind::alias, Style::plain, p, q), target);
      p = q;
      break;
    }
    default:
      if (flow_scalar(p) == Advance::stop) return Advance::stop;
  }
  frames_.back().expects = Expectation::comma;
  return Advance::on;
}

// One scalar, key or value. Leaves p behind it.
Scanner::Advance Scanner::flow_scalar(const char*& p) {
  if (*p == '"' || *p == '\'') {
    const bool is_double = *p == '"';
    const QuotedExtent extent = is_double ? double_quoted(p, end_) : single_quoted(p, end_);
    if (extent.end == nullptr) return outside(p, "a quote that is never closed");
    if (!extent.legal || (extent.surrogates && !json_))
      return outside(p, "an escape that YAML does not know");
    if (extent.several_lines && frames_.back().expects == Expectation::entry) {
      return outside(p, "a key of several lines");
    }
    add_node(NodeKind::scalar, is_double ? Style::double_quoted : Style::single_quoted, p, extent.end);
    p = extent.end;
    return Advance::on;
  }
  switch (*p) {
    case '-':
    case '?':
    case ':':
      if (*p != '-' || at_gap(p + 1, end_) || is_flow_indicator(p[1])) return outside(p, "an indicator");
      break;
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
    case '#':
    case '&':
    case '*':
    case '!':
    case '|':
    case '>':
    case '%':
    case '@':
    case '`':
      return outside(p, "a character that can't begin a scalar");
    default:
      break;
  }
  const PlainExtent extent = plain_in_flow(p, end_);
  if (extent.why == PlainStop::key && frames_.back().expects != Expectation::entry) {
    return outside(extent.stop, "a colon in a flow value");
  }
  if (extent.why == PlainStop::line) {
    // A text on the next line would continue the scalar, or is a colon that readers disagree on.
    if (frames_.back().expects == Expectation::entry) return outside(p, "a key that its line ends");
    bool crossed_line = false;
    const char* next = skip_flow_space(extent.end, crossed_line);
    if (next == end_ || (*next != ',' && *next != '}' && *next != ']')) {
      return outside(p, "a plain scalar of several lines in a flow collection");
    }
  }
  add_node(NodeKind::scalar, Style::plain, p, extent.end);
  p = extent.end;
  return Advance::on;
}

Scanner::Advance Scanner::flow_open(const char*& p) {
  if (open(p, *p == '{', Style::flow, -1) == Advance::stop) return Advance::stop;
  ++p;
  return Advance::on;
}

void Scanner::flow_close(const char*& p) {
  const NodeIndex node = frames_.back().node;
  tape_.at(node).next = static_cast<NodeIndex>(tape_.size());
  tape_.at(node).end = tape_[static_cast<NodeIndex>(tape_.size() - 1)].end;
  if (tape_[node].end == tape_[node].begin) tape_.at(node).end = static_cast<std::uint32_t>(offset(p) + 1);
  frames_.pop_back();
  if (!frames_.empty() && frames_.back().indent < 0) {
    frames_.back().expects = tape_.is_key(node) ? Expectation::colon : Expectation::comma;
  }
  ++p;
}

}  // namespace ecrify::manifest
