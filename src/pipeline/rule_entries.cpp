// SPDX-License-Identifier: Apache-2.0
#include "rule_entries.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "ecrify/kustomize/edit.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "rule.hpp"
#include "wording.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;
using rules::Verdict;

namespace {

constexpr std::string_view why_entry = "entry of kustomize's images transformer";

// The document's object, and the items of a List.
std::vector<NodeIndex> objects_of(const locate::Document& document) {
  std::vector<NodeIndex> objects{0};
  const manifest::Tape& tape = document.tape();
  const NodeIndex items = document.text_of(0, "kind").ends_with("List") ? document.value(0, "items") : no_node;
  if (items == no_node || tape[items].kind != manifest::NodeKind::sequence) return objects;
  for (NodeIndex item = items + 1; item < tape[items].next; item = tape[item].next) objects.push_back(item);
  return objects;
}

// Tag and digest that kustomize puts behind a name.
std::string version_beside(const locate::Document& document, NodeIndex leaf) {
  const NodeIndex mapping = document.tape()[leaf].parent;
  if (mapping == no_node || document.tape()[mapping].kind != manifest::NodeKind::mapping) return "";
  const std::string tag = document.text_of(mapping, "newTag");
  const std::string digest = document.text_of(mapping, "digest");
  return (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
}

std::string name_in(const locate::Document& document, NodeIndex leaf) {
  std::string name = document.scalar(leaf);
  name.resize(name.find_last_not_of("\r\n") + 1);
  return name;
}

bool is_pinned(const locate::Document& document, const kustomize::Entry& entry) {
  const NodeIndex node = document.resolved(entry.node);
  if (document.tape()[node].kind == manifest::NodeKind::scalar) return entry.name_text.find('@') != std::string::npos;
  return kustomize::member(document, node, "digest").found();
}

Outcome outcome_of(const Finding& finding) {
  if (finding.severity == Severity::warning) return Outcome::warn;
  return finding.id == FindingId::unmapped_image ? Outcome::rewrite : Outcome::refuse;
}

// What a finding of the stage says of a name.
Ruling ruling_of(const DocumentContext& context, NodeIndex leaf, Finding finding) {
  Ruling ruling = rule_left(context, leaf, nullptr, locate::LocationClass::kustomize, why_entry);
  ruling.span = finding.span;
  ruling.outcome = outcome_of(finding);
  ruling.finding = finding.id;
  ruling.severity = finding.severity;
  for (Edit& edit : finding.edits) {
    if (edit.span == finding.span) {
      ruling.text = std::move(edit.text);
      ruling.part = {0, finding.reference.size()};
    } else {
      ruling.related.push_back({no_node, {}, edit.span, std::move(edit.text)});
    }
  }
  if (!wants_words(context.flow, ruling)) return ruling;
  if (ruling.words == nullptr) add_place_words(context, nullptr, ruling);
  ruling.words->message = std::move(finding.message);
  ruling.words->help = std::move(finding.help);
  return ruling;
}

// The name and what the mapping says of it, for `list`.
void add_decision(const DocumentContext& context, Ruling& ruling) {
  const std::string name = name_in(context.document, ruling.scalar);
  const rules::Decision decision = context.flow.mapping.decide(name, rules::ShortNames::count);
  ruling.verdict = decision.verdict;
  ruling.rule = decision.rule;
  if (ruling.words == nullptr) return;
  RulingWords& words = *ruling.words;
  words.reference = name;
  words.version = version_beside(context.document, ruling.scalar);
  words.reason = decision.reason;
  words.target = ruling.text.empty() ? decision.text : ruling.text;
  if (decision.verdict == Verdict::rewrite && ruling.outcome == Outcome::leave && !decision.text.empty()) {
    ruling.verdict = Verdict::keep;
    words.reason = "images are selected by this name, which stays";
    words.target.clear();
  }
}

class EntryRulings {
 public:
  EntryRulings(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts)
      : context_(context), suppressions_(suppressions), counts_(counts) {}

  void add(NodeIndex object, kustomize::Form form) {
    const locate::Document& document = context_.document;
    const Settings& settings = context_.flow.settings;
    const auto is_left_alone = [&](const kustomize::Entry& entry) {
      const NodeIndex name = document.resolved(entry.name.found() ? entry.name.value : entry.node);
      return suppressions_.take(name, document.resolved(entry.new_name.value), FindingId::unmapped_image, counts_);
    };
    const auto decide = [this](std::string_view text, rules::ShortNames short_names) {
      return context_.flow.mapping.decide(text, short_names);
    };
    static const std::vector<kustomize::EntryFate> unknown;
    const bool is_planned = settings.plan != nullptr && object == 0;
    const auto& fates = is_planned ? settings.plan->fates(settings.tree_path) : unknown;
    kustomize::ObjectEdits found = kustomize::edit_object(document, object, form, fates, decide, is_left_alone);
    std::vector<NodeIndex> pinned;
    for (const kustomize::Entry& entry : kustomize::entries_of(document, object, form)) {
      if (!is_pinned(document, entry)) continue;
      const bool has_new_name = entry.new_name.found();
      pinned.push_back(document.resolved(has_new_name ? entry.new_name.value : entry.name.found() ? entry.name.value : entry.node));
    }
    for (manifest::Added& added : found.added) context_.memory.changes.added.push_back(std::move(added));
    std::vector<NodeIndex> ruled;
    for (Finding& finding : found.findings) {
      const NodeIndex leaf = document.tape().leaf_at(finding.span.begin);
      Ruling ruling = ruling_of(context_, leaf, std::move(finding));
      add_decision(context_, ruling);
      ruling.pinned_by_digest = ruling.outcome == Outcome::rewrite && is_first_pull(ruling) &&
                                settings.digest_first_pull != rules::DigestFirstPull::off &&
                                std::find(pinned.begin(), pinned.end(), leaf) != pinned.end();
      if (ruling.pinned_by_digest && ruling.words == nullptr && wants_words(context_.flow, ruling)) {
        add_place_words(context_, nullptr, ruling);
      }
      if (leaf != no_node) ruled.push_back(leaf);
      context_.memory.rulings.push_back(std::move(ruling));
    }
    for (const NodeIndex leaf : found.handled) {
      if (std::find(ruled.begin(), ruled.end(), leaf) == ruled.end()) add_unchanged(found, leaf);
    }
    take(found.handled);
  }

 private:
  void add_unchanged(const kustomize::ObjectEdits& found, NodeIndex leaf) {
    if (!std::binary_search(context_.memory.leaves.begin(), context_.memory.leaves.end(), leaf)) return;
    Ruling ruling = rule_left(context_, leaf, nullptr, locate::LocationClass::kustomize, why_entry);
    ruling.suppressed = std::find(found.left_alone.begin(), found.left_alone.end(), leaf) != found.left_alone.end();
    add_decision(context_, ruling);
    context_.memory.rulings.push_back(std::move(ruling));
  }

  [[nodiscard]] bool is_first_pull(const Ruling& ruling) const {
    return context_.flow.mapping.decide(name_in(context_.document, ruling.scalar), rules::ShortNames::count).digest_first_pull;
  }

  void take(const std::vector<NodeIndex>& handled) {
    std::erase_if(context_.memory.leaves, [&](NodeIndex leaf) { return std::binary_search(handled.begin(), handled.end(), leaf); });
  }

  const DocumentContext& context_;
  SuppressionFilter& suppressions_;
  Counts& counts_;
};

}  // namespace

void rule_entries(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts) {
  if (context.nesting > 0 || context.memory.leaves.empty()) return;
  const Settings& settings = context.flow.settings;
  const locate::Document& document = context.document;
  const bool by_name = context.role == locate::Role::kustomization;
  const std::string_view path = settings.tree_path.empty() && by_name ? "kustomization.yaml" : std::string_view(settings.tree_path);
  const bool is_list = document.fields(0).kind.ends_with("List");
  if (!is_list && kustomize::form_of(document, 0, path) == kustomize::Form::none) return;
  EntryRulings rulings(context, suppressions, counts);
  for (const NodeIndex object : objects_of(document)) {
    const kustomize::Form form = kustomize::form_of(document, object, path);
    if (form == kustomize::Form::none) continue;
    if (object == 0 && locate::ignored_by_user(settings.ignored, locate::resource_of(document, {})) != nullptr) continue;
    rulings.add(object, form);
  }
}

}  // namespace ecrify
