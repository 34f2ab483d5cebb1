// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ecrify/kustomize/edit.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "rule.hpp"
#include "steps.hpp"
#include "wording.hpp"

namespace ecrify {

using kustomize::EntryEdit;
using kustomize::EntryItem;
using kustomize::EntryRuling;
using kustomize::Form;
using manifest::no_node;
using manifest::NodeIndex;
using rules::Verdict;

namespace {

constexpr std::string_view why_entry = "entry of kustomize's images transformer";

// The document's object, and the items of a List.
std::vector<NodeIndex> objects_of(const locate::Document& document) {
  std::vector<NodeIndex> objects{0};
  const manifest::Tape& tape = document.tape();
  const NodeIndex items =
      document.text_of(0, "kind").ends_with("List") ? document.value(0, "items") : no_node;
  if (items == no_node || tape[items].kind != manifest::NodeKind::sequence) return objects;
  for (NodeIndex item = items + 1; item < tape[items].next; item = tape[item].next) objects.push_back(item);
  return objects;
}

// A file's name for its role: by it, a kustomization needs no apiVersion and kind.
std::string_view name_for(locate::Role role) {
  return role == locate::Role::kustomization    ? "kustomization.yaml"
         : role == locate::Role::argo_cd_source ? ".argocd-source.yaml"
                                                : "";
}

bool is_scalar(const locate::Document& document, NodeIndex node) {
  return node != no_node && document.tape()[node].kind == manifest::NodeKind::scalar;
}

NodeIndex name_scalar(const locate::Document& document, const EntryItem& entry) {
  return document.resolved(entry.name.found() ? entry.name.value : entry.node);
}

// The name of an entry, or its newName, before anything is decided about it: the mapping alone has spoken.
class EntryReferences {
 public:
  explicit EntryReferences(const DocumentContext& context) : context_(context), document_(context.document) {
    std::sort(context.memory.hinted.begin(), context.memory.hinted.end());
  }

  void add(const std::vector<EntryItem>& entries, Form form) {
    const std::vector<kustomize::ImageEntry> images = kustomize::images_of(document_, entries, form);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const NodeIndex name = name_scalar(document_, entries[i]);
      const NodeIndex new_name = document_.resolved(entries[i].new_name.value);
      const bool has_digest = !images[i].digest.empty();
      const std::string version = form == Form::argo_cd
                                      ? ""
                                      : (images[i].new_tag.empty() ? "" : ":" + images[i].new_tag) +
                                            (images[i].digest.empty() ? "" : "@" + images[i].digest);
      const bool names_new = form == Form::argo_cd && !images[i].new_name.empty();  // in one scalar
      const bool is_selector = is_scalar(document_, new_name);
      add(name, new_name, names_new ? images[i].new_name : images[i].name, entries[i].name_text,
          has_digest && new_name == no_node, is_selector ? "" : version, is_selector);
      add(new_name, name, images[i].new_name, entries[i].new_name_text, has_digest, version, false);
    }
  }

  // No other rule looks at what is ruled on here.
  void take_leaves() {
    Memory& memory = context_.memory;
    for (std::vector<NodeIndex>* list : {&memory.leaves, &memory.hinted, &memory.others}) {
      std::erase_if(*list, [&](NodeIndex leaf) { return handled_.contains(leaf); });
    }
  }

