// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "../support/slowness.hpp"
#include "catch.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/report/text.hpp"

using namespace ecrify;
using write::Color;

namespace {

Finding finding_at(Span span) {
  Finding finding;
  finding.span = span;
  finding.message = "message";
  return finding;
}

// The source line and the caret line of a finding of `mark` in `text`.
std::string shown_lines(const std::string& text, Span span) {
  const SourceText source("f", text);
  const std::string report = report::full_finding(source, finding_at(span), Color::off);
  return report.substr(report.find('\n') + 1);
}

Span span_of(const std::string& text, const std::string& part) {
  const std::size_t begin = text.find(part);
  REQUIRE(begin != std::string::npos);
  return {begin, begin + part.size()};
}

}  // namespace

TEST_CASE("a whole finding") {
  const std::string text = "kind: Deployment\nspec:\n        image: ghcr.io/org/app:v1 # web\n";
  const SourceText source("deploy.yaml", text);
  Finding finding = finding_at(span_of(text, "ghcr.io/org/app:v1"));
  finding.message = "image is pulled from ghcr.io";
  finding.help = "123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1";
  CHECK(report::full_finding(source, finding, Color::off) ==
        "deploy.yaml:3:16: error: image is pulled from ghcr.io [unmapped-image]\n"
        "    image: ghcr.io/org/app:v1 # web\n"
        "           ^~~~~~~~~~~~~~~~~~\n"
        "  help: 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1\n");

  finding.severity = Severity::warning;
  finding.id = FindingId::policy_pattern;
  finding.help.clear();
  finding.resource = {"apps/v1", "Deployment", "web", "shop"};
  finding.path = "spec.template.spec.containers[0].image";
  CHECK(report::full_finding(source, finding, Color::off) ==
        "deploy.yaml:3:16: warning: image is pulled from ghcr.io [policy-pattern]\n"
        "    image: ghcr.io/org/app:v1 # web\n"
        "           ^~~~~~~~~~~~~~~~~~\n"
        "  in: Deployment shop/web, spec.template.spec.containers[0].image\n");
}

TEST_CASE("colours") {
  const std::string text = "image: x\n";
  const SourceText source("f", text);
  Finding finding = finding_at({7, 8});
  finding.help = "y";
  CHECK(report::full_finding(source, finding, Color::on) ==
        "\x1b[1mf:1:8:\x1b[0m \x1b[1;31merror:\x1b[0m \x1b[1mmessage\x1b[0m [unmapped-image]\n"
        "    image: x\n"
        "           \x1b[1;31m^\x1b[0m\n"
        "  \x1b[1;36mhelp:\x1b[0m y\n");
  finding.severity = Severity::warning;
  CHECK(report::full_finding(source, finding, Color::on).find("\x1b[1;33mwarning:\x1b[0m") !=
        std::string::npos);
  finding.severity = Severity::note;
  CHECK(report::full_finding(source, finding, Color::on).find("\x1b[1;36mnote:\x1b[0m") != std::string::npos);
}

TEST_CASE("a place is a link where that is asked for, and only with colours") {
  report::Report report;
  const auto rendered = [&](Color color) { return report::find_format("full")->render(report, color); };
  const auto contains = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  report.files.push_back({"a b/\xc3\xbc%\x1b.yaml", ""});
  report.files.push_back({"<stdin>", ""});
  report.entries.resize(2);
  report.entries[1].file = 1;
  const std::string begin = "\x1b]8;;file:///work%20here/a%20b/%C3%BC%25%1B.yaml\x1b\\\x1b[1ma b/";
  CHECK_FALSE(contains(rendered(Color::on), "\x1b]8"));
  report.links_to = "/work here";
  CHECK_FALSE(contains(rendered(Color::off), "\x1b"));
  const std::string text = rendered(Color::on);
  CHECK(text.starts_with(begin));
  CHECK(contains(text, ":1:1:\x1b[0m\x1b]8;;\x1b\\ "));
  CHECK_FALSE(contains(text, "file:///work%20here/%3C"));
}

TEST_CASE("the resource line says what is known") {
  const SourceText source("f", "x");
  struct Row {
    Resource resource;
    std::string path;
    std::string line;
  };
  const Row rows[] = {
      {{"", "", "", ""}, "", ""},
      {{"v1", "Pod", "", ""}, "", "  in: Pod\n"},
      {{"v1", "Pod", "a", ""}, "", "  in: Pod a\n"},
      {{"v1", "Pod", "a", "ns"}, "", "  in: Pod ns/a\n"},
      {{"v1", "Pod", "", "ns"}, "spec.x", "  in: Pod, spec.x\n"},
      {{"", "", "", ""}, "spec.x", "  in: spec.x\n"},
      {{"v1", "P\x1b[2J", "a\nb", "n\xe2\x80\xae"}, "a.\xff", "  in: P\\x1b[2J n\\u202e/a\\nb, a.\\xff\n"},
  };
  for (const Row& row : rows) {
    Finding finding = finding_at({0, 1});
    finding.resource = row.resource;
    finding.path = row.path;
    CHECK(report::full_finding(source, finding, Color::off) ==
          "f:1:1: error: message [unmapped-image]\n    x\n    ^\n" + row.line);
  }
}

