// SPDX-License-Identifier: Apache-2.0
#include "mutate.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "words.hpp"

namespace ecrify::fuzz {
namespace {

using Lines = std::vector<std::string>;  // without their line ends

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  // Below the number of sides, which is one at least.
  std::size_t roll(std::size_t sides) { return engine_() % sides; }
  bool one_in(std::size_t sides) { return roll(sides) == 0; }
  std::string_view word(std::span<const std::string_view> words) { return words[roll(words.size())]; }

 private:
  std::mt19937 engine_;
};

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool is_item(std::string_view line) { return line.substr(indent_of(line)).starts_with("- "); }

// A line, and what hangs below it.
struct Block {
  std::size_t begin;
  std::size_t end;
};

Block block_at(const Lines& lines, std::size_t begin) {
  const std::size_t indent = indent_of(lines[begin]);
  const bool has_items_beside = !is_item(lines[begin]) && lines[begin].ends_with(':');
  std::size_t end = begin + 1;
  for (; end < lines.size(); ++end) {
    const std::size_t deeper = indent_of(lines[end]);
    const bool is_blank = deeper == lines[end].size();
    const bool is_below = deeper > indent || (has_items_beside && deeper == indent && is_item(lines[end]));
    if (!is_blank && !is_below) break;
  }
  return {begin, end};
}

Block any_block(const Lines& lines, Dice& dice) { return block_at(lines, dice.roll(lines.size())); }

Lines copy_of(const Lines& lines, Block block) {
  return {lines.begin() + static_cast<std::ptrdiff_t>(block.begin),
          lines.begin() + static_cast<std::ptrdiff_t>(block.end)};
}

void erase(Lines& lines, Block block) {
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(block.begin),
              lines.begin() + static_cast<std::ptrdiff_t>(block.end));
  if (lines.empty()) lines.emplace_back();
}

void insert(Lines& lines, std::size_t at, const Lines& more) {
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
}

// To the indentation of that line, as far as there is room.
void indent_as(Lines& block, std::size_t indent) {
  const std::size_t own = indent_of(block.front());
  for (std::string& line : block) {
    if (own > indent) {
      line.erase(0, std::min(own - indent, indent_of(line)));
    } else {
      line.insert(0, indent - own, ' ');
    }
  }
}

// --- what is done ---

void take_out(Lines& lines, const Lines& /*other*/, Dice& dice) { erase(lines, any_block(lines, dice)); }

void double_block(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const Block block = any_block(lines, dice);
  insert(lines, block.end, copy_of(lines, block));
}

// Beside the line at a place, or below it.
void graft(Lines& lines, Lines block, Dice& dice) {
  const std::size_t place = dice.roll(lines.size());
  const std::size_t deeper = dice.one_in(2) ? 0 : 2;
  indent_as(block, indent_of(lines[place]) + deeper);
  insert(lines, place + 1, block);
}

void move_block(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const Block block = any_block(lines, dice);
  Lines moved = copy_of(lines, block);
  erase(lines, block);
  graft(lines, std::move(moved), dice);
}

void take_from_other(Lines& lines, const Lines& other, Dice& dice) {
  graft(lines, copy_of(other, any_block(other, dice)), dice);
}

void shift(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const Block block = any_block(lines, dice);
  Lines shifted = copy_of(lines, block);
  const std::size_t indent = indent_of(shifted.front());
  indent_as(shifted,
            dice.one_in(2) ? indent + 1 + dice.roll(4) : indent - std::min(indent, 1 + dice.roll(4)));
  std::copy(shifted.begin(), shifted.end(), lines.begin() + static_cast<std::ptrdiff_t>(block.begin));
}

// A line's value, behind its key or its dash, without its comment.
struct Value {
  std::size_t begin;
  std::size_t end;
};

Value value_of(std::string_view line) {
  std::size_t begin = indent_of(line);
  while (line.substr(begin).starts_with("- ")) begin += 2;
  if (const std::size_t colon = line.find(": ", begin); colon != std::string_view::npos) begin = colon + 2;
  std::size_t end = std::min(line.find(" #", begin), line.size());
  while (end > begin && line[end - 1] == ' ') --end;
  return {std::min(begin, end), end};
}

