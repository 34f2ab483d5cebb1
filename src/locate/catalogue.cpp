// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/catalogue.hpp"

#include "catalogue_index.hpp"

namespace ecrify::locate {

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

std::optional<CatalogueEntry> catalogue_find(std::string_view group, std::string_view kind,
                                             const FieldPath& path, std::size_t from) {
  static const CatalogueIndex<CatalogueEntry> index(catalogue_entries());
  const CatalogueEntry* found = index.find(group, kind, path, from);
  if (found == nullptr) return std::nullopt;
  return *found;
}

}  // namespace ecrify::locate
