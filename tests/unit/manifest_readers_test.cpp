// SPDX-License-Identifier: Apache-2.0
// What the two readers make of YAML's forms: a table of texts, each read by the one that is due, and by
// yaml-cpp too where both can.
#include "../support/outline.hpp"
#include "../support/tape_difference.hpp"
#include "catch.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

using namespace ecrify;
using namespace ecrify::manifest;

namespace {

enum class By { scanner, yaml_cpp, scanner_alone };  // alone: yaml-cpp rejects it, kubectl does not

struct Row {
  const char* text;
  By by;
  const char* outline;
};

const Row rows[] = {
    // block collections
    {"a: 1\n", By::scanner, "{a=1}"},
    {"a: 1", By::scanner, "{a=1}"},
    {"---\na: 1\n...\n", By::scanner, "{a=1}"},
    {"--- # comment\na: 1\n", By::scanner, "{a=1}"},
    {"# only a comment\n", By::scanner, ""},
    {"", By::scanner, ""},
    {"\n\n", By::scanner, ""},
    {"a:\n  b:\n    c: 1\n  d: 2\ne: 3\n", By::scanner, "{a={b={c=1}, d=2}, e=3}"},
    {"a:\n- 1\n- 2\nb: 3\n", By::scanner, "{a=[1, 2], b=3}"},
    {"a:\n  - 1\n  -   2\nb: 3\n", By::scanner, "{a=[1, 2], b=3}"},
    {"- a: 1\n  b: 2\n- c: 3\n", By::scanner, "[{a=1, b=2}, {c=3}]"},
    {"- - 1\n  - 2\n- 3\n", By::scanner, "[[1, 2], 3]"},
    {"-\n  a: 1\n-\n- 2\n", By::scanner, "[{a=1}, , 2]"},
    {"a:\nb:\n  c:\nd: 1\n", By::scanner, "{a=, b={c=}, d=1}"},
    {"a:\n-\n-\nb: 1\n", By::scanner, "{a=[, ], b=1}"},
    {"a:\n- b:\n  - c\n  d: e\nf: g\n", By::scanner, "{a=[{b=[c], d=e}], f=g}"},
    {"a: 1 # x\n# y\nb: 2\n  # z\n", By::scanner, "{a=1, b=2}"},
    {"a:   \n\n   # c\n  b: 1\n", By::scanner, "{a={b=1}}"},
    {"a: 1\r\nb:\r\n  - c\r\n", By::scanner, "{a=1, b=[c]}"},
    {"a:\t1\t# tab\n", By::scanner, "{a=1}"},
    {"-Xms: 1g\n", By::scanner, "{-Xms=1g}"},
    {"<<: 1\n", By::scanner, "{<<=1}"},
    // plain scalars
    {"a: b#c\n", By::scanner, "{a=b#c}"},
    {"a: b:c\n", By::scanner, "{a=b:c}"},
    {"a: http://x:80/?q=1&r=2 # c\n", By::scanner, "{a=http://x:80/?q=1&r=2}"},
    {"a: one\n  two\n\n  three\nb: 4\n", By::scanner, "{a=one two\nthree, b=4}"},
    {"a:\n  one\n  two\nb: 4\n", By::scanner, "{a=one two, b=4}"},
    {"a: ghcr.io/o/a:v1@sha256:0\n", By::scanner, "{a=ghcr.io/o/a:v1@sha256:0}"},
    {"a: x  \n", By::scanner, "{a=x}"},
    {"a: -1\nb: -\nc: ?x\n", By::yaml_cpp, nullptr},
    {"a: ~\nb: null\n", By::scanner, "{a=~, b=null}"},
    // quoted scalars
    {"a: 'it''s'\n", By::scanner, "{a=it's}"},
    {"'a': \"b\"\n", By::scanner, "{a=b}"},
    {"\"a\" : 1\n", By::scanner, "{a=1}"},
    {"a: \"ghcr.io\\u002Forg/app:v1\"\n", By::scanner, "{a=ghcr.io/org/app:v1}"},
    {"a: \"\\x41\\u00e9\\U0001F600\\n\\t\\\"\\\\\\/\\ \"\n", By::scanner,
     "{a=A\xC3\xA9\xF0\x9F\x98\x80\n\t\"\\/ }"},
    {"a: \"one\n  two\n\n  three \\\n  four\"\n", By::scanner, "{a=one two\nthree four}"},
    {"a: 'one\n  two'\n", By::scanner, "{a=one two}"},
    {"a: '\n\n  '\nb: \"x\n\n\n  \"\nc: d\n", By::scanner, "{a=\n, b=x\n\n, c=d}"},  // yaml-cpp: "", "x\n"
    {"a: !x '\n\n  '\nb: !x \"x\n\n\n  \"\nc: d\n", By::yaml_cpp, "{a=\n, b=x\n\n, c=d}"},
    {"a: \"x\" # c\n", By::scanner, "{a=x}"},
    {"a: \"\\q\"\n", By::yaml_cpp, nullptr},
    {"a: \"x\n", By::yaml_cpp, nullptr},
    {"a: \"\\uD83D\\uDE00\"\n", By::yaml_cpp, nullptr},
    // block scalars
    {"a: |\n  x\n  y\nb: 1\n", By::scanner, "{a=x\ny\n, b=1}"},
    {"a: |-\n  x\n\n  y\n\n\nb: 1\n", By::scanner, "{a=x\n\ny, b=1}"},
    {"a: |+\n  x\n\nb: 1\n", By::scanner, "{a=x\n\n, b=1}"},
    {"a: >\n  x\n  y\n\n  z\n   i\n  j\nb: 1\n", By::scanner, "{a=x y\nz\n i\nj\n, b=1}"},
    {"- &a |2\n     x\n- y\n", By::scanner_alone, "[   x\n, y]"},  // yaml-cpp counts from the anchor's column
    {"- !x |2\n     x\n- y\n", By::yaml_cpp, nullptr},
    {"- !x |2\n     ", By::yaml_cpp, nullptr},
    {"- &a |\n # x\n- y\n", By::scanner_alone, "[# x\n, y]"},  // to yaml-cpp a comment
    {"- !x |\n # x\n- y\n", By::yaml_cpp, nullptr},
    {"- a: !x |2\n     x\n  b:\n   !x\n    >1\n   y\n- !x c\n", By::yaml_cpp, "[{a= x\n, b=y\n}, c]"},
    {"- !x |-\n    2\n- >2-\n   y\n", By::yaml_cpp, "[2,  y]"},
    {"a: >-\n    ghcr.io/o/a:v1\n", By::scanner, "{a=ghcr.io/o/a:v1}"},
    {"a: |2\n    x\n   y\nb: 1\n", By::scanner, "{a=  x\n y\n, b=1}"},
    {"a: |1-\n  x\n", By::scanner, "{a= x}"},
    {"a: | # c\n  # x\n  y: z\n", By::scanner, "{a=# x\ny: z\n}"},
    {"a: |\nb: 1\n", By::scanner, "{a=, b=1}"},
    {"a: |\n\n   \nb: 1\n", By::scanner, "{a=, b=1}"},
    {"- |\n x\n- >\n y\n", By::scanner, "[x\n, y\n]"},
    {"a: |\r\n  x\r\n  y\r\nb: 1\r\n", By::scanner, "{a=x\ny\n, b=1}"},
    {"a: |\n  x", By::scanner, "{a=x}"},
    {"a: |\n  x\n # comment\nb: 1\n", By::scanner, "{a=x\n, b=1}"},
    // flow
    {"a: {b: 1, \"c\": [x, 'y', {}], d: []}\n", By::scanner, "{a={b=1, c=[x, y, {}], d=[]}}"},
    {"a: [\n  1, # one\n  2,\n]\nb: 3\n", By::scanner, "{a=[1, 2], b=3}"},
    {"a: {b, c: , d: 1}\n", By::scanner, "{a={b=, c=, d=1}}"},
    {"{\"a\": {\"b\": [1, true, null]}}\n", By::scanner, "{a={b=[1, true, null]}}"},
    {"{\n\t\"a\": \"b\"\n}\n", By::scanner, "{a=b}"},
    {"{\"a\": \"\\uD83D\\uDE00\"}\n", By::scanner_alone, "{a=\xF0\x9F\x98\x80}"},
    {"{\"a\"\n: 1}\n", By::scanner_alone, "{a=1}"},
    {"a: [b: 1]\n", By::yaml_cpp, "{a=[{b=1}]}"},
    {"a: {b: ghcr.io/o/a:v1}\n", By::scanner, "{a={b=ghcr.io/o/a:v1}}"},
    {"a: [ghcr.io/o/a:v1,b]\n", By::scanner, "{a=[ghcr.io/o/a:v1, b]}"},
    {"a: [1, 2\n", By::yaml_cpp, nullptr},
    {"a: {b: 1}}\n", By::yaml_cpp, nullptr},
    // anchors, aliases, merge keys
    {"a: &x 1\nb: *x\n", By::scanner, "{a=1, b=*x}"},
    {"a: &x\n  b: 1\nc:\n  <<: *x\n", By::scanner, "{a={b=1}, c={<<=*x}}"},
    {"a: &x\nb: *x\n", By::scanner, "{a=, b=*x}"},
    {"- &x a\n- *x\n- &y\n  b: 1\n- *y\n", By::scanner, "[a, *x, {b=1}, *y]"},
    {"a: &x [1]\nb: [*x, *x]\n", By::scanner, "{a=[1], b=[*x, *x]}"},
    {"a: &x b\n*x : c\n", By::scanner, "{a=b, *x=c}"},
    {"&x a: b\nc: *x\n", By::yaml_cpp, "{a=b, c=*x}"},
    {"a: *x\n", By::yaml_cpp, nullptr},
    // what the scanner leaves to yaml-cpp
    {"a: !!str b\n", By::yaml_cpp, "{a=b}"},
    {"a: !!str 'b'\nc: !x\n  d: e\n", By::yaml_cpp, "{a=b, c={d=e}}"},
    {"? a\n: b\n", By::yaml_cpp, "{a=b}"},
    {"? image\n: ghcr.io/o/a\n", By::yaml_cpp, "{image=ghcr.io/o/a}"},
    {"%YAML 1.2\n---\na: 1\n", By::yaml_cpp, "{a=1}"},
    {"--- {a: 1}\n", By::yaml_cpp, "{a=1}"},
    {"a: &x !!str b\n", By::yaml_cpp, "{a=b}"},
    {"a: !!str |\n  b\n  c\nd: 1\n", By::yaml_cpp, "{a=b\nc\n, d=1}"},
    {"a: !!str b\n  c\n", By::yaml_cpp, "{a=b c}"},
    {"a: !!str\nb: \"\"\n", By::yaml_cpp, "{a=, b=}"},
    {"a: !!map {b: !!seq [c]}\n", By::yaml_cpp, "{a={b=[c]}}"},
    // what neither reads
    {"a: b: c\n", By::yaml_cpp, nullptr},
    {"a: 1\n b: 2\n", By::yaml_cpp, nullptr},
    {"a\n", By::yaml_cpp, "a"},
    {"\ta: 1\n", By::yaml_cpp, nullptr},
    {"a: @b\n", By::yaml_cpp, nullptr},
};

}  // namespace

