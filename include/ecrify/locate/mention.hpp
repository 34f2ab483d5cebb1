// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/rules/mapping.hpp"

namespace ecrify::locate {

// A place in a text where a registry host is named, as a word of its own: `my.ghcr.io` and `ghcr.io.evil.com`
// name other hosts. The default port is a part of the host.
struct Mention {
  Span span;  // host and what follows it as a reference can: path, tag, digest, placeholders; all of
              // `${REGISTRY:-ghcr.io}/org/app`
  bool has_repository = false;  // something follows the host's '/'
  std::string_view scheme;      // `https` where `https://` stands before it; it belongs to no span
};

// `ghcr.io:443/org/app`: no rule is about a host with a port, and what is pulled is the image of ghcr.io.
[[nodiscard]] bool has_default_port(std::string_view reference, const rules::Mapping& mapping);

// All mentions in the text of the hosts that the mapping names, in order. Linear in the text.
[[nodiscard]] std::vector<Mention> find_mentions(std::string_view text, const rules::Mapping& mapping);

}  // namespace ecrify::locate
