// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "value.hpp"

namespace ecrify::aws {

// The `configuration` of a plan: which resource an expression of another one refers to, through variables and
// outputs of modules, and the region of a resource's provider. Paths are those of modules without the keys of
// for_each and count: "module.a.module.b".
class TerraformConfig {
 public:
  explicit TerraformConfig(const Value& plan);

  // The resource of that type that an attribute refers to, "module.a.aws_secretsmanager_secret.ghcr"; nothing
  // where the expression leads elsewhere: to a local value, a data source, a key of for_each.
  [[nodiscard]] std::optional<std::string> referred(const std::string& address, std::string_view attribute,
                                                    std::string_view type) const;
  // The region of the provider that a resource has, where it is a constant.
  [[nodiscard]] Setting region_of(const std::string& address) const;

  // The address without the keys in brackets.
  [[nodiscard]] static std::string without_keys(std::string_view address);

 private:
  struct Module {
    const Value* module = nullptr;
    const Value* call = nullptr;  // what its caller gives it; nullptr for the root
    std::string parent;
    std::unordered_map<std::string_view, const Value*> resources = {};  // by address
  };

  void add(const std::string& path, const Value& module, const Value* call, const std::string& parent,
           std::size_t depth);
  [[nodiscard]] const Value* resource(const std::string& address, std::string& path) const;
  // Each expression is followed once, however many ways lead to it: `seen`.
  [[nodiscard]] std::optional<std::string> follow(const std::string& path, const Value& expression,
                                                  std::string_view type, std::size_t depth,
                                                  std::set<const Value*>& seen) const;

  std::map<std::string, Module> modules_;
  const Value& providers_;
};

}  // namespace ecrify::aws
