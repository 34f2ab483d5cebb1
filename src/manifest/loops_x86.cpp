// SPDX-License-Identifier: Apache-2.0
// SSE2, which every x86-64 processor has; AVX2 with the bit operations that came with it, and AVX-512 with
// operations on bytes, entered only where the processor has them.
#if defined(__x86_64__)
#  include <immintrin.h>

#  include "loops.hpp"
#  include "scanner_line.hpp"

namespace ecrify::manifest::loops {

namespace sse2 {
namespace {

struct Chunk {
  __m128i a, b, c, d;

  static Chunk load(const char* p) {
    const auto* from = reinterpret_cast<const __m128i*>(p);
    return {_mm_loadu_si128(from), _mm_loadu_si128(from + 1), _mm_loadu_si128(from + 2),
            _mm_loadu_si128(from + 3)};
  }
  static Chunk all(std::uint8_t byte) {
    const __m128i v = _mm_set1_epi8(static_cast<char>(byte));
    return {v, v, v, v};
  }
  static Chunk all(const Repeated& byte) {
    const __m128i v = _mm_load_si128(reinterpret_cast<const __m128i*>(byte.data()));
    return {v, v, v, v};
  }
  Chunk below_space() const {
    const __m128i space = _mm_set1_epi8(0x20);
    return {_mm_cmplt_epi8(a, space), _mm_cmplt_epi8(b, space), _mm_cmplt_epi8(c, space),
            _mm_cmplt_epi8(d, space)};
  }
  Chunk control() const {
    const __m128i last = _mm_set1_epi8(0x1F);
    return {_mm_cmpeq_epi8(_mm_max_epu8(a, last), last), _mm_cmpeq_epi8(_mm_max_epu8(b, last), last),
            _mm_cmpeq_epi8(_mm_max_epu8(c, last), last), _mm_cmpeq_epi8(_mm_max_epu8(d, last), last)};
  }
  Chunk and_not(Chunk o) const {
    return {_mm_andnot_si128(o.a, a), _mm_andnot_si128(o.b, b), _mm_andnot_si128(o.c, c),
            _mm_andnot_si128(o.d, d)};
  }
  bool any() const { return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) != 0; }
  static std::uint64_t bits(__m128i v) { return static_cast<std::uint32_t>(_mm_movemask_epi8(v)); }
  std::uint64_t mask() const { return bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48; }
};

inline Chunk operator==(Chunk x, Chunk y) {
  return {_mm_cmpeq_epi8(x.a, y.a), _mm_cmpeq_epi8(x.b, y.b), _mm_cmpeq_epi8(x.c, y.c),
          _mm_cmpeq_epi8(x.d, y.d)};
}
inline Chunk operator|(Chunk x, Chunk y) {
  return {_mm_or_si128(x.a, y.a), _mm_or_si128(x.b, y.b), _mm_or_si128(x.c, y.c), _mm_or_si128(x.d, y.d)};
}
inline Chunk operator&(Chunk x, Chunk y) {
  return {_mm_and_si128(x.a, y.a), _mm_and_si128(x.b, y.b), _mm_and_si128(x.c, y.c), _mm_and_si128(x.d, y.d)};
}

#  include "loops_body.hpp"
#  include "scanner_line_body.hpp"

}  // namespace
}  // namespace sse2

const Loops sse2_loops{sse2::find_pairs, nullptr, sse2::find_unusual, sse2::first_marker, sse2::usual_lines};

// All below is compiled for AVX2 whatever the build's own flags are.
#  if defined(__clang__)
#    pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)
#  else
#    pragma GCC push_options
#    pragma GCC target("avx2,bmi,bmi2")
#  endif

namespace avx2 {
namespace {

struct Chunk {
  __m256i a, b;

  static Chunk load(const char* p) {
    const auto* from = reinterpret_cast<const __m256i*>(p);
    return {_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1)};
  }
  static Chunk all(std::uint8_t byte) {
    const __m256i v = _mm256_set1_epi8(static_cast<char>(byte));
    return {v, v};
  }
  static Chunk all(const Repeated& byte) {
    const __m256i v = _mm256_load_si256(reinterpret_cast<const __m256i*>(byte.data()));
    return {v, v};
  }
  Chunk below_space() const {
    const __m256i space = _mm256_set1_epi8(0x20);
    return {_mm256_cmpgt_epi8(space, a), _mm256_cmpgt_epi8(space, b)};
  }
  Chunk control() const {
    const __m256i last = _mm256_set1_epi8(0x1F);
    return {_mm256_cmpeq_epi8(_mm256_max_epu8(a, last), last),
            _mm256_cmpeq_epi8(_mm256_max_epu8(b, last), last)};
  }
  // For the loop over windows (loops_windows.hpp).
  static Chunk table(const std::array<std::uint8_t, 16>& bytes) {
    const __m128i row = _mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data()));
    const __m256i v = _mm256_broadcastsi128_si256(row);
    return {v, v};
  }
  Chunk lower_halves() const {
    const __m256i half = _mm256_set1_epi8(0x0F);
    return {_mm256_and_si256(a, half), _mm256_and_si256(b, half)};
  }
  Chunk upper_halves() const {
    return Chunk{_mm256_srli_epi16(a, 4), _mm256_srli_epi16(b, 4)}.lower_halves();
  }
  Chunk looked_up(Chunk halves) const {
    return {_mm256_shuffle_epi8(a, halves.a), _mm256_shuffle_epi8(b, halves.b)};
  }
  bool is_zero() const {
    const __m256i both = _mm256_or_si256(a, b);
    return _mm256_testz_si256(both, both) != 0;
  }

  Chunk and_not(Chunk o) const { return {_mm256_andnot_si256(o.a, a), _mm256_andnot_si256(o.b, b)}; }
  bool any() const { return _mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0; }
  static std::uint64_t bits(__m256i v) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(v)); }
  std::uint64_t mask() const { return bits(a) | bits(b) << 32; }
};

