// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <random>

#include "catch.hpp"
#include "ecrify/manifest/prefilter.hpp"

using ecrify::Span;
using ecrify::manifest::available_simd;
using ecrify::manifest::Hit;
using ecrify::manifest::HitKind;
using ecrify::manifest::Prefilter;
using ecrify::manifest::Simd;
using ecrify::manifest::simd_name;

namespace ecrify::manifest {
std::ostream& operator<<(std::ostream& out, const Hit& hit) {
  return out << "{" << hit.offset << ", kind " << static_cast<int>(hit.kind) << ", needle " << hit.needle
             << "}";
}
}  // namespace ecrify::manifest

namespace {

using Texts = std::vector<std::string>;

// A copy in a heap block of exactly its size, `shift` bytes behind the block's start: a sanitizer sees every
// read outside it.
class ExactCopy {
 public:
  explicit ExactCopy(std::string_view text, std::size_t shift = 0)
      : block_(new char[text.size() + shift]), view_(block_.get() + shift, text.size()) {
    std::copy(text.begin(), text.end(), block_.get() + shift);
  }
  [[nodiscard]] std::string_view view() const { return view_; }

 private:
  std::unique_ptr<char[]> block_;
  std::string_view view_;
};

std::vector<Hit> hits_of(const Prefilter& filter, std::string_view bytes) {
  std::vector<Hit> hits;
  filter.find(bytes, hits);
  return hits;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// The contract again, by other means: every spelling of an escape is written down and looked up.
std::vector<std::string> hiding_escapes() {
  std::vector<std::string> all{"\\\n", "\\\r", "\\\xC2\x85", "\\\xE2\x80\xA8", "\\\xE2\x80\xA9"};
  for (const char c : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:/_-[]")) {
    char hex[3];
    std::snprintf(hex, sizeof hex, "%02x", static_cast<unsigned>(c));
    for (const std::string_view start : {"\\x", "\\u00", "\\U000000"}) {
      all.push_back(std::string(start) + hex);
      if (hex[1] >= 'a') all.push_back(std::string(start) + hex[0] + static_cast<char>(hex[1] - 0x20));
    }
  }
  return all;
}

std::vector<Hit> expected_hits(const std::string& bytes, const Texts& hosts, const Texts& words) {
  static const std::vector<std::string> escapes = hiding_escapes();
  const std::string folded = lower(bytes);
  std::vector<Hit> hits;
  const auto first_of = [&](std::size_t at, const Texts& needles) {
    return static_cast<std::uint32_t>(
        std::find_if(needles.begin(), needles.end(),
                     [&](const std::string& needle) {
                       return !needle.empty() && folded.compare(at, needle.size(), lower(needle)) == 0;
                     }) -
        needles.begin());
  };
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const std::uint32_t host = first_of(at, hosts);
    const std::uint32_t word = first_of(at, words);
    if (host < hosts.size()) {
      hits.push_back({at, HitKind::host, host});
    } else if (word < words.size()) {
      hits.push_back({at, HitKind::word, word});
    } else if (bytes[at] == '\\' &&
               std::any_of(escapes.begin(), escapes.end(), [&](const std::string& escape) {
                 return bytes.compare(at, escape.size(), escape) == 0;
               })) {
      hits.push_back({at, HitKind::escape, 0});
    }
  }
  return hits;
}

// So many that they are looked up.
Texts many_needles(std::size_t shortest) {
  std::mt19937 random(20240608);
  Texts needles;
  for (int i = 0; i < 600; ++i) {
    std::string& needle = needles.emplace_back(shortest + random() % 6, 'a');
    for (char& c : needle) c = "ab.\\"[random() % 4];
  }
  return needles;
}

const Texts registries{"ghcr.io", "quay.io", "docker.io", "registry.k8s.io", "localhost:5000", "[::1]:5000"};

}  // namespace

