// SPDX-License-Identifier: Apache-2.0
// What is only worth a warning, and stands where no mapped registry is named.
#include <algorithm>
#include <string>
#include <utility>

#include "document_flow.hpp"
#include "ecrify/base/base64.hpp"

namespace ecrify {

using locate::Action;
using locate::Location;
using locate::LocationClass;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Verdict;

void DocumentFlow::look_at_hints(const locate::Document& document, const std::vector<NodeIndex>& known) {
  std::sort(hinted_.begin(), hinted_.end());
  hinted_.erase(std::unique(hinted_.begin(), hinted_.end()), hinted_.end());
  for (NodeIndex leaf : hinted_) {
    if (document.tape().is_key(leaf)) leaf = document.resolved(document.tape()[leaf].next);
    if (leaf == no_node || document.tape()[leaf].kind != NodeKind::scalar) continue;
    const manifest::Decoded decoded = manifest::decode(text_, document.tape()[leaf]);
    const auto [paths, complete] = document.paths_to(leaf);
    if (decoded.value().empty() || paths.empty()) continue;
    const bool is_secret = locate::is_secret_data(document, paths.front());
    if (!is_secret && std::binary_search(known.begin(), known.end(), leaf)) continue;
    if (nullptr != locate::ignored_by_user(flow_.settings.ignored, locate::resource_of(document, paths.front()))) continue;
    const Location location = locate::classify({where_.role, &flow_.mapping}, document, paths.front(), decoded.value());
    const Scalar scalar{document, leaf, decoded, paths.front()};
    chains_.clear();
    for (const locate::FieldPath& path : paths) chains_.push_back(chain_of(path, leaf));
    if (is_secret) {
      look_at_secret(scalar);
    } else if (action_of(location) == Action::rewrite) {
      // No rule maps it; but there may be a word to say.
      for (const Planned& planned : plan(scalar, location)) {
        // `image: $(params.image)` is somebody else's business; `${REGISTRY}/app` may well be ours.
        const bool any_image = planned.decision.verdict == Verdict::unresolved && planned.reference.find('/') == std::string::npos;
        if (!any_image) may_edit(scalar, location, planned);
      }
    }
  }
}

// An edit would have to be made in the base64, where nobody could review it.
void DocumentFlow::look_at_secret(const Scalar& scalar) {
  const std::string_view name = scalar.path.back().key;
  const auto ends_in = [name](std::string_view end) { return name.ends_with(end); };
  if (!ends_in(".yaml") && !ends_in(".yml") && !ends_in(".json")) return;
  const auto text = decode_base64(scalar.decoded.value());
  if (!text) return;
  const std::vector<locate::Mention> mentions = locate::find_mentions(*text, flow_.mapping);
  const auto named = std::find_if(mentions.begin(), mentions.end(), [](const locate::Mention& mention) {
    return mention.has_repository && (mention.scheme.empty() || mention.scheme == "oci");
  });
  if (named == mentions.end()) return;
  ++out_.counts.ignored;
  Planned planned;
  planned.part = {0, scalar.decoded.value().find_last_not_of("\r\n") + 1};
  planned.reference = text->substr(named->span.begin, named->span.size());
  planned.decision = flow_.mapping.decide(planned.reference, rules::ShortNames::ignore);
  if (flow_.settings.occurrences == Occurrences::collect) {
    Location location;
    location.cls = LocationClass::embedded;
    note_occurrence(scalar.decoded.source(planned.part), location, in_base64, &scalar, &planned);
    out_.occurrences.back().action = Action::warn;  // even where those in prose are rewritten
  }
  report(finding_at(scalar, planned), FindingId::secret_data, Severity::warning,
         "a document in base64 names " + planned.reference + ", and is left alone",
         "rewrite the document before it goes into the Secret");
}

}  // namespace ecrify
