// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <regex>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/reference/grammar.hpp"
#include "reference_testing.hpp"

using namespace ecrify::reference;

TEST_CASE("is_domain") {
  for (const char* text : {"ghcr.io", "GHCR.io", "localhost", "a", "a-b", "a--b.c", "1.2.3.4", "1.2.3.4:5000",
                           "a:0", "[::1]", "[::1]:5000", "[:]", "xn--n3h.com", "0"}) {
    INFO(text);
    CHECK(is_domain(text));
  }
  for (const char* text : {"",
                           "-a",
                           "a-",
                           "a..b",
                           ".a",
                           "a.",
                           "a:",
                           ":1",
                           "a:b",
                           "a:1:2",
                           "a_b",
                           "a/b",
                           "[",
                           "[]",
                           "[::1",
                           "[::1]5000",
                           "[::1]:",
                           "[::1]:x",
                           "[fe80::1%eth0]",
                           "::1]",
                           "a b",
                           "a\n"}) {
    INFO(text);
    CHECK_FALSE(is_domain(text));
  }
}

TEST_CASE("is_registry_component") {
  for (const char* text : {"ghcr.io", "localhost", "a:5000", "Foo", "LOCALHOST", "[::1]", "10.0.0.5:5000"}) {
    INFO(text);
    CHECK(is_registry_component(text));
  }
  for (const char* text : {"", "foo", "library", "foo-bar", "localhost2"}) {
    INFO(text);
    CHECK_FALSE(is_registry_component(text));
  }
}

TEST_CASE("check_digest") {
  CHECK(check_digest("sha256:" + repeated(64, "0")) == ParseError::none);
  CHECK(check_digest("sha384:" + repeated(96, "a")) == ParseError::none);
  CHECK(check_digest("sha512:" + repeated(128, "9")) == ParseError::none);
  CHECK(check_digest("sha512:" + repeated(127, "9")) == ParseError::digest_length);
  CHECK(check_digest("sha512:" + repeated(128, "A")) == ParseError::digest_format);
  CHECK(check_digest("sha224:" + repeated(56, "a")) == ParseError::digest_unsupported);
  CHECK(check_digest("Sha256:" + repeated(64, "a")) == ParseError::digest_format);
}

namespace {

// All strings over the alphabet up to a length, the hand-written reader against the grammar as a regular
// expression.
template <class Reader>
void compare_all(std::string_view alphabet, std::size_t longest, const char* pattern, Reader reader) {
  const std::regex grammar(pattern, std::regex::ECMAScript);
  std::vector<std::string> texts = {""};
  std::size_t compared = 0;
  std::size_t legal = 0;
  std::string differ;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string text = texts[i];
    const bool expected = std::regex_match(text, grammar);
    if (reader(text) != expected && differ.size() < 200) differ += text + " ";
    ++compared;
    if (expected) ++legal;
    if (text.size() == longest) continue;
    for (const char c : alphabet) texts.push_back(text + c);
  }
  CHECK(differ.empty());
  INFO(compared << " texts, " << legal << " legal");
  CHECK(legal > 0);
  CHECK(legal < compared);
}

}  // namespace

TEST_CASE("the readers agree with the grammar on every short text") {
  compare_all("a0A._-/", 5, "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*",
              [](const std::string& text) { return is_path(text); });
  compare_all("aA_/-", 5,
              "[a-zA-Z0-9]+((\\.|_|__|-+)[a-zA-Z0-9]+)*(/[a-zA-Z0-9]+((\\.|_|__|-+)[a-zA-Z0-9]+)*)*",
              [](const std::string& text) { return is_path(text, LetterCase::any); });
  compare_all("a1.-:[]", 5,
              "(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-"
              "zA-Z0-9]))*|"
              "\\[[a-fA-F0-9:]+\\])(:[0-9]+)?",
              [](const std::string& text) { return is_domain(text); });
  compare_all("aZ0_.-:", 4, "[a-zA-Z0-9_][a-zA-Z0-9_.-]*",
              [](const std::string& text) { return is_tag(text); });
  compare_all("a0-+:", 5, "[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*",
              [](const std::string& text) { return is_digest(text + ":" + repeated(32, "0")); });
}

TEST_CASE("whole references agree with the grammar on every short text") {
  const char* const whole =
      "((([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-"
      "9]))*|"
      "\\[[a-fA-F0-9:]+\\])(:[0-9]+)?/)?[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/"
      "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*"
      "(:[a-zA-Z0-9_][a-zA-Z0-9_.-]*)?";
  compare_all("aA0.:/-", 5, whole, [](const std::string& text) { return parse(text).ok(); });
  compare_all("a:[]/@", 6, whole, [](const std::string& text) { return parse(text).ok(); });
}
