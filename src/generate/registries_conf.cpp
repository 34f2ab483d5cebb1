// SPDX-License-Identifier: Apache-2.0
#include "ecrify/generate/outputs.hpp"
#include "ecrify/reference/reference.hpp"
#include "escape.hpp"
#include "mapping_rows.hpp"
#include "template.hpp"

namespace ecrify::generate {

Result<std::string> registries_conf(const rules::RuleSet& rules) {
  mustache::list list;
  for (const MappingRow& row : whole_mapping(rules)) {
    if (reference::mask_placeholders(row.to).any()) {
      return problem("a registries.conf needs the registry as it is, and " + row.to + " holds a placeholder",
                     "name it with --account and --region, or --registry");
    }
    mustache::data one;
    one.set("prefix", row.from);
    one.set("location", row.to);
    list.push_back(std::move(one));
  }
  return render("registries_conf", named_list("rows", std::move(list)), toml_text);
}

}  // namespace ecrify::generate
