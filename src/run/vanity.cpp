// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/vanity.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/rules/upstreams.hpp"

namespace ecrify::run {
namespace {

constexpr std::string_view any_image = "/name/of-an-image:v1";

rules::Verdict verdict_of(const rules::Mapping& mapping, std::string_view host) {
  return mapping.decide(std::string(host).append(any_image), rules::ShortNames::ignore).verdict;
}

}  // namespace

VanityHosts::VanityHosts(const Options& options) : options_(options) {
  if (options.command != Command::check || !options.mapping.is_forward()) return;
  std::vector<rules::Rule> made;
  for (const rules::VanityHost& row : rules::vanity_hosts()) {
    const rules::Verdict of_upstream = verdict_of(options.mapping, row.upstream);
    if (of_upstream != rules::Verdict::rewrite ||
        verdict_of(options.mapping, row.host) != rules::Verdict::unmapped)
      continue;
    hosts_.emplace_back(row.host);
    rules::Rule rule;
    rule.from = row.host;
    rule.kind = rules::RuleKind::target;
    rule.to = "cache.invalid/" + std::string(row.host);
    made.push_back(std::move(rule));
  }
  Result<rules::RuleSet> built = rules::RuleSet::build(std::move(made), "");
  if (built.ok() && !hosts_.empty()) mapping_.emplace(std::move(built).value());
}

void VanityHosts::add_notes(const SourceText& text, locate::Role role, Examination& examined) const {
  if (!mapping_ || !examined.noticed) return;
  Settings settings = settings_for(options_, "");
  settings.mapping = &*mapping_;
  settings.kept = RulingScope::all;
  settings.same_said = RemarkCount::of_each;
  const Examination found = examine(text, settings, role);
  // A suppression is in use where one of the two mappings has something for it.
  std::erase_if(examined.findings, [&](const Finding& finding) {
    return finding.id == FindingId::unused_suppression &&
           std::none_of(found.findings.begin(), found.findings.end(), [&](const Finding& other) {
             return other.id == finding.id && other.span == finding.span;
           });
  });
  for (const Ruling& ruling : found.rulings) {
    if (ruling.outcome != Outcome::rewrite || ruling.suppressed || ruling.foreign || ruling.rule == nullptr ||
        ruling.words == nullptr)
      continue;
    const rules::VanityHost& host = *rules::vanity_host(ruling.rule->from);
    Finding note = finding_at(ruling);
    note.id = FindingId::vanity_host;
    note.severity = Severity::note;
    note.message = std::string(host.host) + " stands in front of " + std::string(host.upstream) +
                   ", and no rule is about it";
    note.help = "add aliases: [" + std::string(host.host) + "] to the rule for " + std::string(host.upstream);
    examined.findings.push_back(std::move(note));
  }
  sort_by_position(examined.findings);
}

void count_notes(const std::vector<Finding>& findings, VanityCounts& counts) {
  for (const Finding& finding : findings) {
    if (finding.id == FindingId::vanity_host)
      ++counts[finding.reference.substr(0, finding.reference.find('/'))];
  }
}

std::string vanity_line(const VanityCounts& counts) {
  std::size_t all = 0;
  std::string hosts;
  for (const auto& [host, count] : counts) {
    all += count;
    hosts += (hosts.empty() ? "" : ", ") + host;
  }
  if (all == 0) return "";
  return "past the cache: " + count_of(all, "image") +
         " of hosts that stand in front of a mapped registry (each with -v; add aliases: [" + hosts +
         "] to its rule)";
}

}  // namespace ecrify::run
