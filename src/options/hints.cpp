// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/hints.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/options/flag_table.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::options {
namespace {

constexpr std::size_t most_paths = 8;

bool is_showable(const std::string& path) { return write::printable(path) == path; }

void append_flag(std::string& line, const FlagRow& row, const std::string& value) {
  line.append(" --").append(row.name).append(" ").append(shell_word(value));
}

void append_flag(std::string& line, const FlagRow& row, const Flags& flags) {
  if (const auto* target = std::get_if<Switch>(&row.target); target != nullptr && flags.*(*target)) {
    line.append(" --").append(row.name);
  } else if (const auto* value = std::get_if<Value>(&row.target); value != nullptr && flags.*(*value)) {
    append_flag(line, row, *(flags.*(*value)));
  } else if (const auto* list = std::get_if<ValueList>(&row.target)) {
    for (const std::string& one : flags.*(*list)) append_flag(line, row, one);
  } else if (const auto* optional = std::get_if<OptionalValue>(&row.target);
             optional != nullptr && flags.*(optional->member)) {
    const std::string& text = *(flags.*(optional->member));
    line.append(" --").append(row.name).append(text.empty() ? "" : "=" + shell_word(text));
  }
}

}  // namespace

std::string shell_word(std::string_view raw) {
  const std::string word = write::printable(raw);
  const auto is_plain = [](char c) {
    return is_alnum(c) || std::string_view("-_./=:,+@%").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  return !word.empty() && std::all_of(word.begin(), word.end(), is_plain) ? word : shell_quoted(word);
}

std::string path_words(const std::vector<std::string>& paths) {
  std::vector<std::string> named;
  std::copy_if(paths.begin(), paths.end(), std::back_inserter(named),
               [](const std::string& path) { return path != "-"; });
  if (named.empty() || named.size() > most_paths || !std::all_of(named.begin(), named.end(), is_showable)) {
    return named.size() > 1 ? " PATH..." : " PATH";
  }
  std::string words;
  for (const std::string& path : named) words += " " + shell_word(path.starts_with('-') ? "./" + path : path);
  return words;
}

std::string command_line(const Invocation& invocation, run::Command command, std::string_view first,
                         std::string_view more) {
  std::string line = "ecrify " + std::string(first);
  for (const FlagRow& row : flag_table()) {
    const bool decides = row.group != printing_flags && row.group != message_flags && row.name != "jobs" &&
                         row.name != "write";
    if (decides && has_flag(command, row) && has_flag(invocation.command, row))
      append_flag(line, row, invocation.flags);
  }
  if (!more.empty()) line.append(" ").append(more);
  return line;
}

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace ecrify::options
