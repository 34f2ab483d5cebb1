// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/diff.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ecrify/base/text.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::write {
namespace {

// True if `at` stands in lines that end at `end`. Behind a last line without a line end, that is still its
// line.
bool is_before_line_end(std::string_view text, std::size_t at, std::size_t end) {
  return at < end || (at == end && end > 0 && text[end - 1] != '\n');
}

std::size_t count_lines(std::string_view text) {
  const auto feeds = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return feeds + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

// Takes the lines away that both sides begin and end with.
void trim(Edit& change, std::string_view original) {
  std::string_view old_text = original.substr(change.span.begin, change.span.size());
  std::string_view new_text = change.text;
  while (!old_text.empty() && !new_text.empty()) {
    const std::size_t size = behind_line(old_text, 0);
    if (old_text.substr(0, size) != new_text.substr(0, behind_line(new_text, 0))) break;
    old_text.remove_prefix(size);
    new_text.remove_prefix(size);
    change.span.begin += size;
  }
  while (!old_text.empty() && !new_text.empty()) {
    const std::size_t size = old_text.size() - line_begin(old_text, old_text.size() - 1);
    const std::size_t new_size = new_text.size() - line_begin(new_text, new_text.size() - 1);
    if (old_text.substr(old_text.size() - size) != new_text.substr(new_text.size() - new_size)) break;
    old_text.remove_suffix(size);
    new_text.remove_suffix(size);
    change.span.end -= size;
  }
  change.text = std::string(new_text);
}

// Edits of whole lines by whole lines.
std::vector<Edit> changes_of(std::string_view original, const std::vector<Edit>& edits) {
  std::vector<Edit> changes;
  const auto add = [&](Edit change) {
    trim(change, original);
    if (change.span.empty() && change.text.empty()) return;
    if (!changes.empty() && changes.back().span.end == change.span.begin) {
      changes.back().span.end = change.span.end;
      changes.back().text += change.text;
    } else {
      changes.push_back(std::move(change));
    }
  };
  for (std::size_t i = 0; i < edits.size();) {
    Edit change;
    std::size_t at = line_begin(original, edits[i].span.begin);
    std::size_t end = at;
    change.span.begin = at;
    do {
      const Edit& edit = edits[i];
      change.text += original.substr(at, edit.span.begin - at);
      change.text += edit.text;
      at = edit.span.end;
      // An edit that ends where a line ends may join it with the next; if it does not, trim() finds out.
      if (end <= at) end = behind_line(original, at);
      ++i;
    } while (i < edits.size() && is_before_line_end(original, edits[i].span.begin, end));
    change.text += original.substr(at, end - at);
    change.span.end = end;
    add(std::move(change));
  }
  return changes;
}

class Writer {
 public:
  Writer(std::string& out, Color color) : out_(out), color_(color) {}

  void header(std::string_view mark, std::string_view label) {
    const std::string line = fmt::format("{} {}", mark, label);
    styled("\x1b[1m", color_ == Color::off ? line : no_command(line));
    out_ += '\n';
  }

  void hunk(std::size_t old_line, std::size_t old_count, std::size_t new_line, std::size_t new_count) {
    styled("\x1b[36m", fmt::format("@@ -{} +{} @@", range(old_line, old_count), range(new_line, new_count)));
    out_ += '\n';
  }

  void lines(char mark, std::string_view text) {
    while (!text.empty()) {
      const std::size_t size = behind_line(text, 0);
      line(mark, text.substr(0, size));
      text.remove_prefix(size);
    }
  }

 private:
  // Lines are 1-based; an empty range is named by the line before it.
  static std::string range(std::size_t line, std::size_t count) {
    if (count == 1) return fmt::format("{}", line);
    return fmt::format("{},{}", count == 0 ? line - 1 : line, count);
  }

  void line(char mark, std::string_view text) {
    const bool ended = text.back() == '\n';
    if (ended) text.remove_suffix(1);
    if (color_ == Color::off) {
      out_ += mark;
      out_ += text;
    } else {
      const bool cr = ended && !text.empty() && text.back() == '\r';
      if (cr) text.remove_suffix(1);
      const std::string_view sgr = mark == '-' ? "\x1b[31m" : mark == '+' ? "\x1b[32m" : "";
      styled(sgr, mark + no_command(printable(text, Tabs::keep)));
      if (cr) out_ += '\r';
    }
    out_ += ended ? "\n" : "\n\\ No newline at end of file\n";
  }

  void styled(std::string_view sgr, std::string_view text) {
    if (color_ == Color::off || sgr.empty()) {
      out_ += text;
    } else {
      out_.append(sgr).append(text).append("\x1b[m");
    }
  }

  std::string& out_;
  Color color_;
};

// "a/label" as git writes it.
std::string file_label(std::string_view side, std::string_view path) {
  const std::string plain = std::string(side) + std::string(path);
  const bool unusual = std::any_of(plain.begin(), plain.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\';
  });
  std::string label;
  if (!unusual) {
    label = plain;
  } else {
    constexpr std::string_view named = "\a\b\t\n\v\f\r\"\\";
    constexpr std::string_view letters = "abtnvfr\"\\";
    label = '"';
    for (const char c : plain) {
      const auto byte = static_cast<unsigned char>(c);
      if (const std::size_t at = named.find(c); at != std::string_view::npos) {
        label += '\\';
        label += letters[at];
      } else if (byte < 0x20 || byte >= 0x7f) {
        label += fmt::format("\\{:03o}", byte);
      } else {
        label += c;
      }
    }
    label += '"';
  }
  // git's own mark of where a name with blanks ends; patch(1) needs it.
  if (path.find(' ') != std::string_view::npos) label += '\t';
  return label;
}

std::string_view relative(std::string_view path) {
  for (;;) {
    if (path.starts_with("/")) {
      path.remove_prefix(1);
    } else if (path.starts_with("./")) {
      path.remove_prefix(2);
    } else {
      return path;
    }
  }
}

// The begin of the `count`th line before `at` (a line begin), not before `lowest`, and how many lines these
// are.
struct Lines {
  Span bytes;
  std::size_t count = 0;
};
Lines lines_before(std::string_view text, std::size_t at, std::size_t lowest, std::size_t count) {
  Lines lines{{at, at}, 0};
  while (lines.count < count && lines.bytes.begin > lowest) {
    lines.bytes.begin = line_begin(text, lines.bytes.begin - 1);
    ++lines.count;
  }
  return lines;
}
Lines lines_after(std::string_view text, std::size_t at, std::size_t count) {
  Lines lines{{at, at}, 0};
  while (lines.count < count && lines.bytes.end < text.size()) {
    lines.bytes.end = behind_line(text, lines.bytes.end);
    ++lines.count;
  }
  return lines;
}

}  // namespace

