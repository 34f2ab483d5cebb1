// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "ecrify/base/base64.hpp"
#include "ecrify/base/text.hpp"
#include "rule.hpp"
#include "steps.hpp"
#include "wording.hpp"

namespace ecrify {

using locate::Action;
using locate::Location;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

// An edit would have to be made in the base64, where nobody could review it.
void rule_secret(const DocumentContext& context, const ScalarPlace& scalar) {
  const std::string_view name = scalar.path.back().key;
  const auto ends_in = [name](std::string_view end) { return name.ends_with(end); };
  const locate::NamedEntries* const entries = context.locate_context().entries;
  const locate::EntryUse* const use =
      entries == nullptr
          ? nullptr
          : entries->find("Secret", locate::resource_of(context.document, scalar.path).name, name);
  const bool is_values = use != nullptr && use->as == locate::EntryUse::As::values;
  if (!ends_in(".yaml") && !ends_in(".yml") && !ends_in(".json") && !is_values) return;
  const auto text = decode_base64(scalar.decoded.value());
  if (!text) return;
  std::vector<Span> named = locate::as_prose({}, *text, context.mapping).parts;
  for (const locate::Mention& mention : locate::find_mentions(*text, context.mapping)) {
    const bool is_one_value = is_values && !use->name.empty();
    if (is_one_value || (mention.has_repository && mention.scheme == "oci")) named.push_back(mention.span);
  }
  if (named.empty()) return;
  Ruling ruling =
      rule_left(context, scalar.leaf, &scalar.path, locate::LocationClass::embedded, "a document in base64");
  ruling.part = {0, scalar.decoded.value().find_last_not_of("\r\n") + 1};
  ruling.span = scalar.decoded.source(ruling.part);
  ruling.outcome = Outcome::warn;
  ruling.finding = FindingId::secret_data;
  ruling.severity = Severity::warning;
  if (ruling.words == nullptr) add_place_words(context, &scalar.path, ruling);
  RulingWords& words = *ruling.words;
  words.reference = text->substr(named.front().begin, named.front().size());
  words.message = "a document in base64 names " + words.reference + ", and is left alone";
  words.help = "rewrite the document before it goes into the Secret";
  const rules::Decision decision = context.mapping.decide(words.reference, rules::ShortNames::ignore);
  ruling.verdict = decision.verdict;
  ruling.rule = decision.rule;
  words.target = decision.text;
  words.reason = decision.reason;
  context.memory.rulings.push_back(std::move(ruling));
}

// No rule maps it, but a finding may be about it: `${REGISTRY}/app` may be ours.
void rule_placeholder(const DocumentContext& context, const ScalarPlace& scalar, Examination& out) {
  const Location location = locate_scalar(context, scalar);
  const Action action = context.common.action_of(location);
  if (action == Action::enter) {
    Rulings& rulings = context.memory.rulings;
    const std::size_t before = rulings.size();
    rule_scalar(context, scalar.leaf, out);
    const bool is_text = rulings.size() == before + 1 && !rulings.back().nested && !rulings.back().finding;
    if (is_text) rulings.pop_back();  // no document, and it names no registry
    return;
  }
  const bool is_short_name = action == Action::warn && location.short_names == rules::ShortNames::count;
  if (action != Action::rewrite && !is_short_name && !location.near) return;
  for (const MappedReference& reference : references_at(context, scalar, location)) {
    Ruling ruling = rule_on(context, scalar, location, reference);
    if (ruling.finding) context.memory.rulings.push_back(std::move(ruling));
  }
}

}  // namespace

void rule_hints(const DocumentContext& context, Examination& out) {
  std::vector<NodeIndex>& hinted = context.memory.hinted;
  const std::vector<NodeIndex>& known = context.memory.leaves;
  const locate::Document& document = context.document;
  for (NodeIndex& leaf : hinted) {
    if (context.tape().is_key(leaf)) leaf = document.resolved(context.tape()[leaf].next);
  }
  sort_unique(hinted);
  for (const NodeIndex leaf : hinted) {
    if (leaf == no_node || context.tape()[leaf].kind != NodeKind::scalar || document.is_null(leaf)) continue;
    const manifest::DecodedText decoded = manifest::decode(context.text(), context.tape()[leaf]);
    const auto paths = document.paths_to(leaf).paths;
    if (decoded.value().empty() || paths.empty()) continue;
    const bool is_secret = locate::is_secret_data(document, paths.front());
    if (!is_secret && std::binary_search(known.begin(), known.end(), leaf)) continue;
    const Resource& resource = locate::resource_of(document, paths.front());
    if (locate::ignored_by_user(context.common.settings.ignored, resource) != nullptr) continue;
    const ScalarPlace scalar{leaf, decoded, paths.front()};
    if (is_secret) {
      rule_secret(context, scalar);
    } else {
      rule_placeholder(context, scalar, out);
    }
  }
}

}  // namespace ecrify
