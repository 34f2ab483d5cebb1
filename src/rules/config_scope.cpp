// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "config_readers.hpp"
#include "text.hpp"

namespace ecrify::rules {
namespace {

// Each item of a list, as an entry of that key.
template <class Read>
Status each(const Context& context, const Entry& entry, std::string_view like, Read read) {
  if (entry.value.kind != YamlNode::Kind::sequence) {
    return context.at(entry.offset, std::string(entry.key) + " must be a list",
                      "write it as " + std::string(like));
  }
  for (const std::size_t index : entry.value.children) {
    const YamlNode& item = context.node(index);
    const std::size_t offset = item.kind == YamlNode::Kind::null ? entry.offset : item.offset;
    if (Status status = read(Entry{entry.key, item, offset}); !status.ok()) return status;
  }
  return Done{};
}

Result<Positioned> positioned(const Context& context, const Entry& entry) {
  Result<std::string> value = text(context, entry);
  if (!value.ok()) return value.failure();
  if (value->empty())
    return context.at(entry.offset, std::string(entry.key) + " is empty", "give it a value");
  return Positioned{std::move(value).value(), entry.offset};
}

// A text that is stored as it is.
Status store(const Context& context, const Entry& entry, std::string& into) {
  Result<Positioned> value = positioned(context, entry);
  if (!value.ok()) return value.failure();
  into = std::move(value->value);
  return Done{};
}
Status store(const Context& context, const Entry& entry, std::optional<Positioned>& into) {
  Result<Positioned> value = positioned(context, entry);
  if (!value.ok()) return value.failure();
  into = std::move(value).value();
  return Done{};
}

// fields: [{kind, apiVersion, path}]

Status read_field_api_version(const Context& context, const Entry& entry, FieldSetting& field) {
  if (Status status = store(context, entry, field.api_version); !status.ok()) return status;
  // A group alone would never match: objects say group/version.
  const std::string& value = field.api_version;
  if (value.find('.') != std::string::npos && value.find('/') == std::string::npos && value.back() != '*') {
    return context.at(entry.offset, "the apiVersion " + quoted(value) + " has no version",
                      "write group/version, like " + quoted(value + "/*"));
  }
  return Done{};
}

constexpr std::array<Field<FieldSetting>, 3> field_fields = {{
    {"kind", [](const Context& c, const Entry& e, FieldSetting& into) { return store(c, e, into.kind); },
     any_text, "its kind; * stands for any bytes"},
    {"apiVersion", read_field_api_version, R"("type": "string", "pattern": "^([^.]+|.*/.*|.*[*])$")",
     "its group/version; * stands for any bytes"},
    {"path",
     [](const Context& c, const Entry& e, FieldSetting& into) -> Status {
       Result<Positioned> path = positioned(c, e);
       if (!path.ok()) return path.failure();
       into.path = std::move(path).value();
       return Done{};
     },
     any_text, "way to the image, as spec.parts[].ref"},
}};

// ignore: [{path} | {kind, name, namespace}, reason]

constexpr std::array<Field<IgnoreSetting>, 5> ignore_fields = {{
    {"path", [](const Context& c, const Entry& e, IgnoreSetting& into) { return store(c, e, into.path); },
     any_text, "files that are not read"},
    {"kind", [](const Context& c, const Entry& e, IgnoreSetting& into) { return store(c, e, into.kind); },
     any_text, "kind of the objects; * stands for any bytes"},
    {"name", [](const Context& c, const Entry& e, IgnoreSetting& into) { return store(c, e, into.name); },
     any_text, "their name; * stands for any bytes"},
    {"namespace",
     [](const Context& c, const Entry& e, IgnoreSetting& into) { return store(c, e, into.name_space); },
     any_text, "their namespace; * stands for any bytes"},
    {"reason", [](const Context& c, const Entry& e, IgnoreSetting& into) { return store(c, e, into.reason); },
     any_text, "why, for those who ask later"},
}};

// targets: [{name, path, registry}]

constexpr std::array<Field<TargetSetting>, 3> target_fields = {{
    {"name", [](const Context& c, const Entry& e, TargetSetting& into) { return store(c, e, into.name); },
     any_text, "for --target"},
    {"path", [](const Context& c, const Entry& e, TargetSetting& into) { return store(c, e, into.path); },
     any_text, "pattern of the files that it is for"},
    {"registry",
     [](const Context& c, const Entry& e, TargetSetting& into) {
       return read_registry_map(c, e, into.registry);
     },
     R"("allOf": [{"$ref": "#/definitions/registry"}], "anyOf": [{"required": ["host"]}, {"required": ["account", "region"]}])",
     "registry that prefix rules write there"},
}};

Status read_target(const Context& context, const Entry& item, Config& config) {
  TargetSetting target;
  target.offset = item.offset;
  const std::size_t before = context.errors.size();
  if (Status status = read_map(context, item.value, item.offset, "a target", target_fields, target);
      !status.ok())
    return status;
  if (context.errors.size() > before) return Done{};
  if (target.name.empty() && !target.path) {
    return context.at(item.offset, "a target has neither a name nor a path",
                      "add path: for a part of the tree, or name: for --target");
  }
  const RegistrySetting& registry = target.registry;
  if (!registry.host && !(registry.account && registry.region)) {
    return context.at(item.offset, "a target has no registry",
                      "add registry: {account: \"123456789012\", region: ca-central-1}, or {host: ...}");
  }
  config.targets.push_back(std::move(target));
  return Done{};
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

Status read_fields(const Context& context, const Entry& entry, Config& config) {
  return each(context, entry, "- {kind: Widget, path: spec.image}", [&](const Entry& item) -> Status {
    FieldSetting field;
    const std::size_t before = context.errors.size();
    if (Status status = read_map(context, item.value, item.offset, "a field", field_fields, field);
        !status.ok())
      return status;
    if (context.errors.size() > before) return Done{};
    if (field.path.value.empty()) {
      return context.at(item.offset, "a field has no path",
                        "add path: with the way to the image, like spec.image");
    }
    config.fields.push_back(std::move(field));
    return Done{};
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

Status read_classes(const Context& context, const Entry& entry, Config& config) {
  if (entry.value.kind != YamlNode::Kind::map) {
    return context.at(entry.offset, "classes must be a mapping", "write it as {embedded: rewrite}");
  }
  std::set<std::string> seen;
  const auto add = [&](const Failure& failure) { context.errors.push_back(failure); };
  for (std::size_t i = 0; i + 1 < entry.value.children.size(); i += 2) {
    const YamlNode& key = context.node(entry.value.children[i]);
    const YamlNode& value = context.node(entry.value.children[i + 1]);
    if (key.kind != YamlNode::Kind::scalar) {
      add(context.at(key.offset, "a class must be a word", "write CLASS: rewrite"));
      continue;
    }
    if (!seen.insert(key.value).second) {
      add(context.at(key.offset, "the class " + quoted(key.value) + " stands twice",
                     "remove one of the two"));
      continue;
    }
    ClassSetting setting{{key.value, key.offset}, ClassUse::ignore};
    if (value.value == "rewrite") {
      setting.use = ClassUse::rewrite;
    } else if (value.value == "warn") {
      setting.use = ClassUse::warn;
    } else if (value.kind != YamlNode::Kind::scalar || value.value != "ignore") {
      add(context.at(value.kind == YamlNode::Kind::null ? key.offset : value.offset,
                     "what is done about the class " + quoted(key.value) + " is not known",
                     "it is rewrite, warn or ignore"));
      continue;
    }
    config.classes.push_back(std::move(setting));
  }
  return Done{};
}

Status read_ignore(const Context& context, const Entry& entry, Config& config) {
  return each(context, entry, "- {path: \"vendor/**\"}", [&](const Entry& item) -> Status {
    IgnoreSetting ignore;
    ignore.offset = item.offset;
    const std::size_t before = context.errors.size();
    if (Status status =
            read_map(context, item.value, item.offset, "an entry of ignore", ignore_fields, ignore);
        !status.ok())
      return status;
    if (context.errors.size() > before) return Done{};
    const bool by_object = !(ignore.kind.empty() && ignore.name.empty() && ignore.name_space.empty());
    if (ignore.path.has_value() == by_object) {
      return context.at(item.offset,
                        by_object ? "an entry of ignore has a path and also names objects"
                                  : "an entry of ignore does not say what to ignore",
                        by_object ? "a path stands alone: its files are not read at all"
                                  : "add path: for files, or kind:, name: or namespace: for objects");
    }
    config.ignore.push_back(std::move(ignore));
    return Done{};
  });
}

Status read_values(const Context& context, const Entry& entry, Config& config) {
  return each(context, entry, "[\"apps/**/values*.yaml\"]", [&](const Entry& item) -> Status {
    Result<Positioned> glob = positioned(context, item);
    if (!glob.ok()) return glob.failure();
    config.values.push_back(std::move(glob).value());
    return Done{};
  });
}

Status read_targets(const Context& context, const Entry& entry, Config& config) {
  std::set<std::string> names;
  return each(context, entry, "- {name: prod, registry: {host: ...}}", [&](const Entry& item) -> Status {
    const std::size_t before = config.targets.size();
    if (Status status = read_target(context, item, config); !status.ok()) return status;
    if (config.targets.size() == before) return Done{};  // its errors are among the context's
    const std::string& name = config.targets.back().name;
    if (name.empty() || names.insert(name).second) return Done{};
    return context.at(item.offset, "two targets have the name " + quoted(name), "rename one of them");
  });
}

Status read_digest_first_pull(const Context& context, const Entry& entry, Config& config) {
  const std::string& value = entry.value.value;
  if (value == "off") {
    config.digest_first_pull = DigestFirstPull::off;
  } else if (value == "warning") {
    config.digest_first_pull = DigestFirstPull::warning;
  } else if (value == "error") {
    config.digest_first_pull = DigestFirstPull::error;
  } else {
    return context.at(entry.offset, "digestFirstPull is not known: " + quoted(value),
                      "it is off, warning or error");
  }
  return Done{};
}

Status read_pull_secrets(const Context& context, const Entry& entry, Config& config) {
  return each(context, entry, "[ghcr-login]", [&](const Entry& item) -> Status {
    std::string name;
    if (Status status = store(context, item, name); !status.ok()) return status;
    config.pull_secrets.push_back(std::move(name));
    return Done{};
  });
}

}  // namespace ecrify::rules
