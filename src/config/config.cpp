// SPDX-License-Identifier: Apache-2.0
#include "ecrify/config/config.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/text.hpp"
#include "ecrify/rules/ecr.hpp"
#include "ecrify/rules/name.hpp"
#include "ecrify/yaml/tree.hpp"
#include "readers.hpp"
#include "schema.hpp"

namespace ecrify::config {
namespace {

constexpr std::string_view api_version = "ecrify/v1";
constexpr std::string_view config_kind = "RewriteConfig";

Status pass(const Context& /*context*/, const KeyValue& /*entry*/, Config& /*config*/) { return Success{}; }

Status read_metadata(const Context& context, const KeyValue& entry, Config& /*config*/) {
  const yaml::Node::Kind kind = entry.value.kind;
  if (kind == yaml::Node::Kind::map || kind == yaml::Node::Kind::null) return Success{};
  return context.at(entry.offset, "metadata must be a mapping",
                    "write it as {name: ecrify}, or leave it out");
}

// registry: {account, region} or {host}

Status read_account(const Context& context, const KeyValue& entry, RegistrySetting& registry) {
  const yaml::Node& node = entry.value;
  if (node.kind == yaml::Node::Kind::scalar && node.style == yaml::Node::Style::plain &&
      rules::is_account(node.value)) {
    return context.at(entry.offset, "the account must be quoted: as a number it may lose its leading zeros",
                      "write account: " + in_quotes(node.value));
  }
  if (node.kind != yaml::Node::Kind::scalar || !rules::is_account(node.value)) {
    return context.at(entry.offset, "the account must be 12 digits in quotes",
                      "write it like account: \"123456789012\"; a placeholder goes into host");
  }
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  registry.account = std::move(value).value();
  return Success{};
}

Status read_region(const Context& context, const KeyValue& entry, RegistrySetting& registry) {
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  if (!rules::is_region(*value)) {
    return context.at(entry.offset, in_quotes(*value) + " is no AWS region",
                      "a region looks like ca-central-1; a placeholder goes into host");
  }
  registry.region = std::move(value).value();
  return Success{};
}

Status read_host(const Context& context, const KeyValue& entry, RegistrySetting& registry) {
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  Result<rules::HostPath> place = rules::read_registry(*value);
  if (!place.ok()) return context.at(entry.offset, place.failure());
  registry.host = std::move(place->text);
  return Success{};
}

// A host, or a host with a path. rules::Placeholders may stand anywhere, so that little can be said of it.
constexpr std::string_view place_with_placeholders = R"("type": "string", "pattern": "^(?!.*://)[^\\s@]+$")";

constexpr std::array<Field<RegistrySetting>, 3> registry_fields = {{
    {"account", read_account, R"("type": "string", "pattern": "^[0-9]{12}$")",
     "AWS account, 12 digits in quotes"},
    {"region", read_region, R"("type": "string", "pattern": "^[a-z]+(-[a-z]+)+-[0-9]+$")", "AWS region"},
    {"host", read_host, place_with_placeholders, "host of the registry, instead of account and region"},
}};

// rules: [{from, prefix | target | keep, aliases, reason}]

struct RuleDraft {
  rules::Rule rule;
  std::string_view way;  // prefix, target or keep: the one that was seen
};

Status choose(const Context& context, const KeyValue& entry, rules::RuleKind kind, RuleDraft& draft) {
  if (!draft.way.empty()) {
    return context.at(entry.offset,
                      "a rule has " + std::string(draft.way) + " and also " + std::string(entry.key),
                      "a rule has exactly one of prefix, target and keep: true");
  }
  draft.way = entry.key;
  draft.rule.kind = kind;
  return Success{};
}

Status read_from(const Context& context, const KeyValue& entry, RuleDraft& draft) {
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  Result<rules::HostPath> place = rules::read_place("from", *value, rules::Placeholders::refuse);
  if (!place.ok()) return context.at(entry.offset, place.failure());
  draft.rule.from = std::move(value).value();
  return Success{};
}

Status read_prefix(const Context& context, const KeyValue& entry, RuleDraft& draft) {
  if (Status status = choose(context, entry, rules::RuleKind::prefix, draft); !status.ok()) return status;
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  Result<std::string> prefix = rules::ecr_prefix(*value);
  if (!prefix.ok()) return context.at(entry.offset, prefix.failure());
  draft.rule.to = std::move(prefix).value();
  return Success{};
}

Status read_target(const Context& context, const KeyValue& entry, RuleDraft& draft) {
  if (Status status = choose(context, entry, rules::RuleKind::target, draft); !status.ok()) return status;
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  Result<rules::HostPath> place = rules::read_place("target", *value, rules::Placeholders::allow);
  if (!place.ok()) return context.at(entry.offset, place.failure());
  draft.rule.to = std::move(place->text);
  return Success{};
}

Status read_keep(const Context& context, const KeyValue& entry, RuleDraft& draft) {
  if (Status status = choose(context, entry, rules::RuleKind::keep, draft); !status.ok()) return status;
  if (yaml::is_true(entry.value)) return Success{};
  return context.at(entry.offset, "keep can only be true", "write keep: true, or leave the rule out");
}

Status read_reason(const Context& context, const KeyValue& entry, RuleDraft& draft) {
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  draft.rule.reason = std::move(value).value();
  return Success{};
}

Status read_aliases(const Context& context, const KeyValue& entry, RuleDraft& draft) {
  return each(context, entry, "aliases: [reg.kyverno.io]", [&](const KeyValue& one) -> Status {
    Result<std::string> value = text(context, one);
    if (!value.ok()) return value.failure();
    Result<rules::HostPath> place = rules::read_place("alias", *value, rules::Placeholders::refuse);
    if (!place.ok()) return context.at(one.offset, place.failure());
    draft.rule.aliases.push_back(std::move(value).value());
    return Success{};
  });
}

constexpr std::string_view from_schema =
    R"("type": "string", "pattern": "^(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:))(:[0-9]+)?)"
    R"((/[a-z0-9]+([._-]+[a-z0-9]+)*)*/?$")";