TEST_CASE("prefilter: needles") {
  struct Row {
    std::string text;
    Texts hosts;
    Texts words;
    std::vector<Hit> hits;
  };
  const std::vector<Row> rows{
      {"", registries, {"image"}, {}},
      {"image: ghcr.io/o/a", {"ghcr.io"}, {}, {{7, HitKind::host, 0}}},
      {"image: ghcr.io/o/a", {"ghcr.io"}, {"image"}, {{0, HitKind::word, 0}, {7, HitKind::host, 0}}},
      {"GHCR.IO Ghcr.iO", {"ghcr.io"}, {}, {{0, HitKind::host, 0}, {8, HitKind::host, 0}}},
      {"ghcr.io", {"GHCR.io"}, {}, {{0, HitKind::host, 0}}},
      {"ghcr.i", {"ghcr.io"}, {}, {}},
      {"hcr.io", {"ghcr.io"}, {}, {}},
      {"ghcrXio ghcr\x0Eio gHcr.\x09o", {"ghcr.io"}, {}, {}},  // bytes that folding makes alike
      {"my.ghcr.io.evil.com",
       {"ghcr.io"},
       {},
       {{3, HitKind::host, 0}}},  // whether it is one is not decided here
      {"ghcr.ioghcr.io", {"ghcr.io"}, {}, {{0, HitKind::host, 0}, {7, HitKind::host, 0}}},
      {"a b", {"", "b"}, {"", "a"}, {{0, HitKind::word, 1}, {2, HitKind::host, 1}}},
      {"[::1]:5000/a {::1}:5000", registries, {}, {{0, HitKind::host, 5}}},
      {"aaaa", {"aaa"}, {}, {{0, HitKind::host, 0}, {1, HitKind::host, 0}}},
      {"gcr.io eu.gcr.io",
       {"eu.gcr.io", "gcr.io"},
       {},
       {{0, HitKind::host, 1}, {7, HitKind::host, 0}, {10, HitKind::host, 1}}},
      {"gcr.io:443", {"gcr.io", "gcr.io:443"}, {"gcr"}, {{0, HitKind::host, 0}}},  // the first of the list
      {"gcr.io:443", {"gcr.io:443", "gcr.io"}, {}, {{0, HitKind::host, 0}}},
      {"images.io", {"images.io"}, {"image"}, {{0, HitKind::host, 0}}},  // hosts before words
      {"ab.io",
       {"ab.io"},
       {"b.io", ".io"},
       {{0, HitKind::host, 0}, {1, HitKind::word, 0}, {2, HitKind::word, 1}}},
  };
  for (const Simd simd : available_simd()) {
    for (const Row& row : rows) {
      INFO(simd_name(simd) << ": " << row.text);
      CHECK(hits_of(Prefilter(row.hosts, row.words, simd), ExactCopy(row.text).view()) == row.hits);
    }
  }
}

TEST_CASE("prefilter: escapes") {
  struct Row {
    std::string text;
    std::vector<std::uint64_t> offsets;
  };
  const std::vector<Row> rows{
      {R"("\x67hcr.io")", {1}},
      {R"("\u0067hcr.\u0069o")", {1, 11}},
      {R"("gh\U00000063r.io")", {3}},
      {R"(\x2e\x3A\x2F\x5f\x2d\x5B\x5d)", {0, 4, 8, 12, 16, 20, 24}},
      {"\"gh\\\n  cr.io\"", {3}},
      {"\"gh\\\r\n  cr.io\"", {3}},
      {"gh\\\xC2\x85 gh\\\xE2\x80\xA8 gh\\\xE2\x80\xA9", {2, 8, 15}},
      {R"(\\u0067)", {1}},    // JSON text in a YAML scalar
      {R"(\\\\u0067)", {3}},  // and once more
      {R"(\n \t \" \\ \/)", {}},
      {R"(\X67 \u+067)", {}},
      {R"(\x6 \u006 \U0000006 \u00)", {}},  // ill-formed
      {R"(\x6g \u00g7)", {}},
      {R"(\x20 \u0040 \u0000 \x7f)", {}},  // of no host, of no key
      {R"(\u0167 \u6700 \U00010067 \U67000000 \xe7)", {}},
      {"\\\t\n", {}},
      {"\\\xC2\x86 \\\xE2\x80\xA7 \\\xC2", {}},
      {R"(\x6)", {}},
      {R"(\u67)", {}},
      {R"(\U000067)", {}},
      {"\\", {}},
  };
  for (const Simd simd : available_simd()) {
    for (const Row& row : rows) {
      INFO(simd_name(simd) << ": " << row.text);
      std::vector<std::uint64_t> offsets;
      for (const Hit& hit : hits_of(Prefilter({}, {}, simd), ExactCopy(row.text).view())) {
        CHECK(hit.kind == HitKind::escape);
        offsets.push_back(hit.offset);
      }
      CHECK(offsets == row.offsets);
    }
  }
}

