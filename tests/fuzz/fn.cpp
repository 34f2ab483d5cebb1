// SPDX-License-Identifier: Apache-2.0
// A ResourceList as a KRM function gets it: any bytes are one or a failure that says where; what is given
// back has the same items with nothing but references rewritten, and its own results and what was said behind
// them; a second function finds nothing to do.
#include <optional>

#include "../support/rewriting.hpp"
#include "ecrify/krm/function_config.hpp"
#include "ecrify/krm/resource_list.hpp"
#include "ecrify/krm/results.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

// The rules that the list brings, or the usual ones; nothing where they don't fit together.
std::optional<rules::RuleSet> rules_of(const krm::ResourceList& list, std::string_view bytes) {
  const Result<krm::FunctionConfig> config = krm::function_config(list);
  if (!config.ok()) {
    require_reason(config.failure(), bytes);
    return std::nullopt;
  }
  if (!config->config) return test::default_rules();
  const std::string host(config->config->host.value_or(std::string(test::registry)));
  Result<rules::RuleSet> set = rules::RuleSet::build(rules::merge(config->config->rules, {}), host);
  if (set.ok()) return std::move(set).value();
  require_reason(set.failure(), bytes);
  return std::nullopt;
}

void check_items(const krm::ResourceList& list, std::string_view bytes) {
  for (const krm::Item& item : list.items()) {
    const std::size_t begin = list.base() + list.document().tape()[item.node].begin;
    require(begin < bytes.size(), "an item stands in the list");
    require(list.item_at(begin) != nullptr, "an item is found by its first byte");
  }
}

// Nothing where there is no room for what is said.
std::optional<std::string> given_back(const krm::ResourceList& list, const Examination& out) {
  const std::string_view bytes = list.text().bytes();
  std::vector<krm::FunctionResult> said;
  for (const Finding& finding : out.findings) said.push_back({&finding, "info", finding.message});
  Result<std::vector<Edit>> results = krm::add_results(list, said);
  if (!results.ok()) {
    require_reason(results.failure(), bytes);
    return std::nullopt;
  }
  std::vector<Edit> edits = out.edits;
  edits.insert(edits.end(), results->begin(), results->end());
  const auto sorted = splice::sorted(std::move(edits), bytes.size());
  require(sorted.ok(), "results and references are apart");
  std::string edited = splice::apply(bytes, *sorted);
  const Status proven = krm::prove_results(list, edited, said);
  require(proven.ok(), proven.ok() ? "" : proven.failure().message, edited);
  return edited;
}

}  // namespace

void fn(std::string_view bytes) {
  const SourceText text("list", bytes);
  const Result<krm::ResourceList> list = krm::ResourceList::read(text);
  const krm::ListForm form = krm::list_form(bytes);
  require(list.ok() || form == krm::ListForm::none, "other commands know the same lists");
  if (!list.ok()) return require_reason(list.failure(), bytes);
  check_items(*list, bytes);
  const std::optional<rules::RuleSet> rules = rules_of(*list, bytes);
  if (!rules) return;
  const rules::Mapping mapping(*rules);
  const Examiner examiner(test::settings_of(mapping));
  const Examination out = examiner.examine(text, locate::Role::object);
  for (const Finding& finding : out.findings)
    require(finding.id != FindingId::proof_failed, "no edit that is thought right is found to be wrong",
            finding.message);
  if (out.refused) return;
  const std::optional<std::string> edited = given_back(*list, out);
  if (!edited) return;
  const SourceText after("list", *edited);
  const Result<krm::ResourceList> again = krm::ResourceList::read(after);
  require(again.ok(), "what is given back is a list", *edited);
  require(again->items().size() == list->items().size(), "of as many items", *edited);
  const Examination second = examiner.examine(after, locate::Role::object);
  require(!second.refused && second.edits.empty(), "a second function has nothing to do", *edited);
}

}  // namespace ecrify::fuzz
