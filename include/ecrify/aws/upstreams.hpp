// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/rules/upstreams.hpp"

namespace ecrify::aws {

using rules::Login;
using rules::Upstream;
using rules::upstream_named;

// The registries that ECR takes pull-through cache rules for, with ECR itself; nullptr for a host that it
// takes none for. `host` in lower case, as references have it.
[[nodiscard]] const Upstream* upstream_of(std::string_view host);

}  // namespace ecrify::aws
