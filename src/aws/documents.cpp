// SPDX-License-Identifier: Apache-2.0
#include "documents.hpp"

#include "ecrify/base/byte_order_mark.hpp"

namespace ecrify::aws {

Status read_documents(std::string_view bytes, const TakeDocument& take) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return Failure{
        "the text is not in UTF-8", "save it as UTF-8; in PowerShell: | Out-File -Encoding utf8 FILE", {}, 0};
  }
  const std::size_t begin = bytes.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  const std::size_t first = bytes.find_first_not_of(" \t\r\n", begin);
  if (first == std::string_view::npos)
    return Failure{"the input is empty", "has the command before it failed?", {}, no_offset};
  if (bytes[first] != '{' && bytes[first] != '[') return read_yaml(bytes, take);
  bool taken = false;
  Status json = read_json(bytes.substr(begin), [&](const Value& value) {
    taken = true;
    return take(value);
  });
  if (json.ok() || taken) return json;
  // A mapping of YAML may begin with a brace, too.
  constexpr std::size_t most_of_yaml = std::size_t{1024} * 1024;
  bool known = false;
  if (bytes.size() <= most_of_yaml) {
    const Status yaml = read_yaml(bytes, [&](const Value& value) {
      known = true;
      return take(value);
    });
    if (yaml.ok() && known) return yaml;
  }
  if (json.failure().offset != no_offset) json.failure().offset += begin;
  return json;
}

}  // namespace ecrify::aws
