// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ecrify/base/needles.hpp"
#include "ecrify/rules/rules.hpp"

// The rules and the direction that they are read in, as one value: what becomes of a reference, and which
// hosts are looked for. Knows no YAML; a rule's matching and printing is rules.hpp's.
namespace ecrify::rules {

enum class Direction : std::uint8_t {
  forward,
  reverse,      // back to the sources, from the rules' targets
  reverse_any,  // … and from any registry of a target kind (target_kinds.hpp), by the rules' prefixes
};

// The hosts that are looked for in texts: `any` is for a list of all references, whatever the rules say of
// them.
enum class RegistryScope : std::uint8_t { mapped, any };

// Immutable; safe to share between threads. A copy shares the rules.
class Mapping {
 public:
  Mapping() : Mapping(RuleSet::build({}, "").value()) {}  // of no rules
  explicit Mapping(RuleSet rules, Direction direction = Direction::forward,
                   RegistryScope scope = RegistryScope::mapped);
  // Other rules in the same direction and scope.
  [[nodiscard]] Mapping with(RuleSet rules) const { return Mapping(std::move(rules), direction_, scope_); }

  // This mapping in another scope.
  [[nodiscard]] Mapping in(RegistryScope scope) const { return Mapping(rules_, direction_, scope); }

  // The decision about a text as a reference. In reverse, a name without a host is none, whatever
  // `short_names` is.
  [[nodiscard]] Decision decide(std::string_view text, ShortNames short_names) const {
    return direction_ == Direction::forward ? rules_.decide(text, short_names)
                                            : rules_.decide_reverse(text, reverse_scope());
  }

  // Lower-case byte strings, sorted; a document that holds none of them (compared without case) holds no
  // reference that decide() would rewrite, refuse or call invalid, but for short names. The same for either
  // scope.
  [[nodiscard]] const std::vector<std::string>& needles() const { return needles_; }
  // Docker Hub is a source, so that names without a host can be references.
  [[nodiscard]] bool maps_short_names() const { return is_forward() && rules_.maps_short_names(); }

  // A host, in any case and with its port, that is looked for. Each such host holds one of host_needles().
  [[nodiscard]] bool names(std::string_view host) const;
  [[nodiscard]] const Needles& host_needles() const { return host_needles_; }

  // A name in the registry that prefix rules map into, in the target of a rule, or in any registry of a
  // target kind.
  [[nodiscard]] bool is_target(std::string_view name) const;
  // True for a name that --reverse maps to a whole registry, so that names below it map into that registry.
  [[nodiscard]] bool stands_for_registry(std::string_view name) const;

  // False with --reverse: then findings about caches and their needs are left out.
  [[nodiscard]] bool is_forward() const { return direction_ == Direction::forward; }
  [[nodiscard]] RegistryScope scope() const { return scope_; }
  [[nodiscard]] const RuleSet& rules() const { return rules_; }

 private:
  [[nodiscard]] ReverseScope reverse_scope() const {
    return direction_ == Direction::reverse_any ? ReverseScope::any_kind : ReverseScope::configured_target;
  }
  void add_target(const std::string& target);

  RuleSet rules_;
  Direction direction_;
  RegistryScope scope_;
  std::vector<std::string> needles_;
  Needles host_needles_;
  std::unordered_set<std::string> reverse_hosts_;  // lower case
  std::set<std::string, std::less<>> targets_;     // host or host/path, as written
  std::size_t longest_target_ = 0;                 // bytes
};

}  // namespace ecrify::rules
