// SPDX-License-Identifier: Apache-2.0
#pragma once

// 64 bytes of a text at once, as one bit for each byte: what the scanner asks about a line (scanner_line.cpp).

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#  include <emmintrin.h>
#elif defined(__ARM_NEON)
#  include <arm_neon.h>
#endif

namespace ecrify::manifest {

// Bit i is about byte i, the lowest bit about the first one.
struct LineMasks {
  static constexpr std::size_t size = 64;

  std::uint64_t control;  // below 0x20: line ends, tabs
  std::uint64_t space;
  std::uint64_t colon;
  std::uint64_t hash;
};

// One byte at a time: the definition that line_masks() is tested against.
inline LineMasks line_masks_plain(const char* p) {
  LineMasks masks{0, 0, 0, 0};
  for (std::size_t i = 0; i < LineMasks::size; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (static_cast<unsigned char>(p[i]) < 0x20) masks.control |= bit;
    if (p[i] == ' ') masks.space |= bit;
    if (p[i] == ':') masks.colon |= bit;
    if (p[i] == '#') masks.hash |= bit;
  }
  return masks;
}

// Precondition: LineMasks::size bytes can be read from p on.
inline LineMasks line_masks(const char* p) {
#if defined(__SSE2__)
  LineMasks masks{0, 0, 0, 0};
  const __m128i last_control = _mm_set1_epi8(0x1F);
  const __m128i space = _mm_set1_epi8(' ');
  const __m128i colon = _mm_set1_epi8(':');
  const __m128i hash = _mm_set1_epi8('#');
  const auto bits = [](__m128i v) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(v))); };
  for (int i = 0; i < 4; ++i) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
    const int at = 16 * i;
    masks.control |= bits(_mm_cmpeq_epi8(_mm_min_epu8(block, last_control), block)) << at;
    masks.space |= bits(_mm_cmpeq_epi8(block, space)) << at;
    masks.colon |= bits(_mm_cmpeq_epi8(block, colon)) << at;
    masks.hash |= bits(_mm_cmpeq_epi8(block, hash)) << at;
  }
  return masks;
#elif defined(__ARM_NEON)
  const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t blocks[4];
  for (int i = 0; i < 4; ++i) blocks[i] = vld1q_u8(reinterpret_cast<const std::uint8_t*>(p) + 16 * i);
  // Adds up the weights of neighbours until eight bytes are one.
  const auto bits = [&](uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    uint8x16_t low = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
    const uint8x16_t high = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
    low = vpaddq_u8(low, high);
    low = vpaddq_u8(low, low);
    return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
  };
  const auto equal = [&](char wanted) {
    const uint8x16_t all = vdupq_n_u8(static_cast<std::uint8_t>(wanted));
    return bits(vceqq_u8(blocks[0], all), vceqq_u8(blocks[1], all), vceqq_u8(blocks[2], all), vceqq_u8(blocks[3], all));
  };
  const uint8x16_t first_printable = vdupq_n_u8(0x20);
  return {bits(vcltq_u8(blocks[0], first_printable), vcltq_u8(blocks[1], first_printable),
               vcltq_u8(blocks[2], first_printable), vcltq_u8(blocks[3], first_printable)),
          equal(' '), equal(':'), equal('#')};
#else
  return line_masks_plain(p);
#endif
}

}  // namespace ecrify::manifest
