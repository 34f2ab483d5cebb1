// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::run {

// Adds notes to `check` about images of vanity hosts, which no rule maps. They are ruled by a mapping of
// their own, so that the rules' mapping reads no more documents than it has to. Can be shared between
// threads.
class VanityHosts {
 public:
  explicit VanityHosts(const Options& options);

  // The hosts that the examination of a source has to notice, for add_notes().
  [[nodiscard]] const std::vector<std::string>& hosts() const { return hosts_; }
  // Adds a note for each image in the text that has such a host.
  void add_notes(const SourceText& text, locate::Role role, Examination& examined) const;

 private:
  const Options& options_;
  std::vector<std::string> hosts_;  // nearly no file holds one
  std::optional<rules::Mapping> mapping_;
};

// Counts these notes by host, for one line at the end of a run; empty for none.
using VanityCounts = std::map<std::string, std::size_t>;
void count_notes(const std::vector<Finding>& findings, VanityCounts& counts);
[[nodiscard]] std::string vanity_line(const VanityCounts& counts);

}  // namespace ecrify::run