TEST_CASE("the caret stands below the span") {
  struct Row {
    std::string text;
    Span span;
    std::string lines;
  };
  const Row rows[] = {
      {"abc", {1, 2}, "    abc\n     ^\n"},
      {"abc", {0, 3}, "    abc\n    ^~~\n"},
      {"abc", {1, 1}, "    abc\n     ^\n"},       // an empty span
      {"abc", {2, 1}, "    abc\n      ^\n"},      // an impossible one
      {"abc", {3, 3}, "    abc\n       ^\n"},     // the end
      {"abc", {99, 120}, "    abc\n       ^\n"},  // behind it
      {"", {0, 0}, "    \n    ^\n"},
      {"abc\n", {4, 4}, "    \n    ^\n"},
      {"abc\n", {3, 4}, "    abc\n       ^\n"},  // a line end
      {"abc\r\n", {3, 5}, "    abc\n       ^\n"},
      {"abc\r\n", {4, 5}, "    abc\n       ^\n"},
      {"a: |\n  x\n  y\n", {7, 11}, "    x\n    ^\n"},  // several lines: up to the end of the first
      {"ab\ncd\n", {1, 6}, "    ab\n     ^\n"},
      {"  \t a: b", {7, 8}, "    a: b\n       ^\n"},  // indentation goes
      {std::string(150, ' ') + "a: b", {153, 154}, "    a: b\n       ^\n"},
      {"\t\tx", {1, 2}, "    \tx\n    ^\n"},  // but not where it is what is meant
      {"a:\tb", {3, 4}, "    a:\tb\n      \t^\n"},
      {"a b\tc d", {2, 5}, "    a b\tc d\n      ^\t~\n"},
      {"a: \xe4\xb8\xad\xe6\x96\x87 x", {10, 11}, "    a: \xe4\xb8\xad\xe6\x96\x87 x\n            ^\n"},
      {"\xe4\xb8\xad\xe6\x96\x87", {3, 6}, "    \xe4\xb8\xad\xe6\x96\x87\n      ^~\n"},
      {"e\xcc\x81: x", {5, 6}, "    e\xcc\x81: x\n       ^\n"},
      {"\x1b[0m x", {5, 6}, "    \\x1b[0m x\n            ^\n"},
      {"\xff\xfe x", {3, 4}, "    \\xff\\xfe x\n             ^\n"},
      {"\x07", {0, 1}, "    \\x07\n    ^~~~\n"},
      {"\xef\xbb\xbf"
       "a: b",
       {6, 7},
       "    a: b\n       ^\n"},  // a byte order mark is not shown
      {"x\n\xef\xbb\xbf"
       "a",
       {5, 6},
       "    \\ufeffa\n          ^\n"},
      {"\xc3\xa9", {1, 2}, "    \\xc3\\xa9\n        ^~~~\n"},  // a span that begins inside a character
      {std::string("a\0b", 3), {2, 3}, "    a\\x00b\n         ^\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text, row.span.begin, row.span.end);
    CHECK(shown_lines(row.text, row.span) == row.lines);
  }
}

TEST_CASE("long lines are cut around the caret") {
  const std::string left(500, 'l');
  const std::string right(500, 'r');
  struct Row {
    std::string text;
    std::string mark;
    std::string lines;
  };
  const Row rows[] = {
      {std::string(80, 'l') + "M" + std::string(79, 'r'), "M",
       "    " + std::string(80, 'l') + "M" + std::string(79, 'r') + "\n    " + std::string(80, ' ') + "^\n"},
      {"M" + right, "M", "    M" + right.substr(0, 159) + "…\n    ^\n"},
      {left + "M", "M", "    …" + left.substr(0, 159) + "M\n     " + std::string(159, ' ') + "^\n"},
      {left + "M" + right, "M",
       "    …" + left.substr(0, 40) + "M" + right.substr(0, 119) + "…\n     " + std::string(40, ' ') + "^\n"},
      {left + std::string(300, 'M'), std::string(300, 'M'),
       "    …" + left.substr(0, 40) + std::string(120, 'M') + "…\n     " + std::string(40, ' ') + "^" +
           std::string(119, '~') + "\n"},
  };
  for (const Row& row : rows) CHECK(shown_lines(row.text, span_of(row.text, row.mark)) == row.lines);
}

TEST_CASE("a line of wide, escaped or weightless characters stays within its columns") {
  for (const std::string unit : {"\xe4\xb8\xad", "\xff", "\x1b", "\xcc\x81", "\t", "\xe2\x80\xae", "a"}) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += unit;
    for (const std::size_t at : {std::size_t{0}, unit.size() * 1500, unit.size() * 2999}) {
      const std::string lines = shown_lines(text, {at, at + unit.size()});
      CAPTURE(unit.size(), at);
      CHECK(lines.size() < 4000);
      CHECK(lines.find("…") != std::string::npos);
    }
  }
}

