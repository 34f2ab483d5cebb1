// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::aws {

// The effect of a lifecycle policy on cached images, which have tags. Facts from "Lifecycle policy
// properties" of the ECR user guide.
struct Lifecycle {
  bool known = false;           // it is one
  bool expires = false;         // some rule expires images
  bool expires_tagged = false;  // … also such with a tag
  std::string reason;           // of that rule, in words
};
[[nodiscard]] Lifecycle read_lifecycle(std::string_view policy);

}  // namespace ecrify::aws
