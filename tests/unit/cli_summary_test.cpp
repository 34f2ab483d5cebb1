// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "ecrify/run/summary.hpp"

namespace ecrify::cli {
namespace {

Finding finding(FindingId id, Severity severity, std::size_t document) {
  Finding result;
  result.id = id;
  result.severity = severity;
  result.document = document;
  return result;
}

run::RunTotals walked(std::size_t sources, std::size_t failed, bool only_stdin, std::size_t documents) {
  run::RunTotals result;
  result.sources = sources;
  result.failed = failed;
  result.only_stdin = only_stdin;
  result.counts.documents = documents;
  return result;
}

TEST_CASE("a source's findings are counted by what they ask for", "[cli][summary]") {
  const SourceText text("a.yaml", "");
  run::Source source{{"a.yaml"}, text, {}};
  source.examined.findings = {
      finding(FindingId::unmapped_image, Severity::error, 0),
      finding(FindingId::unmapped_image, Severity::error, 0),
      finding(FindingId::unmapped_image, Severity::error, 3),
      finding(FindingId::unmapped_image, Severity::warning, 4),
      finding(FindingId::not_yaml, Severity::error, 5),
      finding(FindingId::policy_pattern, Severity::warning, 6),
      finding(FindingId::policy_pattern, Severity::note, 6),
  };
  source.examined.counts.references = 3;
  source.examined.counts.changed_documents = 2;
  run::Tally tally;
  tally.add(source);
  CHECK(tally.references == 3);
  CHECK(tally.documents == 2);
  CHECK(tally.files == 1);
  CHECK(tally.other_errors == 1);
  CHECK(tally.warnings == 2);
  source.examined.findings.resize(1);
  source.examined.counts.references = 1;
  source.examined.counts.changed_documents = 1;
  tally.add(source);
  CHECK(tally.references == 4);
  CHECK(tally.documents == 3);
  CHECK(tally.files == 2);
  source.examined.findings.clear();
  source.examined.counts = {};
  tally.add(source);
  CHECK(tally.files == 2);
}

TEST_CASE("the line that ends a rewrite", "[cli][summary]") {
  CHECK(run::rewrite_summary({12, 4, 1, 0, 0}, walked(1, 0, true, 9), run::Destination::stream) ==
        "rewrote 12 references in 4 documents");
  CHECK(run::rewrite_summary({1, 1, 1, 0, 0}, walked(1, 0, true, 9), run::Destination::stream) ==
        "rewrote 1 reference in 1 document");
  CHECK(run::rewrite_summary({}, walked(1, 0, true, 9), run::Destination::stream) ==
        "rewrote 0 references in 0 documents");
  CHECK(run::rewrite_summary({12, 4, 2, 0, 0}, walked(5, 0, false, 9), run::Destination::in_place) ==
        "rewrote 12 references in 2 files");
  CHECK(run::rewrite_summary({}, walked(5, 0, false, 9), run::Destination::in_place) ==
        "nothing to rewrite in 5 files");
}

TEST_CASE("the line that ends a check", "[cli][summary]") {
  struct Row {
    run::Tally tally;
    run::RunTotals walked;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {{}, walked(1, 0, true, 12), "ok: no reference left (12 documents)"},
      {{}, walked(4, 0, false, 1), "ok: no reference left (1 document in 4 files)"},
      {{0, 0, 0, 0, 2}, walked(1, 0, false, 3), "ok: no reference left (3 documents in 1 file, 2 warnings)"},
      {{}, walked(3, 1, false, 9), ""},  // not all was seen: never "ok"
      {{12, 5, 4, 0, 0},
       walked(9, 0, false, 9),
       "12 references left in 4 files; run \"ecrify rewrite -w deploy\""},
      {{1, 1, 1, 0, 0},
       walked(1, 0, true, 9),
       "1 reference left; run \"ecrify rewrite -w deploy\" in the pipe"},
      {{2, 1, 1, 1, 3},
       walked(1, 1, false, 9),
       "2 references left in 1 file, 1 other error, 3 warnings; run \"ecrify rewrite -w deploy\""},
      {{0, 0, 0, 2, 0}, walked(1, 0, true, 9), "2 errors"},
  };
  for (const Row& row : rows)
    CHECK(run::check_summary(row.tally, row.walked, "ecrify rewrite -w deploy") == row.expected);
}

TEST_CASE("documents that are no resources are named when references stay in them", "[cli][summary]") {
  run::RunTotals all = walked(9, 0, false, 9);
  all.counts.not_kubernetes = 7;
  CHECK(run::not_kubernetes_line(all, run::Verbosity::normal) == "");
  all.counts.not_kubernetes_references = 1;
  all.not_kubernetes = {"a.yaml"};
  CHECK(run::not_kubernetes_line(all, run::Verbosity::normal) ==
        "not rewritten: 1 reference in 7 documents that are no objects of a cluster: a.yaml");
  all.counts.not_kubernetes_references = 8;
  all.not_kubernetes = {"a.yaml", "b\x1b[31m.yaml", "c.yaml", "d.yaml", "e.yaml"};
  CHECK(run::not_kubernetes_line(all, run::Verbosity::normal) ==
        "not rewritten: 8 references in 7 documents that are no objects of a cluster: a.yaml, "
        "b\\x1b[31m.yaml, c.yaml, "
        "and 2 more");
  CHECK(run::not_kubernetes_line(all, run::Verbosity::verbose) ==
        "not rewritten: 8 references in 7 documents that are no objects of a cluster: a.yaml, "
        "b\\x1b[31m.yaml, c.yaml, d.yaml, e.yaml");
  all.only_stdin = true;
  CHECK(run::not_kubernetes_line(all, run::Verbosity::normal) ==
        "not rewritten: 8 references in 7 documents that are no objects of a cluster");
}

TEST_CASE("what was left alone", "[cli][summary]") {
  run::RunTotals all;
  all.counts.kept = 1;
  all.counts.ignored = 2;
  CHECK(run::left_alone_line(all) ==
        "left alone: 1 reference by keep rules, 2 occurrences in places that are never rewritten");
  all.ignored_files = 1;
  CHECK(run::left_alone_line(all).ends_with("never rewritten, 1 file that the configuration ignores"));
}

TEST_CASE("each kind of what is told has one line, and none when there is nothing", "[cli][summary]") {
  run::RunTotals all;
  CHECK(run::told_lines(all).empty());
  all.counts.artifacts = 150;
  all.counts.by_digest = 2;
  all.counts.pull_secrets = 1;
  all.charts = {1, {}};
  const std::vector<std::string> lines = run::told_lines(all);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].starts_with("not rewritten: 150 artifact references"));
  CHECK(lines[1].starts_with("2 references pinned by digest"));
  CHECK(lines[2].starts_with("1 pull secret that"));
  CHECK(lines[3].starts_with("not seen: images of 1 chart from elsewhere"));
}

}  // namespace
}  // namespace ecrify::cli
