// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/yaml_cpp_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/text.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/refusals.hpp"
#include "ecrify/yaml/first_document.hpp"
#include "scan_text.hpp"

namespace ecrify::manifest {
namespace {

using namespace text;

// Thrown by the handler through yaml-cpp, caught in read_with_yaml_cpp: yaml-cpp has no other way to be
// stopped.
struct Mismatch {
  std::size_t offset;
  std::string_view message;
  std::string_view remedy = "write it on one line, or in quotes";
};

class TapeWriter final : public YAML::EventHandler {
 public:
  TapeWriter(std::string_view document, Tape& tape) : text_(document), tape_(tape) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    // An absent value has no place of its own: the mark is the next token's, or that of a key without a
    // colon.
    // `~` and `null` are text.
    const std::size_t begin = content(mark);
    const std::size_t behind = last_end();
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (begin >= behind && text_.substr(std::min(begin, text_.size())).starts_with(word) &&
          is_whole_plain(begin + word.size())) {
        add_scalar(begin, begin + word.size(), Style::plain, anchor);
        return;
      }
    }
    if (is_text_in_the_place_of_a_key()) {
      throw Mismatch{tape_[frames_.back().count].begin,
                     "text in the place of a key, without a colon behind it", "correct the YAML"};
    }
    add_scalar(behind, behind, Style::plain, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t begin = offset(mark);
    if (begin >= text_.size() || text_[begin] != '*')
      throw Mismatch{begin, "an alias is not where it should be"};
    const std::size_t end = behind_name(begin);
    const NodeIndex node = add(begin, end, NodeKind::alias, Style::plain, 0);
    const auto target = anchors_.find(anchor);
    if (target == anchors_.end()) throw Mismatch{begin, "an alias of an unknown anchor"};
    tape_.add_alias(node, target->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                const std::string& value) override {
    const std::size_t begin = content(mark);
    Node node = locate(begin, value);
    if (!means(node, value)) {
      if (!value.empty()) throw Mismatch{begin, "a scalar that two readers read differently"};
      node.begin = node.end =
          static_cast<std::uint32_t>(last_end());  // a tag or an anchor and nothing behind it
      node.style = Style::plain;
    }
    if (begin != offset(mark) && counts_indentation_otherwise(node, value)) {
      throw Mismatch{begin, row_of(Refusal::block_scalar_behind_a_tag).message};
    }
    const NodeIndex index = add_scalar(node.begin, node.end, node.style, anchor);
    tape_.at(index).indent = node.indent;
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, NodeKind::sequence, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, NodeKind::mapping, anchor, style);
  }
  void OnMapEnd() override { close(); }

  // Where the last node of the tape ends (0 before the first): collections count by what is in them.
  [[nodiscard]] std::size_t last_end() const {
    return tape_.size() == 0 ? 0 : tape_[static_cast<NodeIndex>(tape_.size() - 1)].end;
  }

 private:
  struct Frame {
    NodeIndex node;
    std::uint32_t count;  // sequences: items so far; mappings: index of the last key
    bool mapping;
    bool at_key;
  };

  [[nodiscard]] static std::size_t offset(const YAML::Mark& mark) {
    return static_cast<std::size_t>(mark.pos < 0 ? 0 : mark.pos);
  }

  // yaml-cpp's mark of a node with an anchor or a tag is that of the anchor or tag: behind them is the node.
  [[nodiscard]] std::size_t content(const YAML::Mark& mark) const {
    const char* const end = text_.data() + text_.size();
    const char* p = text_.data() + std::min(offset(mark), text_.size());
    while (p < end && (*p == '&' || *p == '!')) {
      if (*p == '!' && p + 1 < end && p[1] == '<') {
        while (p < end && *p != '>') ++p;
        if (p < end) ++p;
      } else {
        if (*p == '&') static_cast<void>(behind_name(static_cast<std::size_t>(p - text_.data())));
        // Both end at an indicator of flow, wherever they stand, and tags at a quote: `!{a: b}`, `!!str"x"`.
        const bool is_tag = *p == '!';
        const char quote = is_tag ? '"' : '\0';
        while (!at_gap(p, end) && !is_flow_indicator(*p) && *p != quote) ++p;
        // go-yaml, and PyYAML, have these in their set of what a tag is made of.
        if (is_tag && p < end && (*p == ',' || *p == '[' || *p == ']')) {
          throw Mismatch{static_cast<std::size_t>(p - text_.data()),
                         row_of(Refusal::tag_at_indicator).message, "put a blank behind the tag"};
        }
      }
      for (bool behind_blank = false; p < end; ++p) {
        if (*p == '#' && behind_blank) p = line_end(p, end);
        if (p == end || !(is_blank(*p) || is_break(*p))) break;
        behind_blank = true;
      }
    }
    return static_cast<std::size_t>(p - text_.data());
  }

