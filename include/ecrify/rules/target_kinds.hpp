// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The kinds of registry that rules map into: how a kind's hosts are known, and what it demands. One row a
// kind, in target_kinds.cpp; the facts of a row are in a file of their own (ecr.hpp).
//
// Deliberately not here: a rule's prefix, which has ECR's shape for every kind, since rules are read before
// their registry.
namespace ecrify::rules {

struct TargetKind {
  std::string_view name;   // "ECR"
  std::string_view title;  // "an Amazon ECR registry"
  // True for a host of this kind; for one with placeholders, may_be_host() decides alone. nullptr: any host
  // that no other row takes.
  bool (*is_host)(std::string_view host) = nullptr;
  bool (*may_be_host)(std::string_view host) = nullptr;
  // The registry that a host is one name of; equal for all of a registry's hosts, nothing for a host of
  // another kind.
  std::optional<std::string> (*owner)(std::string_view host) = nullptr;
  // Lower case; each of its hosts holds one of them.
  std::span<const std::string_view> host_words = {};
  std::size_t longest_path = 0;  // characters of a repository name
  // The reason why no repository can have this name, for messages; "" for a legal one. nullptr: what
  // references may hold.
  std::string (*objection)(std::string_view repository) = nullptr;
  bool digest_first_pull =
      false;  // its cache is filled by pulls by tag only, so a digest that isn't there yet is missing
};

// The kind whose host this is, in any case; nullptr for a host that only the last row takes.
[[nodiscard]] const TargetKind* kind_of_host(std::string_view host);
// kind_of_host() for a host that may hold placeholders.
[[nodiscard]] const TargetKind* kind_of_templated_host(std::string_view host);
// The row for a target's host, which may hold placeholders; that of ECR for "", a registry that isn't known
// yet.
[[nodiscard]] const TargetKind& target_kind(std::string_view host);
// The words of all rows.
[[nodiscard]] std::vector<std::string> target_host_words();

}  // namespace ecrify::rules
