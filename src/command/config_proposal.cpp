// SPDX-License-Identifier: Apache-2.0
#include "config_proposal.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/report/list.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "ecrify/rules/upstreams.hpp"
#include "ecrify/run/ruling_rows.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::command {
namespace {

using Counts = std::map<std::string, std::size_t>;  // references by registry

Result<Counts> count_registries(const ConfigSession& session, const std::vector<std::string>& folders,
                                Proposal& proposal) {
  options::Invocation look{run::Command::list, {}};
  look.flags.arguments = folders;
  const Result<run::Options> options = options::resolve_options(look, {}, {});
  if (!options.ok()) return options.failure();
  Counts counts;
  const run::RunTotals walked = run::for_each_source(
      *options, session.io, session.messages, run::EmptyInput::failure, [&](run::Source& source) {
        for (const Ruling& ruling : source.examined.rulings) {
          if (!run::is_listed(ruling, run::ListScope::pulled)) continue;
          const report::ListItem item = run::row_of(source.text, source.examined, ruling);
          if (item.is_image && item.decision != "leave") ++counts[report::registry_of(item.source)];
        }
      });
  proposal.complete = walked.failed == 0;
  return counts;
}

// The registry behind a host that stands in front of one.
std::string upstream_of(const std::string& host) {
  const rules::VanityHost* const row = rules::vanity_host(host);
  return row == nullptr ? host : std::string(row->upstream);
}

struct Registry {
  std::string host;
  std::size_t references = 0;
  std::vector<std::string> aliases;
};

// Most references first.
std::vector<Registry> with_aliases(const Counts& counts) {
  std::map<std::string, Registry> by_host;
  for (const auto& [host, references] : counts) {
    Registry& registry = by_host[upstream_of(host)];
    registry.host = upstream_of(host);
    registry.references += references;
    if (host != registry.host) registry.aliases.push_back(host);
  }
  std::vector<Registry> all;
  all.reserve(by_host.size());
  for (auto& [host, registry] : by_host) all.push_back(std::move(registry));
  std::stable_sort(all.begin(), all.end(),
                   [](const Registry& a, const Registry& b) { return a.references > b.references; });
  return all;
}

}  // namespace

Result<Proposal> propose_rules(const ConfigSession& session, const std::vector<std::string>& folders) {
  Proposal proposal;
  const Result<Counts> counts = count_registries(session, folders, proposal);
  if (!counts.ok()) return counts.failure();
  for (Registry& registry : with_aliases(*counts)) {
    proposal.references += registry.references;
    const std::string number = count_of(registry.references, "reference");
    if (rules::kind_of_host(registry.host) != nullptr) {
      proposal.comment +=
          "# " + write::printable(registry.host) + " has " + number + ": an ECR registry already\n";
      continue;
    }
    const rules::Upstream* const upstream = rules::find_upstream(registry.host);
    rules::Rule rule{registry.host, rules::RuleKind::prefix, "", "", {number}, std::move(registry.aliases)};
    if (upstream == nullptr) {
      rule.kind = rules::RuleKind::target;
      rule.to = "mirror.example.com/" + registry.host.substr(0, registry.host.find(':'));
    } else {
      rule.to = upstream->prefix;
    }
    (upstream == nullptr ? proposal.without : proposal.rules).push_back(std::move(rule));
  }
  return proposal;
}

}  // namespace ecrify::command