  // Behind the name of the anchor or alias at the offset, which has to end there for every reader.
  [[nodiscard]] std::size_t behind_name(std::size_t begin) const {
    const char* const end = text_.data() + text_.size();
    const char* const p = anchor_name_end(text_.data() + begin + 1, end);
    if (!at_gap(p, end) && !is_flow_indicator(*p))
      throw Mismatch{begin, row_of(Refusal::anchor_name).message, "name it otherwise"};
    return static_cast<std::size_t>(p - text_.data());
  }

  [[nodiscard]] bool in_flow() const {
    return !frames_.empty() && tape_[frames_.back().node].style == Style::flow;
  }

  // At an absent value: yaml-cpp takes the last line of a block mapping for a key, also where it has no
  // colon.
  [[nodiscard]] bool is_text_in_the_place_of_a_key() const {
    if (frames_.empty() || in_flow() || !frames_.back().mapping || frames_.back().at_key) return false;
    const Node& key = tape_[frames_.back().count];
    if (key.kind != NodeKind::scalar || key.begin == key.end) return false;
    const char* const end = text_.data() + text_.size();
    const char* const behind = skip_blanks(text_.data() + key.end, end);
    if (behind < end && *behind == ':') return false;
    const std::size_t line = line_begin(text_, key.begin);
    return text_.substr(line, key.begin - line).find('?') == std::string_view::npos;
  }

  [[nodiscard]] bool ends_plain(std::size_t p) const {
    return at_gap(text_.data() + p, text_.data() + text_.size()) ||
           (in_flow() && is_flow_indicator(text_[p])) || text_[p] == ':';
  }

  // True if a plain scalar that reaches up to p ends there, as a key or as a value, whichever is due.
  [[nodiscard]] bool is_whole_plain(std::size_t p) const {
    const char* const end = text_.data() + text_.size();
    const char* const q = skip_blanks(text_.data() + p, end);
    if (q < end && *q == ':') return !frames_.empty() && frames_.back().mapping && frames_.back().at_key;
    return rest_is_comment(text_.data() + p, end, Behind::token) || (in_flow() && is_flow_indicator(*q));
  }

  // True if our own rules read the same value. The reader is given a line end behind a text that has none, so
  // there a block scalar may have one more.
  [[nodiscard]] bool means(const Node& node, const std::string& value) const {
    const std::string decoded = decode(text_, node).value();
    if (decoded == value) return true;
    // It takes the last line ends of a quoted scalar away, as if that were a block scalar.
    const bool quoted = node.style == Style::single_quoted || node.style == Style::double_quoted;
    if (quoted && without_last_breaks(decoded) == without_last_breaks(value)) return true;
    const bool block = node.style == Style::literal || node.style == Style::folded;
    return block && node.end == text_.size() && !text_.ends_with('\n') && decoded + '\n' == value;
  }

  [[nodiscard]] static std::string_view without_last_breaks(std::string_view value) {
    return value.substr(0, value.find_last_not_of('\n') + 1);
  }

  // The scalar that begins at `begin` and is known to mean `value`.
  [[nodiscard]] Node locate(std::size_t begin, const std::string& value) const {
    Node node;
    node.begin = static_cast<std::uint32_t>(begin);
    node.end = node.begin;
    if (begin >= text_.size()) return node;
    const char* const end = text_.data() + text_.size();
    const char* const p = text_.data() + begin;
    if (*p == '"' || *p == '\'') {
      const QuotedExtent extent = *p == '"' ? double_quoted(p, end) : single_quoted(p, end);
      if (extent.end == nullptr) throw Mismatch{begin, "a quote that is never closed"};
      node.style = *p == '"' ? Style::double_quoted : Style::single_quoted;
      node.end = static_cast<std::uint32_t>(extent.end - text_.data());
      return node;
    }
    if (*p == '|' || *p == '>') return locate_block(begin, value);
    if (text_.substr(begin).starts_with(value) && ends_plain(begin + value.size())) {
      node.end = static_cast<std::uint32_t>(begin + value.size());
      return node;
    }
    node.end = static_cast<std::uint32_t>(folded_plain_end(begin, value));
    return node;
  }

