// SPDX-License-Identifier: Apache-2.0
// One program a target: ECRIFY_FUZZ_TARGET is its function.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ecrify::fuzz::ECRIFY_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
