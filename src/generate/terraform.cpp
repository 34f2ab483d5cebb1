// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "ecrify/generate/outputs.hpp"
#include "escape.hpp"
#include "template.hpp"

namespace ecrify::generate {
namespace {

using aws::NeededCacheRule;
using rules::Login;

// Names of resources and variables: letters, digits, underscores and hyphens, none of the latter two first.
// Each is given once.
class Labels {
 public:
  std::string of(std::string_view name) {
    std::string label;
    for (const char c : name) {
      const bool stays = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
      label += stays ? c : '_';
    }
    if (label.empty() || (label.front() >= '0' && label.front() <= '9') || label.front() == '-')
      label.insert(0, "r_");
    std::string unique = label;
    for (int i = 2; !given_.insert(unique).second; ++i) unique = label + "_" + std::to_string(i);
    return unique;
  }

 private:
  std::set<std::string> given_ = {"unexpired"};  // by the template itself
};

// The token that the secret of a registry holds. (GitHub's, Docker's, GitLab's, Azure's and Chainguard's
// documentation)
std::string_view token_of(std::string_view upstream) {
  if (upstream == "github-container-registry")
    return "A classic personal access token of GitHub with the scope read:packages.";
  if (upstream == "docker-hub") return "An access token of Docker Hub that may read.";
  if (upstream == "gitlab-container-registry") return "A token of GitLab with the scope read_registry.";
  if (upstream == "chainguard")
    return "A pull token of Chainguard; it expires after 30 days unless it was made for longer.";
  return "A token of the registry that may pull.";
}

std::string source_of(const NeededCacheRule& rule) {
  return rule.host + (rule.upstream_prefix.empty() ? "" : "/" + rule.upstream_prefix);
}

std::string shown(const std::string& prefix) { return prefix.empty() ? "ROOT" : prefix; }

// Hosts with this kind of login, with labels for what belongs to each.
class Logins {
 public:
  Logins(std::span<const NeededCacheRule> rules, Login login) {
    Labels labels;
    for (const NeededCacheRule& rule : rules) {
      if (rule.upstream->login == login && label(rule.host).empty())
        rows_.push_back({&rule, labels.of(rule.host)});
    }
  }

  [[nodiscard]] std::string label(const std::string& host) const {
    const auto row =
        std::find_if(rows_.begin(), rows_.end(), [&](const Row& one) { return one.rule->host == host; });
    return row == rows_.end() ? "" : row->label;
  }

  [[nodiscard]] mustache::list data() const {
    mustache::list list;
    for (const Row& row : rows_) {
      mustache::data one;
      one.set("label", row.label);
      one.set("host", row.rule->host);
      one.set("token", std::string(token_of(row.rule->upstream->name)));
      one.set("first", &row == &rows_.front());
      list.push_back(std::move(one));
    }
    return list;
  }

 private:
  struct Row {
    const NeededCacheRule* rule;
    std::string label;
  };
  std::vector<Row> rows_;
};

mustache::data rule_data(const NeededCacheRule& rule, const std::string& label, const Logins& secrets,
                         const Logins& roles) {
  mustache::data data;
  data.set("label", label);
  data.set("source", source_of(rule));
  data.set("place", rule.prefix.empty() ? "the root of the registry" : rule.prefix + " in the registry");
  data.set("prefix", shown(rule.prefix));
  data.set("below", rule.prefix.empty() ? "" : rule.prefix + "/");
  data.set("url", rule.upstream->url.empty() ? rule.host : std::string(rule.upstream->url));
  if (!rule.upstream_prefix.empty()) data.set("upstream_prefix", rule.upstream_prefix);
  if (rule.upstream->login == Login::secret) data.set("secret", secrets.label(rule.host));
  if (rule.upstream->login == Login::role) data.set("role", roles.label(rule.host));
  return data;
}

// The prefixes that events are asked for; none where a rule has ROOT, of which it is not known what events
// say.
mustache::list event_prefixes(std::span<const NeededCacheRule> rules) {
  if (rules.front().prefix.empty()) return {};
  mustache::list prefixes;
  for (const NeededCacheRule& rule : rules) {
    mustache::data one;
    one.set("prefix", rule.prefix);
    one.set("comma", &rule != &rules.back());
    prefixes.push_back(std::move(one));
  }
  mustache::data all;
  all.set("prefixes", std::move(prefixes));
  return {std::move(all)};
}

}  // namespace

std::string terraform(std::span<const NeededCacheRule> rules, const TerraformSettings& settings) {
  const Logins secrets(rules, Login::secret);
  const Logins roles(rules, Login::role);
  Labels labels;
  mustache::list list;
  for (const NeededCacheRule& rule : rules)
    list.push_back(rule_data(rule, labels.of(rule.prefix.empty() ? "root" : rule.prefix), secrets, roles));
  mustache::data data;
  data.set("rules", std::move(list));
  data.set("secrets", secrets.data());
  data.set("roles", roles.data());
  data.set("secret_prefix", aws::secret_prefix);
  data.set("monitoring", settings.monitoring);
  data.set("event_prefixes", event_prefixes(rules));
  const bool has_owner = settings.account && settings.region;
  data.set("registry", has_owner ? "the account " + *settings.account + " and the region " + *settings.region
                                 : "the account and the region of the provider");
  if (has_owner) {
    mustache::data owner;
    owner.set("account", *settings.account);
    owner.set("region", *settings.region);
    data.set("owner", std::move(owner));
  }
  return render("terraform", data, hcl_text);
}

}  // namespace ecrify::generate