  // A plain scalar of several lines: walks value and text together.
  [[nodiscard]] std::size_t folded_plain_end(std::size_t p, const std::string& value) const {
    for (std::size_t i = 0; i < value.size();) {
      if (p < text_.size() && text_[p] == value[i] && !is_break(text_[p])) {
        // A blank of the text that only stands before a line end is not in the value.
        std::size_t q = p;
        while (q < text_.size() && (is_blank(text_[q]) || text_[q] == '\r')) ++q;
        if (q == p || q == text_.size() || text_[q] != '\n') {
          ++p;
          ++i;
          continue;
        }
      }
      std::size_t breaks = 0;
      while (p < text_.size() && (is_blank(text_[p]) || is_break(text_[p])))
        breaks += text_[p++] == '\n' ? 1U : 0U;
      const std::string folded = breaks == 1 ? " " : std::string(breaks == 0 ? 0 : breaks - 1, '\n');
      if (folded.empty() || value.compare(i, folded.size(), folded) != 0) {
        throw Mismatch{p, "a plain scalar that two readers read differently"};
      }
      i += folded.size();
    }
    return p;
  }

  // `- !x |2`: the indentation counts from the collection around it. For yaml-cpp it does so from the tag, or
  // the anchor, where that might be one of a key; and a text that is indented less than those, `- !x |` and `
  // # a`, is none for it.
  [[nodiscard]] bool counts_indentation_otherwise(const Node& node, const std::string& value) const {
    if ((node.style != Style::literal && node.style != Style::folded) || frames_.empty()) return false;
    const std::size_t around = tape_[frames_.back().node].begin;
    const std::size_t column = around - line_begin(text_, around);
    const std::string_view header = text_.substr(node.begin, 3);
    std::size_t digit = header.find_first_of("123456789");
    if (digit == 2 && header[1] != '+' && header[1] != '-') digit = std::string_view::npos;
    const bool indicated = digit != std::string_view::npos;
    if (value.find_first_not_of('\n') != std::string::npos) {
      return indicated && node.indent != column + static_cast<std::size_t>(header[digit] - '0');
    }
    if (indicated) return true;  // blanks may be text to others
    const std::size_t first = text_.find('\n', node.begin);
    const std::size_t content = text_.find_first_not_of(" \t\r\n", std::min(first, text_.size()));
    return content != std::string_view::npos && content - (text_.rfind('\n', content) + 1) > column;
  }

  // A block scalar: yaml-cpp says nothing of its indentation, so the one is taken under which it has that
  // value.
  [[nodiscard]] Node locate_block(std::size_t begin, const std::string& value) const {
    const char* const end = text_.data() + text_.size();
    const char* const p = text_.data() + begin;
    Node node;
    node.begin = static_cast<std::uint32_t>(begin);
    node.style = *p == '|' ? Style::literal : Style::folded;
    const char* const first = next_line(p, end);
    const bool has_content = value.find_first_not_of('\n') != std::string::npos;
    std::size_t widest = 0;  // the most that its first line with content can be indented
    for (const char* line = first; line < end; line = next_line(line, end)) {
      const char* q = line;
      while (q < end && *q == ' ') ++q;
      const bool blank = q == end || is_break(*q);
      if (!blank && !has_content) break;
      if (!blank || !has_content) widest = std::max(widest, static_cast<std::size_t>(q - line));
      if (!blank) break;
    }
    for (std::size_t tries = 0; tries <= max_indent_tries && tries <= widest; ++tries) {
      const std::size_t indent = widest - tries;
      const char* scalar_end = first;
      for (const char* line = first; line < end;) {
        const char* q = line;
        while (q < end && *q == ' ') ++q;
        const bool blank = q == end || is_break(*q);
        if (!blank && (!has_content || static_cast<std::size_t>(q - line) < indent)) break;
        line = next_line(q, end);
        scalar_end = line;
      }
      node.end = static_cast<std::uint32_t>(scalar_end - text_.data());
      node.indent = static_cast<std::uint16_t>(std::min<std::size_t>(indent, UINT16_MAX));
      if (means(node, value)) break;
    }
    return node;
  }
  static constexpr std::size_t max_indent_tries = 9;  // an indentation indicator is one digit

