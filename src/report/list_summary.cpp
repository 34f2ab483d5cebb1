// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "coverage.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "json_text.hpp"

namespace ecrify::report {
namespace {

void append_table(std::string& out, std::string_view title, const CoverageRows& rows) {
  if (rows.empty()) return;
  std::size_t width = title.size();
  for (const auto& [name, coverage] : rows) width = std::max(width, shown(name).size());
  out += fmt::format("\n{:<{}}  {:>10}  {:>10}  {:>10}\n", title, width, "CACHED", "REWRITABLE", "OUTSIDE");
  for (const auto& [name, coverage] : rows) {
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

Json json_of(std::string_view key, const CoverageRows& rows) {
  Json out = Json::array();
  for (const auto& [name, coverage] : rows) {
    Json row = {{std::string(key), name}};
    row.update(json_of(coverage));
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

std::string summary_json(const ListItems& items) {
  const CoverageTables tables = coverage_of(items);
  Json out = json_of(tables.total);
  out["registries"] = json_of("registry", tables.registries);
  out["namespaces"] = json_of("namespace", tables.namespaces);
  out["owners"] = json_of("owner", tables.owners);
  return json_text(out) + "\n";
}

std::string summary_lines(const ListItems& items) {
  const CoverageTables tables = coverage_of(items);
  std::string out = coverage_sentence(tables.total) + "\n";
  append_table(out, "REGISTRY", tables.registries);
  append_table(out, "NAMESPACE", tables.namespaces);
  append_table(out, "OWNER", tables.owners);
  return out;
}

}  // namespace ecrify::report
