// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace ecrify::fuzz {

// Whether a page of `list -f html` is what its own code writes, whatever its texts say: elements that it
// uses, opened and closed in order, their attributes in double quotes and none of them a script's, one
// element with data and one script.
class PageReader {
 public:
  explicit PageReader(std::string_view text) : text_(text) {}

  bool document() {
    if (!text_.starts_with("<!doctype html>\n")) return false;
    for (at_ = std::string_view("<!doctype html>").size(); at_ < text_.size();) {
      if (text_[at_] == '<' ? !tag() : text_[at_] == '>') return false;
      if (text_[at_] != '<') ++at_;
    }
    return open_.empty() && scripts_ == 2;
  }

  // What stands in the element with data.
  [[nodiscard]] std::string_view data() const { return data_; }

 private:
  static constexpr std::array<std::string_view, 2> never_closed = {"meta", "input"};

  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '-'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool attributes() {
    while (at_ < text_.size() && text_[at_] == ' ') {
      ++at_;
      const std::string_view attribute = name();
      if (attribute.empty() || attribute.starts_with("on")) return false;
      if (at_ >= text_.size() || text_[at_] != '=') continue;
      const std::size_t end = text_.find('"', at_ + 2);
      if (text_.substr(at_, 2) != "=\"" || end == std::string_view::npos) return false;
      if (text_.substr(at_, end - at_).find_first_of("<>\n") != std::string_view::npos) return false;
      at_ = end + 1;
    }
    return at_ < text_.size() && text_[at_] == '>';
  }

  // Ends behind the tag, or behind what is no markup in the element.
  bool tag() {
    const bool closes = text_.substr(at_, 2) == "</";
    at_ += closes ? 2 : 1;
    const std::string_view element = name();
    if (element.empty() || !attributes()) return false;
    ++at_;
    if (closes) {
      if (open_.empty() || open_.back() != element) return false;
      open_.pop_back();
      return true;
    }
    if (std::find(never_closed.begin(), never_closed.end(), element) == never_closed.end())
      open_.push_back(element);
    if (element != "script" && element != "style") return true;
    const std::size_t end = text_.find("</", at_);
    if (end == std::string_view::npos || !text_.substr(end + 2).starts_with(element)) return false;
    if (element == "script" && scripts_++ == 0) data_ = text_.substr(at_, end - at_);
    at_ = end;
    return true;
  }

  std::string_view text_;
  std::string_view data_;
  std::size_t at_ = 0;
  std::size_t scripts_ = 0;
  std::vector<std::string_view> open_;
};

}  // namespace ecrify::fuzz
