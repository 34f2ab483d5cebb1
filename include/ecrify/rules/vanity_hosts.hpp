// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

// Hosts that serve the images of another registry under the same names. ECR takes no pull-through cache rule
// for them, so their images pass by the cache unless a rule has the host as an alias.
namespace ecrify::rules {

struct VanityHost {
  std::string_view host;
  std::string_view upstream;  // host
  std::string_view source;    // of the fact
  bool suggested;             // `config init` writes it: false where rules know it as the upstream itself
};

[[nodiscard]] std::span<const VanityHost> vanity_hosts();

}  // namespace ecrify::rules
