// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/ascii.hpp"
#include "ecrify/baseline/baseline.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/reference/reference.hpp"
#include "json_text.hpp"

namespace ecrify::baseline {
namespace {

// `containers[3].image` → `containers[].image`; what stands in quotes is a key and stays.
std::string without_item_numbers(std::string_view path) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    out += c;
    if (quoted && c == '\\' && i + 1 < path.size()) {
      out += path[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '[') {
      while (i + 1 < path.size() && is_digit(path[i + 1])) ++i;
    }
  }
  return out;
}

}  // namespace

Identity identity_of(const Finding& finding, std::string_view file) {
  Identity identity;
  identity.file = in_json(file);
  identity.kind = in_json(finding.resource.kind);
  identity.name_space = in_json(finding.resource.name_space);
  identity.name = in_json(finding.resource.name);
  identity.path = in_json(without_item_numbers(finding.path));
  identity.reference = in_json(reference::without_tag(finding.reference));
  identity.id = findings::name_of(finding.id);
  return identity;
}

bool can_be_accepted(const Finding& finding) {
  return finding.severity != Severity::note && findings::row_of(finding.id).is_acceptable();
}

}  // namespace ecrify::baseline