constexpr std::string_view prefix_schema =
    R"("type": "string", "pattern": "^(ROOT|(?=[^/].{0,28}[^/]/?$)[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*)"
    R"((/[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*)*/?)$")";

constexpr std::string_view aliases_schema =
    R"("type": "array", "items": {"type": "string", "pattern": "^(localhost|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:))(:[0-9]+)?)"
    R"((/[a-z0-9]+([._-]+[a-z0-9]+)*)*/?$"})";

constexpr std::array<Field<RuleDraft>, 6> rule_fields = {{
    {"from", read_from, from_schema, "registry host, with or without a path; matches whole path components"},
    {"prefix", read_prefix, prefix_schema, "repository prefix of the pull-through cache rule; ROOT for none"},
    {"target", read_target, place_with_placeholders, "host and path in any registry"},
    {"keep", read_keep, R"("const": true)", "an exception that stays as it is"},
    {"reason", read_reason, R"("type": "string")", "why, for those who ask later"},
    {"aliases", read_aliases, aliases_schema, "other hosts that stand in front of the same upstream"},
}};

Status read_rules(const Context& context, const KeyValue& entry, Config& config) {
  if (entry.value.kind != yaml::Node::Kind::sequence) {
    return context.at(entry.offset, "rules must be a list",
                      "write each rule as - {from: ghcr.io, prefix: ghcr}");
  }
  for (const std::size_t index : entry.value.children) {
    const yaml::Node& item = context.node(index);
    RuleDraft draft;
    const std::size_t before = context.errors.size();
    const auto add = [&](Failure failure) { context.errors.push_back(std::move(failure)); };
    if (Status status = read_map(context, item, item.offset, "a rule", rule_fields, draft); !status.ok())
      add(status.failure());
    // What else is missing in a rule may only be misspelt.
    if (context.errors.size() == before && draft.rule.from.empty()) {
      add(context.at(item.offset, "a rule has no from",
                     "add from: with a registry host, like from: ghcr.io"));
    } else if (context.errors.size() == before && draft.way.empty()) {
      add(context.at(item.offset, "a rule does not say what becomes of " + draft.rule.from,
                     "add exactly one of prefix, target and keep: true"));
    }
    if (context.errors.size() > before) continue;
    const Position position = context.source.position(item.offset);
    draft.rule.origin = {context.source.name(), position.line, position.column, item.offset};
    config.rules.push_back(std::move(draft.rule));
  }
  return Success{};
}

Status read_own_registry(const Context& context, const KeyValue& entry, Config& config) {
  return read_registry_map(context, entry, config);
}

