// SPDX-License-Identifier: Apache-2.0
#include "schema.hpp"

#include <algorithm>

#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/yaml/tree.hpp"

namespace ecrify::config {
namespace {

Failure unknown_key(const Context& context, const yaml::Node& key, std::string_view where,
                    const std::vector<std::string_view>& keys) {
  if (key.kind != yaml::Node::Kind::scalar) {
    return context.at(key.offset, "a key of " + std::string(where) + " must be a word", "write KEY: VALUE");
  }
  return context.at(key.offset, "unknown key " + in_quotes(key.value) + " in " + std::string(where),
                    did_you_mean(key.value, keys, "known here: " + listed(keys)));
}

}  // namespace

Result<std::vector<std::pair<std::size_t, KeyValue>>> read_entries(
    const Context& context, const yaml::Node& map, std::size_t offset, std::string_view where,
    const std::vector<std::string_view>& keys) {
  if (map.kind != yaml::Node::Kind::map) {
    return context.at(offset, std::string(where) + " must be a mapping", "its keys are " + listed(keys));
  }
  std::vector<std::pair<std::size_t, KeyValue>> entries;
  std::vector<bool> seen(keys.size(), false);
  for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
    const yaml::Node& key = context.node(map.children[i]);
    const yaml::Node& value = context.node(map.children[i + 1]);
    const auto known = std::find(keys.begin(), keys.end(), key.value);
    if (key.kind != yaml::Node::Kind::scalar || known == keys.end()) {
      context.errors.push_back(unknown_key(context, key, where, keys));
      continue;
    }
    const auto index = static_cast<std::size_t>(known - keys.begin());
    if (seen[index]) {
      context.errors.push_back(
          context.at(key.offset, "the key " + in_quotes(key.value) + " stands twice in " + std::string(where),
                     "remove one of the two"));
      continue;
    }
    seen[index] = true;
    // yaml-cpp's mark of a value that is left out is that of whatever comes next.
    const std::size_t value_offset = value.kind == yaml::Node::Kind::null ? key.offset : value.offset;
    entries.emplace_back(index, KeyValue{*known, value, value_offset});
  }
  return entries;
}

Result<std::string> text(const Context& context, const KeyValue& entry) {
  Result<std::string> value = yaml::text_of(entry.value);
  if (value.ok()) return value;
  return context.at(entry.offset, std::string(entry.key) + " " + value.failure().message,
                    value.failure().remedy);
}

}  // namespace ecrify::config
