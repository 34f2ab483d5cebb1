// SPDX-License-Identifier: Apache-2.0
// The inner loops of the prefilter, the screen and the slicer. No include guard: the file is included once
// for each kind of instructions, in a namespace that has a type Chunk of 64 bytes:
//
//   Chunk::load(p)       p[0] … p[63], at any alignment
//   Chunk::all(byte)     the byte 64 times; also from a Repeated
//   | &                  bitwise
//   chunk == chunk       true where equal
//   chunk.below_space()  true where (signed) < 0x20, so for controls and for everything from 0x80 on
//   chunk.control()      true where (unsigned) < 0x20
//
// What is true of each byte is a Chunk of 0xFF and 0, or has a type of its own; it has | & and
//
//   and_not(other)       true where the other is not
//   mask()               one bit for each byte, the first byte's is bit 0
//   any()                whether that mask has a bit

inline auto operator==(Chunk chunk, std::uint8_t byte) { return chunk == Chunk::all(byte); }
inline Chunk folded(Chunk chunk) { return chunk | Chunk::all(0x20); }

inline std::size_t find_pairs(Text text, Pairs pairs, std::size_t& from, std::size_t to, Candidates* found,
                              std::size_t room) {
  constexpr std::uint8_t folded_backslash = '\\' | 0x20;
  if (text.size < chunk_size + pairs.reach) return 0;
  const std::size_t last = text.size - chunk_size - pairs.reach;
  std::size_t count = 0;
  std::size_t q = from;
  for (; q < to && q <= last && count < room; q += chunk_size) {
    const Chunk chunk = folded(Chunk::load(text.bytes + q));
    auto hits = chunk == folded_backslash;
    for (const Prefilter::Pair *pair = pairs.pair, *end = pair + pairs.count; pair != end; ++pair) {
      const Chunk second = folded(Chunk::load(text.bytes + q + pair->distance));
      hits = hits | ((chunk == Chunk::all(pair->first)) & (second == Chunk::all(pair->second)));
    }
    if (hits.any()) found[count++] = {q, hits.mask()};
  }
  from = q;
  return count;
}

inline std::size_t find_unusual(Text text, std::size_t& from) {
  std::size_t q = from;
  for (; q + chunk_size + 1 <= text.size; q += chunk_size) {
    const Chunk chunk = Chunk::load(text.bytes + q);
    const auto unusual = chunk.below_space().and_not((chunk == '\n') | (chunk == '\t')) | (chunk == 0x7F);
    if (!unusual.any()) continue;
    const auto line_end = (chunk == '\r') & (Chunk::load(text.bytes + q + 1) == '\n');
    if (const std::uint64_t mask = unusual.and_not(line_end).mask(); mask != 0) return q + lowest_bit(mask);
  }
  from = q;
  return no_position;
}

// LF, then `-` or `.`; most lines begin with a blank or a letter.
inline auto may_be_markers(const char* p) {
  const Chunk first = Chunk::load(p + 1);
  return (Chunk::load(p) == '\n') & ((first == '-') | (first == '.'));
}

inline std::size_t first_marker(Text text, std::size_t& from) {
  std::size_t q = from;
  for (; q + chunk_size + 2 <= text.size; q += chunk_size) {
    const auto candidates = may_be_markers(text.bytes + q);
    if (!candidates.any()) continue;
    const auto found = candidates & (Chunk::load(text.bytes + q + 1) == Chunk::load(text.bytes + q + 2));
    if (found.any()) return q + lowest_bit(found.mask());
  }
  from = q;
  return no_position;
}
