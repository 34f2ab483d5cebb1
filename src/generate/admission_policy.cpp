// SPDX-License-Identifier: Apache-2.0
#include "ecrify/generate/admission_policy.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/name.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "escape.hpp"
#include "template.hpp"

namespace ecrify::generate {
namespace {

using rules::RuleNames;
using Names = std::vector<RuleNames>;
using Hosts = std::set<std::string>;

constexpr std::string_view docker_hub = "docker.io";
// What the API server's parser reads of an expression, in characters (cel-go, parser/parser.go), less what
// stands around a table in it; and what `kubectl apply` can write beside an object, in bytes (apimachinery,
// TotalAnnotationSizeLimitB).
constexpr std::size_t longest_table = 99'000;
constexpr std::size_t longest_expression = 100'000;
// Looking for a host in a text costs its length in CEL, for each image once more.
constexpr std::size_t longest_hosts = 4'000;
constexpr std::size_t longest_policy = 256UL * 1024;

constexpr const char* fewer_rules =
    "keep the rules of a registry together: one for all of it, and exceptions";

struct ModeRow {
  PolicyMode mode;
  std::string_view name;
  std::string_view action;
  std::string_view summary;
};
constexpr std::array modes = {
    ModeRow{PolicyMode::warn, "warn", "Warn",
            "who creates a pod with an image that is not what the rules make of it, sees a warning"},
    ModeRow{PolicyMode::audit, "audit", "Audit",
            "a pod with an image that is not what the rules make of it, is noted in the audit log"},
    ModeRow{PolicyMode::deny, "deny", "Deny",
            "a pod with an image that is not what the rules make of it, is refused"},
    ModeRow{PolicyMode::mutate, "mutate", "", "the API server rewrites the images of pods"},
};
const ModeRow& row_of(PolicyMode mode) {
  return *std::find_if(modes.begin(), modes.end(), [mode](const ModeRow& row) { return row.mode == mode; });
}

Failure about(const rules::Rule& rule, std::string message, std::string remedy) {
  Failure failure = problem(rules::describe(rule) + ": " + std::move(message), std::move(remedy));
  if (rule.origin.offset != no_offset) {
    failure.file = rule.origin.file;
    failure.offset = rule.origin.offset;
  }
  return failure;
}

// --- regular expressions, in the syntax of RE2 ---

std::string quoted(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    const bool is_plain = is_alnum(c) || c < ' ' || c == 0x7f;
    if (c == '.') {
      pattern += "[.]";
    } else {
      pattern.append(is_plain || c == '-' || c == ':' || c == '/' ? "" : "\\").append(1, c);
    }
  }
  return pattern;
}

std::string wildcard_pattern(std::string_view wildcard) {
  std::string pattern = "^";
  for (std::size_t begin = 0;;) {
    const std::size_t star = wildcard.find('*', begin);
    pattern += quoted(wildcard.substr(begin, star - begin));
    if (star == std::string_view::npos) return pattern + "$";
    pattern += "(?s:.*)";
    begin = star + 1;
  }
}

// Of canonical hosts, all names.
std::vector<std::string> all_names(const Hosts& hosts) {
  std::vector<std::string> all(hosts.begin(), hosts.end());
  if (!hosts.contains(std::string(docker_hub))) return all;
  for (std::string& host : rules::docker_hub_hosts()) all.push_back(std::move(host));
  return all;
}

std::string any_of(const Hosts& hosts) {
  std::string pattern;
  for (const std::string& host : all_names(hosts))
    pattern.append(pattern.empty() ? "" : "|").append(quoted(host));
  return "(?:" + pattern + ")";
}

// A host as a word of its own, at the default port, too, as locate::find_mentions() finds it.
std::string mention_pattern(const Hosts& hosts) {
  return "(?i)(?:^[._-]*|[^a-z0-9._/@-]|://|[^a-z0-9._-][._-]+)" + any_of(hosts) +
         "(?::443/|[._-]*(?:$|[^a-z0-9._:-]|:(?:$|[^0-9]|[0-9]+(?:$|[^0-9/]))))";
}

// --- what the rules look at ---

bool maps(const RuleNames& names) { return names.rule->kind != rules::RuleKind::keep; }

std::string host_of(std::string_view name) { return std::string(name.substr(0, name.find('/'))); }

struct Tables {
  Names names;
  Hosts source_hosts;  // of rules that map
  Hosts target_hosts;
  std::string registry;     // canonical; empty when unknown
  std::size_t deepest = 0;  // components of the longest name
};

Tables tables_of(const rules::RuleSet& rules) {
  Tables tables;
  tables.names = rules::rule_names(rules);
  tables.registry = rules::canonical_host(rules.registry_host());
  if (!tables.registry.empty()) tables.target_hosts.insert(tables.registry);
  const auto see = [&](const std::string& name) {
    tables.deepest =
        std::max(tables.deepest, static_cast<std::size_t>(std::count(name.begin(), name.end(), '/')) + 1);
  };
  for (const RuleNames& names : tables.names) {
    for (const auto* list : {&names.sources, &names.aliases}) {
      for (const std::string& name : *list) {
        see(name);
        if (maps(names)) tables.source_hosts.insert(host_of(name));
      }
    }
    if (!maps(names)) continue;
    see(names.target);
    tables.target_hosts.insert(host_of(names.target));
  }
  return tables;
}

bool has_placeholder(const std::string& text) { return reference::mask_placeholders(text).any(); }

bool is_below(std::string_view name, std::string_view above) {
  return name.size() > above.size() && name.starts_with(above) && name[above.size()] == '/';
}

// A pattern or text that CEL can't say.
std::optional<Failure> inexpressible(const Tables& tables) {
  for (const RuleNames& names : tables.names) {
    if (has_placeholder(names.base)) {
      return about(*names.rule,
                   "its target " + names.base + " holds a placeholder, which nothing fills in in a cluster",
                   "give the registry by --account and --region, or --registry");
    }
    for (const RuleNames& other : tables.names) {
      if (&other == &names || names.aliases.empty()) continue;
      for (const std::string& alias : other.aliases) {
        if (alias != names.sources.front() && !is_below(alias, names.sources.front())) continue;
        return about(*other.rule,
                     "its alias " + alias + " lies in the source of " + rules::describe(*names.rule) +
                         ", which has aliases, too",
                     "a policy follows one alias: make it a rule of its own");
      }
    }
  }
  return std::nullopt;
}

// --- the data of the template ---

void put(mustache::data& data, const std::string& name, mustache::list list) {
  data.set("has_" + name, !list.empty());
  data.set(name, std::move(list));
}

mustache::data named(const std::string& name) {
  mustache::data row;
  row.set("name", name);
  return row;
}

// How many characters may follow the source.
std::pair<std::size_t, std::size_t> limits_of(const RuleNames& names) {
  const std::size_t path = names.target.size() - names.target_host_size;  // with its slash, 0 for none
  const std::size_t least = names.kind->objection == nullptr ? 1 : rules::min_ecr_repository_size;
  if (path == 0) return {least + 1, names.kind->longest_path + 1};
  return {least - std::min(least, path - 1), names.kind->longest_path - (path - 1)};
}

// A name of one of these rows is longer than the API server reads.
std::optional<Failure> put_sources(const Tables& tables, mustache::data& data) {
  Hosts taken;
  for (const RuleNames& names : tables.names) taken.insert(names.sources.front());
  mustache::list sources;
  std::size_t size = 0;
  for (const RuleNames& names : tables.names) {
    for (const std::string& name : names.sources) {
      if (&name != &names.sources.front() && !taken.insert(name).second) continue;
      mustache::data row = named(name);
      row.set("base", names.base);
      sources.push_back(std::move(row));
      size += name.size() + names.base.size() + std::string_view("        \"\": \"\",\n").size();
    }
    if (size > longest_table) {
      return about(*names.rule,
                   "with it the table of rules is longer than the API server reads in one expression (100000 "
                   "characters)",
                   fewer_rules);
    }
  }
  put(data, "sources", std::move(sources));
  return std::nullopt;
}

void put_targets(const Tables& tables, bool refuses_digests, mustache::data& data) {
  mustache::list targets, limits, hub, inner, cached;
  for (const RuleNames& names : tables.names) {
    if (!maps(names)) continue;
    const std::string& source = names.sources.front();
    targets.push_back(named(names.target));
    mustache::data limit = named(source);
    const auto [least, most] = limits_of(names);
    limit.set("least", std::to_string(least));
    limit.set("most", std::to_string(most));
    limits.push_back(std::move(limit));
    if (host_of(names.target) == docker_hub) hub.push_back(named(source));
    if (refuses_digests && names.kind->digest_first_pull) cached.push_back(named(source));
    for (const RuleNames& other : tables.names) {
      if (!maps(other) || !is_below(other.target, names.target)) continue;
      mustache::data row = named(source);
      row.set("target", names.target);
      row.set("inner", other.target);
      inner.push_back(std::move(row));
    }
  }
  put(data, "targets", std::move(targets));
  put(data, "limits", std::move(limits));
  put(data, "hub_targets", std::move(hub));
  put(data, "inner_targets", std::move(inner));
  put(data, "cached", std::move(cached));
}

void put_names(const Tables& tables, mustache::data& data) {
  mustache::list aliases, depths, hub_hosts;
  for (const RuleNames& names : tables.names) {
    for (const std::string& alias : names.aliases) {
      mustache::data row = named(alias);
      row.set("source", names.sources.front());
      aliases.push_back(std::move(row));
    }
  }
  for (std::size_t depth = tables.deepest; depth > 0; --depth) {
    mustache::data row;
    row.set("pattern", depth == 1 ? "^[^/]+" : "^[^/]+(?:/[^/]+){" + std::to_string(depth - 1) + "}");
    depths.push_back(std::move(row));
  }
  for (const std::string& host : rules::docker_hub_hosts()) hub_hosts.push_back(named(host));
  data.set("names", aliases.empty() ? "named" : "sourced");
  put(data, "aliases", std::move(aliases));
  put(data, "depths", std::move(depths));
  put(data, "hub_hosts", std::move(hub_hosts));
}

// The hosts as rows; with Docker Hub, that none is written is one of them.
mustache::list host_rows(const Hosts& hosts) {
  mustache::list rows;
  for (const std::string& host : all_names(hosts)) rows.push_back(named(host));
  if (hosts.contains(std::string(docker_hub))) rows.push_back(named(""));
  return rows;
}

void put_hosts(const Tables& tables, PolicyMode mode, mustache::data& data) {
  const auto owner = rules::ecr_owner(tables.registry);
  const bool finds_foreign = mode != PolicyMode::mutate && owner.has_value();
  put(data, "hosts", host_rows(tables.source_hosts));
  put(data, "target_hosts", host_rows(tables.target_hosts));
  put(data, "registry_names", host_rows(tables.registry.empty() ? Hosts{} : Hosts{tables.registry}));
  data.set("short_names", tables.source_hosts.contains(std::string(docker_hub)));
  data.set("hosts_pattern", any_of(tables.source_hosts) + (finds_foreign ? "|[.]dkr[.-]ecr" : ""));
  data.set("mention_pattern", mention_pattern(tables.source_hosts));
  data.set("ecr_pattern", rules::ecr_host_pattern(""));
  data.set("has_own", finds_foreign);
  data.set("own_pattern", rules::ecr_host_pattern(owner.value_or("")));
}

mustache::list ignored_rows(const std::vector<IgnoredPods>& ignored) {
  mustache::list rows;
  for (const IgnoredPods& pods : ignored) {
    mustache::data row;
    row.set("has_namespace", !pods.name_space.empty());
    row.set("namespace_pattern", wildcard_pattern(pods.name_space));
    row.set("has_name", !pods.name.empty());
    row.set("name_pattern", wildcard_pattern(pods.name));
    row.set("has_both", !pods.name.empty() && !pods.name_space.empty());
    row.set("more", &pods != &ignored.back());
    rows.push_back(std::move(row));
  }
  return rows;
}

void put_request(const PolicyRequest& request, mustache::data& data) {
  const ModeRow& mode = row_of(request.mode);
  const bool mutates = request.mode == PolicyMode::mutate;
  data.set("mode", std::string(mode.name));
  data.set("summary", std::string(mode.summary));
  data.set("action", std::string(mode.action));
  data.set("mutates", mutates);
  data.set("kind", mutates ? "MutatingAdmissionPolicy" : "ValidatingAdmissionPolicy");
  data.set("name", mutates ? "ecrify-rewrite" : "ecrify-check");
  data.set("api", request.api);
  data.set("failure", request.fails ? "Fail" : "Ignore");
  data.set("containers", request.containers);
  data.set("image_volumes", request.image_volumes);
  std::string names;
  for (const std::string& name : request.suppressible)
    names.append(names.empty() ? "" : "|").append(quoted(name));
  data.set("suppressible", names);
  mustache::list namespaces, left_out;
  for (const std::string& name : request.left_namespaces) namespaces.push_back(named(name));
  for (const std::string& line : request.left_out) {
    mustache::data row;
    row.set("line", line);
    left_out.push_back(std::move(row));
  }
  put(data, "left_namespaces", std::move(namespaces));
  put(data, "left_out", std::move(left_out));
  put(data, "ignored", ignored_rows(request.ignored));
}

// Sections of the template that are left out leave such lines.
std::string without_empty_lines(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != '\n' || !(out.empty() || out.back() == '\n')) out += c;
  }
  return out;
}

