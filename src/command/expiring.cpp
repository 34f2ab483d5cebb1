// SPDX-License-Identifier: Apache-2.0
#include "expiring.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "ecrify/findings/catalogue.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::command {
namespace {

// The name of the repository in the registry, "ghcr/org/app"; empty where the image is in no cache.
std::string repository_of(const Ruling& ruling) {
  const RulingWords& words = *ruling.words;
  if (ruling.outcome == Outcome::rewrite) {
    // Without a registry the rule says it all.
    if (words.target.empty() && ruling.rule != nullptr && ruling.rule->kind == rules::RuleKind::prefix) {
      const reference::NormalizeResult read =
          reference::normalize(reference::mask_placeholders(words.reference));
      const std::size_t slash = ruling.rule->from.find('/');
      const std::string covered = slash == std::string::npos ? "" : ruling.rule->from.substr(slash + 1);
      std::string path = read.value.path.substr(std::min(covered.size(), read.value.path.size()));
      if (path.starts_with('/')) path.erase(0, 1);
      return ruling.rule->to.empty() ? path : ruling.rule->to + "/" + path;
    }
    return reference::normalize(reference::mask_placeholders(words.target)).value.path;
  }
  if (ruling.verdict != rules::Verdict::already) return "";
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(words.reference));
  return rules::looks_like_ecr_host(read.value.registry) ? read.value.path : "";
}

Finding finding_at(const Ruling& ruling, FindingId id, std::string message, std::string help) {
  Finding finding;
  finding.id = id;
  finding.severity = findings::row_of(id).severity;
  finding.document = ruling.document;
  finding.span = ruling.span;
  finding.message = std::move(message);
  finding.help = std::move(help);
  finding.resource = ruling.words->resource;
  finding.path = ruling.words->path;
  finding.reference = ruling.words->reference + ruling.words->version;
  finding.location_class = locate::row_of(ruling.cls).name;
  return finding;
}

}  // namespace

std::vector<Finding> expiring_images(const run::Source& source, const aws::CacheRules& cache,
                                     const aws::Owner& own) {
  std::vector<Finding> found;
  for (const Ruling& ruling : source.examined.rulings) {
    if (ruling.words == nullptr || ruling.suppressed || ruling.foreign ||
        ruling.subject != Subject::reference)
      continue;
    if (ruling.finding == FindingId::result_not_legal) {
      found.push_back(
          finding_at(ruling, FindingId::result_not_legal, ruling.words->message, ruling.words->help));
      continue;
    }
    const bool by_digest = (ruling.words->reference + ruling.words->version).find('@') != std::string::npos;
    const std::string repository = by_digest ? repository_of(ruling) : "";
    if (repository.empty()) continue;
    for (const aws::Expiry& expiry : aws::expiries_of(cache, own, repository)) {
      found.push_back(finding_at(ruling, FindingId::digest_expires,
                                 "pinned by digest, and the lifecycle policy of " + expiry.place.address +
                                     " (" + expiry.place.file + ") expires " + expiry.reason,
                                 "an expired image comes back by its tag only: keep " + repository +
                                     " out of the policy, or pin by tags that never move"));
    }
  }
  sort_by_position(found);
  return found;
}

}  // namespace ecrify::command
