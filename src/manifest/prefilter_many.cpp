// SPDX-License-Identifier: Apache-2.0
// The search for hundreds of needles and more, one position at a time.
#include <algorithm>
#include <string>

#include "commonness.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "prefilter_plain.hpp"

namespace ecrify::manifest {
namespace {

constexpr std::size_t longest_beginning = 4;

}  // namespace

void Prefilter::fill_table() {
  beginning_ = longest_beginning;
  std::vector<std::string> texts;
  texts.reserve(needles_.size());
  for (const Needle& needle : needles_) {
    beginning_ = std::min(beginning_, needle.text.size());
    texts.push_back(needle.text);
  }
  std::vector<std::uint32_t> beginnings;
  beginnings.reserve(needles_.size());
  for (const Needle& needle : needles_) beginnings.push_back(plain::beginning_of(needle.text, 0, beginning_));
  sort_unique(beginnings);
  // So large that few bits are set by chance, and no larger than what the caches hold.
  constexpr unsigned most_bits = 22;
  hash_bits_ = 12;
  while (hash_bits_ < most_bits && (std::size_t{1} << hash_bits_) < 32 * beginnings.size()) ++hash_bits_;
  table_.resize((std::size_t{1} << hash_bits_) / 64);
  for (const std::uint32_t beginning : beginnings)
    plain::set_bit(table_, plain::hashed(beginning, hash_bits_));
  many_ = Needles(texts);
}

void Prefilter::find_many(std::string_view bytes, Span range, std::vector<Hit>& hits) const {
  const auto judge = [&](std::size_t at, bool may_begin) {
    const std::size_t found = may_begin ? many_.first_at(bytes, at) : Needles::none;
    if (found != Needles::none) {
      hits.push_back({at, needles_[found].kind, needles_[found].index});
    } else if (bytes[at] == '\\' && plain::hides_something(bytes, at)) {
      hits.push_back({at, HitKind::escape, 0});
    }
  };
  std::size_t at = range.begin;
  // Read as a whole where there are that many bytes.
  const std::size_t behind = bytes.size() < longest_beginning ? 0 : bytes.size() - longest_beginning + 1;
  const auto used = static_cast<std::uint32_t>((std::uint64_t{1} << (8 * beginning_)) - 1);
  for (const std::size_t end = std::min(range.end, behind); at < end; ++at) {
    const std::uint32_t beginning = plain::beginning_of(bytes, at, longest_beginning) & used;
    const bool may_begin = plain::has_bit(table_, plain::hashed(beginning, hash_bits_));
    if (may_begin || bytes[at] == '\\') judge(at, may_begin);
  }
  for (; at < range.end; ++at) judge(at, true);
}

}  // namespace ecrify::manifest
