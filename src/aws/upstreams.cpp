// SPDX-License-Identifier: Apache-2.0
#include "ecrify/aws/upstreams.hpp"

#include "ecrify/rules/ecr.hpp"

namespace ecrify::aws {
namespace {

constexpr Upstream another_ecr = {"", "ecr", "", "", Login::role};

}  // namespace

const Upstream* upstream_of(std::string_view host) {
  if (const Upstream* const found = rules::find_upstream(host)) return found;
  return rules::is_ecr_host(host) ? &another_ecr : nullptr;
}

}  // namespace ecrify::aws
