// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/known_fields.hpp"

#include <algorithm>
#include <unordered_map>

#include "field_index.hpp"

namespace ecrify::locate {
namespace {

bool says_image(std::string_view step) { return step.find("mage") != std::string_view::npos; }

// `spec.sidecars.*` is found by `sidecars`; `image.reference` and `images.*` are by the word image.
std::string_view key_without_image(std::string_view path) {
  std::string_view last = path.substr(path.rfind('.') + 1);
  path.remove_suffix(std::min(path.size(), last.size() + 1));
  std::string_view before = path.substr(path.rfind('.') + 1);
  if (last == "*") {
    last = before;
    before = {};
  }
  return says_image(last) || says_image(before) ? std::string_view() : last.substr(0, last.find('['));
}

std::vector<std::string> read_other_keys() {
  std::vector<std::string> keys;
  for (const KnownField& entry : known_fields()) {
    if (entry.use != FieldUse::image || entry.short_names != rules::ShortNames::count) continue;
    const std::string key(key_without_image(entry.path));
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

}  // namespace

const std::vector<std::string>& other_image_keys() {
  static const std::vector<std::string> keys = read_other_keys();
  return keys;
}

std::string_view field_use_name(FieldUse use) {
  switch (use) {
    case FieldUse::image:
      return "image";
    case FieldUse::registry:
      return "registry";
    case FieldUse::repository:
      return "repository";
    case FieldUse::url:
      return "url";
    case FieldUse::artifact:
      return "artifact";
    case FieldUse::none:
      return "none";
  }
  return "";
}

std::optional<KnownField> find_known_field(std::string_view group, std::string_view kind,
                                           const FieldPath& path, std::size_t from) {
  static const FieldIndex<KnownField> index(known_fields());
  const KnownField* found = index.find(group, kind, path, from);
  if (found == nullptr) return std::nullopt;
  return *found;
}

std::string_view only_group_of(std::string_view kind) {
  static const auto groups = [] {
    std::unordered_map<std::string_view, std::string_view> all;
    for (const KnownField& entry : known_fields()) {
      const auto [known, is_new] = all.emplace(entry.kind, entry.group);
      if (!is_new && known->second != entry.group) known->second = {};
    }
    return all;
  }();
  const auto found = groups.find(kind);
  return found == groups.end() || found->second == "*" ? std::string_view() : found->second;
}

}  // namespace ecrify::locate