TEST_CASE("everything from a manifest is made printable, and its length bounded") {
  const std::string hostile = "\x1b]0;owned\x07\xe2\x80\xae\n::error::";
  const SourceText source("dir/\x1b[2J\n.yaml", "a: b\n");
  Finding finding = finding_at({3, 4});
  finding.message = hostile;
  finding.help = hostile;
  CHECK(report::full_finding(source, finding, Color::off) ==
        "dir/\\x1b[2J\\n.yaml:1:4: error: \\x1b]0;owned\\x07\\u202e\\n::error:: [unmapped-image]\n"
        "    a: b\n"
        "       ^\n"
        "  help: \\x1b]0;owned\\x07\\u202e\\n::error::\n");

  finding.message = std::string(10'000'000, 'm');
  finding.help = "h";
  for (int i = 0; i < 3000; ++i) finding.help += "\xe4\xb8\xad";
  const std::string report = report::full_finding(source, finding, Color::off);
  CHECK(report.size() < 10000);
  CHECK(report.find("mmm… [unmapped-image]") != std::string::npos);
  CHECK(report.ends_with("\xe4\xb8\xad…\n"));
}

TEST_CASE("thousands of findings in a line of 10 MB take no time") {
  for (const char c : {'x', ' ', '\x01'}) {
    const std::string text(10'000'000, c);
    const SourceText source("f", text);
    const auto begin = std::chrono::steady_clock::now();
    std::size_t size = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
      size += report::full_finding(source, finding_at({i * 5000, i * 5000 + 5000000}), Color::off).size();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    CHECK(size < 2000 * 800);
    // Looking at the whole line once for each would take minutes.
    CHECK(seconds.count() < 20 * ecrify::test::slowness);
  }
}

TEST_CASE("failures") {
  const std::string text = "apiVersion: ecrify/v1\nrulez: []\n";
  const SourceText source(".ecrify.yaml", text);
  CHECK(report::full_failure(&source, {"unknown key `rulez`", "did you mean `rules`?", "", 22}, Color::off) ==
        ".ecrify.yaml:2:1: error: unknown key `rulez`\n"
        "    rulez: []\n"
        "    ^\n"
        "  help: did you mean `rules`?\n");
  CHECK(report::full_failure(&source, {"m", "", ".ecrify.yaml", 33}, Color::off) ==
        ".ecrify.yaml:3:1: error: m\n    \n    ^\n");
  CHECK(report::full_failure(&source, {"m", "", "", no_offset}, Color::off) == ".ecrify.yaml: error: m\n");
  // An offset in another file is not one in this source.
  CHECK(report::full_failure(&source, {"m", "", "other.yaml", 3}, Color::off) == "other.yaml: error: m\n");
  CHECK(report::full_failure(nullptr, {"m", "r", "gone.yaml", 3}, Color::off) ==
        "gone.yaml: error: m\n  help: r\n");
  CHECK(report::full_failure(nullptr, {"m", "", "", no_offset}, Color::off) == "ecrify: error: m\n");
  CHECK(report::full_failure(nullptr, {"m", "r", "f", no_offset}, Color::on) ==
        "\x1b[1mf:\x1b[0m \x1b[1;31merror:\x1b[0m \x1b[1mm\x1b[0m\n  \x1b[1;36mhelp:\x1b[0m r\n");
  CHECK(report::full_failure(nullptr, {"\x1b[2J", "\n", "\x07", no_offset}, Color::off) ==
        "\\x07: error: \\x1b[2J\n  help: \\n\n");
}

TEST_CASE("a line that looks like a command is broken up, and the caret moves with it") {
  CHECK(shown_lines("  ::error::x image", {13, 18}) == "    \\x3a:error::x image\n                  ^~~~~\n");
  CHECK(shown_lines("a ##[x] image", {8, 13}) == "    a #\\x23[x] image\n               ^~~~~\n");
  CHECK(shown_lines("image ##[x]", {0, 5}) == "    image #\\x23[x]\n    ^~~~~\n");
}
