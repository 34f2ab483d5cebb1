// SPDX-License-Identifier: Apache-2.0
// The vector files themselves, where somebody has them: ECRIFY_VECTORS names their folder, else it is looked
// for beside the source tree. The same facts stand in the tables of the other tests, so nothing is lost
// without the files.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/grammar.hpp"
#include "ecrify/reference/reference.hpp"

using namespace ecrify::reference;

namespace {

using Fields = std::vector<std::string>;

std::optional<std::vector<Fields>> read_rows(const std::string& name) {
  const char* named = std::getenv("ECRIFY_VECTORS");
  const std::filesystem::path folder =
      named != nullptr ? named : std::filesystem::path(ECRIFY_SOURCE_DIR) / ".." / "shared" / "vectors";
  std::ifstream file(folder / name);
  if (!file) {
    WARN("skipped: there is no " << name << " in " << folder << "; ECRIFY_VECTORS can name another folder");
    return std::nullopt;
  }
  std::vector<Fields> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    Fields fields(1);
    for (const char c : line) {
      if (c == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    rows.push_back(fields);
  }
  return rows;
}

// Two rows still are Go source, a quoted text and a comment behind it.
std::string input_of(const std::string& field) {
  return field.starts_with("\"") ? field.substr(1, field.find('"', 1) - 1) : field;
}

}  // namespace

TEST_CASE("the file reference_parse.tsv") {
  const auto rows = read_rows("reference_parse.tsv");
  if (!rows) return;
  CHECK(rows->size() >= 48);
  for (const Fields& row : *rows) {
    REQUIRE(row.size() == 6);
    const std::string text = input_of(row[0]);
    INFO("text: " << text);
    const ParseResult parsed = parse(text);
    // Unsupported there only because that test never registers the algorithm.
    if (text.starts_with("validname@sha512:")) {
      CHECK(parsed.ok());
      continue;
    }
    CHECK(error_name(parsed.error) == row[5]);
    if (!parsed.ok()) continue;
    const Reference& r = parsed.reference;
    CHECK(r.part(r.domain) == row[1]);
    CHECK(text.substr(0, r.path.end) == row[2]);
    CHECK(r.part(r.tag) == row[3]);
    CHECK(r.part(r.digest) == row[4]);
  }
}

TEST_CASE("the file normalize.tsv") {
  const auto rows = read_rows("normalize.tsv");
  if (!rows) return;
  CHECK(rows->size() >= 20);
  for (const Fields& row : *rows) {
    REQUIRE(row.size() == 5);
    CHECK(row[2] == row[3] + "/" + row[4]);
    for (std::size_t i = 0; i < 3; ++i) {
      if (row[i].empty()) continue;
      INFO("text: " << row[i]);
      const NormalizeResult result = normalize(row[i]);
      REQUIRE(result.ok());
      CHECK(result.value.registry == ecrify::lower_case(row[3]));
      CHECK(result.value.path == row[4]);
    }
  }
}
