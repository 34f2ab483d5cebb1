// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/decode.hpp"

#include <algorithm>
#include <cstdint>

#include "scan_text.hpp"

namespace ecrify::manifest {

using text::is_break;

class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text) {}

  DecodedText run(const Node& node) {
    switch (node.style) {
      case Style::single_quoted:
        if (!as_written(node.begin + 1, node.end - 1, '\'')) quoted(node.begin + 1, node.end - 1, '\'');
        break;
      case Style::double_quoted:
        if (!as_written(node.begin + 1, node.end - 1, '\\')) quoted(node.begin + 1, node.end - 1, '\\');
        break;
      case Style::literal:
      case Style::folded:
        block(node);
        break;
      case Style::text:
        written(node.begin, node.end);
        break;
      default:
        if (!as_written(node.begin, node.end, '\n')) quoted(node.begin, node.end, '\0');
    }
    return std::move(out_);
  }

 private:
  // True if [begin, end) is its own value, one line without an escape, which is taken then.
  bool as_written(std::size_t begin, std::size_t end, char escape) {
    const std::string_view bytes = text_.substr(begin, end - begin);
    if (bytes.find('\n') != std::string_view::npos) return false;
    if (escape != '\n' && bytes.find(escape) != std::string_view::npos) return false;
    written(begin, end);
    return true;
  }

  void written(std::size_t begin, std::size_t end) {
    out_.as_written_ = true;
    out_.written_ = text_.substr(begin, end - begin);
    out_.written_begin_ = begin;
  }

  // Bytes that mean themselves.
  void copy(std::size_t begin, std::size_t end) {
    if (begin == end) return;
    const bool continues = !out_.runs_.empty() && last_is_copy_ && out_.runs_.back().text_end == begin;
    if (continues) {
      out_.runs_.back().text_end = end;
    } else {
      out_.runs_.push_back({out_.value_.size(), begin, end});
      last_is_copy_ = true;
    }
    out_.value_.append(text_.substr(begin, end - begin));
  }

  // Bytes that stand for others.
  void put(std::string_view value, std::size_t begin, std::size_t end) {
    if (value.empty()) return;
    out_.runs_.push_back({out_.value_.size(), begin, end});
    last_is_copy_ =
        value.size() == end - begin;  // then the two kinds of run cannot be told apart, nor need be
    out_.value_.append(value);
  }

  // Plain and quoted scalars: escapes, and line folding. `escape` is the byte that begins one ('\0' for
  // none).
  void quoted(std::size_t p, std::size_t end, char escape) {
    while (p < end) {
      const std::size_t run = p;
      while (p < end && text_[p] != '\n' && (escape == '\0' || text_[p] != escape)) ++p;
      if (p == end) {
        copy(run, end);
      } else if (text_[p] == '\n') {
        std::size_t trimmed = p;
        while (trimmed > run && (is_blank(text_[trimmed - 1]) || text_[trimmed - 1] == '\r')) --trimmed;
        copy(run, trimmed);
        p = fold(trimmed, p, end);
      } else {
        copy(run, p);
        p = escape == '\'' ? quote(p) : backslash(p, end);
      }
    }
  }

  std::size_t quote(std::size_t p) {
    put("'", p, p + 2);
    return p + 2;
  }

  // One line end becomes a blank, more become one less. `begin` is where the blanks before the first line end
  // begin, `p` that line end. Returns where the next line's content begins.
  std::size_t fold(std::size_t begin, std::size_t p, std::size_t end) {
    std::size_t breaks = 0;
    while (p < end && (is_blank(text_[p]) || is_break(text_[p]))) {
      if (text_[p] == '\n') ++breaks;
      ++p;
    }
    if (breaks == 1) {
      put(" ", begin, p);
    } else {
      put(std::string(breaks - 1, '\n'), begin, p);
    }
    return p;
  }

  std::size_t backslash(std::size_t p, std::size_t end) {
    const std::size_t begin = p++;
    const char c = text_[p++];
    switch (c) {
      case '\r':
      case '\n': {
        // An escaped line end joins the lines: the next line's indentation is dropped.
        if (c == '\r') ++p;
        std::size_t breaks = 0;
        std::size_t content = p;
        while (content < end && (is_blank(text_[content]) || is_break(text_[content]))) {
          if (text_[content] == '\n') ++breaks;
          ++content;
        }
        put(std::string(breaks, '\n'), begin, content);
        return content;
      }
      case 'x':
        return code_point(begin, p, end, 2);
      case 'u':
        return code_point(begin, p, end, 4);
      case 'U':
        return code_point(begin, p, end, 8);
      default:
        put(simple_escape(c), begin, p);
    }
    return p;
  }

  static std::string simple_escape(char c) {
    switch (c) {
      case '0':
        return std::string(1, '\0');
      case 'a':
        return "\a";
      case 'b':
        return "\b";
      case 't':
        return "\t";
      case 'n':
        return "\n";
      case 'v':
        return "\v";
      case 'f':
        return "\f";
      case 'r':
        return "\r";
      case 'e':
        return "\x1b";
      case 'N':
        return "\xC2\x85";
      case '_':
        return "\xC2\xA0";
      case 'L':
        return "\xE2\x80\xA8";
      case 'P':
        return "\xE2\x80\xA9";
      default:
        return std::string(1, c);  // ' ', '"', '/', '\', tab
    }
  }

  std::uint32_t hex(std::size_t p, std::size_t end, std::size_t digits) const {
    std::uint32_t value = 0;
    for (std::size_t i = p; i < p + digits && i < end; ++i) {
      const char c = text_[i];
      value = value * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
  }

  std::size_t code_point(std::size_t begin, std::size_t p, std::size_t end, std::size_t digits) {
    std::uint32_t value = hex(p, end, digits);
    p += digits;
    if (value >= 0xD800 && value <= 0xDBFF && end - p >= 6 && text_[p] == '\\' && text_[p + 1] == 'u') {
      const std::uint32_t low = hex(p + 2, end, 4);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
        p += 6;
      }
    }
    if (value >= 0xD800 && value <= 0xDFFF) {
      out_.exact_ = false;
      value = 0xFFFD;
    }
    put(utf8(value), begin, p);
    return p;
  }

  static std::string utf8(std::uint32_t c) {
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    if (c < 0x80) return {byte(c)};
    if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F))};
    if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F))};
    return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)),
            byte(0x80 | (c & 0x3F))};
  }

  // Literal and folded scalars: a header line, then lines of which `indent` blanks are not content.
  void block(const Node& node) {
    const bool folded = node.style == Style::folded;
    const std::size_t header_end = std::min<std::size_t>(text_.find('\n', node.begin), node.end);
    const std::string_view header = text_.substr(node.begin, header_end - node.begin);
    const std::string_view indicators = header.substr(0, header.find_first_of(" \t\r#"));
    const bool keep = indicators.find('+') != std::string_view::npos;
    const bool strip = indicators.find('-') != std::string_view::npos;

    std::size_t breaks = 0;  // line ends seen since the last content, not yet written …
    std::size_t breaks_begin = std::min<std::size_t>(header_end + 1, node.end);  // … and where they begin
    bool any = false;                                                            // a content line was written
    bool last_indented = false;  // it began with a blank: such lines are not folded
    for (std::size_t line = breaks_begin; line < node.end;) {
      const std::size_t lf = std::min<std::size_t>(text_.find('\n', line), node.end);
      std::size_t content_end = lf;
      if (content_end > line && text_[content_end - 1] == '\r') --content_end;
      const std::size_t content = std::min(line + node.indent, content_end);
      const std::string_view whole = text_.substr(line, content_end - line);
      if (whole.size() > node.indent || whole.find_first_not_of(' ') != std::string_view::npos) {
        const bool indented = is_blank(text_[content]);
        if (breaks > 0) {
          const bool fold_them = folded && any && !indented && !last_indented;
          put(!fold_them    ? std::string(breaks, '\n')
              : breaks == 1 ? " "
                            : std::string(breaks - 1, '\n'),
              breaks_begin, content);
        }
        copy(content, content_end);
        any = true;
        last_indented = indented;
        breaks = 0;
        breaks_begin = content_end;
      }
      if (lf < node.end) ++breaks;
      line = lf + 1;
    }
    if (any && breaks > 0 && !strip) put(std::string(keep ? breaks : 1, '\n'), breaks_begin, node.end);
    if (!any && keep && breaks > 0) put(std::string(breaks, '\n'), breaks_begin, node.end);
  }

  std::string_view text_;
  DecodedText out_;
  bool last_is_copy_ = false;
};

