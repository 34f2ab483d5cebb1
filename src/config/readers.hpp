// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/config/config.hpp"
#include "schema.hpp"

// Readers of the configuration's keys, one a key, and what the JSON schema says of the maps in it.
namespace ecrify::config {

Status read_registry_map(const Context& context, const KeyValue& entry,
                         RegistrySetting& registry);  // config.cpp

// config_scope.cpp: what is looked at, and what is done there.
Status read_fields(const Context& context, const KeyValue& entry, Config& config);
Status read_classes(const Context& context, const KeyValue& entry, Config& config);
Status read_ignore(const Context& context, const KeyValue& entry, Config& config);
Status read_values(const Context& context, const KeyValue& entry, Config& config);
Status read_targets(const Context& context, const KeyValue& entry, Config& config);
Status read_digest_first_pull(const Context& context, const KeyValue& entry, Config& config);
Status read_pull_secrets(const Context& context, const KeyValue& entry, Config& config);

// The document itself comes first.
[[nodiscard]] std::vector<MapSchema> map_schemas();        // config.cpp
[[nodiscard]] std::vector<MapSchema> scope_map_schemas();  // config_scope.cpp

// The JSON schema of a text without rules of its own.
inline constexpr std::string_view any_text = R"("type": "string", "minLength": 1)";

}  // namespace ecrify::config
