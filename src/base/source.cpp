// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/source.hpp"

#include <algorithm>
#include <cstring>

namespace ecrify {

void SourceText::index_lines() const {
  if (!line_starts_.empty()) return;
  // Lines of manifests are longer than this on average, and what is not touched takes no memory: so the list, which can be
  // a third of the text, is not there twice while it grows.
  constexpr std::size_t short_line = 24;
  line_starts_.reserve(bytes_.size() / short_line + 1);
  line_starts_.push_back(0);
  if (bytes_.empty()) return;
  const char* const begin = bytes_.data();
  const char* const end = begin + bytes_.size();
  for (const char* at = begin; at < end;) {
    const void* feed = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    if (feed == nullptr) break;
    at = static_cast<const char*>(feed) + 1;
    line_starts_.push_back(static_cast<std::size_t>(at - begin));
  }
}

Position SourceText::position(std::size_t offset) const {
  index_lines();
  offset = std::min(offset, bytes_.size());
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(next - line_starts_.begin());
  return {start_.lines + line, offset - line_starts_[line - 1] + 1};
}

std::string_view SourceText::line_text(std::size_t offset) const {
  const std::size_t line = position(offset).line - start_.lines;
  const std::size_t begin = line_starts_[line - 1];
  if (line == line_starts_.size()) return bytes_.substr(begin);
  std::size_t end = line_starts_[line] - 1;
  if (end > begin && bytes_[end - 1] == '\r') --end;
  return bytes_.substr(begin, end - begin);
}

}  // namespace ecrify
