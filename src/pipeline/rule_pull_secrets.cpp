// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>
#include <vector>

#include "pull_secrets.hpp"
#include "steps.hpp"
#include "wording.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;
using rules::Verdict;

namespace {

Ruling ruling_of(const DocumentContext& context, const NeedlessSecret& secret, bool may_drop) {
  Ruling ruling;
  ruling.subject = Subject::pull_secret;
  ruling.scalar = secret.leaf;
  ruling.document = context.index;
  ruling.cls = locate::LocationClass::ignored;
  ruling.why = "a pull secret that its pod spec does not need any more";
  const manifest::DecodedText decoded = manifest::decode(context.text(), context.tape()[secret.leaf]);
  ruling.span = decoded.source({0, decoded.value().size()});
  ruling.finding = FindingId::pull_secret_left;
  ruling.outcome = secret.dropped && may_drop ? Outcome::rewrite : Outcome::note;
  // A wish that can't be fulfilled is said without -v.
  const bool is_left = secret.asked && ruling.outcome == Outcome::note;
  ruling.severity = is_left ? Severity::warning : Severity::note;
  if (is_left) ruling.outcome = Outcome::warn;
  if (ruling.outcome == Outcome::rewrite || !wants_words(context.common, ruling)) return ruling;
  if (context.document.paths_to(secret.leaf).paths.empty())
    return ruling;  // too many aliases: counted, at least
  add_place_words(context, nullptr, ruling);
  ruling.words->message =
      "all images of this pod spec come out of the cache: it does not need the pull secret " + secret.name;
  ruling.words->help = secret.asked ? "it stands where ecrify can't remove it: remove it by hand"
                                    : "remove it with --drop-pull-secret " + secret.name;
  return ruling;
}

}  // namespace

void rule_pull_secrets(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts) {
  const PullSecrets& names = context.common.settings.pull_secrets;
  Rulings& rulings = context.memory.rulings;
  const bool known = !(names.known.empty() && names.dropped.empty());
  const auto is_refused = [](const Ruling& ruling) { return ruling.outcome == Outcome::refuse; };
  if (!known || !context.mapping.is_forward() || std::any_of(rulings.begin(), rulings.end(), is_refused))
    return;
  std::vector<NodeIndex> rewritten;
  for (const Ruling& ruling : rulings) {
    if (ruling.outcome == Outcome::rewrite && !ruling.nested) rewritten.push_back(ruling.scalar);
  }
  std::sort(rewritten.begin(), rewritten.end());
  const auto is_cached = [&](NodeIndex image) {
    if (std::binary_search(rewritten.begin(), rewritten.end(), image)) return true;
    return context.mapping.decide(context.document.scalar(image), rules::ShortNames::count).verdict ==
           Verdict::already;
  };
  const auto is_kept = [&](NodeIndex secret) {
    return suppressions.take(secret, no_node, FindingId::pull_secret_left, counts);
  };
  NeedlessSecrets needless = needless_secrets(context.document, names, is_cached, is_kept);
  if (needless.secrets.empty()) return;
  const auto first = context.document.paths_to(needless.secrets.front().leaf).paths;
  if (first.empty()) return;
  const Resource& resource = locate::resource_of(context.document, first.front());
  if (locate::ignored_by_user(context.common.settings.ignored, resource) != nullptr) return;
  const bool may_drop = context.nesting == 0;  // lines of a text in a text can't be taken out of both
  const std::size_t begin = rulings.size();
  for (const NeedlessSecret& secret : needless.secrets)
    rulings.push_back(ruling_of(context, secret, may_drop));
  if (!may_drop || needless.edits.empty()) return;
  const auto dropped = std::find_if(rulings.begin() + static_cast<std::ptrdiff_t>(begin), rulings.end(),
                                    [](const Ruling& ruling) { return ruling.outcome == Outcome::rewrite; });
  for (Edit& edit : needless.edits)
    dropped->related.push_back({no_node, {}, edit.span, std::move(edit.text)});
  context.memory.changes.removed = std::move(needless.removed);
}

}  // namespace ecrify
