// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>

#include "fuzz.hpp"

namespace ecrify::fuzz {

void require(bool holds, std::string_view what, std::string_view detail) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

void require_reason(const Failure& failure, std::string_view bytes) {
  require(!failure.message.empty(), "a failure says why");
  require(failure.offset == no_offset || failure.offset <= bytes.size(), "it is about a place in the text");
}

}  // namespace ecrify::fuzz