 private:
  // `reference`: in the scalar, whose text this is.
  void add(NodeIndex scalar, NodeIndex beside, const std::string& reference, const std::string& text,
           bool pinned, const std::string& version, bool is_selector) {
    if (!is_scalar(document_, scalar) || reference.empty()) return;
    const Memory& memory = context_.memory;
    const rules::Decision decision = context_.common.mapping.decide(reference, rules::ShortNames::count);
    const bool is_found = contains(memory.leaves, scalar) || contains(memory.hinted, scalar);
    // Of what only a list looks at nothing is said.
    const bool is_mapped = decision.verdict == Verdict::rewrite || decision.verdict == Verdict::keep ||
                           decision.verdict == Verdict::refuse;
    const bool is_unresolved =
        decision.verdict == Verdict::unresolved && reference.find('/') != std::string::npos;
    const bool is_listed = (decision.verdict == Verdict::already || decision.verdict == Verdict::unmapped) &&
                           contains(memory.others, scalar);
    const bool is_known = is_found || is_mapped || is_unresolved || is_listed;
    if (!is_known || !handled_.insert(scalar).second) return;
    locate::Location location;
    location.cls = locate::LocationClass::kustomize;
    location.why = why_entry;
    location.pinned_beside = pinned;
    location.version = version;
    location.near = decision.verdict == Verdict::unmapped &&
                    !locate::find_mentions(reference, context_.common.mapping).empty();
    const Span part{0, text.size()};
    const Span span = manifest::decode(context_.text(), context_.tape()[scalar]).source(part);
    Ruling ruling =
        rule_on(context_, scalar, nullptr, location,
                {part, span, text, decision.text, decision, reference.find('@') != std::string::npos, true});
    ruling.beside = is_scalar(document_, beside) ? beside : no_node;
    ruling.is_part = is_selector;
    if (!is_found && !is_mapped && !is_unresolved) {
      ruling.outcome = Outcome::leave;
      ruling.finding.reset();
    }
    context_.memory.rulings.push_back(std::move(ruling));
  }

  static bool contains(const std::vector<NodeIndex>& sorted, NodeIndex node) {
    return std::binary_search(sorted.begin(), sorted.end(), node);
  }

  const DocumentContext& context_;
  const locate::Document& document_;
  std::unordered_set<NodeIndex> handled_;  // an alias brings one again
};

// An entry that selects by a name that stays.
void leave(Ruling& ruling) {
  ruling.outcome = Outcome::leave;
  ruling.finding.reset();
  ruling.text.clear();
  drop_remarks(ruling);
  ruling.verdict = Verdict::keep;
  ruling.rule = nullptr;
  if (ruling.words == nullptr) return;
  ruling.words->reason = "images are selected by this name, which stays";
  ruling.words->target.clear();
}

void refuse(const kustomize::Refusal& why, Ruling& ruling) {
  ruling.outcome = Outcome::refuse;
  ruling.suppressed = false;
  ruling.finding = why.id;
  ruling.severity = Severity::error;
  ruling.text.clear();
  drop_remarks(ruling);
  ruling.words->message = why.message;
  ruling.words->help = why.help;
}

class EntrySettler {
 public:
  explicit EntrySettler(const DocumentContext& context) : context_(context) {
    for (std::size_t i = 0; i < context.memory.rulings.size(); ++i) {
      const Ruling& ruling = context.memory.rulings[i];
      if (ruling.why == why_entry || ruling.ignored_by_user) ruling_of_[ruling.scalar] = i;
      if (ruling.why != why_entry && ruling.outcome == Outcome::rewrite)
        edited_beside_.push_back(ruling.scalar);
    }
    std::sort(edited_beside_.begin(), edited_beside_.end());
  }

  [[nodiscard]] std::vector<bool> suppressed(const std::vector<EntryItem>& entries) const {
    std::vector<bool> all;
    all.reserve(entries.size());
    for (const EntryItem& entry : entries) {
      all.push_back(is_suppressed(name_scalar(context_.document, entry)) ||
                    is_suppressed(context_.document.resolved(entry.new_name.value)));
    }
    return all;
  }

  void settle(const std::vector<EntryItem>& entries, Form form, const std::vector<EntryRuling>& decided) {
    std::vector<EntryEdit> edits = kustomize::edit_entries(context_.document, entries, form, decided);
    std::stable_sort(edits.begin(), edits.end(),
                     [](const EntryEdit& a, const EntryEdit& b) { return a.node < b.node; });
    for (const EntryItem& entry : entries) {
      for (const NodeIndex scalar :
           {name_scalar(context_.document, entry), context_.document.resolved(entry.new_name.value)}) {
        if (!is_scalar(context_.document, scalar)) continue;
        const auto edit =
            std::lower_bound(edits.begin(), edits.end(), scalar,
                             [](const EntryEdit& one, NodeIndex node) { return one.node < node; });
        if (edit != edits.end() && edit->node == scalar) {
          settle(*edit, ruling_for(scalar));
          if (form == Form::argo_cd) show_pulled(edit->reference, ruling_for(scalar));
        } else if (const auto known = ruling_of_.find(scalar); known != ruling_of_.end()) {
          Ruling& ruling = context_.memory.rulings[known->second];
          // A pattern that stays, beside the one for the new names, is no reference and right.
          const bool is_pattern = ruling.finding == FindingId::invalid_reference &&
                                  scalar == name_scalar(context_.document, entry) &&
                                  kustomize::is_pattern(context_.document.scalar(scalar));
          if (ruling.outcome == Outcome::rewrite || ruling.finding == FindingId::digest_first_pull ||
              is_pattern)
            leave(ruling);
        }
      }
    }
  }

