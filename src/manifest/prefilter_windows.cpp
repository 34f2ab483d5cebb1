// SPDX-License-Identifier: Apache-2.0
// By which four bytes each needle is watched, and with which others in one group.
#include <algorithm>
#include <bit>

#include "commonness.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "prefilter_plain.hpp"

namespace ecrify::manifest {
namespace {

constexpr std::size_t window = Prefilter::window;
constexpr std::size_t groups = 7;
constexpr unsigned escapes = 7;  // the bit behind those of the groups

// Beyond this share of bytes that have to be judged, comparing pairs is quicker.
constexpr double highest_chance = 1.0 / 100;

// How often a byte of a manifest is this one. A table, since choosing is most of what a start takes.
constexpr std::array<double, 256> shares = [] {
  std::array<double, 256> made{};
  for (unsigned byte = 0; byte < made.size(); ++byte) {
    const bool is_capital = byte >= 'A' && byte <= 'Z';
    const int one = commonness(static_cast<std::uint8_t>(is_capital ? byte | 0x20U : byte));
    made[byte] = (is_capital ? one / 10.0 : one) / 10000.0;
  }
  return made;
}();

// The halves of bytes that a group takes at one place of its windows, and how often a byte is one of those.
struct Place {
  std::uint16_t lower = 0;
  std::uint16_t upper = 0;
  double share = 0;
  friend bool operator==(const Place&, const Place&) = default;

  void add_lower(unsigned half) {
    if ((unsigned{lower} >> half & 1U) != 0) return;
    lower |= static_cast<std::uint16_t>(1U << half);
    for (unsigned rest = upper; rest != 0; rest &= rest - 1)
      share += shares[static_cast<std::size_t>(std::countr_zero(rest)) << 4 | half];
  }
  void add_upper(unsigned half) {
    if ((unsigned{upper} >> half & 1U) != 0) return;
    upper |= static_cast<std::uint16_t>(1U << half);
    for (unsigned rest = lower; rest != 0; rest &= rest - 1)
      share += shares[half << 4 | static_cast<std::size_t>(std::countr_zero(rest))];
  }
  // A letter in both cases.
  void add(char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    add_lower(byte & 0x0FU);
    add_upper(byte >> 4U);
    if (plain::lower(c) >= 'a' && plain::lower(c) <= 'z') add_upper((byte ^ 0x20U) >> 4U);
  }
};
using Group = std::array<Place, window>;

double chance(const Group& group) {
  double product = 1;
  for (const Place& place : group) product *= place.share;
  return product;
}

// The same with the window of the needle that begins at `at`. Ends early once it can't be less than `most`,
// since no share gets less by a byte more.
double chance(Group group, std::string_view needle, std::size_t at, double most) {
  double product = chance(group);
  for (std::size_t i = 0; i < window && at + i < needle.size() && product < most; ++i) {
    group[i].add(needle[at + i]);
    product = chance(group);
  }
  return product;
}

// The group with the window of the needle that begins at `at`. Behind the needle's end any byte does.
Group joined(Group group, std::string_view needle, std::size_t at) {
  for (std::size_t i = 0; i < window; ++i) {
    if (at + i < needle.size())
      group[i].add(needle[at + i]);
    else
      group[i] = {0xFFFF, 0xFFFF, 1};
  }
  return group;
}

void put(Prefilter::Windows& windows, std::size_t place, const Place& halves, unsigned bit) {
  for (std::size_t half = 0; half < 16; ++half) {
    const auto mark = static_cast<std::uint8_t>(1U << bit);
    if ((halves.lower >> half & 1U) != 0) windows.lower[place][half] |= mark;
    if ((halves.upper >> half & 1U) != 0) windows.upper[place][half] |= mark;
  }
}

// A backslash, and what makes an escape of it that hides something (plain::hides_something).
Group escape_group() {
  Group group = joined({}, "\\", 0);
  group[1] = {};
  for (const char c : {'x', 'u', 'U', '\n', '\r', '\xC2', '\xE2'}) group[1].add(c);
  return group;
}

}  // namespace

// Each needle in turn joins the group, with the window, that adds the least to what has to be judged.
bool Prefilter::choose_windows() {
  constexpr std::size_t most_needles = 128;
  if (needles_.size() > most_needles) return false;
  std::array<Group, groups> chosen{};
  hash_bits_ = 12;
  by_hash_.assign(std::size_t{1} << hash_bits_, 0);
  watched_.assign(1, {});
  for (std::uint32_t n = 0; n < needles_.size(); ++n) {
    const std::string_view needle = needles_[n].text;
    const std::size_t last = needle.size() < window ? 0 : needle.size() - window;
    double least = 1e9;
    std::size_t best_group = 0;
    std::size_t best_at = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      if (g > 0 && chosen[g - 1] == Group{}) break;  // an empty one is as good as another
      const double before = chance(chosen[g]);
      for (std::size_t at = 0; at <= last; ++at) {
        const double added = chance(chosen[g], needle, at, least + before) - before;
        if (added >= least) continue;
        least = added;
        best_group = g;
        best_at = at;
      }
    }
    chosen[best_group] = joined(chosen[best_group], needle, best_at);
    std::size_t at = 0;
    if (needle.size() >= window) {
      std::uint8_t& entry = by_hash_[plain::hashed(plain::beginning_of(needle, best_at, window), hash_bits_)];
      if (entry == 0) {
        entry = static_cast<std::uint8_t>(watched_.size());
        watched_.emplace_back();
      }
      at = entry;
    }
    watched_[at].push_back({n, best_at});
    furthest_ = std::max(furthest_, best_at);
  }
  double sum = 0;
  for (const Group& group : chosen) sum += chance(group);
  if (sum > highest_chance) {
    watched_.clear();
    by_hash_.clear();
    furthest_ = 0;
    return false;
  }
  const Group escape_bytes = escape_group();
  for (std::size_t place = 0; place < window; ++place) {
    for (unsigned g = 0; g < groups; ++g) put(windows_, place, chosen[g][place], g);
    put(windows_, place, escape_bytes[place], escapes);
  }
  has_windows_ = true;
  return true;
}

}  // namespace ecrify::manifest
