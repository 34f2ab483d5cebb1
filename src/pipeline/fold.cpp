// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "ecrify/locate/known_fields.hpp"
#include "steps.hpp"
#include "wording.hpp"

namespace ecrify {

using locate::LocationClass;
using manifest::no_node;
using manifest::NodeIndex;
using rules::Verdict;

void move_by(std::size_t base, Ruling& ruling) {
  ruling.span = ruling.span.moved(base);
  for (RelatedChange& change : ruling.related) change.span = change.span.moved(base);
}

Finding finding_at(const Ruling& ruling) {
  Finding finding;
  finding.document = ruling.document;
  finding.span = ruling.span;
  finding.resource = ruling.words->resource;
  finding.path = ruling.words->path;
  finding.reference = ruling.words->reference;
  finding.location_class = locate::row_of(ruling.cls).name;
  return finding;
}

namespace {

// A part of a scalar that gets a new text.
struct ChangedPart {
  NodeIndex scalar;
  Span part;
  std::string_view text;
};

bool changes_text(const Ruling& ruling) {
  return ruling.outcome == Outcome::rewrite && (!ruling.text.empty() || !ruling.related.empty());
}

std::vector<ChangedPart> changed_parts(const Rulings& rulings) {
  std::vector<ChangedPart> parts;
  for (const Ruling& ruling : rulings) {
    if (!changes_text(ruling)) continue;
    if (!ruling.text.empty()) parts.push_back({ruling.scalar, ruling.part, ruling.text});
    for (const RelatedChange& change : ruling.related) {
      if (change.scalar != no_node) parts.push_back({change.scalar, change.part, change.text});
    }
  }
  const auto in_order = [](const ChangedPart& a, const ChangedPart& b) {
    return a.scalar != b.scalar ? a.scalar < b.scalar : a.part.begin < b.part.begin;
  };
  if (!std::is_sorted(parts.begin(), parts.end(), in_order))
    std::stable_sort(parts.begin(), parts.end(), in_order);
  return parts;
}

// A scalar's value with its parts changed; `first` to `last` are those of one scalar.
std::string new_value(const DocumentContext& context, std::vector<ChangedPart>::const_iterator first,
                      std::vector<ChangedPart>::const_iterator last) {
  const manifest::DecodedText decoded = manifest::decode(context.text(), context.tape()[first->scalar]);
  const std::string_view value = decoded.value();
  std::string text;
  std::size_t at = 0;
  for (; first != last; ++first) {
    text.append(value.substr(at, first->part.begin - at)).append(first->text);
    at = first->part.end;
  }
  return text.append(value.substr(at));
}

Finding finding_of(const Ruling& ruling, std::size_t base) {
  Finding finding = finding_at(ruling);
  finding.span = ruling.span.moved(base);
  return finding;
}

std::string with_others(std::string message, std::size_t others) {
  return others == 0 ? std::move(message)
                     : std::move(message) + ", with " + std::to_string(others) + " more in this value";
}

void add_edits(const Ruling& ruling, std::size_t base, Finding& finding) {
  if (!ruling.text.empty()) finding.edits.push_back({ruling.span.moved(base), ruling.text});
  for (const RelatedChange& change : ruling.related)
    finding.edits.push_back({change.span.moved(base), change.text});
}

void add_finding(const Ruling& ruling, std::size_t base, Examination& out) {
  Finding& finding = out.findings.emplace_back(finding_of(ruling, base));
  finding.id = *ruling.finding;
  finding.severity = ruling.severity;
  finding.message = with_others(ruling.words->message, ruling.others);
  finding.help = ruling.words->help;
  if (!changes_text(ruling)) return;
  if (ruling.subject == Subject::reference)
    finding.replacement = ruling.words->target.empty() ? ruling.text : ruling.words->target;
  add_edits(ruling, base, finding);
  std::sort(finding.edits.begin(), finding.edits.end(),
            [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
}

// Adds a finding beside that of the ruling.
void add_remark(const Ruling& ruling, std::size_t base, FindingId id, Severity severity, Examination& out) {
  Finding& finding = out.findings.emplace_back(finding_of(ruling, base));
  finding.id = id;
  finding.severity = severity;
  Sentence sentence = sentence_of_remark(id);
  finding.message = std::move(sentence.message);
  finding.help = std::move(sentence.help);
}

void add_findings(const Settings& settings, const Ruling& ruling, std::size_t base, Examination& out) {
  if (ruling.words == nullptr || ruling.foreign) return;
  if (ruling.pinned_by_digest && settings.wording.notes)
    add_remark(ruling, base, FindingId::digest_first_pull, Severity::note, out);
  const bool is_worded = ruling.finding && !ruling.suppressed && !ruling.words->message.empty();
  const bool is_note = ruling.severity == Severity::note;
  const bool is_plain_rewrite = ruling.outcome == Outcome::rewrite && !ruling.text.empty();
  if (is_worded && !(is_note && !settings.wording.notes) &&
      !(is_plain_rewrite && !settings.wording.rewrites)) {
    add_finding(ruling, base, out);
  }
  if (ruling.has_setter) add_remark(ruling, base, FindingId::automation, Severity::warning, out);
}

// The finding about the first of several references in one value that change has the edits of all of them.
class FirstFindings {
 public:
  FirstFindings(std::size_t base, Examination& out) : base_(base), out_(out) {}
  ~FirstFindings() { end(); }
  FirstFindings(const FirstFindings&) = delete;
  FirstFindings& operator=(const FirstFindings&) = delete;

  // Call it after add_findings() of the ruling; `before`: the number of findings until then.
  void take(const Ruling& ruling, std::size_t before) {
    const bool is_other =
        finding_ != none && ruling.words == nullptr && ruling.scalar == scalar_ && changes_text(ruling);
    if (is_other) {
      add_edits(ruling, base_, out_.findings[finding_]);
      ++others_;
    } else if (ruling.words != nullptr) {
      end();
      for (std::size_t i = before; i < out_.findings.size(); ++i) {
        if (!out_.findings[i].edits.empty()) finding_ = i;
      }
      scalar_ = ruling.scalar;
    }
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  void end() {
    if (finding_ != none)
      out_.findings[finding_].message = with_others(std::move(out_.findings[finding_].message), others_);
    finding_ = none;
    others_ = 0;
  }

  std::size_t base_;
  Examination& out_;
  std::size_t finding_ = none;  // in Examination::findings
  NodeIndex scalar_ = no_node;
  std::size_t others_ = 0;
};

// True for documents that only tools outside of the cluster read: their images count with those of documents
// that are no objects.
bool is_client_side(const DocumentContext& context) {
  if (context.tape().size() == 0) return false;
  const std::string_view api_version = context.document.fields(0).api_version;
  return locate::is_client_side(api_version.substr(0, api_version.find('/')));
}

void count(const Settings& settings, const Ruling& ruling, bool client_side, Counts& counts) {
  const std::size_t references = 1 + ruling.others;
  const bool is_of_tool = client_side && ruling.scalar != no_node && ruling.verdict == Verdict::rewrite &&
                          ruling.outcome == Outcome::leave;
  if (ruling.foreign || is_of_tool) {
    if ((ruling.foreign_image || is_of_tool) && !ruling.suppressed) ++counts.not_kubernetes_references;
    if (ruling.foreign_value && !ruling.suppressed) ++counts.references_as_values;
    return;
  }
  if (ruling.subject == Subject::pull_secret) {
    if (ruling.suppressed) return;
    ++(ruling.outcome == Outcome::rewrite ? counts.dropped_secrets : counts.pull_secrets);
    return;
  }
  if (ruling.pinned_by_digest) ++counts.by_digest;
  if (ruling.outcome == Outcome::rewrite) ++counts.references;
  if (ruling.suppressed) return;
  if (ruling.finding == FindingId::artifact_reference) counts.artifacts += references;
  if (ruling.finding == FindingId::unresolved_registry && ruling.outcome == Outcome::note)
    counts.placeholders += references;
  if (ruling.finding == FindingId::secret_data) counts.ignored += references;
  if (ruling.outcome != Outcome::leave) return;
  if (settings.actions.of(ruling.cls) == locate::Action::leave) {
    counts.ignored += references;
  } else if (ruling.verdict == Verdict::keep) {
    counts.kept += references;
  }
}

bool is_kept(const Settings& settings, const Ruling& ruling) {
  if (settings.kept >= RulingScope::all) return true;
  return settings.kept == RulingScope::left_by_wish && (ruling.suppressed || ruling.ignored_by_user) &&
         !ruling.foreign;
}

}  // namespace

void collect_changes(const DocumentContext& context) {
  Memory& memory = context.memory;
  const std::vector<ChangedPart> parts = changed_parts(memory.rulings);
  for (auto first = parts.begin(); first != parts.end();) {
    const auto last = std::find_if(first, parts.end(),
                                   [first](const ChangedPart& one) { return one.scalar != first->scalar; });
    memory.changes.intended.push_back({first->scalar, new_value(context, first, last)});
    first = last;
  }
  for (Ruling& ruling : memory.rulings) {
    if (!changes_text(ruling)) continue;
    // Where nobody asks for words, nobody asks for the text again.
    const bool is_last_use =
        context.nesting == 0 && !context.common.settings.wording.rewrites && ruling.words == nullptr;
    if (!ruling.text.empty())
      memory.edits.push_back({ruling.span, is_last_use ? std::move(ruling.text) : ruling.text});
    for (const RelatedChange& change : ruling.related) memory.edits.push_back({change.span, change.text});
  }
  const auto in_order = [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; };
  std::vector<Edit>& edits = memory.edits;
  if (!std::is_sorted(edits.begin(), edits.end(), in_order))
    std::stable_sort(edits.begin(), edits.end(), in_order);
  std::sort(memory.changes.added.begin(), memory.changes.added.end(),
            [](const manifest::Addition& a, const manifest::Addition& b) { return a.after < b.after; });
  std::sort(memory.changes.removed.begin(), memory.changes.removed.end(),
            [](const manifest::Removal& a, const manifest::Removal& b) { return a.begin < b.begin; });
  std::sort(memory.changes.copied.begin(), memory.changes.copied.end(),
            [](const manifest::CopiedNode& a, const manifest::CopiedNode& b) { return a.item < b.item; });
}

void fold(const DocumentContext& context, std::size_t base, Examination& out) {
  Memory& memory = context.memory;
  if (context.nesting > 0) {
    for (Ruling& ruling : memory.rulings) {
      move_by(base, ruling);
      out.rulings.push_back(std::move(ruling));
    }
    return;
  }
  const Settings& settings = context.common.settings;
  const Counts before = out.counts;
  const bool client_side = is_client_side(context);
  FirstFindings firsts(base, out);
  for (Ruling& ruling : memory.rulings) {
    count(settings, ruling, client_side, out.counts);
    out.refused = out.refused || ruling.outcome == Outcome::refuse;
    const std::size_t findings = out.findings.size();
    add_findings(settings, ruling, base, out);
    firsts.take(ruling, findings);
    if (!is_kept(settings, ruling)) continue;
    move_by(base, ruling);
    out.rulings.push_back(std::move(ruling));
  }
  if (out.counts.references > before.references) ++out.counts.changed_documents;
  if (out.counts.not_kubernetes_references > before.not_kubernetes_references) ++out.counts.not_kubernetes;
  for (Edit& edit : memory.edits) out.edits.push_back({edit.span.moved(base), std::move(edit.text)});
}

}  // namespace ecrify
