// SPDX-License-Identifier: Apache-2.0
#include "filters.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "ecrify/findings/catalogue.hpp"
#include "wording.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;
using suppress::Chain;
using suppress::Suppression;

namespace {

Finding malformed_suppression(const suppress::Problem& problem, bool about_images) {
  // Without a rewrite, a malformed suppression can't have something rewritten by mistake.
  return make_finding(FindingId::malformed_suppression, about_images ? Severity::error : Severity::warning,
                      problem.span, problem.what.message, problem.what.help);
}

std::string_view help_for(suppress::Scope scope) {
  switch (scope) {
    case suppress::Scope::line:
      return "remove it, or move it to the line of the reference or alone on the line above";
    case suppress::Scope::object:
      return "remove the annotation";
    case suppress::Scope::document:
    case suppress::Scope::file:
      break;
  }
  return "remove it";
}

Finding unused_suppression(const Suppression& suppression) {
  std::string ids;
  for (const FindingId id : suppression.unused_ids())
    ids.append(ids.empty() ? "" : ", ").append(findings::name_of(id));
  return make_finding(FindingId::unused_suppression, Severity::warning, suppression.span,
                      "this suppresses " + (ids.empty() ? "nothing" : "no " + ids),
                      std::string(suppression.used.empty() ? help_for(suppression.directive.scope)
                                                           : "remove that name from it"));
}

bool covers(const std::vector<Chain>& chains, FindingId id) {
  return std::all_of(chains.begin(), chains.end(),
                     [id](const Chain& chain) { return find_in(chain, id) != nullptr; });
}

bool covers_some(const std::vector<Chain>& chains, FindingId id) {
  return std::any_of(chains.begin(), chains.end(),
                     [id](const Chain& chain) { return find_in(chain, id) != nullptr; });
}

}  // namespace

SuppressionFilter::SuppressionFilter(const DocumentContext& context, suppress::Head& head, std::size_t base)
    : context_(context), base_(base) {
  const std::size_t size = context.text().size();
  std::vector<std::size_t>& marks = context.memory.marks;
  std::erase_if(marks,
                [size](std::size_t offset) { return offset >= size; });  // behind a document of a JSON stream
  const bool nested = context.nesting > 0;
  if (!marks.empty()) {
    const std::size_t head_end = nested || head.content < base ? 0 : head.content - base;
    using suppress::Suppressions;
    own_.emplace(context.document, marks, head_end,
                 nested ? Suppressions::Comments::are_text : Suppressions::Comments::count);
    own_->find_document(around_);
  }
  if (head.content >= base && head.content < base + size) {
    for (Suppression& one : head.first_document) around_.push_back(&one);
  }
  for (Suppression& one : head.file) around_.push_back(&one);
}

// The suppressions on each path to a scalar: of its line, of its objects, then around. For an image in two
// scalars, those of the other scalar hold as well.
SuppressionFilter::Chains SuppressionFilter::chains_of(NodeIndex scalar, NodeIndex beside) {
  if (!own_ || scalar == no_node) return {around_};
  Chains chains;
  for (const locate::FieldPath& path : context_.document.paths_to(scalar).paths) {
    Chain& chain = chains.emplace_back();
    own_->find(path, scalar, chain);
    if (beside != no_node) {
      for (const locate::FieldPath& other : context_.document.paths_to(beside).paths)
        own_->find(other, beside, chain);
    }
    chain.insert(chain.end(), around_.begin(), around_.end());
  }
  return chains;
}

bool SuppressionFilter::take(FindingId id, Counts& counts) { return take(no_node, no_node, id, counts); }

bool SuppressionFilter::take(NodeIndex scalar, NodeIndex beside, FindingId id, Counts& counts) {
  if (!own_ && around_.empty()) return false;
  const Chains chains = chains_of(scalar, beside);
  if (chains.empty() || !covers(chains, id)) return false;
  for (const Chain& chain : chains) suppress::use(chain, id);
  ++counts.suppressed;
  return true;
}

bool SuppressionFilter::suppress(const Chains& chains, FindingId id, Ruling& ruling, Counts& counts) {
  if (!covers(chains, id)) return false;
  for (const Chain& chain : chains) suppress::use(chain, id);
  counts.suppressed += 1 + ruling.others;
  ruling.suppressed = true;
  ruling.outcome = Outcome::leave;
  drop_remarks(ruling);
  if (context_.common.settings.kept == RulingScope::none) return true;
  if (ruling.words == nullptr) add_place_words(context_, nullptr, ruling);
  ruling.words->left_because = find_in(chains.front(), id)->directive.reason;
  return true;
}

