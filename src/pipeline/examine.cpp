// SPDX-License-Identifier: Apache-2.0
// The flow of one source, from its bytes to proven edits and findings.
#include <algorithm>
#include <utility>

#include "candidates.hpp"
#include "document_cursor.hpp"
#include "ecrify/base/stopwatch.hpp"
#include "examine_documents.hpp"
#include "filters.hpp"
#include "fold.hpp"
#include "prove_edits.hpp"
#include "rule_entries.hpp"
#include "rule_mentions.hpp"
#include "rule_pull_secrets.hpp"
#include "rule_scalar.hpp"
#include "unreadable.hpp"

namespace ecrify {
namespace {

// Whether a hit in a text of that size is about a reference that may be rewritten.
bool is_about_images(const Flow& flow, const DocumentCursor& cursor) {
  if (flow.mapping.scope() == rules::RegistryScope::any) return true;  // what a slice holds behind its first document has no hit
  const std::size_t end = cursor.base() + cursor.text().size();
  return std::any_of(cursor.hits_begin(), cursor.hits_end(),
                     [&](const manifest::Hit& hit) { return hit.offset < end && flow.is_about_images(hit); });
}

void rule_references(const DocumentContext& context, Examined& out) {
  const bool quick = may_rule_quickly(context);
  for (const manifest::NodeIndex leaf : context.memory.leaves) {
    if (context.is_foreign) {
      rule_foreign(context, leaf, out);
    } else if (!quick || !rule_quickly(context, leaf)) {
      rule_scalar(context, leaf, out);
    }
  }
  if (!context.is_foreign) rule_hints(context);
}

}  // namespace

TextReport examine_documents(const Flow& flow, std::string_view bytes, locate::Role role, std::size_t nesting,
                             suppress::Head& head) {
  TextReport report;
  Examined& out = report.out;
  const Clock clock = nesting == 0 ? flow.settings.clock : Clock::off;
  Memory memory;
  Stopwatch watch(clock);
  // Slice: only documents that can name a registry that is looked for go on; the others are copied unread.
  DocumentCursor cursor(flow, bytes);
  while (cursor.next()) {
    watch.lap(out.times.prefilter);
    memory.clear();
    cursor.find_marks(memory.marks);
    // Read: the forward scanner, and yaml-cpp for what is outside of its subset. What holds no image need not be readable.
    const bool about_images = is_about_images(flow, cursor);
    const auto read = read_for_images(flow, cursor, nesting, about_images, memory, head, out);
    watch.lap(read && read->reader == manifest::Reader::scanner ? out.times.scan : out.times.fallback);
    if (!read) {
      cursor.take(cursor.text().size());
      continue;
    }
    const locate::Document document(cursor.text().substr(0, read->end), memory.tape);
    const bool is_foreign = role == locate::Role::object && !document.is_kubernetes();
    const DocumentContext context{flow, document, role, cursor.index(), nesting, is_foreign, memory};
    SuppressionFilter suppressions(context, head, cursor.base());
    if (is_readable(context, *read, cursor.base(), head, suppressions, out)) {
      if (is_foreign && about_images) ++out.counts.without_kind;
      // Locate and rule: each occurrence gets one ruling out of its class and the mapping.
      find_candidates(context, cursor.hits_begin(), cursor.hits_end(), cursor.base());
      rule_entries(context, suppressions, out.counts);
      rule_references(context, out);
      rule_mentions(context);
      // Filter: suppressions and signatures take effect on finished rulings. Pull secrets depend on what is left.
      suppressions.apply(0, out.counts);
      if (!is_foreign) rule_pull_secrets(context, suppressions, out.counts);
      refuse_signed(context, suppressions, out.counts);
      watch.lap(out.times.decide);
      // Prove: the edited document, read again, differs in exactly the intended references.
      collect_changes(context);
      prove_edits(context, read->reader, cursor.base(), out);
      watch.lap(out.times.prove);
      // Fold: edits, findings and counts are read off the rulings, which need no second decision.
      fold(context, cursor.base(), out);
      suppressions.report(about_images, out);
    }
    cursor.take(read->end);
  }
  out.counts.documents = cursor.documents();
  report.any_hit = cursor.any_hit();
  report.about_images = cursor.about_images();
  return report;
}

}  // namespace ecrify
