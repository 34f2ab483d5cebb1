// SPDX-License-Identifier: Apache-2.0
#include "terraform_config.hpp"

#include <vector>

#include "fields.hpp"

namespace ecrify::aws {
namespace {

constexpr std::size_t max_steps =
    50;  // through modules; a configuration that goes round in circles ends, too

std::string joined(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

// "ghcr", "arn" of "ghcr.arn".
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (;;) {
    const std::size_t dot = text.find('.');
    words.emplace_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return words;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

TerraformConfig::TerraformConfig(const Value& plan)
    : providers_(member(member(plan, "configuration"), "provider_config")) {
  add("", member(member(plan, "configuration"), "root_module"), nullptr, "", 0);
}

// NOLINTNEXTLINE(misc-no-recursion): max_steps
void TerraformConfig::add(const std::string& path, const Value& module, const Value* call,
                          const std::string& parent, std::size_t depth) {
  if (!module.is_object() || depth > max_steps) return;
  Module& added = modules_[path] = {&module, call, parent};
  if (const Value& resources = member(module, "resources"); resources.is_array()) {
    for (const Value& one : resources) added.resources.emplace(text(one, "address"), &one);
  }
  const Value& calls = member(module, "module_calls");
  if (!calls.is_object()) return;
  for (const auto& [name, inner] : calls.items()) {
    add(joined(path, "module." + name), member(inner, "module"), &inner, path, depth + 1);
  }
}

std::string TerraformConfig::without_keys(std::string_view address) {
  std::string plain;
  bool quoted = false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']') {
      if (depth > 0) --depth;
    } else if (depth == 0) {
      plain += c;
    }
  }
  return plain;
}

const Value* TerraformConfig::resource(const std::string& address, std::string& path) const {
  const std::string plain = without_keys(address);
  const std::size_t name = plain.rfind('.');
  const std::size_t type =
      name == std::string::npos || name == 0 ? std::string::npos : plain.rfind('.', name - 1);
  path = type == std::string::npos ? "" : plain.substr(0, type);
  const auto module = modules_.find(path);
  if (module == modules_.end()) return nullptr;
  const std::string own = type == std::string::npos ? plain : plain.substr(type + 1);
  const auto found = module->second.resources.find(own);
  return found == module->second.resources.end() ? nullptr : found->second;
}

// NOLINTNEXTLINE(misc-no-recursion): max_steps
std::optional<std::string> TerraformConfig::follow(const std::string& path, const Value& expression,
                                                   std::string_view type, std::size_t depth,
                                                   std::set<const Value*>& seen) const {
  const Value& references = member(expression, "references");
  const auto module = modules_.find(path);
  if (!references.is_array() || module == modules_.end() || depth > max_steps) return std::nullopt;
  if (!seen.insert(&expression).second) return std::nullopt;
  for (const Value& one : references) {
    const std::vector<std::string> words = words_of(without_keys(text(one)));
    if (words.size() < 2) continue;
    if (words[0] == type) return joined(path, words[0] + "." + words[1]);
    if (words[0] == "var" && module->second.call != nullptr) {
      const Value& given = member(member(*module->second.call, "expressions"), words[1]);
      if (auto found = follow(module->second.parent, given, type, depth + 1, seen)) return found;
    }
    if (words[0] == "module" && words.size() > 2) {
      const std::string inner = joined(path, "module." + words[1]);
      const auto called = modules_.find(inner);
      if (called == modules_.end()) continue;
      const Value& output = member(member(member(*called->second.module, "outputs"), words[2]), "expression");
      if (auto found = follow(inner, output, type, depth + 1, seen)) return found;
    }
  }
  return std::nullopt;
}

std::optional<std::string> TerraformConfig::referred(const std::string& address, std::string_view attribute,
                                                     std::string_view type) const {
  std::string path;
  const Value* const found = resource(address, path);
  std::set<const Value*> seen;
  return found == nullptr ? std::nullopt
                          : follow(path, member(member(*found, "expressions"), attribute), type, 0, seen);
}

Setting TerraformConfig::region_of(const std::string& address) const {
  std::string path;
  const Value* const found = resource(address, path);
  if (found == nullptr) return {};
  const Value& region =
      member(member(member(providers_, text(*found, "provider_config_key")), "expressions"), "region");
  if (region.is_null()) return {};
  const Setting constant = region_setting(region, "constant_value");
  return constant.known() ? constant : unknown();
}

}  // namespace ecrify::aws