// Not as friends inside the type: GCC compiles those without the target.
inline Chunk operator==(Chunk x, Chunk y) {
  return {_mm256_cmpeq_epi8(x.a, y.a), _mm256_cmpeq_epi8(x.b, y.b)};
}
inline Chunk operator|(Chunk x, Chunk y) { return {_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)}; }
inline Chunk operator&(Chunk x, Chunk y) { return {_mm256_and_si256(x.a, y.a), _mm256_and_si256(x.b, y.b)}; }

#  include "loops_body.hpp"
#  include "loops_windows.hpp"
#  include "scanner_line_body.hpp"

}  // namespace
}  // namespace avx2

#  if defined(__clang__)
#    pragma clang attribute pop
#    pragma clang attribute push(__attribute__((target("avx512bw,avx512vl,bmi,bmi2"))), apply_to = function)
#  else
#    pragma GCC pop_options
#    pragma GCC push_options
#    pragma GCC target("avx512bw,avx512vl,bmi,bmi2")
#  endif

// GCC 12 takes what its own intrinsics leave undefined for a mistake (GCC bug 105593).
#  if defined(__GNUC__) && !defined(__clang__)
#    pragma GCC diagnostic push
#    pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#    pragma GCC diagnostic ignored "-Wuninitialized"
#  endif

// The same with comparisons that give bits at once.
namespace avx512 {
namespace {

struct Bits {
  std::uint64_t bits;

  Bits and_not(Bits o) const { return {bits & ~o.bits}; }
  bool any() const { return bits != 0; }
  std::uint64_t mask() const { return bits; }
};
inline Bits operator|(Bits x, Bits y) { return {x.bits | y.bits}; }
inline Bits operator&(Bits x, Bits y) { return {x.bits & y.bits}; }

struct Chunk {
  __m512i v;

  static Chunk load(const char* p) { return {_mm512_loadu_si512(p)}; }
  static Chunk all(std::uint8_t byte) { return {_mm512_set1_epi8(static_cast<char>(byte))}; }
  static Chunk all(const Repeated& byte) { return all(byte[0]); }
  Bits below_space() const { return {_mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(0x20))}; }
  Bits control() const { return {_mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(0x20))}; }

  static Chunk table(const std::array<std::uint8_t, 16>& bytes) {
    return {_mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data())))};
  }
  Chunk lower_halves() const { return {_mm512_and_si512(v, _mm512_set1_epi8(0x0F))}; }
  Chunk upper_halves() const { return Chunk{_mm512_srli_epi16(v, 4)}.lower_halves(); }
  Chunk looked_up(Chunk halves) const { return {_mm512_shuffle_epi8(v, halves.v)}; }
  bool is_zero() const { return _mm512_test_epi8_mask(v, v) == 0; }
};

inline Bits operator==(Chunk x, Chunk y) { return {_mm512_cmpeq_epi8_mask(x.v, y.v)}; }
inline Chunk operator|(Chunk x, Chunk y) { return {_mm512_or_si512(x.v, y.v)}; }
inline Chunk operator&(Chunk x, Chunk y) { return {_mm512_and_si512(x.v, y.v)}; }

#  include "loops_body.hpp"
#  include "loops_windows.hpp"

}  // namespace
}  // namespace avx512

#  if defined(__GNUC__) && !defined(__clang__)
#    pragma GCC diagnostic pop
#  endif

#  if defined(__clang__)
#    pragma clang attribute pop
#  else
#    pragma GCC pop_options
#  endif

const Loops avx2_loops{avx2::find_pairs, avx2::find_windows, avx2::find_unusual, avx2::first_marker,
                       avx2::usual_lines};
// Lines begin anywhere: of 64 bytes in one register most loads cross a cache line, and cost more than they
// save.
const Loops avx512_loops{avx512::find_pairs, avx512::find_windows, avx512::find_unusual, avx512::first_marker,
                         avx2::usual_lines};

}  // namespace ecrify::manifest::loops
#endif
