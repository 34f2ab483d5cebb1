// SPDX-License-Identifier: Apache-2.0
// The scanner against yaml-cpp on damaged manifests: what both can read, they must read alike, node by node.
#include <cstdlib>
#include <random>

#include "../support/generator.hpp"
#include "../support/slowness.hpp"
#include "../support/tape_difference.hpp"
#include "catch.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/prove_lines.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

const std::vector<std::string> splinters{
    ":",    ": ",    "- ",     "\n",     "\n  ", "\n    ", " #",    "#",       "'",      "\"",
    "{",    "}",     "[",      "]",      ",",    "|",      "|\n",   ">-\n",    "&a ",    "*a",
    "? ",   "!",     "!!str ", "\t",     " ",    "  ",     "\\",    "\\u0041", "\\n",    "\r\n",
    "%",    "@",     "~",      "null",   "-",    "--",     "a: b",  "{a: b}",  "[a, b]", "''",
    "\"\"", "key: ", "- - ",   "*a : b", "|2\n", "|+\n",   ">1-\n", "0",       "<<: *a", "?x"};

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
  const long mutants = wanted != nullptr ? std::atol(wanted) : 60000 / fewer;
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
  WARN("mutants " << mutants << ", documents compared " << compared << ", read by the scanner alone "
                  << scanner_alone);
  CHECK(compared > mutants / 4);
  // JSON that kubectl reads and yaml-cpp does not is the only reason to stand alone, and mutants seldom are
  // that.
  CHECK(scanner_alone * 200 <= compared);
}

namespace {

// Reads the text with all instructions, with and without something behind it, which must not matter. Returns
// its nodes.
long require_same_with_all_instructions(const std::string& text, bool is_part) {
  const std::string behind = "  more: 1\n\n# " + std::string(300, '.') + "\n";
  manifest::Tape one_by_one;
  const manifest::ScanResult b = manifest::scan(text, one_by_one, manifest::Simd::plain);
  long nodes = 0;
  for (const manifest::Simd simd : manifest::available_simd()) {
    if (simd == manifest::Simd::plain) continue;
    manifest::Tape usual;
    const std::string longer = text + behind;
    const manifest::ScanResult a =
        manifest::scan(is_part ? std::string_view(longer).substr(0, text.size()) : text, usual, simd,
                       is_part ? behind.size() : 0);
    INFO(manifest::simd_name(simd) << "\n" << text);
    REQUIRE(a.status == b.status);
    REQUIRE(a.offset == b.offset);
    REQUIRE(std::string(a.reason) == b.reason);
    if (a.status == manifest::ScanStatus::complete) {
      REQUIRE(tape_difference(text, usual, one_by_one) == "");
      nodes += static_cast<long>(usual.size());
    }
  }
  return nodes;
}

}  // namespace

TEST_CASE("usual lines are read as the general code reads them, with all instructions") {
  Generator generator(11);
  // Behind it there is always enough text for the quick way.
  const std::string padding = "\n# " + std::string(300, '.') + "\n";
  long nodes = 0;
  for (int i = 0; i < 20000 / fewer; ++i) {
    const std::string text =
        (i % 3 == 0 ? generator.stream() : mutated(generator)) + (i % 4 == 0 ? "" : padding);
    if (manifest::screen(text, manifest::TextStart::of_stream)) continue;
    nodes += require_same_with_all_instructions(text, i % 2 == 0);
  }
  CHECK(nodes > 50000 / fewer);
}

