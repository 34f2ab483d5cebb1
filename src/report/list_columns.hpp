// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ecrify/report/list.hpp"

// The columns of the tabular formats of `list`, and one function a format.
namespace ecrify::report {

[[nodiscard]] std::vector<std::string_view> column_names(Places places);
// Raw text, in the order of the names.
[[nodiscard]] std::vector<std::string> columns_of(const ListItem& item, Places places);

[[nodiscard]] std::string list_table(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_json(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_jsonl(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_csv(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_markdown(const ListItems& items, const ListView& view);
[[nodiscard]] std::string list_html(const ListItems& items, const ListView& view);

}  // namespace ecrify::report
