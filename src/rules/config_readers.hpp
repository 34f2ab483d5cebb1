// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/rules/config.hpp"
#include "schema.hpp"

// Readers of the configuration's keys, one a key.
namespace ecrify::rules {

Status read_registry_map(const Context& context, const Entry& entry, RegistrySetting& registry);  // config.cpp

// config_scope.cpp: what is looked at, and what is done there.
Status read_fields(const Context& context, const Entry& entry, Config& config);
Status read_classes(const Context& context, const Entry& entry, Config& config);
Status read_ignore(const Context& context, const Entry& entry, Config& config);
Status read_values(const Context& context, const Entry& entry, Config& config);
Status read_targets(const Context& context, const Entry& entry, Config& config);
Status read_digest_first_pull(const Context& context, const Entry& entry, Config& config);
Status read_pull_secrets(const Context& context, const Entry& entry, Config& config);

}  // namespace ecrify::rules
