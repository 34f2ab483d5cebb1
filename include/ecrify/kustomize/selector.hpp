// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ecrify/rules/rules.hpp"

// How kustomize picks images by name (kustomize api/internal/image/image.go): the `name` of an entry is put,
// without any escaping, into the regular expression `^name(:[a-zA-Z0-9_.{}-]*)?(@…)?$`.
namespace ecrify::kustomize {

// The reference without tag and digest, as kustomize's Split has it; colons in placeholders are none.
[[nodiscard]] std::string_view image_name(std::string_view reference);

// Whether an entry of this name selects an image of that name: equal, but for a `.` of the entry, which
// stands for any character. Equal names with placeholders count, although kustomize would read the `$` as a
// pattern: such trees are filled in before kustomize sees them.
[[nodiscard]] bool selects(std::string_view entry_name, std::string_view name);

// An entry's name that is a pattern (`ghcr.io/o/.*`): the text before the first character that makes it one. A name with a
// tag or a digest is one, too: it selects the images that have the same, not all of its name. Nothing for a plain name.
[[nodiscard]] std::optional<std::string_view> pattern_prefix(std::string_view entry_name);
// Whether a pattern with this prefix could select the name; errs on the side of yes.
[[nodiscard]] bool could_select(std::string_view prefix, std::string_view name);

// What a reference becomes: the rules in the direction of the run.
using Decide = std::function<rules::Decision(std::string_view, rules::ShortNames)>;

// New names by old ones, each asked for once.
class Mapping {
 public:
  explicit Mapping(Decide decide) : decide_(std::move(decide)) {}

  // The new name; the name itself when it stays. While no registry is known, the new name is a text that is
  // equal to no other name.
  const std::string& of(const std::string& name);
  bool changes(const std::string& name) { return of(name) != name; }
  // The new name holds a placeholder that the old one doesn't: kustomize could not select by it.
  bool adds_placeholder(const std::string& name);
  rules::Verdict verdict(const std::string& name);

 private:
  struct Known {
    rules::Verdict verdict;
    std::string text;
  };
  const Known& known(const std::string& name);

  Decide decide_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace ecrify::kustomize