  NodeIndex add(std::size_t begin, std::size_t end, NodeKind kind, Style style, YAML::anchor_t anchor) {
    Node node;
    node.begin = static_cast<std::uint32_t>(begin);
    node.end = static_cast<std::uint32_t>(end);
    node.kind = kind;
    node.style = style;
    node.slot = no_node;
    const auto index = static_cast<NodeIndex>(tape_.size());
    node.next = index + 1;
    if (!frames_.empty()) {
      Frame& parent = frames_.back();
      node.parent = parent.node;
      if (!parent.mapping) {
        node.slot = parent.count++;
      } else if (parent.at_key) {
        parent.count = index;
        parent.at_key = false;
      } else {
        node.slot = parent.count;
        parent.at_key = true;
      }
    }
    tape_.add(node);
    if (anchor != 0) anchors_[anchor] = index;
    return index;
  }

  NodeIndex add_scalar(std::size_t begin, std::size_t end, Style style, YAML::anchor_t anchor) {
    return add(begin, end, NodeKind::scalar, style, anchor);
  }

  void open(const YAML::Mark& mark, NodeKind kind, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    const std::size_t begin = content(mark);
    const NodeIndex node =
        add(begin, begin, kind, style == YAML::EmitterStyle::Flow ? Style::flow : Style::block, anchor);
    frames_.push_back({node, 0, kind == NodeKind::mapping, true});
  }

  void close() {
    const NodeIndex node = frames_.back().node;
    tape_.at(node).next = static_cast<NodeIndex>(tape_.size());
    tape_.at(node).end = static_cast<std::uint32_t>(last_end());
    frames_.pop_back();
  }

  std::string_view text_;
  Tape& tape_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, NodeIndex> anchors_;
};

std::string size_of(std::size_t bytes) {
  const bool mebibytes = bytes % (1U << 20U) == 0;
  return std::to_string(bytes >> (mebibytes ? 20U : 10U)) + (mebibytes ? " MiB" : " KiB");
}

constexpr const char* not_part = "text that is not part of the document";

}  // namespace

Status read_with_yaml_cpp(std::string_view text, Tape& tape, std::size_t most) {
  tape.clear();
  if (text.size() > most) {
    return Failure{
        "a document of more than " + size_of(most) + " in a YAML form that only the slow reader knows",
        "split it, or write it without tags and complex keys", "", 0};
  }
  try {
    TapeWriter writer(text, tape);
    const std::size_t rest = yaml::read_first_document(text, writer, max_yaml_cpp_ahead);
    if (rest < text.size()) return Failure{not_part, "correct the YAML", "", rest};
    // Nor would it read a line that looks like a directive.
    const std::size_t directive =
        text.find("\n%", writer.last_end() == 0 ? text.size() : writer.last_end() - 1);
    if (directive != std::string_view::npos) return Failure{not_part, "correct the YAML", "", directive + 1};
    return Success{};
  } catch (const YAML::Exception& e) {
    const std::size_t offset = static_cast<std::size_t>(e.mark.pos < 0 ? 0 : e.mark.pos);
    // It takes the colon of `*name:` for a part of the name.
    if (text.substr(std::min(offset, text.size())).starts_with('*')) {
      const char* const end = text.data() + text.size();
      const char* const behind = anchor_name_end(text.data() + offset + 1, end);
      if (behind < end && *behind == ':') {
        return Failure{std::string(row_of(Refusal::alias_as_key).message), "put a blank before the colon", "",
                       offset};
      }
    }
    return Failure{yaml::message_of(e), "correct the YAML", "", std::min(offset, text.size())};
  } catch (const yaml::ReadsTooFar& e) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n:-?,", e.offset());
    return Failure{"one collection or text of more than " + size_of(max_yaml_cpp_ahead) +
                       ", in a document that only the slow reader knows",
                   "write it without brackets, or the document without tags and complex keys", "",
                   std::min(begin, text.size())};
  } catch (const Mismatch& e) {
    return Failure{std::string(e.message), std::string(e.remedy), "", e.offset};
  } catch (const std::exception& e) {
    return Failure{e.what(), "correct the YAML", "", 0};
  }
}

}  // namespace ecrify::manifest
