// SPDX-License-Identifier: Apache-2.0
#include "coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ecrify/reference/reference.hpp"

namespace ecrify::report {
namespace {

using Table = std::map<std::string, Coverage>;

void count(const ListItem& item, Coverage& coverage) {
  if (item.decision == "already") {
    coverage.cached += item.count;
  } else if (item.decision == "rewrite") {
    coverage.rewritten += item.count;
  } else {
    coverage.outside += item.count;
  }
}

CoverageRows sorted(const Table& table) {
  CoverageRows rows(table.begin(), table.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second.all() > b.second.all(); });
  return rows;
}

}  // namespace

std::string registry_of(const std::string& source) {
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(source));
  return read.value.registry.empty() ? "docker.io" : read.value.registry;
}

std::string namespace_of(const ListItem& item) {
  return item.resource.name_space.empty() ? "-" : item.resource.name_space;
}

std::size_t percent(std::size_t part, std::size_t all) { return all == 0 ? 0 : part * 100 / all; }

CoverageTables coverage_of(const ListItems& items) {
  CoverageTables tables;
  Table registries;
  Table namespaces;
  Table owners;
  for (const ListItem& item : items) {
    if (!item.is_image) continue;
    count(item, tables.total);
    count(item, registries[registry_of(item.source)]);
    count(item, namespaces[namespace_of(item)]);
    if (!item.resource.owner.empty())
      count(item, owners[item.resource.name_space + "/" + item.resource.owner]);
  }
  tables.registries = sorted(registries);
  tables.namespaces = sorted(namespaces);
  tables.owners = sorted(owners);
  return tables;
}

std::string coverage_sentence(const Coverage& total) {
  const std::size_t reachable = total.cached + total.rewritten;
  return fmt::format(
      "{} reference{}: {} come{} through the cache ({} %), {} would after a rewrite ({} % together), {} "
      "would not",
      total.all(), total.all() == 1 ? "" : "s", total.cached, total.cached == 1 ? "s" : "",
      percent(total.cached, total.all()), total.rewritten, percent(reachable, total.all()), total.outside);
}

}  // namespace ecrify::report
