// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/needles.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/manifest/simd.hpp"

namespace ecrify::manifest {

// The kind of a hit; of several at one position the first is reported. `document` comes from no search: a
// caller asks for the document at that offset to be read.
enum class HitKind : std::uint8_t { host, word, escape, document };

struct Hit {
  std::uint64_t offset = 0;  // of the needle's first byte, or of the backslash
  HitKind kind = HitKind::host;
  std::uint32_t needle = 0;  // index in the list of its kind; 0 for escapes
  friend bool operator==(const Hit&, const Hit&) = default;
};

// Which places of a buffer could have to do with an image reference at all; where there are none, nothing has
// to be read. A hit is
//   host, word  an occurrence of that needle, letters A-Z and a-z alike, anything before and behind it
//               (`my.ghcr.io` and `ghcr.io.evil.com` hit for `ghcr.io`; the reader of the document decides)
//   escape      a backslash that, in a double-quoted scalar, could hide a byte of a host or of a key:
//                 `\x67` `\u0067` `\U00000067`  when the value is one of A-Z a-z 0-9 . : / _ - [ ]
//                 `\` and then a line break     LF, CR; NEL, LS and PS too, since YAML 1.1 readers take them
//                 for one
//               Each backslash is judged by itself: a JSON text inside a YAML scalar has them doubled,
//               `\\u0067`.
// Nothing else can hide a host: single quotes have no such escape, and folding a line leaves a blank.
// Exact: nothing is missed, and no needle hits where it is not.
//
// How: each needle is watched by two of its bytes that are rare in manifests, at a small distance, `h` and
// `.` in ghcr.io; needles that have such a pair in common share it. 64 positions at a time are compared with
// the pairs (src/manifest/loops_body.hpp), and what fits is compared with the needles byte by byte. With AVX2
// it is windows of four bytes, as long as the needles are few: they are put into seven groups, and two
// look-ups in a register for each byte of a window say which groups it may belong to, whatever their number.
// What fits is looked up by a hash of the four.
//
// Pairs are for some dozens of needles, since each is compared everywhere. Hundreds and more are looked up:
// where the bytes that a position begins with may be the first ones of a needle, which is a bit in a table,
// the needles are searched for one that begins there (prefilter_many.cpp). What that costs for each byte
// hardly depends on their number.
//
// Does not know: documents, scalars, comments, whether an escape stands in double quotes.
class Prefilter {
 public:
  // Needles are hosts as references have them (`ghcr.io`, `localhost:5000`) and words (`image`); their case
  // doesn't matter, an empty one never hits.
  explicit Prefilter(const std::vector<std::string>& hosts, const std::vector<std::string>& words = {},
                     Simd simd = best_simd());

  // Appends the hits whose offset is in `range`, in order, each position once; of several needles of a kind
  // at one position the first of the list. They may reach behind `range`, not behind `bytes`: so the hits of
  // adjacent ranges are together those of the whole, and a large buffer can be searched piece by piece.
  void find(std::string_view bytes, Span range, std::vector<Hit>& hits) const;
  void find(std::string_view bytes, std::vector<Hit>& hits) const { find(bytes, {0, bytes.size()}, hits); }

  // The number of pairs that are compared, 0 with windows or a table; for benchmarks and tests.
  [[nodiscard]] std::size_t pair_count() const { return pairs_.size(); }

  // A pair of bytes, folded by `| 0x20`, `distance` apart. Each fills a register: repeating it while
  // comparing takes as long as the comparison.
  struct alignas(32) Repeated : std::array<std::uint8_t, 32> {};
  struct Pair {
    Repeated first;
    Repeated second;
    std::size_t distance = 0;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  static constexpr std::size_t window = 4;
  // The groups of needles that each of neighbouring bytes may belong to, a bit for each group: those that its
  // lower and its upper half both have. The highest bit is about escapes.
  struct alignas(16) Windows {
    std::array<std::array<std::uint8_t, 16>, window> lower{};
    std::array<std::array<std::uint8_t, 16>, window> upper{};
  };

 private:
  struct Needle {
    std::string text;  // lower case
    HitKind kind;
    std::uint32_t index;
  };
  struct WatchedNeedle {  // a needle that is watched by a pair or a window
    std::uint32_t needle;
    std::size_t position;  // of its first byte in the needle
  };
  class Search;

  void choose_pairs();
  bool choose_windows();  // false where the needles are too many for windows
  void fill_table();
  void find_many(std::string_view bytes, Span range, std::vector<Hit>& hits) const;

  std::vector<Needle> needles_;  // hosts, then words
  std::vector<Pair> pairs_;      // all different
  Windows windows_;
  bool has_windows_ = false;                         // then there are no pairs
  std::vector<std::vector<WatchedNeedle>> watched_;  // by pair, or by window; needles that are shorter first
  std::vector<std::uint8_t> by_hash_;                // of a window: where it is in watched_, 0 for nowhere
  std::size_t furthest_ = 0;                         // greatest Watched::position
  std::size_t reach_ = 0;                            // greatest Pair::distance
  std::vector<std::uint64_t> table_;  // for many needles: a bit for the hash of what each begins with
  unsigned hash_bits_ = 0;
  std::size_t beginning_ = 0;  // how many bytes are hashed, of many needles; else 0
  Needles many_;               // as needles_
  Simd simd_;
};

}  // namespace ecrify::manifest
