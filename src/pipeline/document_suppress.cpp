// SPDX-License-Identifier: Apache-2.0
// Suppressions in a document's flow: which are about what is looked at, and what is told of them.
#include <algorithm>
#include <iterator>
#include <utility>

#include "document_flow.hpp"
#include "ecrify/findings/catalogue.hpp"

namespace ecrify {

using suppress::Chain;
using suppress::Suppression;

namespace {

Finding malformed_suppression(const suppress::Problem& problem, bool about_images) {
  Finding finding;
  finding.id = FindingId::malformed_suppression;
  // Where nothing is rewritten, nothing is that somebody wants left alone.
  finding.severity = about_images ? Severity::error : Severity::warning;
  finding.span = problem.span;
  finding.message = problem.what.message;
  finding.help = problem.what.help;
  return finding;
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
  Finding finding;
  finding.id = FindingId::unused_suppression;
  finding.severity = Severity::warning;
  finding.span = suppression.span;
  finding.message = "this suppresses nothing";
  std::string ids;
  for (const FindingId id : suppression.unused_ids()) ids.append(ids.empty() ? "" : ", ").append(findings::name_of(id));
  if (!ids.empty()) finding.message = "this suppresses no " + ids;
  finding.help = suppression.used.empty() ? help_for(suppression.directive.scope) : "remove that name from it";
  return finding;
}

}  // namespace

void DocumentFlow::read_suppressions(const locate::Document& document) {
  std::vector<std::size_t>& words = memory_.marks;
  std::erase_if(words, [this](std::size_t offset) { return offset >= text_.size(); });  // behind a document of a JSON stream
  const bool nested = where_.nesting > 0;
  suppress::Head& head = *where_.head;
  if (!words.empty()) {
    const std::size_t head_end = nested || head.content < where_.base ? 0 : head.content - where_.base;
    suppressions_.emplace(document, words, head_end,
                          nested ? suppress::Suppressions::Comments::are_text : suppress::Suppressions::Comments::count);
    suppressions_->find_document(around_);
  }
  const bool has_first_content = head.content >= where_.base && head.content < where_.base + text_.size();
  if (has_first_content) {
    for (Suppression& one : head.first_document) around_.push_back(&one);
  }
  for (Suppression& one : head.file) around_.push_back(&one);
  around_.insert(around_.end(), where_.around->begin(), where_.around->end());
  chains_.assign(1, around_);
}

Chain DocumentFlow::chain_of(const locate::FieldPath& path, manifest::NodeIndex leaf) {
  Chain chain;
  if (suppressions_) suppressions_->find(path, leaf, chain);
  chain.insert(chain.end(), around_.begin(), around_.end());
  return chain;
}

bool DocumentFlow::is_covered(FindingId id) const {
  return std::all_of(chains_.begin(), chains_.end(), [id](const Chain& chain) { return find_in(chain, id) != nullptr; });
}

// On some of the paths and not on all: one scalar can't be both.
bool DocumentFlow::is_half_covered(FindingId id) const {
  return !is_covered(id) &&
         std::any_of(chains_.begin(), chains_.end(), [id](const Chain& chain) { return find_in(chain, id) != nullptr; });
}

bool DocumentFlow::suppresses(FindingId id) {
  if (chains_.empty() || chains_.front().empty() || !is_covered(id)) return false;
  for (const Chain& chain : chains_) suppress::use(chain, id);
  ++out_.counts.suppressed;
  return true;
}

bool DocumentFlow::is_kept_silent(const locate::Document& document, const Finding& finding) {
  if (!suppressions_ && around_.empty()) return false;
  const manifest::NodeIndex leaf = document.tape().leaf_at(finding.span.begin);
  if (leaf == manifest::no_node) return false;
  chains_.clear();
  for (const locate::FieldPath& path : document.paths_to(leaf).paths) chains_.push_back(chain_of(path, leaf));
  const bool silent = suppresses(finding.id);
  chains_ = {around_};
  return silent;
}

void DocumentFlow::leave_alone(Span span, LeftAloneBy by, std::string reason) {
  out_.left_alone.push_back({{where_.base + span.begin, where_.base + span.end}, by, std::move(reason)});
}

void DocumentFlow::tell_suppressions(bool about_images) {
  if (!suppressions_) return;
  const auto put = [this](Finding finding) {
    finding.document = where_.index;
    finding.span = {where_.base + finding.span.begin, where_.base + finding.span.end};
    out_.findings.push_back(std::move(finding));
  };
  for (const suppress::Problem& problem : suppressions_->problems()) {
    out_.refused = out_.refused || about_images;
    put(malformed_suppression(problem, about_images));
  }
  if (!flow_.mapping.is_forward()) return;
  for (const Suppression& one : suppressions_->all()) {
    if (one.is_unused()) put(unused_suppression(one));
  }
}

void tell_head(const Settings& settings, suppress::Head head, bool about_images, Examined& out) {
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

bool is_suppressed(Examined& examined, FindingId id) {
  Chain chain;
  for (Suppression& one : examined.file_suppressions) chain.push_back(&one);
  Suppression* const found = find_in(chain, id);
  if (found == nullptr) return false;
  found->use(id);
  ++examined.counts.suppressed;
  return true;
}

bool has_unused(const Examined& examined) {
  return std::any_of(examined.file_suppressions.begin(), examined.file_suppressions.end(),
                     [](const Suppression& one) { return one.is_unused(); });
}

void tell_unused(Examined& examined) {
  std::vector<Finding> unused;
  for (const Suppression& one : examined.file_suppressions) {
    if (one.is_unused()) unused.push_back(unused_suppression(one));
  }
  examined.findings.insert(examined.findings.begin(), std::make_move_iterator(unused.begin()),
                           std::make_move_iterator(unused.end()));
}

}  // namespace ecrify
