// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ecrify/generate/images.hpp"
#include "template.hpp"

namespace ecrify::generate {

// The images of one repository: each tag once, with the digests that it is pinned to, and digests without a
// tag.
struct Repository {
  std::string host;
  std::string name;
  std::string source;
  std::map<std::string, std::set<std::string>> tags;
  std::set<std::string> digests;
};

// By host and name.
[[nodiscard]] std::vector<Repository> repositories_of(const std::vector<PulledImage>& images);

}  // namespace ecrify::generate
