// SPDX-License-Identifier: Apache-2.0
// The flow of one source, from its bytes to proven edits and findings.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "document_cursor.hpp"
#include "ecrify/base/stopwatch.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/locate/json_patch.hpp"
#include "ecrify/reference/reference.hpp"
#include "examine_documents.hpp"
#include "filters.hpp"
#include "steps.hpp"

namespace ecrify {
namespace {

// An entry of a kustomization may be a pattern: it need not name a registry to select images of it.
DocumentChoice choose_documents(const SourceContext& common, locate::Role role, std::size_t nesting) {
  const bool decides =
      role == locate::Role::kustomization && nesting == 0 && common.settings.entries == EntryDecision::by_run;
  const bool overruled = nesting == 0 && !common.settings.overruled.images.empty();
  return common.lists_all || decides || overruled ? DocumentChoice::all : DocumentChoice::with_hits;
}

// Rules on references of other registries, for `list`: nothing is done about them, and no other command shows
// them. Those from `first_hint` on have a ruling already.
void rule_others(const DocumentContext& context, std::size_t first_hint, Examination& out) {
  std::vector<manifest::NodeIndex> ruled;
  Rulings& rulings = context.memory.rulings;
  for (std::size_t i = first_hint; i < rulings.size(); ++i) ruled.push_back(rulings[i].scalar);
  std::sort(ruled.begin(), ruled.end());
  const DocumentContext any = context.with(*context.common.settings.mapping);
  for (const manifest::NodeIndex leaf : context.memory.others) {
    if (!std::binary_search(ruled.begin(), ruled.end(), leaf)) rule_scalar(any, leaf, out);
  }
  for (std::size_t i = first_hint + ruled.size(); i < rulings.size(); ++i) {
    rulings[i].outcome = Outcome::leave;
    rulings[i].finding.reset();
  }
}

void rule_references(const DocumentContext& context, Examination& out) {
  const bool quick = may_rule_quickly(context);
  for (const manifest::NodeIndex leaf : context.memory.leaves) {
    std::optional<locate::Location> here;
    if (context.is_foreign) {
      rule_foreign(context, leaf, out);
    } else if (!quick || !rule_quickly(context, leaf, here)) {
      rule_scalar(context, leaf, out, here);
    }
  }
  if (context.is_foreign) return;
  const std::size_t first_hint = context.memory.rulings.size();
  rule_hints(context, out);
  rule_others(context, first_hint, out);
}

// Scalars that a replacement copies into an image: among them names without a registry, which the prefilter
// does not know.
void add_copied_images(const DocumentContext& context, std::size_t base) {
  Memory& memory = context.memory;
  for (const Span span : context.common.settings.overruled.images) {
    if (context.nesting > 0 || span.begin < base || span.end > base + context.text().size()) continue;
    const manifest::NodeIndex leaf = context.tape().leaf_at(span.begin - base);
    if (leaf == manifest::no_node) continue;
    memory.images.emplace_back(leaf, Span{span.begin - base, span.end - base});
    memory.leaves.push_back(leaf);
  }
  if (memory.images.empty()) return;
  sort_unique(memory.leaves);
  std::erase_if(memory.others, [&](manifest::NodeIndex leaf) {
    return std::binary_search(memory.leaves.begin(), memory.leaves.end(), leaf);
  });
}

// Places whose new name somebody else writes, or that go with an image that stays.
void leave_overruled(const DocumentContext& context, std::size_t base) {
  const std::vector<Span>& stay = context.common.settings.overruled.stay;
  if (stay.empty() || context.nesting > 0) return;
  for (Ruling& ruling : context.memory.rulings) {
    const Span at = ruling.span.moved(base);
    if (ruling.outcome != Outcome::rewrite || std::find(stay.begin(), stay.end(), at) == stay.end()) continue;
    ruling.outcome = Outcome::leave;
    ruling.verdict = rules::Verdict::keep;
    ruling.rule = nullptr;
    ruling.finding.reset();
    ruling.related.clear();
    ruling.text.clear();
    drop_remarks(ruling);
    if (ruling.words == nullptr) continue;
    const reference::NormalizeResult read = reference::normalize(ruling.words->reference);
    ruling.is_part = read.ok() && read.value.short_name;
    ruling.words->reason = "a kustomization writes the new name, or a patch expects the old one";
    ruling.words->target.clear();
  }
}

void prove_and_fold(const DocumentContext& context, SuppressionFilter& suppressions, manifest::Reader reader,
                    std::size_t base, Stopwatch& watch, Examination& out) {
  refuse_signed(context, suppressions, out.counts);
  watch.lap(out.times.decide);
  // Prove: the edited document, read again, differs in exactly the intended references.
  collect_changes(context);
  prove_edits(context, reader, base, out);
  watch.lap(out.times.prove);
  // Fold: edits, findings and counts are read off the rulings, which need no second decision.
  fold(context, base, out);
}

}  // namespace

TextReport examine_documents(const SourceContext& common, std::string_view bytes, locate::ReadAs read_as,
                             std::size_t nesting, suppress::Head& head) {
  const locate::Role given = read_as.role;
  TextReport report;
  Examination& out = report.out;
  const Clock clock = nesting == 0 ? common.settings.clock : Clock::off;
  Memory memory;
  Stopwatch watch(clock);
  // Slice: only documents that can name a registry that is looked for go on; the others are copied unread.
  DocumentCursor cursor(common, bytes, choose_documents(common, given, nesting));
  while (cursor.next()) {
    watch.lap(out.times.prefilter);
    memory.clear();
    cursor.find_marks(memory.marks);
    // Read: the forward scanner, and yaml-cpp for what is outside of its subset. What holds no image need not
    // be readable.
    const bool about_images = cursor.is_about_images();
    const auto read = read_for_images(common, cursor, given, nesting, about_images, memory, head, out);
    watch.lap(read && read->reader == manifest::Reader::scanner ? out.times.scan : out.times.fallback);
    if (!read) {
      cursor.take(cursor.text().size());
      continue;
    }
    const locate::Document document(cursor.text().substr(0, read->end), memory.tape);
    const bool is_patch = given == locate::Role::object && locate::is_json_patch(document);
    const locate::Role role = is_patch ? locate::Role::patch : given;
    const bool is_foreign = role == locate::Role::object && !document.is_kubernetes();
    const DocumentContext context{common,  common.mapping, document, role,           cursor.index(),
                                  nesting, is_foreign,     memory,   read_as.patched};
    SuppressionFilter suppressions(context, head, cursor.base());
    if (is_readable(context, *read, cursor.base(), about_images, head, suppressions, out)) {
      if (is_foreign && about_images) ++out.counts.without_kind;
      // Locate and rule: each occurrence gets one ruling out of its class and the mapping.
      find_candidates(context, cursor.hits(), cursor.base());
      add_copied_images(context, cursor.base());
      rule_entries(context);
      rule_references(context, out);
      rule_mentions(context);
      leave_overruled(context, cursor.base());
      // Filter: suppressions and signatures take effect on finished rulings. Pull secrets depend on what is
      // left.
      suppressions.apply(0, out.counts);
      settle_entries(context);
      if (!is_foreign) rule_pull_secrets(context, suppressions, out.counts);
      // Wait: entries of kustomizations depend on other files; prove_and_fold() goes on with them.
      if (!wait_for_run(context, {cursor.base(), cursor.base() + read->end}, out)) {
        prove_and_fold(context, suppressions, read->reader, cursor.base(), watch, out);
      }
      suppressions.report(about_images, out);
    }
    cursor.take(read->end);
  }
  cursor.finish(report);
  return report;
}

void close_document(const SourceContext& common, std::string_view bytes, locate::Role role, OpenDocument open,
                    const std::vector<kustomize::EntryRuling>& decided, suppress::Head& head,
                    Examination& out) {
  Memory memory;
  Stopwatch watch(common.settings.clock);
  const auto read = manifest::read_document(
      bytes.substr(open.span.begin, open.span.end - open.span.begin), memory.tape,
      {manifest::ScreenState::no, bytes.size() - open.span.end, common.settings.most_for_yaml_cpp});
  if (!read.ok()) return;  // it was read a moment ago
  const locate::Document document(bytes.substr(open.span.begin, read->end), memory.tape);
  const DocumentContext context{common, common.mapping, document, role, open.index, 0, false, memory};
  memory.rulings = std::move(open.rulings);
  settle_open(context, decided);
  SuppressionFilter suppressions(context, head, open.span.begin);
  prove_and_fold(context, suppressions, read->reader, open.span.begin, watch, out);
}

}  // namespace ecrify
