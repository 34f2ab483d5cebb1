// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "ecrify/base/text.hpp"
#include "readers.hpp"

namespace ecrify::config {
namespace {

Result<PlacedText> positioned(const Context& context, const KeyValue& entry) {
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  if (value->empty())
    return context.at(entry.offset, std::string(entry.key) + " is empty", "give it a value");
  return PlacedText{std::move(value).value(), entry.offset};
}

// A text that is stored as it is.
Status store(const Context& context, const KeyValue& entry, std::string& into) {
  Result<PlacedText> value = positioned(context, entry);
  if (!value.ok()) return value.failure();
  into = std::move(value->value);
  return Success{};
}
Status store(const Context& context, const KeyValue& entry, std::optional<PlacedText>& into) {
  Result<PlacedText> value = positioned(context, entry);
  if (!value.ok()) return value.failure();
  into = std::move(value).value();
  return Success{};
}

// fields: [{kind, apiVersion, path}]

Status read_field_api_version(const Context& context, const KeyValue& entry, FieldSetting& field) {
  if (Status status = store(context, entry, field.api_version); !status.ok()) return status;
  // A group alone would never match: objects say group/version.
  const std::string& value = field.api_version;
  if (value.find('.') != std::string::npos && value.find('/') == std::string::npos && value.back() != '*') {
    return context.at(entry.offset, "the apiVersion " + in_quotes(value) + " has no version",
                      "write group/version, like " + in_quotes(value + "/*"));
  }
  return Success{};
}

constexpr std::array<Field<FieldSetting>, 3> field_fields = {{
    {"kind", [](const Context& c, const KeyValue& e, FieldSetting& into) { return store(c, e, into.kind); },
     any_text, "its kind; * stands for any bytes"},
    {"apiVersion", read_field_api_version, R"("type": "string", "pattern": "^([^.]+|.*/.*|.*[*])$")",
     "its group/version; * stands for any bytes"},
    {"path",
     [](const Context& c, const KeyValue& e, FieldSetting& into) -> Status {
       Result<PlacedText> path = positioned(c, e);
       if (!path.ok()) return path.failure();
       into.path = std::move(path).value();
       return Success{};
     },
     any_text, "way to the image, as spec.parts[].ref"},
}};

// ignore: [{path} | {kind, name, namespace}, reason]

constexpr std::array<Field<IgnoreSetting>, 5> ignore_fields = {{
    {"path", [](const Context& c, const KeyValue& e, IgnoreSetting& into) { return store(c, e, into.path); },
     any_text, "files that are not read"},
    {"kind", [](const Context& c, const KeyValue& e, IgnoreSetting& into) { return store(c, e, into.kind); },
     any_text, "kind of the objects; * stands for any bytes"},
    {"name", [](const Context& c, const KeyValue& e, IgnoreSetting& into) { return store(c, e, into.name); },
     any_text, "their name; * stands for any bytes"},
    {"namespace",
     [](const Context& c, const KeyValue& e, IgnoreSetting& into) { return store(c, e, into.name_space); },
     any_text, "their namespace; * stands for any bytes"},
    {"reason",
     [](const Context& c, const KeyValue& e, IgnoreSetting& into) { return store(c, e, into.reason); },
     any_text, "why, for those who ask later"},
}};

// targets: [{name, path, registry}]

constexpr std::array<Field<TargetSetting>, 3> target_fields = {{
    {"name", [](const Context& c, const KeyValue& e, TargetSetting& into) { return store(c, e, into.name); },
     any_text, "for --target"},
    {"path", [](const Context& c, const KeyValue& e, TargetSetting& into) { return store(c, e, into.path); },
     any_text, "pattern of the files that it is for"},
    {"registry",
     [](const Context& c, const KeyValue& e, TargetSetting& into) {
       return read_registry_map(c, e, into.registry);
     },
     R"("allOf": [{"$ref": "#/definitions/registry"}], "anyOf": [{"required": ["host"]}, {"required": ["account", "region"]}])",
     "registry that prefix rules write there"},
}};

Status read_target(const Context& context, const KeyValue& item, Config& config) {
  TargetSetting target;
  target.offset = item.offset;
  const std::size_t before = context.errors.size();
  if (Status status = read_map(context, item.value, item.offset, "a target", target_fields, target);
      !status.ok())
    return status;
  if (context.errors.size() > before) return Success{};
  if (target.name.empty() && !target.path) {
    return context.at(item.offset, "a target has neither a name nor a path",
                      "add path: for a part of the tree, or name: for --target");
  }
  const RegistrySetting& registry = target.registry;
  if (!registry.host && !(registry.account && registry.region)) {
    return context.at(item.offset,
                      registry.account  ? "the registry of a target has an account and no region"
                      : registry.region ? "the registry of a target has a region and no account"
                                        : "a target has no registry",
                      "add registry: {account: \"123456789012\", region: ca-central-1}, or {host: ...}");
  }
  config.targets.push_back(std::move(target));
  return Success{};
}

// A path alone, or at least one of the others.
constexpr std::string_view ignored_rest =
    R"("oneOf": [{"required": ["path"]}, {"anyOf": [{"required": ["kind"]}, {"required": ["name"]}, )"
    R"({"required": ["namespace"]}]}])";

}  // namespace

std::vector<MapSchema> scope_map_schemas() {
  return {map_schema("field", R"("required": ["path"])", field_fields),
          map_schema("ignored", ignored_rest, ignore_fields),
          map_schema("target",
                     R"("required": ["registry"], "anyOf": [{"required": ["name"]}, {"required": ["path"]}])",
                     target_fields)};
}

Status read_fields(const Context& context, const KeyValue& entry, Config& config) {
  return each(context, entry, "- {kind: Widget, path: spec.image}", [&](const KeyValue& item) -> Status {
    FieldSetting field;
    const std::size_t before = context.errors.size();
    if (Status status = read_map(context, item.value, item.offset, "a field", field_fields, field);
        !status.ok())
      return status;
    if (context.errors.size() > before) return Success{};
    if (field.path.value.empty()) {
      return context.at(item.offset, "a field has no path",
                        "add path: with the way to the image, like spec.image");
    }
    config.fields.push_back(std::move(field));
    return Success{};
  });
}

std::string_view class_use_name(ClassUse use) {
  switch (use) {
    case ClassUse::rewrite:
      return "rewrite";
    case ClassUse::warn:
      return "warn";
    case ClassUse::ignore:
      return "ignore";
  }
  return "";
}

Status read_classes(const Context& context, const KeyValue& entry, Config& config) {
  if (entry.value.kind != yaml::Node::Kind::map) {
    return context.at(entry.offset, "classes must be a mapping", "write it as {embedded: rewrite}");
  }
  std::set<std::string> seen;
  const auto add = [&](const Failure& failure) { context.errors.push_back(failure); };
  for (std::size_t i = 0; i + 1 < entry.value.children.size(); i += 2) {
    const yaml::Node& key = context.node(entry.value.children[i]);
    const yaml::Node& value = context.node(entry.value.children[i + 1]);
    if (key.kind != yaml::Node::Kind::scalar) {
      add(context.at(key.offset, "a class must be a word", "write CLASS: rewrite"));
      continue;
    }
    if (!seen.insert(key.value).second) {
      add(context.at(key.offset, "the class " + in_quotes(key.value) + " stands twice",
                     "remove one of the two"));
      continue;
    }
    ClassSetting setting{{key.value, key.offset}, ClassUse::ignore};
    if (value.value == "rewrite") {
      setting.use = ClassUse::rewrite;
    } else if (value.value == "warn") {
      setting.use = ClassUse::warn;
    } else if (value.kind != yaml::Node::Kind::scalar || value.value != "ignore") {
      add(context.at(value.kind == yaml::Node::Kind::null ? key.offset : value.offset,
                     "what is done about the class " + in_quotes(key.value) + " is not known",
                     "it is rewrite, warn or ignore"));
      continue;
    }
    config.classes.push_back(std::move(setting));
  }
  return Success{};
}

Status read_ignore(const Context& context, const KeyValue& entry, Config& config) {
  return each(context, entry, "- {path: \"vendor/**\"}", [&](const KeyValue& item) -> Status {
    IgnoreSetting ignore;
    ignore.offset = item.offset;
    const std::size_t before = context.errors.size();
    if (Status status =
            read_map(context, item.value, item.offset, "an entry of ignore", ignore_fields, ignore);
        !status.ok())
      return status;
    if (context.errors.size() > before) return Success{};
    const bool by_object = !(ignore.kind.empty() && ignore.name.empty() && ignore.name_space.empty());
    if (ignore.path.has_value() == by_object) {
      return context.at(item.offset,
                        by_object ? "an entry of ignore has a path and also names objects"
                                  : "an entry of ignore does not say what to ignore",
                        by_object ? "a path stands alone: its files are not read at all"
                                  : "add path: for files, or kind:, name: or namespace: for objects");
    }
    config.ignore.push_back(std::move(ignore));
    return Success{};
  });
}

Status read_values(const Context& context, const KeyValue& entry, Config& config) {
  return each(context, entry, "[\"apps/**/values*.yaml\"]", [&](const KeyValue& item) -> Status {
    Result<PlacedText> glob = positioned(context, item);
    if (!glob.ok()) return glob.failure();
    config.values.push_back(std::move(glob).value());
    return Success{};
  });
}

Status read_targets(const Context& context, const KeyValue& entry, Config& config) {
  std::set<std::string> names;
  return each(context, entry, "- {name: prod, registry: {host: ...}}", [&](const KeyValue& item) -> Status {
    const std::size_t before = config.targets.size();
    if (Status status = read_target(context, item, config); !status.ok()) return status;
    if (config.targets.size() == before) return Success{};  // its errors are among the context's
    const std::string& name = config.targets.back().name;
    if (name.empty() || names.insert(name).second) return Success{};
    return context.at(item.offset, "two targets have the name " + in_quotes(name), "rename one of them");
  });
}

Status read_digest_first_pull(const Context& context, const KeyValue& entry, Config& config) {
  const std::string& value = entry.value.value;
  if (value == "off") {
    config.digest_first_pull = DigestFirstPull::off;
  } else if (value == "warning") {
    config.digest_first_pull = DigestFirstPull::warning;
  } else if (value == "error") {
    config.digest_first_pull = DigestFirstPull::error;
  } else {
    return context.at(entry.offset, "digestFirstPull is not known: " + in_quotes(value),
                      "it is off, warning or error");
  }
  return Success{};
}

Status read_pull_secrets(const Context& context, const KeyValue& entry, Config& config) {
  return each(context, entry, "[ghcr-login]", [&](const KeyValue& item) -> Status {
    std::string name;
    if (Status status = store(context, item, name); !status.ok()) return status;
    config.pull_secrets.push_back(std::move(name));
    return Success{};
  });
}

}  // namespace ecrify::config
