// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ecrify/base/result.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/krm/resource_list.hpp"

namespace ecrify::krm {

// The settings in the `functionConfig` of a list.
struct FunctionConfig {
  std::optional<config::Config>
      config;  // its places are those of the list's text; nothing where it names no registry and no rules
  bool check = false;   // edit nothing, and fail where `ecrify check` would
  bool strict = false;  // warnings are errors then
};

// The configuration document itself, whose metadata may be anything; or a ConfigMap, as `kpt fn eval … --
// KEY=VALUE` makes one, whose data may have
//
//     account, region, registry     as the flags of these names
//     rules                         YAML: the list of rules that the document has
//     keep                          what stays, one a line
//     strict                        "true" or "false"
//     mode                          rewrite or check
//
// All of it may be absent. Fails with the place on another kind, an unknown key, and on what a value can't
// be.
Result<FunctionConfig> function_config(const ResourceList& list);

}  // namespace ecrify::krm
