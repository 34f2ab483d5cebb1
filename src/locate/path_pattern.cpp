// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/path_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ecrify::locate {
namespace {

constexpr std::string_view escapable = "./\\[]*\"'";

Failure failure(std::size_t offset, std::string message, std::string remedy) {
  return {std::move(message), std::move(remedy), "", offset};
}

bool is_blank_or_control(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

// The separator of this pattern's form; `.` when it has none.
char separator_of(std::string_view text) {
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && quote != '\'') {
      ++at;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '.' || c == '/') {
      return c;
    }
  }
  return '.';
}

}  // namespace

class PathPattern::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  Result<PathPattern> run() {
    if (text_.empty()) return failure(0, "a field path is empty", "name a field, as in `spec.image`");
    bool expects_step = true;
    while (at_ < text_.size()) {
      if (text_[at_] == '[') {
        if (!bracket()) return *problem_;
      } else if (text_[at_] == separator_) {
        if (expects_step) return no_step();
        ++at_;
        expects_step = true;
        continue;
      } else if (expects_step) {
        if (!plain()) return *problem_;
      } else {
        return failure(at_, "text right behind `]`", fmt::format("write `{}` between two steps", separator_));
      }
      expects_step = false;
      if (pattern_.parts_.size() > max_steps) {
        return failure(begin_, fmt::format("a field path has more than {} steps", max_steps),
                       "use `**` for the steps that don't matter");
      }
    }
    if (expects_step) return no_step();
    pattern_.text_ = text_;
    return std::move(pattern_);
  }

 private:
  Failure no_step() const {
    const std::string remedy = at_ == 0
                                   ? fmt::format("leave the leading `{}` out", separator_)
                                   : fmt::format("name a key behind each `{}`, or leave it out", separator_);
    return failure(at_,
                   fmt::format("a step of the field path is missing {} `{}`",
                               at_ < text_.size() ? "before" : "behind", separator_),
                   remedy);
  }

  bool fail(std::size_t offset, std::string message, std::string remedy) {
    problem_ = failure(offset, std::move(message), std::move(remedy));
    return false;
  }

  void add(Kind kind, std::string key = "") {
    // Two neighbours `**` say no more than one, and cost time.
    const bool is_repeated =
        kind == Kind::any_steps && !pattern_.parts_.empty() && pattern_.parts_.back().kind == kind;
    if (!is_repeated) pattern_.parts_.push_back({kind, std::move(key)});
  }

  // A key without quotes, `*` or `**`; at_ is at its first character.
  bool plain() {
    begin_ = at_;
    std::size_t stars = 0;
    std::size_t first_star = 0;
    std::string key;
    for (; at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '['; ++at_) {
      const char c = text_[at_];
      if (c == '\\') {
        if (at_ + 1 == text_.size() || escapable.find(text_[at_ + 1]) == std::string_view::npos) {
          return fail(at_, "`\\` escapes nothing here",
                      fmt::format("write `\\\\` for a backslash; it can stand before each of {}", escapable));
        }
        key += text_[++at_];
      } else if (c == '*') {
        if (stars++ == 0) first_star = at_;
      } else if (c == '/') {
        return fail(at_, "`/` in a field path that is separated by `.`",
                    "quote the key, as in `annotations[\"example.com/image\"]`, or write `\\/`");
      } else if (c == ']' || c == '"' || c == '\'' || is_blank_or_control(c)) {
        return fail(at_, "a character that has to be quoted in a field path", "write the key as `[\"…\"]`");
      } else {
        key += c;
      }
    }
    if (stars == 0) {
      add(Kind::key, std::move(key));
      return true;
    }
    if (stars > 2 || !key.empty()) {
      return fail(first_star, "`*` stands for a whole key and `**` for any steps, not for a part of a key",
                  "write the key out, or `\\*` for the character");
    }
    add(stars == 1 ? Kind::any_key : Kind::any_steps);
    return true;
  }

  // `[]`, `["key"]` or `['key']`; at_ is at the `[`.
  bool bracket() {
    begin_ = at_++;
    if (at_ < text_.size() && text_[at_] == ']') {
      ++at_;
      add(Kind::any_item);
      return true;
    }
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
      return fail(begin_, "`[` begins neither `[]` nor a quoted key",
                  "write `[]` for every item, `[\"a.b\"]` for a key; items can't be chosen by number");
    }
    const char quote = text_[at_++];
    std::string key;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        if (at_ + 1 == text_.size() || (text_[at_ + 1] != '"' && text_[at_ + 1] != '\\')) {
          return fail(at_, "an escape in a quoted key that is neither `\\\"` nor `\\\\`",
                      "write `\\\\` for a backslash, or the key in single quotes");
        }
        ++at_;
      }
      key += text_[at_];
    }
    if (at_ == text_.size())
      return fail(begin_, "a quoted key has no end", fmt::format("close it with `{}]`", quote));
    ++at_;
    if (at_ == text_.size() || text_[at_] != ']') {
      return fail(begin_, "a quoted key is not closed by `]`", fmt::format("write `]` behind `{}`", quote));
    }
    ++at_;
    add(Kind::key, std::move(key));
    return true;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the step that is read
  PathPattern pattern_;
  std::optional<Failure> problem_;
};

Result<PathPattern> PathPattern::parse(std::string_view text) { return Parser(text).run(); }

bool PathPattern::fits(const Part& part, const Step& step) {
  if (part.kind == Kind::any_item) return step.kind == StepKind::item;
  return step.kind == StepKind::value && (part.kind == Kind::any_key || part.key == step.key);
}

bool PathPattern::matches(const FieldPath& path, std::size_t from) const {
  if (from > path.size()) return false;
  const auto is_key = [](const Step& step) { return step.kind == StepKind::key; };
  if (std::any_of(path.begin() + static_cast<std::ptrdiff_t>(from), path.end(), is_key)) return false;
  // After a mismatch only the last `**` has to take one step more: what an earlier one could win, it can win
  // too.
  std::size_t step = from;
  std::size_t part = 0;
  std::optional<std::size_t> behind_any;  // the part behind the last `**` …
  std::size_t taken = from;               // … and the first step that it has not taken
  while (step < path.size()) {
    if (part < parts_.size() && parts_[part].kind == Kind::any_steps) {
      behind_any = ++part;
      taken = step;
    } else if (part < parts_.size() && fits(parts_[part], path[step])) {
      ++part;
      ++step;
    } else if (behind_any) {
      part = *behind_any;
      step = ++taken;
    } else {
      return false;
    }
  }
  if (part < parts_.size() && parts_[part].kind == Kind::any_steps) ++part;
  return part == parts_.size();
}

std::string_view PathPattern::last_key() const {
  const auto found =
      std::find_if(parts_.rbegin(), parts_.rend(), [](const Part& part) { return part.kind == Kind::key; });
  return found == parts_.rend() ? std::string_view() : std::string_view(found->key);
}

}  // namespace ecrify::locate
