// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/terse.hpp"

#include <algorithm>
#include <string>

namespace ecrify::report {
namespace {

constexpr std::size_t bytes_for_a_byte = 50;
constexpr std::size_t most_of_small_input = std::size_t{64} << 10U;  // of which nobody keeps many
constexpr std::size_t most_name = 60;
constexpr std::size_t most_path = 120;

void cut(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;  // within a character
  text.resize(most);
  text += "…";
}

void reduce(Resource& resource, std::string& path, Detail detail) {
  if (detail == Detail::bare) {
    resource = {};
    path.clear();
    return;
  }
  for (std::string* text : {&resource.api_version, &resource.kind, &resource.name_space, &resource.name})
    cut(*text, most_name);
  resource.owner.clear();
  cut(path, most_path);
}

}  // namespace

std::size_t most_bytes(std::size_t input) { return std::max(bytes_for_a_byte * input, most_of_small_input); }

Report with_detail(const Report& report, Detail detail) {
  Report reduced = report;
  reduced.detail = detail;
  if (detail == Detail::all) return reduced;
  for (ReportEntry& entry : reduced.entries) {
    entry.help.clear();
    entry.excerpt = {};
    entry.fix.clear();
    reduce(entry.resource, entry.path, detail);
  }
  return reduced;
}

ListItems with_detail(const ListItems& items, Detail detail) {
  ListItems reduced = items;
  if (detail == Detail::all) return reduced;
  for (ListItem& item : reduced) reduce(item.resource, item.path, detail);
  return reduced;
}

}  // namespace ecrify::report
