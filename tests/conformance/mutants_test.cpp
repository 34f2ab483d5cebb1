// SPDX-License-Identifier: Apache-2.0
// The scanner against yaml-cpp on damaged manifests: what both can read, they must read alike, node by node.
#include <cstdlib>
#include <random>

#include "../support/generator.hpp"
#include "../support/tape_difference.hpp"
#include "catch.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

const std::vector<std::string> splinters{
    ":",    ": ",  "- ",   "\n",  "\n  ",   "\n    ", " #",  "#",   "'",       "\"",       "{",      "}",    "[",     "]",
    ",",    "|",   "|\n",  ">-\n", "&a ",   "*a",     "? ",  "!",   "!!str ",  "\t",       " ",      "  ",   "\\",    "\\u0041",
    "\\n",  "\r\n", "%",   "@",   "~",      "null",   "-",   "--",  "a: b",    "{a: b}",   "[a, b]", "''",   "\"\"",  "key: ",
    "- - ", "*a : b", "|2\n", "|+\n", ">1-\n", "0",   "<<: *a", "?x"};

std::string mutated(Generator& generator) {
  std::string text = generator.stream();
  const std::size_t wounds = 1 + generator.below(4);
  for (std::size_t i = 0; i < wounds && !text.empty(); ++i) {
    const std::size_t at = generator.below(text.size() + 1);
    const std::string& splinter = splinters[generator.below(splinters.size())];
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    switch (generator.below(5)) {
      case 0:
        text.insert(at, splinter);
        break;
      case 1:
        text.erase(at, 1 + generator.below(3));
        break;
      case 2:
        text.insert(line_end, splinter);
        break;
      case 3:
        if (line_end < text.size()) text.insert(line_end + 1, generator.below(5), ' ');
        break;
      default:
        text.erase(at, line_end - at);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("two readers, one answer") {
  const char* const wanted = std::getenv("ECRIFY_MUTANTS");
  const long mutants = wanted != nullptr ? std::atol(wanted) : 60000;
  const char* const first_seed = std::getenv("ECRIFY_SEED");
  Generator generator(first_seed != nullptr ? static_cast<std::uint64_t>(std::atoll(first_seed)) : 7);
  long compared = 0;
  long scanner_alone = 0;
  for (long i = 0; i < mutants; ++i) {
    const std::string stream = mutated(generator);
    manifest::Slicer slicer(stream);
    std::size_t at = stream.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    while (at < stream.size()) {
      const Span slice = slicer.containing(at);
      at = slice.end;
      const std::string_view text = std::string_view(stream).substr(slice.begin, slice.size());
      if (manifest::screen(text, manifest::TextStart::inside_stream)) continue;
      manifest::Tape by_scanner;
      const manifest::ScanResult scanned = manifest::scan(text, by_scanner);
      if (scanned.status != manifest::ScanStatus::complete || scanned.offset < text.size()) continue;
      if (by_scanner.size() == 0) continue;  // an empty document: yaml-cpp calls it null
      manifest::Tape by_yaml_cpp;
      if (!manifest::read_with_yaml_cpp(text, by_yaml_cpp).ok()) {
        ++scanner_alone;
        continue;
      }
      ++compared;
      const std::string difference = tape_difference(text, by_scanner, by_yaml_cpp);
      if (!difference.empty()) {
        INFO(text << "\n---\n" << difference);
        CHECK(difference == "");
      }
    }
  }
  WARN("mutants " << mutants << ", documents compared " << compared << ", read by the scanner alone " << scanner_alone);
  CHECK(compared > mutants / 4);
  // JSON that kubectl reads and yaml-cpp does not is the only reason to stand alone, and mutants seldom are that.
  CHECK(scanner_alone * 200 <= compared);
}
