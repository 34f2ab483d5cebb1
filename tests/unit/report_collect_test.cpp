// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "../support/slowness.hpp"
#include "catch.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/model.hpp"

using namespace ecrify;
using report::Collector;

namespace {

Collector collector() {
  return {[](const std::string& name) { return "root/" + name; },
          [](const Finding& finding) { return finding.severity != Severity::note; }};
}

Finding rewrite_of(Span span, const std::string& replacement) {
  Finding finding;
  finding.span = span;
  finding.reference = "r";
  finding.replacement = replacement;
  if (!replacement.empty()) finding.edits.push_back({span, replacement});
  return finding;
}

}  // namespace

TEST_CASE("columns count bytes, and units of UTF-16 without the byte order mark") {
  const std::string text =
      "\xef\xbb\xbf"
      "a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80z\nb";
  const SourceText source("f", text);
  std::vector<Finding> findings(2);
  findings[0].span = {13, 14};  // z
  findings[1].span = {15, 99};  // b, and behind the end
  auto all = collector();
  all.add(source, findings);
  const report::Region& z = all.report().entries.at(0).region;
  CHECK(z.begin == Position{1, 14});
  CHECK(z.begin_unit == 6);  // a, é, 中 and the two units of 😀
  CHECK(z.end_unit == 7);
  const report::Region& b = all.report().entries.at(1).region;
  CHECK(b.begin == Position{2, 1});
  CHECK(b.end == Position{2, 2});
  CHECK(b.bytes == Span{15, 16});
  CHECK(b.begin_unit == 1);
}

TEST_CASE("the edits of a finding are its fix") {
  const SourceText source("f", "aaaa bbbb cccc\n");
  std::vector<Finding> findings{rewrite_of({0, 4}, "x"), rewrite_of({5, 9}, ""), rewrite_of({10, 14}, "z")};
  findings[1].edits = {{{4, 4}, "-"}, {{9, 9}, "+"}};
  auto all = collector();
  all.add(source, findings);
  const auto& entries = all.report().entries;
  REQUIRE(entries.size() == 3);
  REQUIRE(entries[0].fix.size() == 1);
  REQUIRE(entries[1].fix.size() == 2);
  REQUIRE(entries[2].fix.size() == 1);
  CHECK(entries[0].fix[0].text == "x");
  CHECK(entries[1].fix[0].text == "-");
  CHECK(entries[1].fix[1].region.bytes == Span{9, 9});
  CHECK(entries[2].fix[0].text == "z");
}

TEST_CASE("what is not shown is not collected, and files that could not be read are") {
  const SourceText source("f", "a\n");
  Finding note;
  note.severity = Severity::note;
  auto all = collector();
  all.add(source, {note});
  all.add(Failure{"no such file", "look", "gone", no_offset});
  REQUIRE(all.report().files.size() == 2);
  CHECK(all.report().files[1].path == "root/gone");
  REQUIRE(all.report().entries.size() == 1);
  CHECK(all.report().entries[0].id == FindingId::unreadable_file);
  CHECK_FALSE(all.report().entries[0].has_place);
}

TEST_CASE("what is said late of a file stands in its place, and a refusal takes all fixes") {
  const SourceText beginning("f", "aaaa\n");
  const std::string text = "bbbb cccc\n";
  const SourceText rest("f", text, {5, 1});
  auto all = collector();
  all.add(rest, {rewrite_of({0, 4}, "x"), rewrite_of({5, 9}, "y")});
  all.add(beginning, {rewrite_of({0, 4}, "")});
  const auto& entries = all.report().entries;
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].region.begin == Position{1, 1});
  CHECK(entries[0].excerpt.line == "aaaa");
  CHECK(entries[1].region.begin == Position{2, 1});
  CHECK(entries[2].fix.size() == 1);
  // They are told apart by their order.
  auto in_order = collector();
  in_order.add(beginning, {rewrite_of({0, 4}, "")});
  in_order.add(rest, {rewrite_of({0, 4}, "x"), rewrite_of({5, 9}, "y")});
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(entries[i].fingerprint == in_order.report().entries[i].fingerprint);

  all.refuse("f");
  for (const auto& entry : all.report().entries) CHECK(entry.fix.empty());
}

TEST_CASE("fingerprints tell apart what differs, and nothing else") {
  const report::File file{"f", "f"};
  report::ReportEntry entry;
  entry.reference = "ghcr.io/org/app";
  entry.path = "spec.containers[3].image";
  const std::string known = report::fingerprint(entry, file, 0);
  CHECK(known.size() == 32);
  report::ReportEntry moved = entry;
  moved.path = "spec.containers[0].image";
  moved.message = "other words";
  moved.region.begin = {7, 7};
  CHECK(report::fingerprint(moved, file, 0) == known);
  CHECK(report::fingerprint(entry, file, 1) != known);
  CHECK(report::fingerprint(entry, {"f", "g"}, 0) != known);
  report::ReportEntry shifted = entry;
  shifted.resource.kind = "a";
  shifted.resource.name_space = "bc";
  report::ReportEntry other = entry;
  other.resource.kind = "ab";
  other.resource.name_space = "c";
  CHECK(report::fingerprint(shifted, file, 0) != report::fingerprint(other, file, 0));
}

TEST_CASE("many findings in one long line take linear time") {
  std::string text;
  std::vector<Finding> findings;
  for (int i = 0; i < 40000; ++i) {
    findings.push_back(rewrite_of({text.size(), text.size() + 4}, "x"));
    text +=
        "\xe4\xb8\xad"
        "aaaa ";
  }
  const SourceText source("f", text);
  const auto begin = std::chrono::steady_clock::now();
  auto all = collector();
  all.add(source, findings);
  CHECK(all.report().entries.back().region.begin_unit == 39999U * 6 + 1);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20 * ecrify::test::slowness));
}