void SuppressionFilter::apply(std::size_t first, Counts& counts) {
  Rulings& rulings = context_.memory.rulings;
  const bool any = own_ || !around_.empty();
  for (std::size_t i = first; i < rulings.size(); ++i) {
    Ruling& ruling = rulings[i];
    if (ruling.scalar == no_node || ruling.suppressed) continue;
    if (any) {
      apply(ruling, counts);
    } else if (ruling.sharing != Sharing::none) {
      refuse_if_shared({}, ruling, counts);
    }
  }
}

void SuppressionFilter::apply(Ruling& ruling, Counts& counts) {
  const Chains chains = chains_of(ruling.scalar, ruling.beside);
  if (chains.empty()) return;
  if (ruling.finding && suppress(chains, *ruling.finding, ruling, counts)) return;
  if (ruling.outcome == Outcome::rewrite && covers_some(chains, FindingId::unmapped_image) &&
      ruling.sharing == Sharing::none) {
    ruling.sharing = Sharing::suppressed;
  }
  if (ruling.sharing != Sharing::none) return refuse_if_shared(chains, ruling, counts);
  const auto drop = [&](bool& remark, FindingId id) {
    if (!remark || !covers(chains, id)) return;
    remark = false;
    for (const Chain& chain : chains) suppress::use(chain, id);
    ++counts.suppressed;
  };
  drop(ruling.pinned_by_digest, FindingId::digest_first_pull);
  drop(ruling.has_setter, FindingId::automation);
}

void SuppressionFilter::refuse_if_shared(const Chains& chains, Ruling& ruling, Counts& counts) {
  if (ruling.words == nullptr) add_place_words(context_, nullptr, ruling);
  refuse_shared(ruling);
  if (!chains.empty()) suppress(chains, FindingId::shared_scalar, ruling, counts);
}

void SuppressionFilter::report(bool about_images, Examination& out) const {
  if (!own_) return;
  const auto put = [&](Finding finding) {
    finding.document = context_.index;
    finding.span = finding.span.moved(base_);
    out.findings.push_back(std::move(finding));
  };
  for (const suppress::Problem& problem : own_->problems()) {
    out.refused = out.refused || about_images;
    put(malformed_suppression(problem, about_images));
  }
  if (!context_.mapping.is_forward()) return;
  for (const Suppression& one : own_->all()) {
    if (one.is_unused()) put(unused_suppression(one));
  }
}

void refuse_signed(const DocumentContext& context, SuppressionFilter& suppressions, Counts& counts) {
  Rulings& rulings = context.memory.rulings;
  const auto changes = [](const Ruling& ruling) { return ruling.outcome == Outcome::rewrite; };
  const locate::Document& document = context.document;
  if (std::none_of(rulings.begin(), rulings.end(), changes)) return;
  if (document.value(document.value(0, "sops"), "mac") == no_node) return;
  const bool is_suppressed = suppressions.take(FindingId::signed_document, counts);
  bool is_first = true;
  for (Ruling& ruling : rulings) {
    if (!changes(ruling)) continue;
    ruling.outcome = is_suppressed ? Outcome::leave : Outcome::refuse;
    ruling.suppressed = is_suppressed;
    drop_remarks(ruling);
    ruling.finding.reset();
    if (is_suppressed || !std::exchange(is_first, false)) continue;
    if (ruling.words == nullptr) add_place_words(context, nullptr, ruling);
    ruling.finding = FindingId::signed_document;
    ruling.words->message = "the document is encrypted and signed by SOPS: an edit would break its signature";
    ruling.words->help = "edit it with `sops`, or rewrite the decrypted manifest";
  }
}

void report_head(const Settings& settings, suppress::Head head, bool about_images, Examination& out) {
  for (const suppress::Problem& problem : head.problems) {
    out.refused = out.refused || about_images;
    out.findings.push_back(malformed_suppression(problem, about_images));
  }
  if (!settings.mapping->is_forward()) return;
  for (const std::vector<Suppression>* list : {&head.first_document, &head.settled}) {
    for (const Suppression& one : *list) {
      if (one.is_unused()) out.findings.push_back(unused_suppression(one));
    }
  }
  out.file_suppressions = std::move(head.file);
}

bool take_suppression(Examination& examined, FindingId id) {
  Chain chain;
  for (Suppression& one : examined.file_suppressions) chain.push_back(&one);
  Suppression* const found = find_in(chain, id);
  if (found == nullptr) return false;
  found->use(id);
  ++examined.counts.suppressed;
  return true;
}

bool has_unused(const Examination& examined) {
  return std::any_of(examined.file_suppressions.begin(), examined.file_suppressions.end(),
                     [](const Suppression& one) { return one.is_unused(); });
}

void report_unused(Examination& examined) {
  std::vector<Finding> unused;
  for (const Suppression& one : examined.file_suppressions) {
    if (one.is_unused()) unused.push_back(unused_suppression(one));
  }
  examined.findings.insert(examined.findings.begin(), std::make_move_iterator(unused.begin()),
                           std::make_move_iterator(unused.end()));
}

}  // namespace ecrify
