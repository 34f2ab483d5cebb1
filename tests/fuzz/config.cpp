// SPDX-License-Identifier: Apache-2.0
// Configuration files and flags: any bytes are a configuration or a failure that says where, and what was
// read is written and read again to the same.
#include "ecrify/config/config.hpp"

#include "ecrify/config/text.hpp"
#include "ecrify/rules/rules.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {

void config(std::string_view bytes) {
  const auto read = config::load_config(SourceText(".ecrify.yaml", bytes));
  if (!read.ok()) {
    require_reason(read.failure(), bytes);
  } else {
    const std::string text = config::config_text(*read);
    const auto again = config::load_config(SourceText(".ecrify.yaml", text));
    require(again.ok(), again.ok() ? "" : again.failure().message, text);
    // Comments say where rules were written, which is elsewhere now.
    const auto without_comments = [](std::string written) {
      for (std::size_t at = 0; (at = written.find("  # ", at)) != std::string::npos;)
        written.erase(at, written.find('\n', at) - at);
      return written;
    };
    require(without_comments(config::config_text(*again)) == without_comments(text),
            "what is written is what was read", text);
    const auto set = rules::RuleSet::build(rules::merge(read->rules, {}), read->host.value_or(""));
    if (!set.ok()) require_reason(set.failure(), bytes);
  }
  for (const auto& rule : {rules::parse_rule_flag(bytes), rules::parse_keep_flag(bytes)}) {
    if (!rule.ok()) require_reason(rule.failure(), bytes);
  }
}

}  // namespace ecrify::fuzz