DecodedText decode(std::string_view text, const Node& node) { return Decoder(text).run(node); }

Span DecodedText::source(Span part) const {
  if (as_written_) return {written_begin_ + part.begin, written_begin_ + part.end};
  const auto run_of = [this](std::size_t offset) {
    const auto behind =
        std::upper_bound(runs_.begin(), runs_.end(), offset,
                         [](std::size_t value, const Run& run) { return value < run.value_begin; });
    return behind - 1;
  };
  const auto value_end = [this](std::vector<Run>::const_iterator run) {
    return run + 1 == runs_.end() ? value_.size() : (run + 1)->value_begin;
  };
  const auto is_copy = [&](std::vector<Run>::const_iterator run) {
    return value_end(run) - run->value_begin == run->text_end - run->text_begin;
  };
  const auto first = run_of(part.begin);
  const auto last = run_of(part.end - 1);
  return {is_copy(first) ? first->text_begin + (part.begin - first->value_begin) : first->text_begin,
          is_copy(last) ? last->text_begin + (part.end - last->value_begin) : last->text_end};
}

bool style_can_carry(Style style, Style parent_style, std::string_view new_text, Part part) {
  // Placeholders such as `{{ tag }}` have blanks in them; line ends and control characters no style carries
  // as they are.
  for (const char c : new_text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return false;
  }
  const auto has = [new_text](std::string_view what) {
    return new_text.find(what) != std::string_view::npos;
  };
  switch (style) {
    case Style::single_quoted:
      return !has("'");
    case Style::double_quoted:
      return !has("\"") && !has("\\");
    case Style::literal:
    case Style::folded:
      return !new_text.empty() && new_text.front() != ' ';
    case Style::text:
      return !new_text.empty();
    default:
      break;
  }
  if (new_text.empty() || new_text.front() == ' ' || new_text.back() == ' ' || new_text.back() == ':')
    return false;
  if (has(": ") || has(" #")) return false;
  constexpr std::string_view indicators = "-?:,[]{}#&*!|>'\"%@`";
  if (part == Part::whole && indicators.find(new_text.front()) != std::string_view::npos) return false;
  return parent_style != Style::flow || new_text.find_first_of(",[]{}") == std::string_view::npos;
}

std::optional<std::size_t> kept_tail(Style style, Style parent_style, std::string_view old_text,
                                     std::string_view new_text, Part part, TextLines lines) {
  const auto can_carry = [&](std::string_view text) {
    const bool breaks_lines = lines == TextLines::several && text.find(' ') != std::string_view::npos;
    return !breaks_lines && style_can_carry(style, parent_style, text, part);
  };
  if (can_carry(new_text)) return 0;
  const bool is_quoted = style == Style::double_quoted || style == Style::single_quoted;
  if (!is_quoted && lines == TextLines::one) return std::nullopt;
  const auto [old_end, new_end] =
      std::mismatch(old_text.rbegin(), old_text.rend(), new_text.rbegin(), new_text.rend());
  const auto tail = static_cast<std::size_t>(old_end - old_text.rbegin());
  const std::string_view head = new_text.substr(0, new_text.size() - tail);
  const bool is_carried = tail < old_text.size() && !head.empty() && can_carry(head);
  return is_carried ? std::optional(tail) : std::nullopt;
}

}  // namespace ecrify::manifest