TEST_CASE("each form of YAML is read as meant, by the reader that is due") {
  for (const Row& row : rows) {
    INFO(row.text);
    Tape tape;
    const auto read = read_document(row.text, tape);
    CHECK(read.ok() == (row.outline != nullptr));
    if (!read.ok()) INFO(read.failure().message);
    if (!read.ok() || row.outline == nullptr) continue;
    CHECK(test::outline(row.text, tape) == row.outline);
    CHECK((read->reader == Reader::scanner) == (row.by != By::yaml_cpp));
    CHECK(read->end == std::string_view(row.text).size());
    if (row.by != By::scanner || tape.size() == 0) continue;
    Tape other;
    REQUIRE(read_with_yaml_cpp(row.text, other).ok());
    CHECK(test::tape_difference(row.text, tape, other) == "");
  }
}

TEST_CASE("a JSON stream is read document by document") {
  const std::string_view text = "{\"a\": 1}\n{\"b\": 2} [3]\n";
  std::string seen;
  std::string_view rest = text;
  while (!rest.empty()) {
    Tape tape;
    const auto read = read_document(rest, tape);
    REQUIRE(read.ok());
    seen += test::outline(rest, tape) + ";";
    rest = rest.substr(read->end);
  }
  CHECK(seen == "{a=1};{b=2};[3];");
}