TEST_CASE("prefilter: a hit at every offset, up to the very end, at every alignment") {
  const Texts needles{"ghcr.io", "[::1]:5000", "\\x67", "\\\n", "registry.k8s.io"};
  for (const Simd simd : available_simd()) {
    for (const std::string& needle : needles) {
      const bool escape = needle[0] == '\\';
      const Prefilter filter(escape ? Texts{"ghcr.io"} : Texts{needle}, {"image"}, simd);
      for (std::size_t offset = 0; offset < 200; ++offset) {
        for (const unsigned behind : {0u, 1u, 2u, 3u, 40u, 64u, 65u, 130u}) {
          const std::string text = std::string(offset, '.') + needle + std::string(behind, 'h');
          const ExactCopy copy(text, offset % 16);
          INFO(simd_name(simd) << ": " << needle << " at " << offset << ", " << behind << " bytes behind it");
          REQUIRE(hits_of(filter, copy.view()) ==
                  std::vector<Hit>{{offset, escape ? HitKind::escape : HitKind::host, 0}});
          // Without its last byte it is none; the reader must not look behind the end for it.
          if (behind == 0)
            REQUIRE(hits_of(filter, ExactCopy(text.substr(0, text.size() - 1)).view()).empty());
        }
      }
    }
  }
}

TEST_CASE("prefilter: random texts, all instructions, whole and in ranges") {
  const std::vector<std::pair<Texts, Texts>> needle_sets{
      {{}, {}},
      {{"ghcr.io"}, {}},
      {{"ghcr.io"}, {"image"}},
      {registries, {"image"}},
      {{"a", "b.a", "aa", "aab", "ba.b"}, {"ab", "a.a"}},
      {{"io", "i", "gcr.io", "eu.gcr.io", "us.gcr.io", "gcr.io:443",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com"},
       {"imag"}},
      {{"ghcr.io", "GHCR.IO", "quay.io"}, {"ghcr", "image", "ImageName"}},
      {{"{a}", "[a]", "a|b", "a\\b", "\\u0067"}, {"\\"}},
      {many_needles(1), {"image"}},
      {many_needles(3), {"ab", "ghcr"}},
      {many_needles(6), many_needles(5)},
  };
  std::mt19937 random(20240607);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const Texts pieces{
      "\\", "\\u006", "\\x6",  "7", "\\U0000006", "\n",   "\r",   "\xC2\x85",           "\xE2\x80\xA8",
      " ",  "image",  "IMAGE", "{", "|",          "\x0E", "\xFF", std::string(1, '\0'), "ab",
      "b.", "a"};
  for (const auto& [hosts, words] : needle_sets) {
    std::vector<Prefilter> filters;
    for (const Simd simd : available_simd()) filters.emplace_back(hosts, words, simd);
    Texts needles = hosts;
    needles.insert(needles.end(), words.begin(), words.end());
    const int rounds = needles.size() > 100 ? 20 : 400;
    for (int round = 0; round < rounds; ++round) {
      std::string text;
      const std::size_t size = below(round % 4 == 0 ? 1000 : 200);
      const std::size_t filling = below(4);  // from sparse to nothing but fragments
      while (text.size() < size) {
        if (below(4) < filling) {
          text += std::string(below(80), "h.qx \n"[below(6)]);
        } else if (needles.empty() || below(2) == 0) {
          text += pieces[below(pieces.size())];
        } else {
          std::string needle = needles[below(needles.size())];
          if (below(3) == 0) needle.resize(below(needle.size() + 1));
          if (below(4) == 0) std::transform(needle.begin(), needle.end(), needle.begin(), ::toupper);
          text += needle;
        }
      }
      text.resize(size);
      const ExactCopy copy(text, below(64));
      const std::vector<Hit> expected = expected_hits(text, hosts, words);
      for (std::size_t i = 0; i < filters.size(); ++i) {
        INFO(simd_name(available_simd()[i]) << ", round " << round << ", text: " << text);
        REQUIRE(hits_of(filters[i], copy.view()) == expected);
        std::vector<Hit> piecewise{{99, HitKind::word, 99}};  // what is there already stays
        for (std::size_t begin = 0; begin < size;) {
          const std::size_t end = std::min(size, begin + 1 + below(150));
          filters[i].find(copy.view(), {begin, end}, piecewise);
          begin = end;
        }
        REQUIRE(piecewise.front() == Hit{99, HitKind::word, 99});
        piecewise.erase(piecewise.begin());
        REQUIRE(piecewise == expected);
      }
    }
  }
}

TEST_CASE("prefilter: hosts with the same ending share what is compared") {
  const auto pairs = [](const Texts& hosts, const Texts& words) {
    return Prefilter(hosts, words, Simd::plain).pair_count();
  };
  CHECK(pairs({"ghcr.io", "quay.io", "docker.io", "gcr.io"}, {}) == 1);
  CHECK(pairs({"ghcr.io"}, {"image"}) == 2);
  CHECK(pairs({}, {}) == 0);
  CHECK(pairs(many_needles(5), {}) == 0);
}
