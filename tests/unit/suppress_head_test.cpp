// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/suppress/suppressions.hpp"

using namespace ecrify;
using namespace ecrify::suppress;

TEST_CASE("the head of a file") {
  struct Row {
    std::string text;
    std::size_t file;
    std::size_t first_document;
    std::size_t problems;
    std::string content;  // what the content begins with
  };
  const Row rows[] = {
      {"", 0, 0, 0, ""},
      {"a: 1\n# ecrify:ignore-file\n", 0, 0, 0, "a: 1"},
      {"# ecrify:ignore-file why\na: 1\n", 1, 0, 0, "a: 1"},
      {"\xEF\xBB\xBF# ecrify:ignore-file why\r\n\r\na: 1\r\n", 1, 0, 0, "a: 1"},
      {"# a\n\n   # ecrify:ignore-file\n%YAML 1.2\n--- # ecrify:ignore-file\n\na: 1\n", 1, 0, 0, "a: 1"},
      {"# ecrify:ignore-document\na: 1\n", 0, 0, 0, "a: 1"},  // the document's own
      {"# ecrify:ignore-document\n---\na: 1\n", 0, 1, 0, "a: 1"},
      {"# ecrify:ignore-document\n---\n# ecrify:ignore-document\n---\na: 1\n", 0, 1, 0, "a: 1"},
      {"---\n# ecrify:ignore-document\na: 1\n", 0, 0, 0, "a: 1"},
      {"# ecrify:ignore-fil\n---\na: 1\n", 0, 0, 1, "a: 1"},
      {"# ecrify:ignore-fil\na: 1\n", 0, 0, 1,
       "a: 1"},  // it is about more than the document that has the content
      {"# ecrify:ignore-file[x]\na: 1\n", 0, 0, 1, "a: 1"},
      {"# ecrify:ignore-documen\na: 1\n", 0, 0, 0, "a: 1"},
      {"# ecrify:ignore[x]\na: 1\n", 0, 0, 0, "a: 1"},
      {"# ecrify:ignore[x]\n---\na: 1\n", 0, 0, 1, "a: 1"},
      {"---a: 1\n", 0, 0, 0, "---a"},
      {"- # ecrify:ignore-file\n", 0, 0, 0, "- #"},
      {"{} # ecrify:ignore-file\n", 0, 0, 0, "{}"},
      {"# ecrify:ignore-file", 1, 0, 0, ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Head head = read_head(row.text);
    CHECK(head.file.size() == row.file);
    CHECK(head.first_document.size() == row.first_document);
    CHECK(head.problems.size() == row.problems);
    CHECK(row.text.substr(head.content, row.content.size()) == row.content);
    if (row.content.empty()) CHECK(head.content == row.text.size());
    for (const Suppression& one : head.file)
      CHECK(row.text.substr(one.span.begin, one.span.size()) == "ecrify:ignore-file");
  }
}

TEST_CASE("what says nothing more than those before it is kept apart") {
  struct Row {
    std::vector<std::string> lists;  // what stands behind `ecrify:ignore-file`
    std::size_t file;
  };
  const Row rows[] = {
      {{"", ""}, 1},
      {{"", "[automation]"}, 1},
      {{"[automation]", ""}, 2},
      {{"[automation]", "[policy-pattern]", "[automation,policy-pattern]", "[policy-pattern]"}, 2},
      {{"[automation]", "[automation,policy-pattern]"}, 2},
  };
  for (const Row& row : rows) {
    std::string text;
    for (const std::string& list : row.lists) text += "# ecrify:ignore-file" + list + " why\n";
    INFO(text);
    const Head head = read_head(text);
    CHECK(head.file.size() == row.file);
    CHECK(head.settled.size() == row.lists.size() - row.file);
  }
}

TEST_CASE("what a suppression has been good for") {
  Suppression all{{}, {}, {}};
  CHECK(all.is_unused());
  all.use(FindingId::automation);
  CHECK_FALSE(all.is_unused());
  Suppression some{{Scope::line, {FindingId::automation, FindingId::unmapped_image}, ""}, {}, {}};
  some.use(FindingId::automation);
  some.use(FindingId::automation);
  CHECK(some.is_unused());
  CHECK(some.unused_ids() == std::vector<FindingId>{FindingId::unmapped_image});
}
