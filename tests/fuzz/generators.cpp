// SPDX-License-Identifier: Apache-2.0
// What generators read: a configuration, and behind a line `== images` one reference a line. Each output is
// of its language, whatever the rules say: two documents of YAML with the policy's names, JSON, strings that
// end on their line.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "../support/rewriting.hpp"
#include "ecrify/aws/needed.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/generate/admission_policy.hpp"
#include "ecrify/generate/images.hpp"
#include "ecrify/generate/outputs.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"
#include "ecrify/suppress/directive.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

constexpr std::string_view images_line = "\n== images\n";

void check_characters(const std::string& text) {
  const auto found = manifest::screen(text, manifest::TextStart::of_stream);
  require(!found || found->reason == manifest::Refusal::noncharacter, "no control characters, and UTF-8",
          text);
}

// Strings in these quotes end on their line, outside of comments; `\` escapes in double quotes.
void check_strings(const std::string& text, char quote) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!inside && text[i] == '#' && (i == 0 || text[i - 1] == '\n'))
      i = std::min(text.find('\n', i), text.size() - 1);
    require(!inside || text[i] != '\n', "a string ends on its line", text);
    if (inside && quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      inside = !inside;
    }
  }
}

std::size_t documents_of(const std::string& text) {
  std::size_t count = 0;
  manifest::Slicer slicer(text);
  for (std::size_t at = 0; at < text.size(); ++count) {
    const Span slice = slicer.containing(at);
    manifest::Tape tape;
    const Status read =
        manifest::read_with_yaml_cpp(std::string_view(text).substr(slice.begin, slice.size()), tape);
    require(read.ok(), "it is YAML", text);
    at = slice.end;
  }
  return count;
}

generate::PolicyRequest request_of(const config::Config& config, generate::PolicyMode mode) {
  generate::PolicyRequest request;
  request.mode = mode;
  request.refuses_digests = config.digest_first_pull == config::DigestFirstPull::error;
  for (const config::IgnoreSetting& ignore : config.ignore) {
    if (!ignore.name.empty() || !ignore.name_space.empty())
      request.ignored.push_back({ignore.name, ignore.name_space});
    if (ignore.path) request.left_out.push_back("the path " + ignore.path->value);
  }
  for (const findings::CatalogueRow& row : findings::catalogue())
    if (row.is_suppressible()) request.suppressible.emplace_back(row.name);
  return request;
}

void check_policies(const config::Config& config, const rules::RuleSet& rules, std::string_view bytes) {
  using generate::PolicyMode;
  for (const PolicyMode mode : {PolicyMode::deny, PolicyMode::mutate}) {
    const Result<std::string> policy = generate::admission_policy(rules, request_of(config, mode));
    if (!policy.ok()) {
      require_reason(policy.failure(), bytes);
      continue;
    }
    check_characters(*policy);
    require(documents_of(*policy) == 2, "a policy and its binding", *policy);
  }
}

void check_rules(const rules::RuleSet& rules, std::string_view bytes) {
  const std::string renovate = generate::renovate(std::array{rules});
  require(nlohmann::json::accept(renovate), "it is JSON", renovate);
  const Result<std::string> conf = generate::registries_conf(rules);
  if (conf.ok()) {
    check_characters(*conf);
    check_strings(*conf, '"');
  } else {
    require_reason(conf.failure(), bytes);
  }
  const aws::NeededCacheRules needed = aws::needed_cache_rules(rules.rules());
  for (const Failure& failure : needed.refusals) require_reason(failure, bytes);
  if (needed.rules.empty()) return;
  const std::string terraform =
      generate::terraform(needed.rules, {"123456789012", "eu-west-1", bytes.size() % 2 == 0});
  check_characters(terraform);
  check_strings(terraform, '"');
}

void check_images(const rules::RuleSet& rules, std::string_view references) {
  std::vector<generate::PulledImage> images;
  while (!references.empty()) {
    const std::size_t end = std::min(references.find('\n'), references.size());
    const std::string_view reference = references.substr(0, end);
    references.remove_prefix(std::min(end + 1, references.size()));
    const rules::Decision decision = rules.decide(reference, rules::ShortNames::count);
    if (decision.verdict != rules::Verdict::rewrite) continue;
    const rules::Decision back = rules.decide_reverse(decision.text, rules::ReverseScope::configured_target);
    if (auto image = generate::pulled_image(back.text, decision.text)) images.push_back(*std::move(image));
  }
  for (const auto forms : {generate::prewarm_forms(), generate::mirror_forms()}) {
    for (const generate::ImagesForm& form : forms) {
      const Result<std::string> text = form.write(images);
      if (!text.ok()) {
        require_reason(text.failure(), {});
        continue;
      }
      check_characters(*text);
      if (form.name == "regsync") require(documents_of(*text) == 1, "one document", *text);
    }
  }
}

}  // namespace

void generators(std::string_view bytes) {
  const std::size_t end = std::min(bytes.find(images_line), bytes.size());
  const Result<config::Config> config = config::load_config(SourceText(".ecrify.yaml", bytes.substr(0, end)));
  if (!config.ok()) return require_reason(config.failure(), bytes);
  const std::string host = config->host.value_or(std::string(test::registry));
  const Result<rules::RuleSet> rules = rules::RuleSet::build(rules::merge(config->rules, {}), host);
  if (!rules.ok()) return require_reason(rules.failure(), bytes);
  check_policies(*config, *rules, bytes);
  check_rules(*rules, bytes);
  check_images(*rules, bytes.substr(std::min(end + images_line.size(), bytes.size())));
}

}  // namespace ecrify::fuzz
