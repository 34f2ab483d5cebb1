// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/prove.hpp"
#include "ecrify/manifest/tape.hpp"
#include "ecrify/pipeline/settings.hpp"

// The imagePullSecrets of pod specs whose images all come out of the cache.
namespace ecrify {

// A pull secret that its pod spec no longer needs.
struct NeedlessSecret {
  manifest::NodeIndex leaf;  // its name
  std::string name;
  bool dropped = false;
  bool asked = false;  // it should be dropped, and stands where that can't be done safely
};

struct NeedlessSecrets {
  std::vector<NeedlessSecret> secrets;
  std::vector<Edit> edits;                 // that remove the dropped ones
  std::vector<manifest::Removal> removed;  // in the tape's order
};

// `is_cached`: true for an image's scalar that is in the target, or will be. `is_kept`: true for the name of
// a needless secret that is suppressed.
using AskNode = std::function<bool(manifest::NodeIndex)>;
[[nodiscard]] NeedlessSecrets needless_secrets(const locate::Document& document, const PullSecrets& names,
                                               const AskNode& is_cached, const AskNode& is_kept);

}  // namespace ecrify
