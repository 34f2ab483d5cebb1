// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/prefilter.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "commonness.hpp"
#include "loops.hpp"
#include "prefilter_plain.hpp"

namespace ecrify::manifest {

namespace {

// Two folded bytes and how far apart they are.
struct Bytes {
  std::uint8_t first = 0;
  std::uint8_t second = 0;
  std::size_t distance = 0;
  friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

// The cost of watching for each byte searched, in cycles: comparing one pair, and judging where it fits.
// Comparing takes a third of that, but each needle chooses alone, and with that more needles meet in one
// pair; tuned with 1 to 100 hosts. Bytes of text are not independent of their neighbours, so pairs fit more
// often than by chance.
constexpr double pair_cost = 0.2;
constexpr double candidate_cost = 20;
constexpr double dependence = 3;

// From so many needles on they are looked up; tuned with random hosts, each with its traces in base64.
constexpr std::size_t many = 512;

double chance(const Bytes& pair) {
  return dependence * commonness(pair.first) * commonness(pair.second) * 1e-8;
}

// Calls f(pair, position) for what a needle can be watched by. Neighbouring bytes are too dependent to be
// rare together (`gh`, `io`), and far ones would make the rest at the buffer's end longer.
template <class F>
void each_pair(std::string_view needle, F f) {
  const std::size_t nearest = std::min<std::size_t>(2, needle.size() - 1);
  const std::size_t furthest = std::min<std::size_t>(4, needle.size() - 1);
  for (std::size_t distance = nearest; distance <= furthest; ++distance) {
    for (std::size_t i = 0; i + distance < needle.size(); ++i) {
      f(Bytes{folded(needle[i]), folded(needle[i + distance]), distance}, i);
    }
  }
}

}  // namespace

Prefilter::Prefilter(const std::vector<std::string>& hosts, const std::vector<std::string>& words, Simd simd)
    : simd_(simd) {
  const auto add = [this](const std::vector<std::string>& texts, HitKind kind) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].empty()) continue;
      std::string text = texts[i];
      std::transform(text.begin(), text.end(), text.begin(), plain::lower);
      needles_.push_back({std::move(text), kind, static_cast<std::uint32_t>(i)});
    }
  };
  add(hosts, HitKind::host);
  add(words, HitKind::word);
  if (needles_.size() >= many) {
    fill_table();
    return;
  }
  const loops::Loops* loops = loops::loops_of(simd_);
  if (loops == nullptr || loops->find_windows == nullptr || !choose_windows()) choose_pairs();
}

// Every needle takes the pair that is cheapest for it, the cost of comparing shared by all needles that could
// take it too: many hosts end in `.io`, so `.?o` is compared once for all of them although rarer pairs are in
// each.
void Prefilter::choose_pairs() {
  std::map<Bytes, double> sharing;
  for (const Needle& needle : needles_) {
    std::set<Bytes> own;
    each_pair(needle.text, [&](const Bytes& pair, std::size_t) { own.insert(pair); });
    for (const Bytes& pair : own) sharing[pair] += 1;
  }
  std::map<Bytes, std::size_t> chosen;
  for (std::size_t n = 0; n < needles_.size(); ++n) {
    Bytes best;
    std::size_t position = 0;
    double best_cost = 1e9;
    each_pair(needles_[n].text, [&](const Bytes& pair, std::size_t i) {
      const double cost = pair_cost / sharing[pair] + candidate_cost * chance(pair);
      if (cost >= best_cost) return;
      best = pair;
      best_cost = cost;
      position = i;
    });
    const auto [entry, is_new] = chosen.try_emplace(best, pairs_.size());
    if (is_new) {
      Pair& pair = pairs_.emplace_back();
      pair.first.fill(best.first);
      pair.second.fill(best.second);
      pair.distance = best.distance;
      watched_.emplace_back();
    }
    watched_[entry->second].push_back({static_cast<std::uint32_t>(n), position});
    furthest_ = std::max(furthest_, position);
    reach_ = std::max(reach_, best.distance);
  }
}

// One search: the candidates of the loop, judged.
class Prefilter::Search {
 public:
  Search(const Prefilter& filter, std::string_view bytes, Span range, std::vector<Hit>& hits)
      : filter_(filter), bytes_(bytes), range_(range), hits_(hits), first_hit_(hits.size()) {}

