// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/list.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "ecrify/base/text.hpp"
#include "ecrify/report/terse.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::array list_rows = {
    ListFormatRow{"table", "for people", list_table},
    ListFormatRow{"json", "one JSON array", list_json},
    ListFormatRow{"jsonl", "one JSON object a line", list_jsonl},
    ListFormatRow{"csv", "comma-separated, with a header", list_csv},
    ListFormatRow{"markdown", "a table", list_markdown},
    ListFormatRow{"html", "a page for a browser, in one file", list_html},
};

auto order(const ListItem& item) {
  return std::tie(item.source, item.file, item.position.line, item.position.column, item.path);
}

}  // namespace

std::span<const ListFormatRow> list_formats() { return list_rows; }

std::string render(const ListFormatRow& format, const ListItems& items, const ListView& view) {
  std::string text = format.render(items, view);
  ListView reduced = view;
  for (const Detail detail : {Detail::cut, Detail::bare}) {
    if (view.input == 0 || text.size() <= most_bytes(view.input)) break;
    reduced.detail = detail;
    text = format.render(with_detail(items, detail), reduced);
  }
  return text;
}

const ListFormatRow* find_list_format(std::string_view name) { return find_named(list_rows, name); }

void sort_items(ListItems& items) {
  std::stable_sort(items.begin(), items.end(),
                   [](const ListItem& a, const ListItem& b) { return order(a) < order(b); });
}

ListItems unique_items(ListItems items) {
  const auto identity = [](const ListItem& item) {
    return std::tie(item.source, item.target, item.decision);
  };
  std::stable_sort(items.begin(), items.end(),
                   [&](const ListItem& a, const ListItem& b) { return identity(a) < identity(b); });
  ListItems unique;
  for (ListItem& item : items) {
    if (!unique.empty() && identity(unique.back()) == identity(item)) {
      ++unique.back().count;
    } else {
      unique.push_back(std::move(item));
    }
  }
  return unique;
}

std::vector<std::string_view> column_names(Places places) {
  if (places == Places::counted) return {"source", "target", "rule", "decision", "version", "count"};
  return {"source", "target", "rule", "decision", "class", "version", "where", "object"};
}

std::vector<std::string> columns_of(const ListItem& item, Places places) {
  const std::string& version = item.digest.empty() ? item.tag : item.digest;
  if (places == Places::counted) {
    return {
        item.source, item.target, item.rule, std::string(item.decision), version, std::to_string(item.count)};
  }
  const Resource& resource = item.resource;
  std::string object = resource.name_space.empty() ? "" : resource.name_space + "/";
  object += resource.kind;
  if (!resource.name.empty()) object += "/" + resource.name;
  return {item.source,
          item.target,
          item.rule,
          std::string(item.decision),
          std::string(item.location_class),
          version,
          item.file + ":" + std::to_string(item.position.line),
          object};
}

}  // namespace ecrify::report
