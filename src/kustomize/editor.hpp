// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ecrify/kustomize/edit.hpp"

// The parts of edit_object().
namespace ecrify::kustomize {

// How `key: value` is added below the value of `name`, in the way the entry is written.
struct Insertion {
  std::size_t offset;
  std::string text;
};
// `name` is a key and a scalar of one mapping. Nothing when the entry is written in a way that can't be
// continued.
[[nodiscard]] std::optional<Insertion> insertion_below(const locate::Document& document, const Member& name,
                                                       std::string_view key, std::string_view value);

// What becomes of one of Argo CD's strings, `[old=]new[:tag|@digest]`.
struct ArgoImage {
  std::string_view selector;  // the name that kustomize selects by
  std::string_view image;     // the reference that the rules are asked about
  std::string_view before;    // what is written before the new reference …
  std::string_view behind;    // … and behind it
  bool is_selector = false;   // `image` is only what is selected: nothing sets a new name yet
};
[[nodiscard]] ArgoImage argo_image(std::string_view text);

}  // namespace ecrify::kustomize