  void run(const loops::Loops& loops) {
    const loops::Text text{bytes_.data(), bytes_.size()};
    const loops::Pairs pairs{filter_.pairs_.data(), filter_.pairs_.size(), filter_.reach_};
    const auto find = [&](loops::Text in, std::size_t& from, std::size_t to, loops::Candidates* found,
                          std::size_t room) {
      return filter_.has_windows_ ? loops.find_windows(in, filter_.windows_, from, to, found, room)
                                  : loops.find_pairs(in, pairs, from, to, found, room);
    };
    // A needle that begins in the range may have its pair behind it.
    std::size_t from = range_.begin;
    const std::size_t to =
        bytes_.size() - range_.end > filter_.furthest_ ? range_.end + filter_.furthest_ : bytes_.size();
    std::array<loops::Candidates, 64> found;
    std::size_t count = 0;
    do {
      count = find(text, from, to, found.data(), found.size());
      for (std::size_t i = 0; i < count; ++i) judge_all(found[i], 0);
    } while (count == found.size());
    if (from >= to) return;
    // The rest is shorter than a chunk and what is looked at behind it: it gets room behind it.
    std::array<char, 4 * loops::chunk_size> rest{};
    const std::size_t size = std::min(bytes_.size() - from, 2 * loops::chunk_size);
    std::copy_n(bytes_.data() + from, size, rest.data());
    std::size_t at = 0;
    count = find({rest.data(), rest.size()}, at, std::min(to - from, size), found.data(), found.size());
    for (std::size_t i = 0; i < count; ++i) judge_all(found[i], from);
  }

 private:
  void judge_all(const loops::Candidates& candidates, std::size_t base) {
    for (std::uint64_t mask = candidates.mask; mask != 0; mask &= mask - 1) {
      const std::size_t q = base + candidates.offset + loops::lowest_bit(mask);
      if (q < bytes_.size()) judge(q);
    }
  }

  // Takes what is at this position: an escape, or the pair of needles that begin at or before it.
  void judge(std::size_t q) {
    if (bytes_[q] == '\\' && plain::hides_something(bytes_, q)) add({q, HitKind::escape, 0});
    if (filter_.has_windows_) return judge_windows(q);
    const std::uint8_t here = folded(bytes_[q]);
    for (std::size_t g = 0; g < filter_.pairs_.size(); ++g) {
      const Pair& pair = filter_.pairs_[g];
      if (here != pair.first[0] || bytes_.size() - q <= pair.distance) continue;
      if (folded(bytes_[q + pair.distance]) != pair.second[0]) continue;
      judge_needles(q, filter_.watched_[g]);
    }
  }

  void judge_windows(std::size_t q) {
    if (q + window <= bytes_.size()) {
      const std::uint32_t hash = plain::hashed(plain::beginning_of(bytes_, q, window), filter_.hash_bits_);
      if (const std::size_t at = filter_.by_hash_[hash]; at != 0) judge_needles(q, filter_.watched_[at]);
      return judge_needles(q, filter_.watched_[0]);
    }
    for (const std::vector<WatchedNeedle>& needles : filter_.watched_) judge_needles(q, needles);
  }

  void judge_needles(std::size_t q, const std::vector<WatchedNeedle>& needles) {
    for (const WatchedNeedle& watched : needles) {
      const Needle& needle = filter_.needles_[watched.needle];
      if (watched.position > q || !plain::is_at(bytes_, q - watched.position, needle.text)) continue;
      add({q - watched.position, needle.kind, needle.index});
    }
  }

  // Positions come in order of the pairs or windows, which may be some bytes behind the beginnings of their
  // needles.
  void add(const Hit& hit) {
    if (hit.offset < range_.begin || hit.offset >= range_.end) return;
    std::size_t at = hits_.size();
    while (at > first_hit_ && hits_[at - 1].offset > hit.offset) --at;
    if (at > first_hit_ && hits_[at - 1].offset == hit.offset) {
      Hit& other = hits_[at - 1];
      if (std::pair(hit.kind, hit.needle) < std::pair(other.kind, other.needle)) other = hit;
      return;
    }
    hits_.insert(hits_.begin() + static_cast<std::ptrdiff_t>(at), hit);
  }

  const Prefilter& filter_;
  std::string_view bytes_;
  Span range_;
  std::vector<Hit>& hits_;
  std::size_t first_hit_;
};

void Prefilter::find(std::string_view bytes, Span range, std::vector<Hit>& hits) const {
  range.end = std::min(range.end, bytes.size());
  if (range.begin >= range.end) return;
  if (beginning_ > 0) return find_many(bytes, range, hits);
  if (const loops::Loops* loops = loops::loops_of(simd_)) {
    Search(*this, bytes, range, hits).run(*loops);
    return;
  }
  for (std::size_t at = range.begin; at < range.end; ++at) {
    const auto needle = std::find_if(needles_.begin(), needles_.end(),
                                     [&](const Needle& n) { return plain::is_at(bytes, at, n.text); });
    if (needle != needles_.end()) {
      hits.push_back({at, needle->kind, needle->index});
    } else if (plain::hides_something(bytes, at)) {
      hits.push_back({at, HitKind::escape, 0});
    }
  }
}

}  // namespace ecrify::manifest