std::string unified_diff(std::string_view label, std::string_view original, const std::vector<Edit>& edits,
                         std::size_t context, Color color) {
  const std::vector<Edit> changes = changes_of(original, edits);
  std::string out;
  if (changes.empty()) return out;
  Writer writer(out, color);
  writer.header("---", file_label("a/", relative(label)));
  writer.header("+++", file_label("b/", relative(label)));

  const auto between = [&](std::size_t begin, std::size_t end) {
    return original.substr(begin, end - begin);
  };
  std::size_t at = 0;        // behind what has been shown or counted
  std::size_t old_line = 1;  // the line that begins at `at`
  std::size_t new_line = 1;
  for (std::size_t first = 0; first < changes.size();) {
    const std::size_t gap = count_lines(between(at, changes[first].span.begin));
    const Lines before = lines_before(original, changes[first].span.begin, at, context);
    old_line += gap - before.count;
    new_line += gap - before.count;

    std::size_t old_count = before.count;
    std::size_t new_count = before.count;
    std::size_t last = first;
    for (;;) {
      old_count += count_lines(between(changes[last].span.begin, changes[last].span.end));
      new_count += count_lines(changes[last].text);
      if (last + 1 == changes.size()) break;
      const std::size_t common = count_lines(between(changes[last].span.end, changes[last + 1].span.begin));
      if (common / 2 + common % 2 > context) break;
      old_count += common;
      new_count += common;
      ++last;
    }
    const Lines after = lines_after(original, changes[last].span.end, context);
    old_count += after.count;
    new_count += after.count;

    writer.hunk(old_line, old_count, new_line, new_count);
    std::size_t shown = before.bytes.begin;
    for (; first <= last; ++first) {
      writer.lines(' ', between(shown, changes[first].span.begin));
      writer.lines('-', between(changes[first].span.begin, changes[first].span.end));
      writer.lines('+', changes[first].text);
      shown = changes[first].span.end;
    }
    writer.lines(' ', between(after.bytes.begin, after.bytes.end));
    at = after.bytes.end;
    old_line += old_count;
    new_line += new_count;
  }
  return out;
}

}  // namespace ecrify::write
