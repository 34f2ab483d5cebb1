// SPDX-License-Identifier: Apache-2.0
// The inner loop of the prefilter over windows (prefilter.hpp), for instructions that look bytes up in a
// register. No include guard: it is included behind loops_body.hpp. The type Chunk has besides:
//
//   Chunk::table(bytes)           sixteen bytes, to look up in
//   table.looked_up(halves)       for each byte of `halves`, below 16, that of the table
//   chunk.lower_halves(), upper_halves()   of each byte
//   chunk.is_zero()               whether all bits are

struct PlaceTables {
  Chunk lower, upper;

  PlaceTables(const Prefilter::Windows& windows, std::size_t place)
      : lower(Chunk::table(windows.lower[place])), upper(Chunk::table(windows.upper[place])) {}
  // The groups that each byte may belong to.
  Chunk groups(const char* p) const {
    const Chunk bytes = Chunk::load(p);
    return lower.looked_up(bytes.lower_halves()) & upper.looked_up(bytes.upper_halves());
  }
};

inline std::size_t find_windows(Text text, const Prefilter::Windows& windows, std::size_t& from,
                                std::size_t to, Candidates* found, std::size_t room) {
  constexpr std::size_t reach = Prefilter::window - 1;
  constexpr std::size_t ahead = 2048;  // the processor alone does not look beyond the end of a page
  if (text.size < chunk_size + reach) return 0;
  const std::size_t last = text.size - chunk_size - reach;
  const PlaceTables first(windows, 0);
  const PlaceTables second(windows, 1);
  const PlaceTables third(windows, 2);
  const PlaceTables fourth(windows, 3);
  std::size_t count = 0;
  std::size_t q = from;
  for (; q < to && q <= last && count < room; q += chunk_size) {
    const char* const p = text.bytes + q;
    _mm_prefetch(p + ahead, _MM_HINT_T0);
    const Chunk groups = first.groups(p) & second.groups(p + 1) & third.groups(p + 2) & fourth.groups(p + 3);
    if (groups.is_zero()) continue;
    found[count++] = {q, ~(groups == std::uint8_t{0}).mask()};
  }
  from = q;
  return count;
}
