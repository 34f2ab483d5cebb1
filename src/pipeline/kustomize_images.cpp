// SPDX-License-Identifier: Apache-2.0
// Images transformers in a document: what the kustomize stage plans for them, taken into the document's edits.
#include <algorithm>
#include <utility>

#include "document_flow.hpp"
#include "ecrify/kustomize/edit.hpp"
#include "ecrify/kustomize/entry.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;

namespace {

// The document's object, and the items of a List.
std::vector<NodeIndex> objects_of(const locate::Document& document) {
  std::vector<NodeIndex> objects{0};
  const manifest::Tape& tape = document.tape();
  const NodeIndex items = document.text_of(0, "kind").ends_with("List") ? document.value(0, "items") : no_node;
  if (items == no_node || tape[items].kind != manifest::NodeKind::sequence) return objects;
  for (NodeIndex item = items + 1; item < tape[items].next; item = tape[item].next) objects.push_back(item);
  return objects;
}

}  // namespace

// What is edited here, or told of, is taken out of `leaves`: nothing else may look at it.
void DocumentFlow::edit_kustomize_images(const locate::Document& document, std::vector<NodeIndex>& leaves) {
  const Settings& settings = flow_.settings;
  static const std::vector<kustomize::EntryFate> unknown;
  const bool by_name = where_.role == locate::Role::kustomization;
  const std::string_view path = settings.tree_path.empty() && by_name ? "kustomization.yaml" : std::string_view(settings.tree_path);
  const bool is_list = document.fields(0).kind.ends_with("List");
  if (!is_list && kustomize::form_of(document, 0, path) == kustomize::Form::none) return;
  // Lists have as many objects as leaves, so each object only looks at what is its own.
  std::vector<bool> taken(leaves.size());
  for (const NodeIndex object : objects_of(document)) {
    const kustomize::Form form = kustomize::form_of(document, object, path);
    if (form == kustomize::Form::none) continue;
    const auto is_left_alone = [&](const kustomize::Entry& entry) {
      chains_.clear();
      const NodeIndex name = document.resolved(entry.name.found() ? entry.name.value : entry.node);
      for (const locate::FieldPath& entry_path : document.paths_to(name).paths) {
        chains_.push_back(chain_of(entry_path, name));
        if (const NodeIndex other = document.resolved(entry.new_name.value); suppressions_ && other != no_node) {
          suppressions_->find(entry_path, other, chains_.back());
        }
      }
      return suppresses(FindingId::unmapped_image);
    };
    if (object == 0 && locate::ignored_by_user(settings.ignored, locate::resource_of(document, {})) != nullptr) continue;
    const auto& fates = settings.plan != nullptr ? settings.plan->fates(settings.tree_path) : unknown;
    kustomize::ObjectEdits found =
        kustomize::edit_object(document, object, form, object == 0 ? fates : unknown,
                               [this](std::string_view text, rules::ShortNames short_names) {
                                 return flow_.mapping.decide(text, short_names);
                               },
                               suppressions_ || !around_.empty() ? kustomize::IsLeftAlone(is_left_alone) : nullptr);
    chains_ = {around_};
    note_pinned_entries(document, kustomize::entries_of(document, object, form), found);
    std::vector<NodeIndex> written;
    written.reserve(found.intended.size());
    for (const manifest::Intended& intended : found.intended) written.push_back(intended.node);
    std::move(found.edits.begin(), found.edits.end(), std::back_inserter(edits_));
    std::move(found.intended.begin(), found.intended.end(), std::back_inserter(intended_));
    std::move(found.added.begin(), found.added.end(), std::back_inserter(added_));
    for (const NodeIndex scalar : found.left_alone) leave_alone(document.tape()[scalar].span(), LeftAloneBy::suppression, "");
    const Told& told = settings.told;
    for (Finding& finding : found.findings) {
      const bool rewrite = finding.id == FindingId::unmapped_image && finding.severity == Severity::error;
      if (rewrite && !told.rewrites && finding.replacement) {
        ++out_.counts.untold_references;
        continue;
      }
      if (finding.severity != Severity::error && is_kept_silent(document, finding)) continue;
      if (finding.severity == Severity::note && !told.notes) continue;
      finding.document = where_.index;
      finding.span = {finding.span.begin + where_.base, finding.span.end + where_.base};
      out_.findings.push_back(std::move(finding));
    }
    out_.counts.references += found.references;
    out_.counts.kept += found.kept;
    if (found.refused) refused();
    for (const NodeIndex leaf : found.handled) {
      const auto at = std::lower_bound(leaves.begin(), leaves.end(), leaf);
      if (at == leaves.end() || *at != leaf) continue;
      const auto place = static_cast<std::size_t>(at - leaves.begin());
      if (taken[place]) continue;  // by an alias, as another object's
      taken[place] = true;
      note_entry(document, leaf, std::binary_search(written.begin(), written.end(), leaf));
    }
  }
  std::size_t left = 0;
  for (std::size_t place = 0; place < leaves.size(); ++place) {
    if (!taken[place]) leaves[left++] = leaves[place];
  }
  leaves.resize(left);
}