TEST_CASE("what readers take differently is refused where it stands") {
  const struct {
    std::string text;
    std::size_t offset;
  } refused[] = {
      {"a: 1\rb: 2\n", 4},
      {"# c\r    image: x\n", 3},
      {"a: x\xC2\x85y\n", 4},
      {"a: x\xE2\x80\xA8y\n", 4},
      {"a: x\xE2\x80\xA9y\n", 4},
      {"a: \x01\n", 3},
      {std::string("a: x\0y\n", 7), 4},
      {"a: \xFF\n", 3},
      {"# \xFF\na: \xFF\n", 7},
  };
  for (const auto& row : refused) {
    Tape tape;
    const auto read = read_document(row.text, tape);
    INFO(row.text);
    REQUIRE(!read.ok());
    CHECK(read.failure().offset == row.offset);
  }
}

TEST_CASE("bytes that are no UTF-8 may stand in a comment") {
  Tape tape;
  CHECK(read_document("a: 1 # caf\xE9\n# \xFF\xFE\nb: 2\n", tape).ok());
}

TEST_CASE("inputs on which yaml-cpp never ended, or took its time, end at once") {
  const std::string deep_flow(100000, '[');
  std::string deep_block;
  for (std::size_t i = 0; i < 2000; ++i) deep_block += std::string(i, ' ') + "a:\n";
  std::string deep_dashes;
  for (int i = 0; i < 100000; ++i) deep_dashes += "- ";
  for (const std::string& text :
       {std::string(","), std::string(" ,"), std::string("{"), std::string("&a *a"),
        std::string("a: &a [*a]\n"), deep_flow, deep_block, deep_dashes, std::string(100000, '{')}) {
    Tape tape;
    const auto read = read_document(text, tape);
    INFO(text.substr(0, 20));
    if (text.size() > 1000) CHECK(!read.ok());
  }
}

TEST_CASE("leaf_at finds the scalar under a byte, and nothing between scalars") {
  const std::string_view text = "a: bc # d\ne:\n- 'f'\ng:\n";
  Tape tape;
  REQUIRE(read_document(text, tape).ok());
  const auto leaf = [&](std::size_t offset) {
    const NodeIndex node = tape.leaf_at(offset);
    return node == no_node ? std::string("-")
                           : std::string(text.substr(tape[node].begin, tape[node].end - tape[node].begin));
  };
  CHECK(leaf(0) == "a");
  CHECK(leaf(1) == "-");
  CHECK(leaf(3) == "bc");
  CHECK(leaf(4) == "bc");
  CHECK(leaf(5) == "-");
  CHECK(leaf(8) == "-");
  CHECK(leaf(10) == "e");
  CHECK(leaf(13) == "-");
  CHECK(leaf(15) == "'f'");
  CHECK(leaf(17) == "'f'");
  CHECK(leaf(19) == "g");
  CHECK(leaf(21) == "-");
}
