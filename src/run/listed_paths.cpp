// SPDX-License-Identifier: Apache-2.0
#include "listed_paths.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"

namespace ecrify::run {
namespace {

constexpr std::size_t most_paths = 4096;  // of one file
constexpr std::size_t most_folders = 64;

bool ends_scalar(char c) { return c == ',' || c == ']' || c == '}' || c == '"' || c == '\'' || c == '\n'; }

class PathCollector {
 public:
  PathCollector(std::string_view text, std::span<const std::string_view> keys) : text_(text), keys_(keys) {}

  // One look at each line: the innermost key that names files is the one that items belong to.
  ListedPaths collect() && {
    for (std::size_t at = 0; at < text_.size() && paths_.size() < most_paths;) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      line(text_.substr(at, end - at));
      at = end + 1;
    }
    return {std::move(paths_), std::move(folders_)};
  }

 private:
  [[nodiscard]] bool names_files(std::string_view key) const {
    return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
  }

  void line(std::string_view line) {
    std::size_t at = line.find_first_not_of(" \t\r");
    if (at == std::string_view::npos || line[at] == '#') return;
    if (in_flow_) {
      flow(line);
      return;
    }
    const bool is_item = line.substr(at).starts_with("- ");
    if (is_key_open_ && (at < indent_ || (at == indent_ && !is_item))) is_key_open_ = false;
    while (line.substr(at).starts_with("- "))
      at = std::min(line.find_first_not_of(" \t", at + 1), line.size());
    if (is_key_open_ && is_item && !begins_with_key(line, at)) take(line.substr(at));
    keys(line, at);
  }

  // `a: …`, `"a": …`
  static bool begins_with_key(std::string_view line, std::size_t at) {
    if (at < line.size() && line[at] == '"') ++at;
    const std::size_t begin = at;
    while (at < line.size() && is_word_byte(line[at])) ++at;
    if (at < line.size() && line[at] == '"') ++at;
    return at > begin && at < line.size() && line[at] == ':' &&
           (at + 1 == line.size() || is_space(line[at + 1]));
  }

  // Each colon of a line that ends a key: a line of JSON has many.
  void keys(std::string_view line, std::size_t content) {
    for (std::size_t colon = line.find(':', content); colon != std::string_view::npos && !in_flow_;
         colon = line.find(':', colon + 1)) {
      std::size_t end = colon;
      while (end > content && (line[end - 1] == '"' || line[end - 1] == ' ')) --end;
      std::size_t begin = end;
      while (begin > content && is_word_byte(line[begin - 1])) --begin;
      const std::string_view key = line.substr(begin, end - begin);
      if (key == "path" || key == "chart") take_folder(line, colon + 1);
      if (!names_files(key)) continue;
      const std::size_t value = line.find_first_not_of(" \t\r", colon + 1);
      if (value == std::string_view::npos || line[value] == '#') {
        is_key_open_ = true;
        indent_ = line.find_first_not_of(" \t");
        const bool is_quoted = begin > content && line[begin - 1] == '"';
        if (begin - (is_quoted ? 1 : 0) == content) indent_ = content;
      } else if (line[value] == '[') {
        in_flow_ = true;
        flow(line.substr(value + 1));
      } else if (line[value] != '{') {
        take(line.substr(value));
      }
    }
  }

  // Of a chart: what it names itself is relative to it.
  void take_folder(std::string_view line, std::size_t at) {
    at = line.find_first_not_of(" \t\"'", at);
    if (at == std::string_view::npos || line[at] == '{' || folders_.size() >= most_folders) return;
    folders_.push_back(line.substr(at, line.find_first_of(" \t\r\"',}", at) - at));
  }

  void flow(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
      at = line.find_first_not_of(" \t\r,", at);
      if (at == std::string_view::npos || line[at] == '#') return;
      if (line[at] == ']') {
        in_flow_ = false;
        keys(line, at + 1);
        return;
      }
      at += std::max<std::size_t>(take(line.substr(at)), 1);
    }
  }

  // Takes the scalar at the beginning, and returns the bytes that it has.
  std::size_t take(std::string_view rest) {
    std::size_t begin = 0;
    std::size_t end = 0;
    if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
      begin = 1;
      end = std::min(rest.find(rest[0], 1), rest.size());
      if (paths_.size() < most_paths) paths_.push_back(rest.substr(begin, end - begin));
      return std::min(end + 1, rest.size());
    }
    while (end < rest.size() && !(ends_scalar(rest[end]) && !is_template(rest, end)) &&
           !(rest[end] == '#' && end > 0 && is_blank(rest[end - 1])))
      ++end;
    const std::size_t size = end;
    while (end > 0 && is_space(rest[end - 1])) --end;
    if (end > 0 && paths_.size() < most_paths) paths_.push_back(rest.substr(0, end));
    return size;
  }

  static bool is_template(std::string_view text, std::size_t at) {
    return text[at] == '}' && (text.substr(at, 2) == "}}" || (at > 0 && text[at - 1] == '}'));
  }

  std::string_view text_;
  std::span<const std::string_view> keys_;
  std::vector<std::string_view> paths_;
  std::vector<std::string_view> folders_;
  bool is_key_open_ = false;  // what lists behind it hold are files
  bool in_flow_ = false;
  std::size_t indent_ = 0;  // of that key
};

}  // namespace

ListedPaths listed_paths(std::string_view text, std::span<const std::string_view> keys) {
  return PathCollector(text, keys).collect();
}

std::string pattern_of(std::string_view path) {
  std::string pattern;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const std::size_t close =
        path.substr(at).starts_with("{{") ? path.find("}}", at) : std::string_view::npos;
    if (close != std::string_view::npos) {
      pattern += '*';
      at = close + 1;
    } else {
      pattern += path[at];
    }
  }
  return pattern;
}

}  // namespace ecrify::run
