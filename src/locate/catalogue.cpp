// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/catalogue.hpp"

#include "catalogue_index.hpp"
#include "catalogue_rows.hpp"

namespace ecrify::locate {
namespace {

std::vector<CatalogueEntry> flatten() {
  std::vector<CatalogueEntry> entries;
  for (const auto rows : {delivery_rows(), data_rows(), observing_rows(), platform_rows()}) {
    for (const CatalogueRow& row : rows) {
      for_each_word(row.kinds, [&](std::string_view kind) {
        for_each_word(row.paths, [&](std::string_view path) {
          entries.push_back({row.group, kind, path, row.use, row.short_names, row.why});
        });
      });
    }
  }
  return entries;
}

}  // namespace

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

const std::vector<CatalogueEntry>& catalogue_entries() {
  static const std::vector<CatalogueEntry> entries = flatten();
  return entries;
}

std::optional<CatalogueEntry> catalogue_find(std::string_view group, std::string_view kind,
                                             const FieldPath& path, std::size_t from) {
  static const CatalogueIndex<CatalogueEntry> index(catalogue_entries());
  const CatalogueEntry* found = index.find(group, kind, path, from);
  if (found == nullptr) return std::nullopt;
  return *found;
}

}  // namespace ecrify::locate
