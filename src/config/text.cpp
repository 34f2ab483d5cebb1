// SPDX-License-Identifier: Apache-2.0
#include "ecrify/config/text.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/ascii.hpp"

namespace ecrify::config {
namespace {

using Members = std::vector<std::pair<std::string_view, std::string>>;

// Words that some readers of YAML take for something else than text.
bool is_word_of_yaml(std::string_view text) {
  constexpr std::string_view words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

// True for what eyes don't see, or take for something else, such as a mark that turns the direction of a text
// around.
bool is_invisible(utf8proc_int32_t codepoint) {
  switch (utf8proc_category(codepoint)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
      return true;
    default:
      return false;
  }
}

std::string escaped(utf8proc_int32_t codepoint) {
  if (codepoint < 0x100) return fmt::format("\\x{:02x}", codepoint);
  if (codepoint < 0x10000) return fmt::format("\\u{:04x}", codepoint);
  return fmt::format("\\U{:08x}", codepoint);
}

struct Character {
  std::string_view bytes;
  utf8proc_int32_t codepoint = 0;  // -1: the byte is no UTF-8
};
Character first_of(std::string_view text) {
  Character first;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &first.codepoint);
  first.bytes = text.substr(0, size > 0 ? static_cast<std::size_t>(size) : 1);
  return first;
}

// A configuration is valid UTF-8, or was refused.
std::string scalar(std::string_view text) {
  const bool is_plain = !text.empty() && is_lower(text.front()) && !is_word_of_yaml(text) &&
                        std::all_of(text.begin(), text.end(), [](char c) {
                          return is_lower(c) || is_digit(c) || c == '-' || c == '.' || c == '/' || c == '_';
                        });
  if (is_plain) return std::string(text);
  std::string out = "\"";
  while (!text.empty()) {
    const Character c = first_of(text);
    if (c.bytes == "\"" || c.bytes == "\\") {
      out.append(1, '\\').append(c.bytes);
    } else if (is_invisible(c.codepoint) ||
               (c.bytes == "#" && out.ends_with('#'))) {  // `##[…]` is a command to some machines
      out += escaped(c.codepoint);
    } else {
      out += c.bytes;
    }
    text.remove_prefix(c.bytes.size());
  }
  return out + '"';
}

std::string map(const Members& members) {
  std::string out = "{";
  for (const auto& [key, value] : members) {
    if (value.empty()) continue;
    out.append(out.size() > 1 ? ", " : "").append(key).append(": ").append(value);
  }
  return out + "}";
}

std::string scalar_if_any(const std::string& text) { return text.empty() ? "" : scalar(text); }

std::string registry(const RegistrySetting& setting) {
  return map({{"account", setting.account ? "\"" + *setting.account + "\"" : ""},
              {"region", setting.region.value_or("")},
              {"host", setting.host ? scalar(*setting.host) : ""}});
}

std::string rule(const rules::Rule& rule) {
  Members members = {{"from", scalar(rule.from)}};
  switch (rule.kind) {
    case rules::RuleKind::prefix:
      members.emplace_back("prefix", rule.to.empty() ? "ROOT" : scalar(rule.to));
      break;
    case rules::RuleKind::target:
      members.emplace_back("target", scalar(rule.to));
      break;
    case rules::RuleKind::keep:
      members.emplace_back("keep", "true");
      break;
  }
  std::string aliases;
  for (const std::string& alias : rule.aliases)
    aliases.append(aliases.empty() ? "[" : ", ").append(scalar(alias));
  members.emplace_back("aliases", aliases.empty() ? "" : aliases + "]");
  members.emplace_back("reason", scalar_if_any(rule.reason));
  std::string out = map(members);
  const rules::Origin& origin = rule.origin;
  if (origin.file.empty()) return out;
  out += "   # ";
  // A file's name may hold what would end the comment, or worse.
  for (std::string_view file = origin.file; !file.empty();) {
    const Character c = first_of(file);
    out += is_invisible(c.codepoint) || c.bytes == "#" ? "?" : c.bytes;
    file.remove_prefix(c.bytes.size());
  }
  if (origin.line > 0) out += ":" + std::to_string(origin.line) + ":" + std::to_string(origin.column);
  return out;
}

template <class Items, class Text>
void append_list(std::string& out, std::string_view key, const Items& items, Text text) {
  if (items.empty()) return;
  out.append(key).append(":\n");
  for (const auto& item : items) out.append("  - ").append(text(item)).append("\n");
}

}  // namespace

std::string rule_text(const rules::Rule& one) { return rule(one); }

std::string config_text(const Config& config) {
  std::string out = "apiVersion: ecrify/v1\nkind: RewriteConfig\n";
  if (config.account || config.region || config.host) out += "registry: " + registry(config) + "\n";
  append_list(out, "rules", config.rules, rule);
  append_list(out, "fields", config.fields, [](const FieldSetting& field) {
    return map({{"kind", scalar_if_any(field.kind)},
                {"apiVersion", scalar_if_any(field.api_version)},
                {"path", scalar(field.path.value)}});
  });
  if (!config.classes.empty()) {
    Members members;
    for (const ClassSetting& one : config.classes)
      members.emplace_back(one.name.value, class_use_name(one.use));
    out += "classes: " + map(members) + "\n";
  }
  append_list(out, "ignore", config.ignore, [](const IgnoreSetting& ignore) {
    return map({{"path", ignore.path ? scalar(ignore.path->value) : ""},
                {"kind", scalar_if_any(ignore.kind)},
                {"name", scalar_if_any(ignore.name)},
                {"namespace", scalar_if_any(ignore.name_space)},
                {"reason", scalar_if_any(ignore.reason)}});
  });
  append_list(out, "values", config.values, [](const PlacedText& pattern) { return scalar(pattern.value); });
  append_list(out, "targets", config.targets, [](const TargetSetting& target) {
    return map({{"name", scalar_if_any(target.name)},
                {"path", target.path ? scalar(target.path->value) : ""},
                {"registry", registry(target.registry)}});
  });
  if (config.digest_first_pull != DigestFirstPull::warning) {
    out += config.digest_first_pull == DigestFirstPull::off ? "digestFirstPull: \"off\"\n"
                                                            : "digestFirstPull: error\n";
  }
  append_list(out, "pullSecrets", config.pull_secrets, [](const std::string& name) { return scalar(name); });
  return out;
}

}  // namespace ecrify::config
