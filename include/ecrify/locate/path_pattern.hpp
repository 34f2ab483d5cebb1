// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/locate/document.hpp"

namespace ecrify::locate {

// Field paths of one shape, written as kustomize's fieldSpecs are, and with a little more:
//
//   spec.containers[].image       `[]` any item of a sequence
//   spec.nodes.*.image            `*`  any key of a mapping, one step
//   **.image                      `**` any steps, also none
//   data["a.b"]  data['a.b']      a key with other characters; `\"` and `\\` are escapes in double quotes
//   data.a\.b  data.a\/b          the same with `\` before one of  . / \ [ ] * " '
//   spec/containers[]/image       kustomize's own form, in which `.` is a character like any other
//
// The first unescaped separator says which form it is. A pattern is the whole path: `image` is not
// `spec.image`. A sequence has to be written as one, also where kustomize lets `[]` be left out. Items can't
// be told apart by number, keys not by a part of them.
class PathPattern {
 public:
  // Failure::offset is the culprit's byte in `text`.
  static Result<PathPattern> parse(std::string_view text);

  // True if path[from…] as a whole has this shape; a mapping's key itself never has. Cost: the steps of the
  // path times those of the pattern, at most max_steps.
  [[nodiscard]] bool matches(const FieldPath& path, std::size_t from) const;

  // The last key that it names, "" where it names none.
  [[nodiscard]] std::string_view last_key() const;

  // As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }

  static constexpr std::size_t max_steps = 64;

 private:
  enum class Kind : std::uint8_t { key, any_key, any_item, any_steps };
  struct Part {
    Kind kind = Kind::key;
    std::string key;
  };
  class Parser;

  static bool fits(const Part& part, const Step& step);

  std::string text_;
  std::vector<Part> parts_;
};

}  // namespace ecrify::locate
