// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/target_kinds.hpp"

#include <array>

#include "ecrify/reference/grammar.hpp"
#include "ecrify/rules/ecr.hpp"

namespace ecrify::rules {
namespace {

constexpr std::array<std::string_view, 2> ecr_host_words = {".dkr.ecr", ".dkr-ecr"};

std::string ecr_objection(std::string_view repository) {
  return repository.size() < min_ecr_repository_size
             ? "the repository name would have one character, ECR wants two"
             : "";
}

// The last row takes what no other one does.
constexpr std::array kinds = {
    TargetKind{"ECR", "an Amazon ECR registry", is_ecr_host, looks_like_ecr_host, ecr_owner, ecr_host_words,
               max_ecr_repository_size, ecr_objection, true},
    TargetKind{
        "other", "another registry", nullptr, nullptr, nullptr, {}, reference::max_path_size, nullptr, false},
};

}  // namespace

const TargetKind* kind_of_host(std::string_view host) {
  for (const TargetKind& kind : kinds) {
    if (kind.is_host != nullptr && kind.is_host(host)) return &kind;
  }
  return nullptr;
}

const TargetKind* kind_of_templated_host(std::string_view host) {
  for (const TargetKind& kind : kinds) {
    if (kind.may_be_host != nullptr && kind.may_be_host(host)) return &kind;
  }
  return nullptr;
}

const TargetKind& target_kind(std::string_view host) {
  if (host.empty()) return kinds.front();
  const TargetKind* const kind = kind_of_templated_host(host);
  return kind == nullptr ? kinds.back() : *kind;
}

std::vector<std::string> target_host_words() {
  std::vector<std::string> words;
  for (const TargetKind& kind : kinds)
    words.insert(words.end(), kind.host_words.begin(), kind.host_words.end());
  return words;
}

}  // namespace ecrify::rules
