// SPDX-License-Identifier: Apache-2.0
// The document splitter against the rule as its header tells it, line by line; the screen and the prefilter
// with SIMD against those without.
#include "ecrify/manifest/slice.hpp"

#include <vector>

#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/screen.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

std::vector<Span> slices_by_the_rule(std::string_view stream) {
  std::vector<Span> slices;
  std::size_t begin = stream.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  const auto cut = [&](std::size_t at) {
    if (at > begin) slices.push_back({begin, at});
    begin = at;
  };
  for (std::size_t line = begin; line < stream.size();) {
    const std::size_t feed = stream.find('\n', line);
    const std::size_t end = feed == std::string_view::npos ? stream.size() : feed + 1;
    const std::string_view text = stream.substr(line, end - line);
    const bool alone = text.size() == 3 || (text.size() > 3 && std::string_view(" \t\r\n").find(text[3]) !=
                                                                   std::string_view::npos);
    if (alone && text.starts_with("---")) cut(line);
    if (alone && text.starts_with("...")) cut(end);
    line = end;
  }
  cut(stream.size());
  return slices;
}

void check_slices(std::string_view stream, manifest::Simd simd) {
  const std::vector<Span> wanted = slices_by_the_rule(stream);
  manifest::Slicer each(stream, simd);
  manifest::Slicer some(stream, simd);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Span slice = wanted[i];
    require(each.containing(slice.begin) == slice, "a slice is what the rule says, asked at its beginning");
    require(each.containing(slice.end - 1) == slice, "and at its end");
    require(each.slices_before(slice.begin) == i, "slices are counted");
    if (i % 3 == 1) {
      const std::size_t middle = slice.begin + slice.size() / 2;
      require(some.containing(middle) == slice, "a slice is the same where others are passed over");
      require(some.slices_before(slice.begin) == i, "and counted the same");
    }
  }
  require(each.slices_before(stream.size()) == wanted.size(), "all slices are counted");
}

}  // namespace

void slice(std::string_view bytes) {
  static const manifest::Prefilter fast({"ghcr.io", "quay.io", "a.b"}, {"image"});
  static const manifest::Prefilter plain({"ghcr.io", "quay.io", "a.b"}, {"image"}, manifest::Simd::plain);
  check_slices(bytes, manifest::best_simd());
  check_slices(bytes, manifest::Simd::plain);
  std::vector<manifest::Hit> a;
  std::vector<manifest::Hit> b;
  fast.find(bytes, a);
  plain.find(bytes, b);
  require(a == b, "both prefilters hit the same places");
  for (const auto start : {manifest::TextStart::of_stream, manifest::TextStart::inside_stream}) {
    require(manifest::screen(bytes, start) == manifest::screen(bytes, start, 0, manifest::Simd::plain),
            "both screens agree");
  }
}

}  // namespace ecrify::fuzz