// A name in an entry, for who lists what there is.
void DocumentFlow::note_entry(const locate::Document& document, NodeIndex leaf, bool is_written) {
  if (flow_.settings.occurrences == Occurrences::skip) return;
  locate::Location location;
  location.cls = locate::LocationClass::kustomize;
  const manifest::Decoded decoded = manifest::decode(text_, document.tape()[leaf]);
  const auto paths = document.paths_to(leaf).paths;
  const Scalar scalar{document, leaf, decoded, paths.front()};
  Planned planned;
  planned.reference = decoded.value();
  planned.part = {0, decoded.value().size()};
  planned.decision = flow_.mapping.decide(planned.reference, rules::ShortNames::count);
  planned.text = planned.decision.text;
  if (planned.decision.verdict == rules::Verdict::rewrite && !planned.text.empty() && !is_written) {
    planned.decision.verdict = rules::Verdict::keep;
    planned.decision.reason = "images are selected by this name, which stays";
    planned.text.clear();
  }
  note_occurrence(scalar.span(), location, "entry of kustomize's images transformer", &scalar, &planned);
}

// Entries that pin an image by digest and get a new name, each once.
void DocumentFlow::note_pinned_entries(const locate::Document& document, const std::vector<kustomize::Entry>& entries,
                                       const kustomize::ObjectEdits& edits) {
  if (flow_.settings.digest_first_pull == rules::DigestFirstPull::off) return;
  std::vector<NodeIndex> written;
  for (const manifest::Intended& intended : edits.intended) written.push_back(intended.node);
  for (const manifest::Added& added : edits.added) written.push_back(document.resolved(added.after));
  std::sort(written.begin(), written.end());
  for (const kustomize::Entry& entry : entries) {
    const bool is_text = document.tape()[document.resolved(entry.node)].kind == manifest::NodeKind::scalar;
    const bool pinned = is_text ? entry.name_text.find('@') != std::string::npos
                                : kustomize::member(document, document.resolved(entry.node), "digest").found();
    if (!pinned) continue;
    const NodeIndex name = document.resolved(is_text ? entry.node : entry.name.value);
    const NodeIndex new_name = entry.new_name.found() ? document.resolved(entry.new_name.value) : name;
    const auto is_written = [&](NodeIndex node) { return std::binary_search(written.begin(), written.end(), node); };
    if (!is_written(name) && !is_written(new_name)) continue;
    const manifest::Decoded decoded = manifest::decode(text_, document.tape()[new_name]);
    const auto paths = document.paths_to(new_name).paths;
    if (paths.empty()) continue;
    Planned planned;
    planned.part = {0, decoded.value().find_last_not_of("\r\n") + 1};
    planned.reference = decoded.value().substr(0, planned.part.end);
    const auto is_first_pull = [&](NodeIndex node) {
      return flow_.mapping.decide(document.scalar(node), rules::ShortNames::count).digest_first_pull;
    };
    if (!is_first_pull(name) && !is_first_pull(new_name)) continue;
    chains_.clear();
    for (const locate::FieldPath& path : paths) chains_.push_back(chain_of(path, new_name));
    tell_digest_first_pull({document, new_name, decoded, paths.front()}, planned);
    chains_ = {around_};
  }
}

}  // namespace ecrify
