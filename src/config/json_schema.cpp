// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/text.hpp"
#include "ecrify/config/text.hpp"
#include "readers.hpp"

namespace ecrify::config {
namespace {

void append_map(std::string& out, const MapSchema& map, const std::string& indent) {
  out += indent + "\"type\": \"object\",\n" + indent + "\"additionalProperties\": false,\n";
  if (!map.rest.empty()) out.append(indent).append(map.rest).append(",\n");
  out += indent + "\"properties\": {";
  const char* separator = "\n";
  for (const MapSchema::Property& property : map.properties) {
    out.append(separator).append(indent).append("  ").append(in_quotes(property.key));
    out.append(": {\"description\": ")
        .append(in_quotes(property.help))
        .append(", ")
        .append(property.schema)
        .append("}");
    separator = ",\n";
  }
  out += "\n" + indent + "}";
}

void append_classes(std::string& out, const std::vector<ClassUses>& classes, const std::string& indent) {
  out += indent + "\"type\": \"object\",\n" + indent + "\"additionalProperties\": false,\n" + indent +
         "\"properties\": {";
  const char* separator = "\n";
  for (const ClassUses& one : classes) {
    std::string uses;
    for (const std::string_view use : one.uses) uses.append(uses.empty() ? "" : ", ").append(in_quotes(use));
    out.append(separator)
        .append(indent)
        .append("  ")
        .append(in_quotes(one.name))
        .append(": {\"enum\": [")
        .append(uses);
    out += "]}";
    separator = ",\n";
  }
  out += "\n" + indent + "}";
}

}  // namespace

std::string config_schema(const std::vector<ClassUses>& classes) {
  std::vector<MapSchema> maps = map_schemas();
  for (MapSchema& map : scope_map_schemas()) maps.push_back(std::move(map));
  std::string out =
      "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
      "  \"title\": \"Configuration of ecrify\",\n";
  append_map(out, maps.front(), "  ");
  out += ",\n  \"definitions\": {\n";
  for (std::size_t i = 1; i < maps.size(); ++i) {
    out.append("    ").append(in_quotes(maps[i].name)).append(": {\n");
    append_map(out, maps[i], "      ");
    out += "\n    },\n";
  }
  out += "    \"classes\": {\n";
  append_classes(out, classes, "      ");
  return out + "\n    }\n  }\n}\n";
}

}  // namespace ecrify::config