 private:
  [[nodiscard]] bool is_suppressed(NodeIndex scalar) const {
    const auto known = ruling_of_.find(scalar);
    if (known == ruling_of_.end()) return false;
    const Ruling& ruling = context_.memory.rulings[known->second];
    return ruling.suppressed || ruling.ignored_by_user;
  }

  Ruling& ruling_for(NodeIndex scalar) {
    const auto [known, is_new] = ruling_of_.try_emplace(scalar, context_.memory.rulings.size());
    if (is_new)
      context_.memory.rulings.push_back(
          rule_left(context_, scalar, nullptr, locate::LocationClass::kustomize, why_entry));
    Ruling& ruling = context_.memory.rulings[known->second];
    if (ruling.words == nullptr) add_place_words(context_, nullptr, ruling);
    return ruling;
  }

  // A reference in a field that kustomize doesn't know of an entry, or in a tag that is a text, is rewritten
  // by itself, and a copy of the entry would have it as it was.
  [[nodiscard]] bool misses_an_edit(const manifest::CopiedNode& copied) const {
    const auto first = std::lower_bound(edited_beside_.begin(), edited_beside_.end(), copied.item);
    return first != edited_beside_.end() && *first < context_.tape()[copied.item].next;
  }

  void settle(EntryEdit& edit, Ruling& ruling) {
    if (ruling.outcome == Outcome::refuse) return;  // it is no legal reference, for example
    ruling.words->reference = edit.reference;
    const auto misses = [this](const manifest::CopiedNode& copied) { return misses_an_edit(copied); };
    if (std::any_of(edit.changes.copied.begin(), edit.changes.copied.end(), misses)) {
      edit.refusal = {FindingId::style_cannot_carry,
                      "no second entry can be written behind one that holds another reference",
                      "give the entry name, newName, newTag and digest alone"};
    }
    if (edit.refusal) return refuse(*edit.refusal, ruling);
    ruling.outcome = Outcome::rewrite;
    ruling.finding = FindingId::unmapped_image;
    ruling.severity = Severity::error;
    ruling.text.clear();
    if (!edit.replacement.empty()) ruling.words->target = edit.replacement;
    for (Edit& one : edit.edits) {
      const bool replaces = !one.text.empty() && !one.span.empty() && edit.replacement.starts_with(one.text);
      if (replaces) {
        const std::size_t tail = edit.replacement.size() - one.text.size();  // stays as it is written
        ruling.part = {0, edit.reference.size() - tail};
        ruling.span = one.span;
        ruling.text = std::move(one.text);
      } else {
        ruling.related.push_back({no_node, {}, one.span, std::move(one.text)});
      }
    }
    word_rewrite(context_.common, edit.what, std::move(edit.help), ruling);
    const auto append = [](auto& into, auto& from) {
      std::move(from.begin(), from.end(), std::back_inserter(into));
    };
    manifest::Changes& changes = context_.memory.changes;
    append(changes.added, edit.changes.added);
    append(changes.removed, edit.changes.removed);
    append(changes.copied, edit.changes.copied);
  }

  // Of NAME=NEW:TAG, NEW:TAG is what nodes pull.
  static void show_pulled(const std::string& text, Ruling& ruling) {
    if (ruling.words == nullptr || ruling.outcome != Outcome::rewrite) return;
    // Where the new name stays, or is a placeholder, the old one changes, and selects.
    const bool new_name_stays =
        !kustomize::argo_image(text).new_name.empty() && ruling.verdict != Verdict::rewrite;
    if (ruling.cls == locate::LocationClass::unresolved || new_name_stays) {
      ruling.cls = locate::LocationClass::kustomize;
      ruling.is_part = true;
      ruling.words->reference = kustomize::argo_image(text).name;
      ruling.words->target = kustomize::argo_image(ruling.words->target).name;
      return;
    }
    const auto pulled = [](std::string_view entry) {
      const kustomize::ArgoImage image = kustomize::argo_image(entry);
      return std::string(image.new_name.empty() ? image.name : image.new_name) + std::string(image.version);
    };
    ruling.words->target = pulled(ruling.words->target);
    ruling.words->reference = pulled(text);
  }

