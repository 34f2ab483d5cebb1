// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ecrify::fuzz {

// Whether a text is a well-formed document in the XML that formats write: elements, attributes in double
// quotes, text, and references to characters; no comments, sections or instructions but the declaration. Its
// characters are UTF-8 that somebody else has checked.
class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  bool document() {
    for (const char c : text_) {
      if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t' && c != '\r') return false;
    }
    if (take("<?xml ")) {
      const std::size_t end = text_.find("?>", at_);
      if (end == std::string_view::npos) return false;
      at_ = end + 2;
    }
    bool seen = false;
    while (at_ < text_.size()) {
      if (text_[at_] != '<') {
        if (open_.empty() && text_[at_] != '\n') return false;
        if (!character()) return false;
      } else if (text_.substr(at_, 2) == "</") {
        if (!end_tag()) return false;
      } else {
        if (open_.empty() && seen) return false;
        seen = true;
        if (!start_tag()) return false;
      }
    }
    return seen && open_.empty();
  }

 private:
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (((text_[at_] | 0x20) >= 'a' && (text_[at_] | 0x20) <= 'z') || text_[at_] == '-'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool character() {
    if (text_[at_] != '&') {
      ++at_;
      return true;
    }
    for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}) {
      if (take(known)) return true;
    }
    if (!take("&#")) return false;
    const std::size_t digits = text_.find_first_not_of("0123456789", at_);
    if (digits == at_ || digits == std::string_view::npos || text_[digits] != ';') return false;
    const std::string_view number = text_.substr(at_, digits - at_);
    at_ = digits + 1;
    return number == "9" || number == "10" || number == "13" || number.size() > 2 || number >= "32";
  }

  bool start_tag() {
    ++at_;
    const std::string_view element = name();
    if (element.empty()) return false;
    std::vector<std::string_view> attributes;
    for (;;) {
      if (take("/>")) return true;
      if (take(">")) {
        open_.push_back(element);
        return true;
      }
      if (!take(" ") && !take("\n")) return false;
      while (take(" ")) {
      }
      const std::string_view attribute = name();
      if (attribute.empty() || !take("=\"")) return false;
      for (const std::string_view other : attributes) {
        if (other == attribute) return false;
      }
      attributes.push_back(attribute);
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] == '<' || !character()) return false;
      }
      if (!take("\"")) return false;
    }
  }

  bool end_tag() {
    at_ += 2;
    if (open_.empty() || name() != open_.back() || !take(">")) return false;
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;
};

}  // namespace ecrify::fuzz
