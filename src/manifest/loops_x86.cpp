// SPDX-License-Identifier: Apache-2.0
// SSE2, which every x86-64 processor has, and AVX2 with the bit operations that came with it, entered only
// where the processor has both.
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
#  include "scanner_line_body.hpp"

struct Tables {
  __m256i lower, upper;

  Tables(const Prefilter::Windows& windows, std::size_t place)
      : lower(both(windows.lower[place])), upper(both(windows.upper[place])) {}
  static __m256i both(const std::array<std::uint8_t, 16>& table) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table.data())));
  }
  // The groups that each of 32 bytes may belong to.
  __m256i groups(const char* p) const {
    const __m256i half = _mm256_set1_epi8(0x0F);
    const __m256i bytes =
        _mm256_or_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), _mm256_set1_epi8(0x20));
    const __m256i low = _mm256_shuffle_epi8(lower, _mm256_and_si256(bytes, half));
    const __m256i high = _mm256_shuffle_epi8(upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
    return _mm256_and_si256(low, high);
  }
};

std::size_t find_windows(Text text, const Prefilter::Windows& windows, std::size_t& from, std::size_t to,
                         Candidates* found, std::size_t room) {
  constexpr std::size_t reach = 2;
  if (text.size < chunk_size + reach) return 0;
  const std::size_t last = text.size - chunk_size - reach;
  const Tables first(windows, 0);
  const Tables second(windows, 1);
  const Tables third(windows, 2);
  std::size_t count = 0;
  std::size_t q = from;
  for (; q < to && q <= last && count < room; q += chunk_size) {
    const char* const p = text.bytes + q;
    const auto at = [&](const char* b) {
      return _mm256_and_si256(_mm256_and_si256(first.groups(b), second.groups(b + 1)), third.groups(b + 2));
    };
    const Chunk groups{at(p), at(p + 32)};
    if (_mm256_testz_si256(_mm256_or_si256(groups.a, groups.b), _mm256_or_si256(groups.a, groups.b)) != 0)
      continue;
    found[count++] = {q, ~(groups == std::uint8_t{0}).mask()};
  }
  from = q;
  return count;
}

}  // namespace
}  // namespace avx2

#  if defined(__clang__)
#    pragma clang attribute pop
#  else
#    pragma GCC pop_options
#  endif

const Loops avx2_loops{avx2::find_pairs, avx2::find_windows, avx2::find_unusual, avx2::first_marker,
                       avx2::usual_lines};

}  // namespace ecrify::manifest::loops
#endif