// As it would be read, near enough.
std::string unquoted(std::string_view written) {
  const bool has_quotes = written.size() > 1 && written.front() == written.back() &&
                          (written.front() == '"' || written.front() == '\'');
  return std::string(has_quotes ? written.substr(1, written.size() - 2) : written);
}

std::string in_double_quotes(std::string_view value, Dice& dice) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && dice.one_in(16)) {
      out.append(dice.one_in(2) ? "\\x" : "\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

std::string in_single_quotes(std::string_view value) {
  std::string out = "'";
  for (const char c : value) out.append(c == '\'' ? "''" : std::string(1, c));
  return out + "'";
}

void write_otherwise(Lines& lines, const Lines& /*other*/, Dice& dice) {
  std::string& line = lines[dice.roll(lines.size())];
  const auto [begin, end] = value_of(line);
  const std::string value = unquoted(std::string_view(line).substr(begin, end - begin));
  const std::string below = "\n" + std::string(indent_of(line) + 2, ' ');
  const std::size_t half = value.size() / 2;
  std::string written;
  switch (dice.roll(10)) {
    case 0:
      written = in_single_quotes(value);
      break;
    case 1:
      written = in_double_quotes(value, dice);
      break;
    case 2:
      written = "|" + below + value;
      break;
    case 3:
      written = ">-" + below + value;
      break;
    case 4:
      written = "!!str " + value;
      break;
    case 5:
      written = "&a " + value;
      break;
    case 6:
      written = below.substr(1) + value;
      break;
    case 7:
      written = "\"" + value.substr(0, half) + "\\" + below + value.substr(half) + "\"";
      break;
    case 8:
      written = value.substr(0, half) + below + value.substr(half);
      break;
    default:
      written = value + "  # " + std::string(dice.word(comments));
      break;
  }
  line.replace(begin, end - begin, written);
}

void change_value(Lines& lines, const Lines& /*other*/, Dice& dice) {
  std::string& line = lines[dice.roll(lines.size())];
  const auto [begin, end] = value_of(line);
  line.replace(begin, end - begin, dice.word(values));
}

void change_key(Lines& lines, const Lines& /*other*/, Dice& dice) {
  std::string& line = lines[dice.roll(lines.size())];
  std::size_t begin = indent_of(line);
  while (std::string_view(line).substr(begin).starts_with("- ")) begin += 2;
  const std::size_t colon = line.find(':', begin);
  if (colon != std::string::npos) line.replace(begin, colon - begin, dice.word(keys));
}

void add_field(Lines& lines, const Lines& /*other*/, Dice& dice) {
  graft(lines, {std::string(dice.word(keys)) + ": " + std::string(dice.word(values))}, dice);
}

void add_line(Lines& lines, const Lines& /*other*/, Dice& dice) {
  insert(lines, dice.roll(lines.size() + 1), {std::string(dice.word(whole_lines))});
}

void change_line_ends(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const bool all = dice.one_in(2);
  const std::size_t one = dice.roll(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (all || i == one) lines[i] += '\r';
}

// The block as a flow collection; `quoted`: as JSON.
std::string flow_of(const Lines& lines, bool quoted) {
  const auto scalar = [&](std::string_view written) {
    const bool is_flow = written.starts_with('[') || written.starts_with('{') || written.starts_with('"');
    return quoted && !is_flow ? "\"" + unquoted(written) + "\"" : std::string(written);
  };
  const bool is_list = is_item(lines.front());
  std::string out(is_list ? "[" : "{");
  for (std::size_t at = 0; at < lines.size();) {
    const Block block = block_at(lines, at);
    at = block.end;
    Lines inner = copy_of(lines, block);
    if (out.size() > 1) out += ", ";
    std::string& first = inner.front();
    if (is_item(first)) {
      first[indent_of(first)] = ' ';  // what follows the dash, with what is below it
      const bool is_scalar =
          first.find(": ") == std::string::npos && !first.ends_with(':') && !is_item(first);
      out += is_scalar ? scalar(std::string_view(first).substr(indent_of(first))) : flow_of(inner, quoted);
      continue;
    }
    const std::string_view entry = std::string_view(first).substr(indent_of(first));
    const std::size_t colon = std::min(entry.find(':'), entry.size());
    const auto [begin, end] = value_of(first);
    out.append(scalar(entry.substr(0, colon))).append(": ");
    inner.erase(inner.begin());
    out +=
        inner.empty() ? scalar(std::string_view(first).substr(begin, end - begin)) : flow_of(inner, quoted);
  }
  return out + (is_list ? "]" : "}");
}

void make_flow(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const Block block = any_block(lines, dice);
  const std::string head = lines[block.begin];
  const bool quoted = dice.one_in(2);
  if (is_item(head) || !head.ends_with(':')) {
    const std::string flow = flow_of(copy_of(lines, block), quoted);
    erase(lines, block);
    insert(lines, std::min(block.begin, lines.size()), {std::string(indent_of(head), ' ') + flow});
  } else if (block.end > block.begin + 1) {
    const std::string flow = flow_of(copy_of(lines, {block.begin + 1, block.end}), quoted);
    erase(lines, {block.begin + 1, block.end});
    lines[block.begin] += " " + flow;
  }
}

// As a text in a field of its own.
void embed(Lines& lines, const Lines& other, Dice& dice) {
  Lines text = dice.one_in(3) ? other : copy_of(lines, any_block(lines, dice));
  const std::size_t place = dice.roll(lines.size());
  const std::size_t indent = indent_of(lines[place]);
  indent_as(text, indent + 2);
  text.insert(text.begin(), std::string(indent, ' ') + "text: " + (dice.one_in(3) ? ">-" : "|"));
  insert(lines, place, text);
}

// All of it, or a part, becomes an item of a list below a key.
void put_below(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const Block block = dice.one_in(3) ? Block{0, lines.size()} : any_block(lines, dice);
  Lines inner = copy_of(lines, block);
  const std::size_t indent = indent_of(inner.front());
  for (std::string& line : inner) line.insert(0, 2, ' ');
  inner.front()[indent] = '-';
  inner.insert(inner.begin(), std::string(indent, ' ') + std::string(dice.word(keys)) + ":");
  erase(lines, block);
  insert(lines, std::min(block.begin, lines.size()), inner);
}

// An anchor on a field's value, and an alias in the place of another.
void alias(Lines& lines, const Lines& /*other*/, Dice& dice) {
  const std::size_t a = dice.roll(lines.size());
  const std::size_t b = dice.roll(lines.size());
  const auto [first_begin, first_end] = value_of(lines[std::min(a, b)]);
  static_cast<void>(first_end);
  lines[std::min(a, b)].insert(first_begin, lines[std::min(a, b)].ends_with(':') ? " &b" : "&b ");
  if (a == b) return;
  const Block block = block_at(lines, std::max(a, b));
  std::string line = lines[block.begin];
  const auto [begin, end] = value_of(line);
  line.replace(begin, end - begin,
               line.ends_with(':') && begin == indent_of(line) ? line.substr(begin) + " *b" : "*b");
  erase(lines, block);
  insert(lines, std::min(block.begin, lines.size()), {line});
}

using Change = void (*)(Lines& lines, const Lines& other, Dice& dice);
constexpr std::array changes = {
    take_out,         double_block, move_block,   take_from_other, shift,     write_otherwise,
    write_otherwise,  change_value, change_value, change_key,      add_field, add_line,
    change_line_ends, make_flow,    embed,        put_below,       alias,
};

}  // namespace

std::string mutated(std::string_view text, std::string_view other, std::size_t most, std::uint32_t seed) {
  Dice dice(seed);
  Lines lines = lines_of(text);
  const Lines from = lines_of(other.empty() ? text : other);
  for (std::size_t left = 1 + dice.roll(4); left > 0; --left) {
    changes[dice.roll(changes.size())](lines, from, dice);
    // A style can have put several lines into the place of one.
    lines = lines_of(text_of(lines));
  }
  std::string out = text_of(lines);
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace ecrify::fuzz