// The bytes of the longest block of text, indentation included: at least the characters of the longest
// expression.
std::size_t longest_block(std::string_view text) {
  constexpr std::string_view begins = "expression: |-\n";
  std::size_t longest = 0;
  for (std::size_t at = text.find(begins); at != std::string_view::npos; at = text.find(begins, at)) {
    at += begins.size();
    const std::size_t end = std::min(text.find("\n  - ", at), text.size());
    longest = std::max(longest, end - at);
  }
  return longest;
}

// Empty where the API server, its budget and kubectl take the policy.
std::string why_too_large(const Tables& tables, const std::string& text) {
  const auto more = [](const char* what, std::size_t size, std::size_t most) {
    return what + std::to_string(size) + ", of at most " + std::to_string(most);
  };
  if (text.size() > longest_policy)
    return more("the policy is larger than kubectl can apply: bytes ", text.size(), longest_policy);
  if (const std::size_t size = longest_block(text); size > longest_expression) {
    return more("a table of the policy is longer than the API server reads: characters ", size,
                longest_expression);
  }
  const std::size_t hosts = any_of(tables.source_hosts).size();
  return hosts > longest_hosts
             ? more("the names of their hosts are too much for the API server's budget: characters ", hosts,
                    longest_hosts)
             : "";
}

}  // namespace

std::string_view policy_mode_name(PolicyMode mode) { return row_of(mode).name; }

Result<std::string> admission_policy(const rules::RuleSet& rules, const PolicyRequest& request) {
  const Tables tables = tables_of(rules);
  if (tables.source_hosts.empty()) {
    return problem("no rule maps anything, so that a policy would have nothing to do",
                   "add a rule with a prefix or a target");
  }
  if (auto failure = inexpressible(tables)) return *std::move(failure);
  mustache::data data;
  if (auto failure = put_sources(tables, data)) return *std::move(failure);
  put_targets(tables, request.refuses_digests, data);
  put_names(tables, data);
  put_hosts(tables, request.mode, data);
  put_request(request, data);
  std::string text = without_empty_lines(render("admission-policy", data, json_text));
  const std::string why = why_too_large(tables, text);
  if (!why.empty()) return about(*tables.names.back().rule, "with all rules " + why, fewer_rules);
  return text;
}

}  // namespace ecrify::generate
