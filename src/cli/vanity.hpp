// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/cli/options.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/rules/mapping.hpp"

namespace ecrify::cli {

// Images of known hosts that stand in front of a mapped registry, and that no rule is about: notes of
// `check`. They are ruled by a mapping of their own, so that the rules' mapping reads no document more than
// it has to.
class VanityHosts {
 public:
  explicit VanityHosts(const Options& options);

  // Adds a note for each image in the source that has such a host.
  void add_notes(Source& source);
  // How many there were; empty for none.
  [[nodiscard]] std::string summary() const;

 private:
  const Options& options_;
  std::vector<std::string_view> hosts_;
  std::optional<rules::Mapping> mapping_;
  std::map<std::string, std::size_t> counts_;  // by host
};

}  // namespace ecrify::cli
