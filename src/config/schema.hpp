// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/yaml/tree.hpp"

// A schema as tables: each map of a configuration has a table of the keys that it may have, each with the
// function that reads its value into T, and with what the JSON schema says of it. Unknown and doubled keys
// are found here, once for all of them.
namespace ecrify::config {

// The document that is being read. All members must outlive it.
struct Context {
  const SourceText& source;
  const yaml::Tree& tree;
  std::vector<Failure>& errors;  // those so far, so that one does not hide the next

  [[nodiscard]] const yaml::Node& node(std::size_t index) const { return tree.nodes[index]; }
  [[nodiscard]] Failure at(std::size_t offset, std::string message, std::string remedy) const {
    return {std::move(message), std::move(remedy), source.name(), offset};
  }
  [[nodiscard]] Failure at(std::size_t offset, const Failure& failure) const {
    return at(offset, failure.message, failure.remedy);
  }
};

// A key and its value, as a field's reader gets them.
struct KeyValue {
  std::string_view key;
  const yaml::Node& value;
  std::size_t offset;  // of the value; of the key when the value is left out
};

template <class T>
struct Field {
  std::string_view key;
  Status (*read)(const Context&, const KeyValue&, T& into);
  std::string_view schema;  // the members of the value's JSON schema, as JSON text
  std::string_view help;    // its description there; no character that JSON escapes
};

// A map of the configuration in the JSON schema.
struct MapSchema {
  std::string_view name;  // in the definitions; empty for the document itself
  std::string_view rest;  // more members, such as what is required; JSON text, may be empty
  struct Property {
    std::string_view key;
    std::string_view schema;
    std::string_view help;
  };
  std::vector<Property> properties;
};

template <class T, std::size_t N>
MapSchema map_schema(std::string_view name, std::string_view rest, const std::array<Field<T>, N>& fields) {
  MapSchema schema{name, rest, {}};
  for (const Field<T>& field : fields) schema.properties.push_back({field.key, field.schema, field.help});
  return schema;
}

// The entries of a map in order, each with the index of its key in `keys`. Fails on what is no map. A key
// that is not among them (with the one that was probably meant), and one that stands twice, are errors of the
// context. `where` names the map in messages.
Result<std::vector<std::pair<std::size_t, KeyValue>>> read_entries(const Context& context,
                                                                   const yaml::Node& map, std::size_t offset,
                                                                   std::string_view where,
                                                                   const std::vector<std::string_view>& keys);

// Fails on what is no map; what is wrong with an entry is an error of the context, and the next one is read.
template <class T, std::size_t N>
Status read_map(const Context& context, const yaml::Node& map, std::size_t offset, std::string_view where,
                const std::array<Field<T>, N>& fields, T& into) {
  std::vector<std::string_view> keys;
  keys.reserve(N);
  for (const Field<T>& field : fields) keys.push_back(field.key);
  const auto entries = read_entries(context, map, offset, where, keys);
  if (!entries.ok()) return entries.failure();
  for (const auto& [index, entry] : *entries) {
    if (Status status = fields[index].read(context, entry, into); !status.ok())
      context.errors.push_back(status.failure());
  }
  return Success{};
}

// The value of an entry that must be text.
Result<std::string> text(const Context& context, const KeyValue& entry);

// Each item of a list, as an entry of that key.
template <class Read>
Status each(const Context& context, const KeyValue& entry, std::string_view like, Read read) {
  if (entry.value.kind != yaml::Node::Kind::sequence) {
    return context.at(entry.offset, std::string(entry.key) + " must be a list",
                      "write it as " + std::string(like));
  }
  for (const std::size_t index : entry.value.children) {
    const yaml::Node& item = context.node(index);
    const std::size_t offset = item.kind == yaml::Node::Kind::null ? entry.offset : item.offset;
    if (Status status = read(KeyValue{entry.key, item, offset}); !status.ok()) return status;
  }
  return Success{};
}

}  // namespace ecrify::config
