// SPDX-License-Identifier: Apache-2.0
// NEON, which every aarch64 processor has.
#if defined(__aarch64__)
#  include <arm_neon.h>

#  include "loops.hpp"
#  include "scanner_line.hpp"

namespace ecrify::manifest::loops {

namespace neon {
namespace {

struct Chunk {
  uint8x16_t a, b, c, d;

  static Chunk load(const char* p) {
    const auto* from = reinterpret_cast<const std::uint8_t*>(p);
    return {vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)};
  }
  static Chunk all(std::uint8_t byte) {
    const uint8x16_t v = vdupq_n_u8(byte);
    return {v, v, v, v};
  }
  static Chunk all(const Repeated& byte) {
    const uint8x16_t v = vld1q_u8(byte.data());
    return {v, v, v, v};
  }
  static uint8x16_t below_space(uint8x16_t v) { return vcltq_s8(vreinterpretq_s8_u8(v), vdupq_n_s8(0x20)); }
  Chunk below_space() const { return {below_space(a), below_space(b), below_space(c), below_space(d)}; }
  Chunk control() const {
    const uint8x16_t first = vdupq_n_u8(0x20);
    return {vcltq_u8(a, first), vcltq_u8(b, first), vcltq_u8(c, first), vcltq_u8(d, first)};
  }
  Chunk and_not(Chunk o) const {
    return {vbicq_u8(a, o.a), vbicq_u8(b, o.b), vbicq_u8(c, o.c), vbicq_u8(d, o.d)};
  }
  bool any() const { return vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d))) != 0; }
  // There is no movemask: keep one bit of each byte, each of eight neighbours its own, and add neighbours
  // until eight of them are one byte.
  std::uint64_t mask() const {
    const uint8x16_t bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t ab = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit));
    const uint8x16_t cd = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit));
    const uint8x16_t sum = vpaddq_u8(ab, cd);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
  }
};

inline Chunk operator==(Chunk x, Chunk y) {
  return {vceqq_u8(x.a, y.a), vceqq_u8(x.b, y.b), vceqq_u8(x.c, y.c), vceqq_u8(x.d, y.d)};
}
inline Chunk operator|(Chunk x, Chunk y) {
  return {vorrq_u8(x.a, y.a), vorrq_u8(x.b, y.b), vorrq_u8(x.c, y.c), vorrq_u8(x.d, y.d)};
}
inline Chunk operator&(Chunk x, Chunk y) {
  return {vandq_u8(x.a, y.a), vandq_u8(x.b, y.b), vandq_u8(x.c, y.c), vandq_u8(x.d, y.d)};
}

#  include "loops_body.hpp"
#  include "scanner_line_body.hpp"

}  // namespace
}  // namespace neon

const Loops neon_loops{neon::find_pairs, nullptr, neon::find_unusual, neon::first_marker, neon::usual_lines};

}  // namespace ecrify::manifest::loops
#endif
