// SPDX-License-Identifier: Apache-2.0
#include "ecrify/splice/edit.hpp"

#include <algorithm>

namespace ecrify::splice {

std::vector<std::string_view> pieces(std::string_view original, const std::vector<Edit>& edits) {
  std::vector<std::string_view> result;
  result.reserve(2 * edits.size() + 1);
  std::size_t at = 0;
  const auto add = [&result](std::string_view piece) {
    if (!piece.empty()) result.push_back(piece);
  };
  for (const Edit& edit : edits) {
    add(original.substr(at, edit.span.begin - at));
    add(edit.text);
    at = edit.span.end;
  }
  add(original.substr(at));
  return result;
}

std::string apply(std::string_view original, const std::vector<Edit>& edits) {
  const std::vector<std::string_view> parts = pieces(original, edits);
  std::size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  std::string result;
  result.reserve(size);
  for (std::string_view part : parts) result.append(part);
  return result;
}

Result<std::vector<Edit>> sorted(std::vector<Edit> edits, std::size_t size) {
  const auto defect = [](std::string message, std::size_t offset) {
    return Failure{std::move(message), "this is a defect of ecrify: please report it with the input", "",
                   offset};
  };
  for (const Edit& edit : edits) {
    if (edit.span.begin > edit.span.end || edit.span.end > size) {
      return defect("an edit of bytes " + std::to_string(edit.span.begin) + " to " +
                        std::to_string(edit.span.end) + " leaves the text of " + std::to_string(size) +
                        " bytes",
                    no_offset);
    }
  }
  const auto before = [](const Edit& a, const Edit& b) {
    return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.span.end < b.span.end;
  };
  if (!std::is_sorted(edits.begin(), edits.end(), before)) {
    std::stable_sort(edits.begin(), edits.end(), before);
  }
  for (std::size_t i = 1; i < edits.size(); ++i) {
    const Span& left = edits[i - 1].span;
    const Span& right = edits[i].span;
    // Two insertions at one place don't share a byte, but nobody could say which comes first.
    if (right.begin < left.end || left == right) {
      return defect("two edits overlap at byte " + std::to_string(right.begin), right.begin);
    }
  }
  return edits;
}

}  // namespace ecrify::splice