constexpr std::array<Field<Config>, 12> config_fields = {{
    // Checked before the rest: another version may have other keys.
    {"apiVersion", pass, R"("const": "ecrify/v1")", "version of this format"},
    {"kind", pass, R"("const": "RewriteConfig")", "what the document is"},
    // As a KRM functionConfig the document has a name.
    {"metadata", read_metadata, R"("type": ["object", "null"])",
     "for use as a KRM functionConfig; not looked at"},
    {"registry", read_own_registry, R"("$ref": "#/definitions/registry")",
     "registry that prefix rules write"},
    {"rules", read_rules, R"("type": "array", "items": {"$ref": "#/definitions/rule"})",
     "which references go where; without a prefix or target ghcr.io goes to the prefix ghcr"},
    {"fields", read_fields, R"("type": "array", "items": {"$ref": "#/definitions/field"})",
     "fields of your own kinds that name an image"},
    {"classes", read_classes, R"("$ref": "#/definitions/classes")", "what is done about a class of places"},
    {"ignore", read_ignore, R"("type": "array", "items": {"$ref": "#/definitions/ignored"})",
     "files that are not read, objects that are left alone"},
    {"values", read_values, R"("type": "array", "items": {"type": "string", "minLength": 1})",
     "patterns of files that are values of charts"},
    {"targets", read_targets, R"("type": "array", "items": {"$ref": "#/definitions/target"})",
     "other registries, for parts of a tree or by --target"},
    {"digestFirstPull", read_digest_first_pull, R"("enum": ["off", "warning", "error"])",
     "what is said of references pinned by digest"},
    {"pullSecrets", read_pull_secrets, R"("type": "array", "items": {"type": "string", "minLength": 1})",
     "imagePullSecrets that only the source registries need"},
}};

Status check_header(const Context& context, const yaml::Node& root, std::string_view key,
                    std::string_view expected) {
  const std::string remedy = "the file begins with apiVersion: " + std::string(api_version) +
                             " and kind: " + std::string(config_kind);
  if (root.kind == yaml::Node::Kind::map) {
    for (std::size_t i = 0; i + 1 < root.children.size(); i += 2) {
      if (context.node(root.children[i]).value != key) continue;
      const yaml::Node& value = context.node(root.children[i + 1]);
      if (value.value == expected) return Success{};
      const std::size_t offset =
          value.kind == yaml::Node::Kind::null ? context.node(root.children[i]).offset : value.offset;
      return context.at(offset, std::string(key) + " must be " + std::string(expected), remedy);
    }
  }
  const std::size_t offset =
      root.kind == yaml::Node::Kind::null ? 0 : root.offset;  // that of nothing is behind the end
  return context.at(offset, "no " + std::string(key) + ": this is no configuration of ecrify", remedy);
}

constexpr std::string_view registry_rest =
    R"("dependencies": {"host": {"not": {"anyOf": [{"required": ["account"]}, {"required": ["region"]}]}}})";
constexpr std::string_view rule_rest =
    R"("required": ["from"], "oneOf": [{"required": ["prefix"]}, {"required": ["target"]}, {"required": ["keep"]}])";

}  // namespace

std::vector<MapSchema> map_schemas() {
  return {map_schema("", R"("required": ["apiVersion", "kind"])", config_fields),
          map_schema("registry", registry_rest, registry_fields), map_schema("rule", rule_rest, rule_fields)};
}

Status read_registry_map(const Context& context, const KeyValue& entry, RegistrySetting& registry) {
  const std::size_t before = context.errors.size();
  Status status = read_map(context, entry.value, entry.offset, "registry", registry_fields, registry);
  if (status.ok() && context.errors.size() == before && registry.host &&
      (registry.account || registry.region)) {
    return context.at(entry.offset, "the registry has a host and also an account or region",
                      "name the host, or the account and the region");
  }
  return status;
}

namespace {

// Mistakes go into `errors`, in the order of the text.
Config read_config(const SourceText& source, const yaml::Tree& tree, std::vector<Failure>& errors) {
  Config config;
  const Context context{source, tree, errors};
  const yaml::Node nothing;
  const yaml::Node& root = tree.nodes.empty() ? nothing : tree.nodes.front();
  if (const Status status = check_header(context, root, "apiVersion", api_version); !status.ok()) {
    errors.push_back(status.failure());
    return config;  // another version may have other keys
  }
  if (const Status status = check_header(context, root, "kind", config_kind); !status.ok())
    errors.push_back(status.failure());
  const Status status = read_map(context, root, root.offset, "the configuration", config_fields, config);
  if (!status.ok()) errors.push_back(status.failure());
  std::stable_sort(errors.begin(), errors.end(),
                   [](const Failure& a, const Failure& b) { return a.offset < b.offset; });
  return config;
}

}  // namespace

Result<Config> load_config(const SourceText& source) {
  const Result<yaml::Tree> tree = yaml::read_tree(source);
  if (!tree.ok()) return tree.failure();
  return load_config(source, *tree);
}

Result<Config> load_config(const SourceText& source, const yaml::Tree& tree) {
  std::vector<Failure> errors;
  Config config = read_config(source, tree, errors);
  if (!errors.empty()) return errors.front();
  return config;
}

std::vector<Failure> config_errors(const SourceText& source, Config& config) {
  const Result<yaml::Tree> tree = yaml::read_tree(source);
  if (!tree.ok()) return {tree.failure()};
  std::vector<Failure> errors;
  config = read_config(source, *tree, errors);
  return errors;
}

}  // namespace ecrify::config
