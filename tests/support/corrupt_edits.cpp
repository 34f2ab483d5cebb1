// SPDX-License-Identifier: Apache-2.0
#include "corrupt_edits.hpp"

#include <cstdlib>
#include <string>
#include <utility>

namespace ecrify {

void corrupt_edits(std::string_view text, std::vector<Edit>& edits) {
  const char* const named = std::getenv("ECRIFY_CORRUPTION");
  if (named == nullptr || edits.empty()) return;
  const std::string how = named;
  Edit& edit = edits[edits.size() / 2];
  const std::size_t comment = text.find("# ");
  if (how == "shift-right") {
    ++edit.span.begin;
    ++edit.span.end;
  } else if (how == "shift-left") {
    if (edit.span.begin == 0) return;
    --edit.span.begin;
    --edit.span.end;
  } else if (how == "begin-earlier") {
    if (edit.span.begin > 0) --edit.span.begin;
  } else if (how == "begin-later") {
    ++edit.span.begin;
  } else if (how == "end-earlier") {
    --edit.span.end;
  } else if (how == "end-later") {
    ++edit.span.end;
  } else if (how == "drop") {
    edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(edits.size() / 2));
  } else if (how == "twice") {
    edit.text += edit.text;
  } else if (how == "truncate") {
    if (!edit.text.empty()) edit.text.pop_back();
  } else if (how == "other-byte") {
    if (!edit.text.empty()) edit.text.front() = edit.text.front() == 'x' ? 'y' : 'x';
  } else if (how == "swap") {
    if (edits.size() > 1) std::swap(edits.front().text, edits.back().text);
  } else if (how == "comment") {
    if (comment != std::string_view::npos) edits.insert(edits.begin(), {{comment + 1, comment + 2}, "!"});
  } else if (how == "first-byte") {
    edits.insert(edits.begin(), {{0, 0}, "#"});
  } else if (how == "overlap") {
    edits.push_back(edits.back());
  } else if (how.starts_with("append:")) {
    edit.text += how.substr(7);
  } else if (how.starts_with("prepend:")) {
    edit.text.insert(0, how.substr(8));
  }
}

}  // namespace ecrify
