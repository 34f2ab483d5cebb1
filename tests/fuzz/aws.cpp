// SPDX-License-Identifier: Apache-2.0
// Importers: any bytes are an input or a failure that says why, and shows nothing of them; what comes of an
// input is a configuration that is read back, and findings that name a file.
#include "ecrify/aws/import.hpp"
#include "ecrify/aws/read.hpp"
#include "ecrify/aws/verify.hpp"
#include "ecrify/config/text.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {

void aws(std::string_view bytes) {
  ecrify::aws::InputReader reader;
  const Status status = reader.add("input", bytes, ecrify::aws::InputReader::Source::named);
  if (!status.ok()) {
    const Failure& failure = status.failure();
    require(!failure.message.empty() && failure.file == "input", "a failure says why, and of which file");
    require(failure.offset == no_offset || failure.offset <= bytes.size(), "it is about a place in the file");
    require(bytes.find("hunter2") == std::string_view::npos ||
                failure.message.find("hunter2") == std::string::npos,
            "it shows no text");
  }
  const ecrify::aws::CacheRules cache = std::move(reader).finish();
  const auto import = ecrify::aws::import_rules(cache, {});
  require(import.ok() || !import.failure().message.empty(), "no import without a reason");
  if (import.ok()) {
    const std::string text = config::config_text(import->config);
    const auto read = config::load_config(SourceText(".ecrify.yaml", text));
    require(read.ok(), read.ok() ? "" : read.failure().message, text);
    require(rules::RuleSet::build(read->rules, "").ok(), "rules that fit together", text);
  }
  const std::vector<rules::Rule> rules = {rules::default_rule()};
  for (const auto& finding : ecrify::aws::verify(cache, rules, {ecrify::aws::Owner{}})) {
    require(!finding.file.empty() && !finding.finding.message.empty(),
            "a finding says what is wrong, and where");
  }
}

}  // namespace ecrify::fuzz
