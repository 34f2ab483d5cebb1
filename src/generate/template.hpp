// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kainjow/mustache.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// The texts of the outputs: Mustache templates, which are the files in templates/, embedded at build time.
namespace ecrify::generate {

namespace mustache = kainjow::mustache;

struct TemplateRow {
  std::string_view name;  // "renovate" of templates/renovate.mustache
  std::string_view text;
};
[[nodiscard]] std::span<const TemplateRow> template_rows();

// The escape for every value in a template; see escape.hpp, one function a language.
using Escape = std::string (*)(std::string_view text);

// The template of that name with these data. Each value passes through `escape`: templates have no `{{{` and
// no `{{&`. Precondition: there is a template of that name.
[[nodiscard]] std::string render(std::string_view name, const mustache::data& data, Escape escape);

// Data with one list.
[[nodiscard]] inline mustache::data named_list(const std::string& key, mustache::list list) {
  return {key, mustache::data(std::move(list))};
}

}  // namespace ecrify::generate
