// SPDX-License-Identifier: Apache-2.0
#include "template.hpp"

#include <algorithm>
#include <stdexcept>

namespace ecrify::generate {

std::string render(std::string_view name, const mustache::data& data, Escape escape) {
  const auto rows = template_rows();
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const TemplateRow& one) { return one.name == name; });
  if (row == rows.end()) throw std::logic_error("no template " + std::string(name));
  mustache::mustache parsed{std::string(row->text)};
  parsed.set_custom_escape([escape](const std::string& text) { return escape(text); });
  std::string text = parsed.render(data);
  if (!parsed.is_valid())
    throw std::logic_error("template " + std::string(name) + ": " + parsed.error_message());
  return text;
}

}  // namespace ecrify::generate
