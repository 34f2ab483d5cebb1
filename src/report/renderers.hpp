// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/report/formats.hpp"
#include "ecrify/report/list.hpp"

// The functions of the formats, one each; formats.cpp and list.cpp have the tables.
namespace ecrify::report {

[[nodiscard]] std::string render_full(const Report& report, write::Color color);
[[nodiscard]] std::string render_concise(const Report& report, write::Color color);
[[nodiscard]] std::string render_json(const Report& report, write::Color color);
[[nodiscard]] std::string render_jsonl(const Report& report, write::Color color);
[[nodiscard]] std::string render_github(const Report& report, write::Color color);
[[nodiscard]] std::string render_gitlab(const Report& report, write::Color color);
[[nodiscard]] std::string render_sarif(const Report& report, write::Color color);
[[nodiscard]] std::string render_junit(const Report& report, write::Color color);
[[nodiscard]] std::string render_checkstyle(const Report& report, write::Color color);
[[nodiscard]] std::string render_rdjson(const Report& report, write::Color color);
[[nodiscard]] std::string render_markdown(const Report& report, write::Color color);

// The columns of the tabular formats of `list`.
[[nodiscard]] std::vector<std::string_view> column_names(Places places);
// Raw text, in the order of the names.
[[nodiscard]] std::vector<std::string> columns_of(const ListItem& item, Places places);

[[nodiscard]] std::string list_table(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_json(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_jsonl(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_csv(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_markdown(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_html(const ListItems& items, const ListView& view);

// The parts of the page that are files in src/report/page.
extern const std::string_view page_style;
extern const std::string_view page_script;
extern const std::string_view page_script_digest;  // as a Content-Security-Policy names it

}  // namespace ecrify::report
