// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ecrify/reference/reference.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "json_text.hpp"

namespace ecrify::report {
namespace {

// References by what they have to do with the cache.
struct Coverage {
  std::size_t cached = 0;     // their names are in the target already
  std::size_t rewritten = 0;  // they would be after a rewrite
  std::size_t outside = 0;    // no rule takes them there, or something speaks against it

  [[nodiscard]] std::size_t all() const { return cached + rewritten + outside; }
};

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

std::string registry_of(const ListItem& item) {
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(item.source));
  return read.value.registry.empty() ? "docker.io" : read.value.registry;
}

// Most references first.
std::vector<std::pair<std::string, Coverage>> sorted(const Table& table) {
  std::vector<std::pair<std::string, Coverage>> rows(table.begin(), table.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second.all() > b.second.all(); });
  return rows;
}

std::size_t percent(std::size_t part, std::size_t all) { return all == 0 ? 0 : part * 100 / all; }

void append_table(std::string& out, std::string_view title, const Table& table) {
  if (table.empty()) return;
  std::size_t width = title.size();
  for (const auto& [name, coverage] : table) width = std::max(width, shown(name).size());
  out += fmt::format("\n{:<{}}  {:>10}  {:>10}  {:>10}\n", title, width, "CACHED", "REWRITABLE", "OUTSIDE");
  for (const auto& [name, coverage] : sorted(table)) {
    out += write::no_command(fmt::format("{:<{}}  {:>10}  {:>10}  {:>10}", shown(name), width,
                                         coverage.cached, coverage.rewritten, coverage.outside)) +
           "\n";
  }
}

Json json_of(const Coverage& coverage) {
  return {{"references", coverage.all()},
          {"cached", coverage.cached},
          {"rewritable", coverage.rewritten},
          {"outside", coverage.outside}};
}

Json json_of(std::string_view key, const Table& table) {
  Json rows = Json::array();
  for (const auto& [name, coverage] : sorted(table)) {
    Json row = {{std::string(key), name}};
    row.update(json_of(coverage));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string list_summary(const ListItems& items, SummaryFormat format) {
  Coverage total;
  Table registries;
  Table namespaces;
  Table owners;  // of pods in a cluster
  for (const ListItem& item : items) {
    count(item, total);
    count(item, registries[registry_of(item)]);
    count(item, namespaces[item.resource.name_space.empty() ? "-" : item.resource.name_space]);
    if (!item.resource.owner.empty()) count(item, owners[item.resource.name_space + "/" + item.resource.owner]);
  }
  if (format == SummaryFormat::json) {
    Json out = json_of(total);
    out["registries"] = json_of("registry", registries);
    out["namespaces"] = json_of("namespace", namespaces);
    out["owners"] = json_of("owner", owners);
    return json_text(out) + "\n";
  }
  const std::size_t reachable = total.cached + total.rewritten;
  std::string out = fmt::format(
      "{} reference{}: {} come through the cache ({} %), {} would after a rewrite ({} % together), {} would "
      "not\n",
      total.all(), total.all() == 1 ? "" : "s", total.cached, percent(total.cached, total.all()),
      total.rewritten, percent(reachable, total.all()), total.outside);
  append_table(out, "REGISTRY", registries);
  append_table(out, "NAMESPACE", namespaces);
  append_table(out, "OWNER", owners);
  return out;
}

}  // namespace ecrify::report