// The inner loop looks at 64 bytes at a time: whatever is of a meaning stands once at each place of a line.
TEST_CASE("lines of about 64 and 128 bytes are read as the general code reads them") {
  struct Shape {
    std::string_view before;
    std::string_view behind;
  };
  const Shape shapes[] = {{"k: ", ""},  {"- k: ", ""}, {"- ", ""},  {"k: \"", "\""},
                          {"- '", "'"}, {"k:   ", ""}, {"", ": v"}, {"", ":"}};
  const std::string_view tokens[] = {": ", ":",  " #", "#",    "\"", "'", "\\",
                                     "\t", "  ", "\n", "\r\n", "{}", "- "};
  constexpr std::size_t sizes[] = {50, 62, 63, 64, 65, 66, 127, 128, 129};
  constexpr std::size_t indents[] = {2, 40, 59, 60, 61, 62, 63, 64, 65, 70};
  long nodes = 0;
  std::size_t documents = 0;
  for (const Shape& shape : shapes) {
    for (const std::size_t size : sizes) {
      for (const std::size_t indent : indents) {
        const std::size_t others = shape.before.size() + shape.behind.size();
        if (indent + others >= size) continue;
        std::string line = std::string(indent, ' ')
                               .append(shape.before)
                               .append(size - indent - others, 'x')
                               .append(shape.behind);
        for (std::size_t at = indent; at <= line.size(); at += at % 64 > 57 || at % 64 < 4 ? 1 : 5) {
          const std::string_view token = tokens[documents % std::size(tokens)];
          const bool is_changed = documents % 7 != 0;
          const std::string changed =
              is_changed ? line.substr(0, at).append(token).append(line.substr(at)) : line;
          const std::string text =
              "a: 1\nb:\n" + changed + "\n" + std::string(documents % 3 * 2, ' ') + "c: 1\n";
          nodes += require_same_with_all_instructions(text, documents % 5 != 0);
          ++documents;
        }
      }
    }
  }
  for (std::size_t blanks = 50; blanks < 70; ++blanks) {
    for (const std::string_view value : {"\"", "'", "\"\"", "''", "{}", "[", "-", "- a", "#", "x", "|"}) {
      const std::string text = "a: 1\nk:" + std::string(blanks, ' ').append(value) + "\nc: 1\n";
      nodes += require_same_with_all_instructions(text, blanks % 2 == 0);
    }
  }
  CHECK(documents > 5000);
  CHECK(nodes > 20000);
}

TEST_CASE("what is proven by its lines is proven by the whole document") {
  Generator generator(12);
  manifest::LineProver prover;
  long by_lines = 0;
  long by_document = 0;
  long wrong = 0;
  const std::vector<std::string> references{"host.example.com/a/b", "host.example.com/c", "x",
                                            "host.example.com/d:v1"};
  for (int i = 0; i < 20000 / fewer; ++i) {
    const std::string stream = i % 3 == 0 ? mutated(generator) : generator.stream();
    manifest::Slicer slicer(stream);
    if (stream.size() < 10) continue;
    const Span slice = slicer.containing(3 + generator.below(stream.size() - 3));
    const std::string_view text = std::string_view(stream).substr(slice.begin, slice.size());
    if (manifest::screen(text, manifest::TextStart::inside_stream)) continue;
    manifest::Tape tape;
    const manifest::ScanResult scanned = manifest::scan(text, tape);
    if (scanned.status != manifest::ScanStatus::complete || scanned.offset < text.size() || tape.size() < 2)
      continue;
    // Edits of some scalars; every third time with a text that is likely to change more than the scalar.
    std::string edited;
    std::size_t at = 0;
    std::vector<std::string> texts;
    std::vector<Edit> replacements;
    std::vector<manifest::IntendedText> intended;
    texts.reserve(tape.size());
    for (manifest::NodeIndex node = 0; node < tape.size(); ++node) {
      if (tape[node].kind != manifest::NodeKind::scalar || !generator.one_in(6)) continue;
      const manifest::DecodedText decoded = manifest::decode(text, tape[node]);
      const std::string value(decoded.value());
      if (value.empty()) continue;
      const std::size_t begin = generator.below(value.size());
      const std::size_t end = begin + 1 + generator.below(value.size() - begin);
      texts.push_back(generator.one_in(3) ? splinters[generator.below(splinters.size())]
                                          : references[generator.below(references.size())]);
      const Span span = decoded.source({begin, end});
      if (span.begin < at) continue;
      replacements.push_back({span, texts.back()});
      intended.push_back({node, value.substr(0, begin) + texts.back() + value.substr(end)});
      edited.append(text.substr(at, span.begin - at)).append(texts.back());
      at = span.end;
    }
    if (replacements.empty()) continue;
    edited.append(text.substr(at));
    const bool lines = prover.proves(text, tape, replacements, intended);
    const bool document = manifest::prove(text, tape, manifest::Reader::scanner, edited, {intended}).ok();
    INFO(text << "\n---\n" << edited);
    CHECK((!lines || document));
    by_lines += lines ? 1 : 0;
    by_document += document ? 1 : 0;
    wrong += document ? 0 : 1;
  }
  WARN("proven by lines " << by_lines << ", by the whole document " << by_document << ", wrong edits "
                          << wrong);
  CHECK(by_lines * 4 > by_document);
  CHECK(wrong > 1000 / fewer);
}
