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
  // Of an object of JSON the first key is in quotes; a mapping of YAML may begin with a brace, too.
  const std::size_t key = bytes.find_first_not_of(" \t\r\n", first + 1);
  if (bytes[first] == '{' && key != std::string_view::npos && bytes[key] != '"' && bytes[key] != '}')
    return read_yaml(bytes, take);
  Status json = read_json(bytes.substr(begin), take);
  if (!json.ok() && json.failure().offset != no_offset) json.failure().offset += begin;
  return json;
}

}  // namespace ecrify::aws
