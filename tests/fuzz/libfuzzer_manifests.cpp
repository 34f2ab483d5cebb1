// SPDX-License-Identifier: Apache-2.0
// Of two changes of an input one is of its structure, and one of its bytes, as libFuzzer makes them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mutate.hpp"

// NOLINTNEXTLINE: libFuzzer's own name
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

std::size_t changed(std::string_view text, std::string_view other, std::uint8_t* out, std::size_t most,
                    unsigned int seed) {
  const std::string made = ecrify::fuzz::mutated(text, other, most, seed);
  std::copy(made.begin(), made.end(), out);
  return made.size();
}

std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

// NOLINTNEXTLINE
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned int seed) {
  if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string text(view(data, size));
  return changed(text, {}, data, most, seed);
}

// NOLINTNEXTLINE
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data, std::size_t size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t most, unsigned int seed) {
  return changed(view(data, size), view(other, other_size), out, most, seed);
}
