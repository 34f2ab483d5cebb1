// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/rules/mapping.hpp"

// Selects images by name as kustomize does (kustomize api/internal/image/image.go). The `name` of an entry is
// put, without any escaping, into the regular expression
// `^name(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`.
namespace ecrify::kustomize {

// The reference without tag and digest, as kustomize's Split has it; colons in placeholders are none.
[[nodiscard]] std::string_view image_name(std::string_view reference);

// True for a name with a placeholder that is filled in before or after kustomize: `${X}`, `$(X)`, `{{ x }}`.
// Unfilled, it selects nothing: in a regular expression `$` is the end of the text.
[[nodiscard]] bool waits_for_value(std::string_view name);

// True for a name with a metacharacter of regular expressions other than the dot.
[[nodiscard]] bool is_pattern(std::string_view name);

// The name of an entry, ready to be compared. Cheap but for patterns.
class Selector {
 public:
  explicit Selector(std::string name);

  [[nodiscard]] const std::string& name() const { return name_; }
  // The name without its tag and digest, which only select: an image keeps its own. Of a pattern all of it.
  [[nodiscard]] std::string_view base() const { return std::string_view(name_).substr(0, base_); }
  [[nodiscard]] std::string_view tail() const { return std::string_view(name_).substr(base_); }
  [[nodiscard]] bool is_pattern() const { return pattern_; }
  // The entry selects images of this name; where its own name has a tag or a digest, those that have the
  // same.
  [[nodiscard]] bool selects(std::string_view image) const;
  // A pattern that can't be compiled or that took too long: what it selects is not known.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  struct CompiledPattern;
  std::string name_;
  std::size_t base_ = 0;
  bool pattern_ = false;
  mutable bool failed_ = false;
  std::shared_ptr<const CompiledPattern> compiled_;  // of a pattern
};

// New names by old ones, each asked for once.
class NameMapping {
 public:
  // `mapping` must outlive this.
  explicit NameMapping(const rules::Mapping& mapping);

  // The new name; the name itself where it stays. While no registry is known, a text that is no name.
  [[nodiscard]] const std::string& of(const std::string& name);
  // The new name of a source, whatever the direction of the run.
  [[nodiscard]] std::string forward(const std::string& name) const;
  [[nodiscard]] bool changes(const std::string& name) { return of(name) != name; }
  // `nginx` is docker.io/library/nginx, and mapped.
  [[nodiscard]] bool maps_short_names() const { return mapping_->maps_short_names(); }
  // The new name holds a placeholder that the old one doesn't: kustomize could not select by it.
  [[nodiscard]] bool adds_placeholder(const std::string& name);
  // The pattern that selects the new form of what this one selects; the pattern itself where nothing of it is
  // mapped. Nothing where no single pattern does.
  [[nodiscard]] std::optional<std::string> of_pattern(std::string_view pattern);

 private:
  [[nodiscard]] std::string unknown(const std::string& name);

  const rules::Mapping* mapping_;
  std::optional<rules::Mapping> stand_in_;  // where no registry is known: with one that nobody has
  std::vector<std::string> sources_;        // of the rules, lower case: hosts, and hosts with paths
  std::unordered_map<std::string, std::string> known_;
};

}  // namespace ecrify::kustomize
