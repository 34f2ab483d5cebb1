// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/base/result.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::generate {

// The rules as a registries.conf, version 2, of the container libraries (containers-registries.conf(5)): of
// the prefixes that fit the longest counts, as of rules. What an alias stands in front of, what is kept, and
// what is in a target already, is there as well. Fails on a registry with placeholders. Precondition: the
// registry is known.
Result<std::string> registries_conf(const rules::RuleSet& rules);

}  // namespace ecrify::generate
