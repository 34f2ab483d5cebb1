// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/selector.hpp"

#include <algorithm>

#include "ecrify/reference/reference.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::string_view pattern_characters = "*+?()[]{}|^$\\";

bool fits(char wanted, char found) { return wanted == found || wanted == '.'; }

}  // namespace

std::string_view image_name(std::string_view reference) { return reference::without_tag(reference); }

bool selects(std::string_view entry_name, std::string_view name) {
  return entry_name.size() == name.size() &&
         std::equal(entry_name.begin(), entry_name.end(), name.begin(), fits);
}

std::optional<std::string_view> pattern_prefix(std::string_view entry_name) {
  const reference::Masked masked = reference::mask_placeholders(entry_name);
  const std::size_t at = masked.text.find_first_of(pattern_characters);
  if (at == std::string::npos) {
    const std::string_view name = image_name(entry_name);
    return name.size() == entry_name.size() ? std::nullopt : std::optional(name);
  }
  // `a?` and `a*` may stand for nothing; behind `|` the text may begin anew.
  if (masked.text.find('|') != std::string::npos) return std::string_view();
  return entry_name.substr(0, at == 0 ? 0 : at - 1);
}

bool could_select(std::string_view prefix, std::string_view name) {
  return prefix.size() <= name.size() && std::equal(prefix.begin(), prefix.end(), name.begin(), fits);
}

const Mapping::Known& Mapping::known(const std::string& name) {
  const auto [entry, is_new] = known_.try_emplace(name);
  if (is_new) {
    rules::Decision decision = decide_(name, rules::ShortNames::count);
    entry->second.verdict = decision.verdict;
    if (decision.verdict != rules::Verdict::rewrite) {
      entry->second.text = name;
    } else {
      entry->second.text = decision.text.empty() ? '\x01' + name : std::move(decision.text);
    }
  }
  return entry->second;
}

const std::string& Mapping::of(const std::string& name) { return known(name).text; }

rules::Verdict Mapping::verdict(const std::string& name) { return known(name).verdict; }

bool Mapping::adds_placeholder(const std::string& name) {
  const std::string& text = of(name);
  return text != name &&
         reference::mask_placeholders(text).spans.size() > reference::mask_placeholders(name).spans.size();
}

}  // namespace ecrify::kustomize
