// SPDX-License-Identifier: Apache-2.0
// By which three bytes each needle is watched, and with which others in one group.
#include <algorithm>
#include <bit>

#include "commonness.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "prefilter_plain.hpp"

namespace ecrify::manifest {
namespace {

constexpr std::size_t window = 3;
constexpr std::size_t groups = 7;
constexpr unsigned escapes = 7;  // the bit behind those of the groups

// Beyond this share of bytes that have to be judged, comparing pairs is quicker.
constexpr double highest_chance = 1.0 / 100;

// The halves of bytes that a group takes at one place of its windows.
struct NibbleMasks {
  std::uint16_t lower = 0;
  std::uint16_t upper = 0;
};
using Group = std::array<NibbleMasks, window>;

// How often a byte of a manifest is this one. A table, since choosing is most of what a start takes.
constexpr std::array<double, 256> shares = [] {
  std::array<double, 256> made{};
  for (unsigned byte = 0; byte < made.size(); ++byte) {
    if ((byte & 0x20U) != 0) made[byte] = commonness(static_cast<std::uint8_t>(byte)) / 10000.0;
  }
  return made;
}();

// How often a byte of a manifest is one that a group takes.
double share(const NibbleMasks& halves) {
  double sum = 0;
  for (unsigned upper = halves.upper; upper != 0; upper &= upper - 1) {
    for (unsigned lower = halves.lower; lower != 0; lower &= lower - 1) {
      sum += shares[static_cast<std::size_t>(std::countr_zero(upper) << 4 | std::countr_zero(lower))];
    }
  }
  return sum;
}

double chance(const Group& group) { return share(group[0]) * share(group[1]) * share(group[2]); }

// The group with the window of the needle that begins at `at`. Behind the needle's end any byte does.
Group joined(Group group, std::string_view needle, std::size_t at) {
  for (std::size_t i = 0; i < window; ++i) {
    if (at + i >= needle.size()) {
      group[i] = {0xFFFF, 0xFFFF};
      continue;
    }
    const std::uint8_t byte = folded(needle[at + i]);
    group[i].lower |= static_cast<std::uint16_t>(1U << (byte & 0x0FU));
    group[i].upper |= static_cast<std::uint16_t>(1U << (byte >> 4U));
  }
  return group;
}

void put(Prefilter::Windows& windows, std::size_t place, const NibbleMasks& halves, unsigned bit) {
  for (std::size_t half = 0; half < 16; ++half) {
    const auto mark = static_cast<std::uint8_t>(1U << bit);
    if ((halves.lower >> half & 1U) != 0) windows.lower[place][half] |= mark;
    if ((halves.upper >> half & 1U) != 0) windows.upper[place][half] |= mark;
  }
}

// A backslash, and what makes an escape of it that hides something (plain::hides_something).
Group escape_group() {
  Group group;
  group[2] = {0xFFFF, 0xFFFF};
  for (const char c : {'x', 'u', 'U', '\n', '\r', '\xC2', '\xE2'}) {
    const Group one = joined({}, std::string{'\\', c}, 0);
    for (std::size_t i = 0; i < 2; ++i) {
      group[i].lower |= one[i].lower;
      group[i].upper |= one[i].upper;
    }
  }
  return group;
}

}  // namespace

// Each needle in turn joins the group, with the window, that adds the least to what has to be judged.
bool Prefilter::choose_windows() {
  constexpr std::size_t most_needles = 64;
  if (needles_.size() > most_needles) return false;
  std::array<Group, groups> chosen{};
  std::vector<std::string_view> starts;  // of windows
  watched_.assign(groups, {});
  for (std::uint32_t n = 0; n < needles_.size(); ++n) {
    const std::string_view needle = needles_[n].text;
    const std::size_t last = needle.size() < window ? 0 : needle.size() - window;
    double least = 1e9;
    std::size_t best_group = 0;
    std::size_t best_at = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      const double before = chance(chosen[g]);
      for (std::size_t at = 0; at <= last; ++at) {
        const double added = chance(joined(chosen[g], needle, at)) - before;
        if (added >= least) continue;
        least = added;
        best_group = g;
        best_at = at;
      }
    }
    chosen[best_group] = joined(chosen[best_group], needle, best_at);
    watched_[best_group].push_back({n, best_at});
    starts.push_back(needle.substr(best_at));
    furthest_ = std::max(furthest_, best_at);
  }
  double sum = 0;
  for (const Group& group : chosen) sum += chance(group);
  if (sum > highest_chance) {
    watched_.clear();
    furthest_ = 0;
    return false;
  }
  for (std::size_t place = 0; place < window; ++place) {
    for (unsigned g = 0; g < groups; ++g) put(windows_, place, chosen[g][place], g);
    put(windows_, place, escape_group()[place], escapes);
  }
  has_windows_ = true;
  hash_bits_ = 12;
  table_.assign((std::size_t{1} << hash_bits_) / 64, 0);
  for (const std::string_view start : starts) {
    // Of a shorter needle any byte may follow.
    if (start.size() < window) table_.assign(table_.size(), ~std::uint64_t{0});
    if (start.size() >= window)
      plain::set_bit(table_, plain::hashed(plain::beginning_of(start, 0, window), hash_bits_));
  }
  return true;
}

}  // namespace ecrify::manifest
