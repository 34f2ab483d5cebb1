// SPDX-License-Identifier: Apache-2.0
#include "ecrify/findings/catalogue.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "catalogue_rows.hpp"
#include "ecrify/base/text.hpp"

namespace ecrify::findings {
namespace {

std::vector<CatalogueRow> in_order_of_ids() {
  std::vector<CatalogueRow> rows;
  for (const auto part :
       {reference_rows(), refusal_rows(), place_rows(), tree_rows(), accepted_rows(), cache_rows()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  std::sort(rows.begin(), rows.end(),
            [](const CatalogueRow& a, const CatalogueRow& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].id != static_cast<FindingId>(i)) {
      throw std::logic_error("the finding catalogue lacks the row of id " + std::to_string(i));
    }
  }
  return rows;
}

}  // namespace

std::span<const CatalogueRow> catalogue() {
  static const std::vector<CatalogueRow> rows = in_order_of_ids();
  return rows;
}

const CatalogueRow& row_of(FindingId id) {
  const auto index = static_cast<std::size_t>(id);
  if (index >= catalogue().size())
    throw std::logic_error("the finding catalogue lacks the row of id " + std::to_string(index));
  return catalogue()[index];
}

const CatalogueRow* find_row(std::string_view name) { return find_named(catalogue(), name); }

std::string_view name_of(FindingId id) { return row_of(id).name; }

std::string_view effect_text(Effect effect) {
  switch (effect) {
    case Effect::rewrites:
      return "changes it";
    case Effect::refuses:
      return "writes nothing, exit status 2";
    case Effect::warns:
      return "leaves it as it is";
    case Effect::reads_not:
      return "can't read it, exit status 2";
  }
  return "";
}

}  // namespace ecrify::findings
