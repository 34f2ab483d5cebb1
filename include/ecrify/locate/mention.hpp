// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "ecrify/base/needles.hpp"
#include "ecrify/base/span.hpp"

namespace ecrify::locate {

// A place in a text where a registry host is named, as a word of its own: `my.ghcr.io` and `ghcr.io.evil.com` name
// other hosts.
struct Mention {
  Span span;                    // host and what follows it as a reference can: path, tag, digest, placeholders
  bool has_repository = false;  // something follows the host's '/'
  std::string_view scheme;      // `https` where `https://` stands before it; it belongs to no span
};

// Which registries are looked for.
struct Registries {
  Needles needles;                                       // each of their hosts holds one of these
  std::function<bool(std::string_view)> names_registry;  // whether a host, in any case and with its port, is one
  std::function<bool(std::string_view)> in_target = {};  // whether a name is one that rewriting gives
  std::function<bool(std::string_view)> stands_for_registry = {};  // whether that gives it for a whole registry
};

// All mentions of them in the text, in order. Linear in the text.
[[nodiscard]] std::vector<Mention> find_mentions(std::string_view text, const Registries& registries);

}  // namespace ecrify::locate