  const DocumentContext& context_;
  std::unordered_map<NodeIndex, std::size_t> ruling_of_;
  std::vector<NodeIndex> edited_beside_;  // scalars with references that are none of entries
};

// Visits the objects of the document that have entries.
template <class Visit>
void for_each_list(const DocumentContext& context, const Visit& visit) {
  if (context.nesting > 0 || context.tape().size() == 0) return;
  const locate::Document& document = context.document;
  const std::string_view name = name_for(context.role);
  const bool is_list = document.fields(0).kind.ends_with("List");
  if (!is_list && kustomize::form_of(document, 0, name) == Form::none) return;
  for (const NodeIndex object : objects_of(document)) {
    const Form form = kustomize::form_of(document, object, name);
    if (form != Form::none) visit(object, form, kustomize::entries_of(document, object, form));
  }
}

// Entries that wait for the other files of the run.
bool waits(const DocumentContext& context, NodeIndex object, Form form) {
  if (context.common.settings.entries == EntryDecision::alone || object != 0) return false;
  return form == Form::transformer ||
         (form == Form::kustomization && context.role == locate::Role::kustomization);
}

bool is_ignored(const DocumentContext& context) {
  return locate::ignored_by_user(context.common.settings.ignored,
                                 locate::resource_of(context.document, {})) != nullptr;
}

// The rulings for entries of which it is not known what they select.
std::vector<EntryRuling> rule_alone(const DocumentContext& context, const std::vector<EntryItem>& entries,
                                    Form form, const EntrySettler& settler, kustomize::NameMapping& names) {
  return kustomize::rule_unknown(kustomize::images_of(context.document, entries, form),
                                 settler.suppressed(entries), names, !context.mapping.is_forward());
}

}  // namespace

void rule_entries(const DocumentContext& context) {
  EntryReferences references(context);
  for_each_list(context, [&](NodeIndex object, Form form, const std::vector<EntryItem>& entries) {
    if (object == 0 && is_ignored(context)) return;
    references.add(entries, form);
  });
  references.take_leaves();
}

void settle_entries(const DocumentContext& context) {
  std::optional<kustomize::NameMapping> names;  // most documents have no entries
  std::optional<EntrySettler> settler;
  for_each_list(context, [&](NodeIndex object, Form form, const std::vector<EntryItem>& entries) {
    if (waits(context, object, form) || (object == 0 && is_ignored(context)) || entries.empty()) return;
    if (!settler) {
      names.emplace(context.common.mapping);
      settler.emplace(context);
    }
    settler->settle(entries, form, rule_alone(context, entries, form, *settler, *names));
  });
}

bool wait_for_run(const DocumentContext& context, Span span, Examination& out) {
  bool any = false;
  for_each_list(context, [&](NodeIndex object, Form form, const std::vector<EntryItem>& entries) {
    if (!waits(context, object, form) || entries.empty()) return;
    any = true;
    OpenDocument& open = out.open.emplace_back();
    open.span = span;
    open.index = context.index;
    open.suppressed = is_ignored(context) ? std::vector<bool>(entries.size(), true)
                                          : EntrySettler(context).suppressed(entries);
    open.rulings = std::move(context.memory.rulings);
  });
  return any;
}

void settle_open(const DocumentContext& context, const std::vector<EntryRuling>& decided) {
  for_each_list(context, [&](NodeIndex object, Form form, const std::vector<EntryItem>& entries) {
    if (object != 0) return;
    EntrySettler settler(context);
    if (!decided.empty()) return settler.settle(entries, form, decided);
    if (is_ignored(context)) return;
    kustomize::NameMapping names(context.common.mapping);
    settler.settle(entries, form, rule_alone(context, entries, form, settler, names));
  });
}

}  // namespace ecrify
