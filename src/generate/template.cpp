// SPDX-License-Identifier: Apache-2.0
#include "template.hpp"

#include <stdexcept>

#include "ecrify/base/text.hpp"

namespace ecrify::generate {

std::string render(std::string_view name, const mustache::data& data, Escape escape) {
  const TemplateRow* const row = find_named(template_rows(), name);
  if (row == nullptr) throw std::logic_error("no template " + std::string(name));
  mustache::mustache parsed{std::string(row->text)};
  parsed.set_custom_escape([escape](const std::string& text) { return escape(text); });
  std::string text = parsed.render(data);
  if (!parsed.is_valid())
    throw std::logic_error("template " + std::string(name) + ": " + parsed.error_message());
  return text;
}

}  // namespace ecrify::generate
