// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/digest.hpp"

#include <cstdint>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ecrify {

std::string digest_of(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint64_t half : {std::uint64_t{hash.high64}, std::uint64_t{hash.low64}}) {
    for (unsigned shift = 64; shift > 0; shift -= 4) out += digits[(half >> (shift - 4)) & 0xfU];
  }
  return out;
}

std::string shortened(std::string_view name) {
  constexpr std::size_t longest = 400;
  constexpr std::size_t kept = 100;
  if (name.size() <= longest) return std::string(name);
  std::size_t end = kept;
  while (end > kept - 4 && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80U) --end;
  return std::string(name.substr(0, end)) + "…" + digest_of(name);
}

}  // namespace ecrify
