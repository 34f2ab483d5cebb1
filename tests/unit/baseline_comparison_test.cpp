// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/baseline/baseline.hpp"

using namespace ecrify;
using namespace ecrify::baseline;

namespace {

Identity at(std::string file, std::string reference = "ghcr.io/o/a") {
  Identity identity;
  identity.file = std::move(file);
  identity.kind = "Pod";
  identity.path = "spec.containers[].image";
  identity.reference = std::move(reference);
  identity.id = "unmapped-image";
  return identity;
}

bool all_there(const std::string& /*file*/) { return true; }

std::string listed(const std::vector<BaselineEntry>& entries) {
  std::string text;
  for (const BaselineEntry& entry : entries) {
    text += entry.identity.file + " " + entry.identity.reference + " " + std::to_string(entry.count) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an entry accepts as many findings as its count says") {
  Comparison comparison({{at("a"), 2, 10}}, all_there);
  comparison.saw("a");
  CHECK(comparison.accepts(at("a")));
  CHECK(listed(comparison.stale()) == "a ghcr.io/o/a 1\n");
  CHECK(comparison.stale().front().offset == 10);
  CHECK(comparison.accepts(at("a")));
  CHECK(comparison.stale().empty());
  CHECK_FALSE(comparison.accepts(at("a")));
  CHECK_FALSE(comparison.accepts(at("a", "ghcr.io/o/b")));
  CHECK_FALSE(comparison.accepts(at("b")));
  CHECK(listed(comparison.shrunk()) == "a ghcr.io/o/a 2\n");
  CHECK(listed(comparison.renewed()) == "a ghcr.io/o/a 3\na ghcr.io/o/b 1\nb ghcr.io/o/a 1\n");
}

TEST_CASE("what is about files that this run has not seen is not judged, and stays") {
  Comparison comparison({{at("a"), 1, 0}, {at("other"), 3, 0}}, all_there);
  comparison.saw("a");
  CHECK(listed(comparison.stale()) == "a ghcr.io/o/a 1\n");
  CHECK(listed(comparison.shrunk()) == "other ghcr.io/o/a 3\n");
  CHECK(listed(comparison.renewed()) == "other ghcr.io/o/a 3\n");
}

TEST_CASE("a renamed file takes its entries along, a copied one does not") {
  const auto old_is_gone = [](const std::string& file) { return file != "old"; };
  Comparison moved({{at("old"), 1, 0}}, old_is_gone);
  moved.saw("new");
  CHECK(moved.accepts(at("new")));
  CHECK_FALSE(moved.accepts(at("new")));
  CHECK(moved.stale().empty());
  CHECK(listed(moved.shrunk()) == "new ghcr.io/o/a 1\n");

  Comparison copied({{at("old"), 1, 0}}, all_there);
  copied.saw("new");
  CHECK_FALSE(copied.accepts(at("new")));

  Comparison removed({{at("old"), 2, 0}}, old_is_gone);
  CHECK(listed(removed.stale()) == "old ghcr.io/o/a 2\n");
  CHECK(removed.shrunk().empty());

  // Two files that became one.
  Comparison merged({{at("old"), 1, 0}, {at("older"), 1, 0}}, [](const std::string&) { return false; });
  CHECK(merged.accepts(at("new")));
  CHECK(merged.accepts(at("new")));
  CHECK_FALSE(merged.accepts(at("new")));
}

TEST_CASE("a line that both sides of a merge added counts once") {
  Comparison comparison({{at("a"), 1, 0}, {at("a"), 2, 0}, {at("a"), 1, 0}}, all_there);
  comparison.saw("a");
  CHECK(listed(comparison.stale()) == "a ghcr.io/o/a 2\n");
}

TEST_CASE("what could not be read, and notes, are never accepted") {
  Finding finding;
  CHECK(can_be_accepted(finding));
  finding.severity = Severity::note;
  CHECK_FALSE(can_be_accepted(finding));
  for (const FindingId id : {FindingId::not_yaml, FindingId::template_text, FindingId::unreadable_file,
                             FindingId::proof_failed, FindingId::stale_baseline}) {
    Finding other;
    other.id = id;
    CHECK_FALSE(can_be_accepted(other));
  }
}

TEST_CASE("many entries and findings take no quadratic time") {
  constexpr std::size_t many = 20'000;
  std::vector<BaselineEntry> entries;
  for (std::size_t i = 0; i < many; ++i) entries.push_back({at("old" + std::to_string(i)), 1, i});
  Comparison comparison(entries, [](const std::string&) { return false; });
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < many; ++i)
    accepted += comparison.accepts(at("new" + std::to_string(i))) ? 1U : 0U;
  CHECK(accepted == many);
  CHECK(comparison.stale().empty());
}
