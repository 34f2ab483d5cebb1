// SPDX-License-Identifier: Apache-2.0
// How fast the byte searches of the stage `manifest` are, in one process and from memory:
//   prefilter_bench FILE…      (decompressed streams; a file is repeated until it has 32 MB)
// Rows are interleaved and the best of several rounds is shown, as GB/s and as a ratio to memchr over the
// same buffer. It fails when two kinds of instructions disagree.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/slice.hpp"

using namespace ecrify;
using namespace ecrify::manifest;

namespace {

struct Row {
  std::string name;
  std::function<std::size_t()> run;  // returns what was found, which must not depend on the instructions
  double best = 1e9;
  std::size_t found = 0;
};

using Texts = std::vector<std::string>;

Texts made_up_hosts(std::size_t count) {
  const Texts ends{".io",   ".com",        ".example.org",   ".dkr.ecr.eu-west-1.amazonaws.com",
                   ":5000", ".azurecr.io", "-docker.pkg.dev"};
  const Texts starts{"registry", "harbor", "nexus", "quay", "images", "mirror", "docker"};
  Texts hosts;
  for (std::size_t i = 0; i < count; ++i) {
    hosts.push_back(starts[i % starts.size()] + std::to_string(i * 7919 % 1000) + ends[i % ends.size()]);
  }
  return hosts;
}

std::size_t count_memmem(const std::string& text, std::string_view needle) {
  std::size_t count = 0;
  const char* at = text.data();
  const char* end = at + text.size();
  while (const void* hit = memmem(at, static_cast<std::size_t>(end - at), needle.data(), needle.size())) {
    ++count;
    at = static_cast<const char*>(hit) + 1;
  }
  return count;
}

std::vector<Row> rows_for(const std::string& text) {
  const Texts four{"ghcr.io", "quay.io", "docker.io", "registry.k8s.io"};
  const Texts apart{"ghcr.io", "public.ecr.aws", "mcr.microsoft.com",
                    "123456789012.dkr.ecr.ca-central-1.amazonaws.com"};
  struct Needles {
    std::string name;
    Texts hosts;
    Texts words;
  };
  const std::vector<Needles> needle_sets{
      {"escapes only", {}, {}},
      {"1 host", {"ghcr.io"}, {}},
      {"4 hosts, 3 of .io", four, {}},
      {"4 hosts, none alike", apart, {}},
      {"`image`", {}, {"image"}},
      {"4 hosts and `image`", four, {"image"}},
      {"24 hosts", made_up_hosts(24), {}},
      {"100 hosts", made_up_hosts(100), {}},
  };
  std::vector<Row> rows;
  rows.push_back({"memchr of a byte that is not there",
                  [&text] { return std::size_t{std::memchr(text.data(), 0x01, text.size()) != nullptr}; }});
  rows.push_back({"memmem of ghcr.io, case-sensitive", [&text] { return count_memmem(text, "ghcr.io"); }});
  for (const Needles& needles : needle_sets) {
    for (const Simd simd : available_simd()) {
      if (simd == Simd::plain && needles.hosts.size() > 4) continue;
      const Prefilter filter(needles.hosts, needles.words, simd);
      std::string name =
          "prefilter: " + needles.name + " (" + std::to_string(filter.pair_count()) + " pairs), ";
      rows.push_back(
          {name + std::string(simd_name(simd)), [&text, filter, hits = std::vector<Hit>()]() mutable {
             std::size_t count = 0;
             for (std::size_t begin = 0; begin < text.size(); begin += 1 << 18) {
               hits.clear();
               filter.find(text, {begin, begin + (1 << 18)}, hits);
               count += hits.size();
             }
             return count;
           }});
    }
  }
  for (const Simd simd : available_simd()) {
    rows.push_back({"screen, " + std::string(simd_name(simd)), [&text, simd] {
                      std::size_t count = 0;
                      auto failure = screen(text, TextStart::of_stream, 0, simd);
                      for (; failure; ++count) {
                        failure = screen(text, TextStart::of_stream, failure->offset + failure->size, simd);
                      }
                      return count;
                    }});
  }
  for (const Simd simd : available_simd()) {
    rows.push_back({"slice: count, " + std::string(simd_name(simd)),
                    [&text, simd] { return Slicer(text, simd).slices_before(text.size()); }});
    rows.push_back({"slice: around every 100,000th byte, " + std::string(simd_name(simd)), [&text, simd] {
                      Slicer slicer(text, simd);
                      std::size_t sum = 0;
                      for (std::size_t at = 0; at < text.size(); at += 100'000)
                        sum += slicer.containing(at).end;
                      return sum;
                    }});
    rows.push_back({"slice: each one, " + std::string(simd_name(simd)), [&text, simd] {
                      Slicer slicer(text, simd);
                      std::size_t count = 0;
                      for (std::size_t at = 0; at < text.size(); ++count) at = slicer.containing(at).end;
                      return count;
                    }});
  }
  return rows;
}

// Not the wall clock: others may be running.
double seconds_of_processor() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

bool bench(const std::string& name, const std::string& text) {
  std::vector<Row> rows = rows_for(text);
  for (int round = 0; round < 15; ++round) {
    for (Row& row : rows) {
      if (round > 1 && row.name.ends_with("plain")) continue;
      const double start = seconds_of_processor();
      row.found = row.run();
      row.best = std::min(row.best, seconds_of_processor() - start);
    }
  }
  std::printf("%s, %.1f MB\n%-60s %8s %8s %10s\n", name.c_str(), static_cast<double>(text.size()) / 1e6, "",
              "GB/s", "memchr=1", "found");
  bool agree = true;
  std::string what;
  std::size_t found = 0;
  for (const Row& row : rows) {
    std::printf("%-60s %8.2f %8.2f %10zu\n", row.name.c_str(),
                static_cast<double>(text.size()) / row.best / 1e9, rows.front().best / row.best, row.found);
    const std::string kind = row.name.substr(0, row.name.find_last_of(','));
    if (kind == what && row.found != found) {
      std::printf("  differs from the row above\n");
      agree = false;
    }
    what = kind;
    found = row.found;
  }
  return agree;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: prefilter_bench FILE...\n");
    return 2;
  }
  bool agree = true;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string once((std::istreambuf_iterator<char>(file)), {});
    if (once.empty()) {
      std::fprintf(stderr, "prefilter_bench: %s: nothing to read\n", argv[i]);
      return 2;
    }
    std::string text = once;
    while (text.size() < 32'000'000) text += once;
    agree = bench(argv[i], text) && agree;
  }
  return agree ? 0 : 1;
}
