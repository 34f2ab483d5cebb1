// SPDX-License-Identifier: Apache-2.0
// Real manifests with a list of every place where a registry's name stands in them. They are not part of the project:
// ECRIFY_CORPUS names their folder, or they lie in ../shared/corpus; where there are none this test is skipped.
//
// The folder holds files/… and truth.jsonl, one object a line: file, path, line, start and end byte of the raw scalar,
// host, cls (exact, embedded, url, …) and cat (core_podspec_image, …).
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "../support/invariants.hpp"
#include "catch.hpp"

using namespace ecrify;
using namespace ecrify::test;
namespace fs = std::filesystem;

namespace {

fs::path corpus() {
  if (const char* named = std::getenv("ECRIFY_CORPUS")) return named;
  return fs::path(ECRIFY_SOURCE_DIR) / ".." / "shared" / "corpus";
}

bool is_there() {
  if (fs::exists(corpus() / "truth.jsonl")) return true;
  std::cout << "skipped: no corpus (set ECRIFY_CORPUS)\n";
  return false;
}

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Row {
  std::string file, path, host, cls, cat;
  std::size_t start, end;
};

std::vector<Row> truth() {
  std::vector<Row> rows;
  std::ifstream in(corpus() / "truth.jsonl");
  for (std::string line; std::getline(in, line);) {
    const auto json = nlohmann::json::parse(line);
    const auto text = [&](const char* key) { return json[key].is_string() ? json[key].get<std::string>() : ""; };
    rows.push_back({text("file"), text("path"), text("host"), text("cls"), text("cat"), json["start"], json["end"]});
  }
  return rows;
}

// The fields that are rewritten: see docs/design.md.
bool is_image_field(const std::string& path) { return path.ends_with(".image") || path.ends_with(".image.reference"); }

}  // namespace

TEST_CASE("real manifests: every pod spec image is rewritten, and no other byte changes") {
  if (!is_there()) return;
  const rules::RuleSet rules = default_rules();
  const std::vector<Row> rows = truth();
  std::map<std::string, std::vector<splice::Edit>> edits;
  std::size_t files = 0;
  std::size_t refused = 0;
  for (const auto& entry : fs::recursive_directory_iterator(corpus() / "files")) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string text = contents(entry.path());
    const Examined out = examined(text, rules);
    const std::string name = fs::relative(entry.path(), corpus() / "files").string();
    if (out.refused) {
      ++refused;
      std::cout << "refused " << name << ": " << out.findings.front().message << '\n';
    } else {
      edits[name] = out.edits;
    }
    INFO(name);
    CHECK(broken_invariant(text, rules) == "");
  }
  std::size_t wanted = 0;
  std::size_t found = 0;
  std::map<std::string, std::size_t> by_category;
  std::set<std::pair<std::string, std::size_t>> explained;
  for (const Row& row : rows) {
    if (row.host != "ghcr.io") continue;
    const bool required =
        (row.cat == "core_podspec_image" || row.cat == "crd_podspec_image") && row.cls == "exact";
    wanted += required ? 1 : 0;
    const auto& file = edits[row.file];
    for (const splice::Edit& edit : file) {
      if (edit.span.begin < row.start || edit.span.end > row.end) continue;
      explained.insert({row.file, edit.span.begin});
      ++by_category[row.cat];
      found += required ? 1 : 0;
      INFO(row.file << " " << row.path);
      CHECK(is_image_field(row.path));
    }
  }
  std::size_t made = 0;
  for (const auto& [file, list] : edits) {
    for (const splice::Edit& edit : list) {
      ++made;
      INFO(file << " at " << edit.span.begin);
      CHECK(explained.count({file, edit.span.begin}) == 1);
    }
  }
  std::cout << files << " files, " << refused << " refused; pod spec images: " << found << " of " << wanted
            << " rewritten; " << made << " edits in all:";
  for (const auto& [category, count] : by_category) std::cout << ' ' << category << ' ' << count;
  std::cout << '\n';
  CHECK(found == wanted);
}
