// SPDX-License-Identifier: Apache-2.0
// How fast the parts are by themselves, on one thread: parts_bench FILE. Prints nanoseconds for each byte or
// reference, the best of several rounds. prefilter_bench has the searches for bytes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/rules.hpp"

using namespace ecrify;

namespace {

volatile std::size_t sink = 0;  // what is worked out must not be left out

double best_seconds(const std::function<std::size_t()>& work) {
  double best = 1e9;
  for (int round = 0; round < 15; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    sink = sink + work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

void print(const char* name, double seconds, std::size_t count, const char* unit) {
  std::printf("%-44s %8.2f ns/%s\n", name, seconds * 1e9 / static_cast<double>(count), unit);
}

rules::RuleSet rule_set(std::size_t count) {
  std::vector<rules::Rule> all{rules::default_rule()};
  for (std::size_t i = 1; i < count; ++i) {
    const std::string n = std::to_string(i);
    all.push_back({"ghcr.io/org" + n, rules::RuleKind::prefix, "org" + n, {}, {}});
  }
  return std::move(rules::RuleSet::build(std::move(all), "123456789012.dkr.ecr.ca-central-1.amazonaws.com"))
      .value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: parts_bench FILE\n"), 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) return std::fprintf(stderr, "%s: nothing to read\n", argv[1]), 2;

  std::vector<Span> slices;
  manifest::Slicer slicer(text);
  for (std::size_t at = 0; at < text.size(); at = slices.back().end) slices.push_back(slicer.containing(at));
  manifest::Tape tape;
  for (const manifest::Simd simd : manifest::available_simd()) {
    const double seconds = best_seconds([&] {
      std::size_t nodes = 0;
      for (const Span slice : slices) {
        manifest::scan(std::string_view(text).substr(slice.begin, slice.size()), tape, simd,
                       text.size() - slice.end);
        nodes += tape.size();
      }
      return nodes;
    });
    print(("scan, " + std::string(manifest::simd_name(simd))).c_str(), seconds, text.size(), "byte");
  }

  constexpr std::string_view references[] = {
      "ghcr.io/org/app:v1.2.3", "ghcr.io/a/b/c/d", "GHCR.io/org/app",
      "ghcr.io/org/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"};
  constexpr std::size_t times = 20'000;
  const auto each = [&](auto&& use) {
    return best_seconds([&] {
      std::size_t sum = 0;
      for (std::size_t i = 0; i < times; ++i) sum += use(references[i % std::size(references)]);
      return sum;
    });
  };
  print("parse a reference",
        each([](std::string_view one) { return reference::parse(one).reference.path.end; }), times,
        "reference");
  for (const std::size_t count : {1U, 10'000U}) {
    const rules::RuleSet rules = rule_set(count);
    print(
        ("decide, " + std::to_string(count) + (count == 1 ? " rule" : " rules")).c_str(),
        each([&](std::string_view one) { return rules.decide(one, rules::ShortNames::ignore).text.size(); }),
        times, "reference");
  }
  return 0;
}
