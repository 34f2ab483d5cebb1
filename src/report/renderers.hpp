// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/report/formats.hpp"

// The functions of the formats, one each; formats.cpp has the table.
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

}  // namespace ecrify::report
