// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/version.hpp"

namespace ecrify {

std::string version() { return ECRIFY_VERSION; }

}  // namespace ecrify
