// SPDX-License-Identifier: Apache-2.0
// Between the searches of this stage and their inner loops, which exist once for each kind of instructions. A
// loop handles whole chunks and leaves what is shorter, and all judgement, to its caller. No loop reads
// behind `size`.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/simd.hpp"

namespace ecrify::manifest {
class Scanner;
}
namespace ecrify::manifest::loops {

inline constexpr std::size_t chunk_size = 64;  // positions compared at a time
inline constexpr std::size_t no_position = ~std::size_t{0};

using Repeated = Prefilter::Repeated;

struct Text {
  const char* bytes;
  std::size_t size;
};

// Of the 64 positions from `offset` on those whose bit is set, lowest bit first.
struct Candidates {
  std::size_t offset;
  std::uint64_t mask;
};

struct Pairs {
  const Prefilter::Pair* pair;
  std::size_t count;
  std::size_t reach;  // greatest distance
};

struct Loops {
  // Writes the chunks in [from, to) in which a pair or a backslash may be, at most `room`, and advances
  // `from` behind what was compared; the last chunk may reach behind `to`. Returns how many. Folding makes
  // some bytes alike (`.` and 0x0E, backslash and `|`), so the caller compares again.
  std::size_t (*find_pairs)(Text text, Pairs pairs, std::size_t& from, std::size_t to, Candidates* found,
                            std::size_t room);

  // The same for places at which all bytes of a window may belong to one group. nullptr where the
  // instructions have no look-up in a register.
  std::size_t (*find_windows)(Text text, const Prefilter::Windows& windows, std::size_t& from, std::size_t to,
                              Candidates* found, std::size_t room);

  // The first position from `from` on that holds neither printable ASCII nor TAB, LF, CR before LF. When all
  // chunks are clean, no_position, and `from` is advanced behind them.
  std::size_t (*find_unusual)(Text text, std::size_t& from);

  // The first LF from `from` on with `--` or `..` behind it. When there is none in the chunks that could be
  // compared, no_position, and `from` is advanced to what is left.
  std::size_t (*first_marker)(Text text, std::size_t& from);

  // Reads usual lines from the line at `p` on, and returns the first line that is none
  // (scanner_line_body.hpp).
  const char* (*usual_lines)(Scanner& scanner, const char* p);
};

// Precondition: mask != 0.
inline std::size_t lowest_bit(std::uint64_t mask) { return static_cast<std::size_t>(std::countr_zero(mask)); }

// The loops for one instruction set; nothing for Simd::plain and for sets that this build has no code for.
[[nodiscard]] const Loops* loops_of(Simd simd);

extern const Loops sse2_loops;    // loops_x86.cpp
extern const Loops avx2_loops;    // loops_x86.cpp
extern const Loops avx512_loops;  // loops_x86.cpp
extern const Loops neon_loops;    // loops_neon.cpp

}  // namespace ecrify::manifest::loops
