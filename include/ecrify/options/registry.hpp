// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/result.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/options/environment.hpp"
#include "ecrify/options/invocation.hpp"

namespace ecrify::options {

// The registry that prefix rules write. An account and a region without the other give no host: then
// `missing` is the failure of a command that needs one.
struct TargetRegistry {
  std::string host;                // to the letter, placeholders included; empty when unknown
  Failure missing{};               // meaningful while `host` is empty
  std::string missing_flags = {};  // "--account ACCOUNT --region REGION", those that are missing
};

// The registry, by account and region or by host, from the first of: flags, ECRIFY_*, the file, AWS_*.
// Account and region are looked up one by one, but never across a host: a host beats what comes after it, and
// an account or a region alone that comes before a host is a contradiction. Fails on that, on `--registry`
// together with `--account` or `--region`, on an account that is not 12 digits, a region that is none, a host
// that is none. `config_name` names the file in messages.
Result<TargetRegistry> resolve_registry(const Flags& flags, const Environment& environment,
                                        const config::RegistrySetting& config,
                                        const std::string& config_name);

// Fails on a host that is no registry of Amazon ECR, since only these have pull-through cache rules. Accepts
// "", an unknown registry.
Status check_has_cache(const std::string& host);

}  // namespace ecrify::options
