// SPDX-License-Identifier: Apache-2.0
// Real manifests, and what is expected of every place where a registry is named in them (expectations.tsv).
// They are not part of the project: ECRIFY_CORPUS names their folder, or they lie in ../shared/corpus; where
// there are none this test is skipped.
//
// The folder holds files/… and truth.jsonl, one object a line: file, path, line, host, start and end byte of
// the raw scalar, and the bytes where the host stands (offs).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "../support/invariants.hpp"
#include "catch.hpp"
#include "ecrify/locate/location.hpp"

using namespace ecrify;
using namespace ecrify::test;
namespace fs = std::filesystem;
using locate::Role;

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

// A row of the truth and what is expected of it.
struct Row {
  std::string file, line, host, path;
  std::size_t start = 0;
  std::size_t end = 0;
  std::vector<std::size_t> hosts;  // bytes where the host stands
  std::string role, cls, action, why;

  [[nodiscard]] std::string where() const { return file + ":" + line + " " + host + " " + path; }
};

std::vector<Row> expectations() {
  std::vector<Row> rows;
  std::ifstream truth(corpus() / "truth.jsonl");
  for (std::string line; std::getline(truth, line);) {
    const auto json = nlohmann::json::parse(line);
    Row row;
    row.file = json["file"];
    row.line = std::to_string(json["line"].get<std::size_t>());
    row.host = json["host"];
    row.path = json["path"].is_string() ? json["path"].get<std::string>() : "-";
    row.start = json["start"];
    row.end = json["end"];
    row.hosts = json["offs"].get<std::vector<std::size_t>>();
    rows.push_back(std::move(row));
  }
  std::ifstream expected(fs::path(ECRIFY_SOURCE_DIR) / "tests/conformance/expectations.tsv");
  std::map<std::string, std::string> roles;
  std::size_t next = 0;
  for (std::string line; std::getline(expected, line);) {
    if (line.starts_with('#')) continue;
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
    INFO(line);
    REQUIRE(fields.size() == 8);
    REQUIRE(next < rows.size());
    Row& row = rows[next++];
    // The table and the corpus are about the same places.
    REQUIRE(fields[0] == row.file);
    REQUIRE(fields[1] == row.line);
    REQUIRE(fields[2] == row.host);
    row.role = fields[4];
    INFO("a file is read in one role");
    REQUIRE(roles.try_emplace(row.file, row.role).first->second == row.role);
    row.cls = fields[5];
    row.action = fields[6];
    row.why = fields[7];
  }
  REQUIRE(next == rows.size());
  return rows;
}

Role role_named(const std::string& name) {
  return name == "values" ? Role::values : name == "kustomization" ? Role::kustomization : Role::object;
}

bool overlaps(const Span& span, std::size_t begin, std::size_t end) {
  return span.begin < end && begin < span.end;
}

bool is_edited(const Examination& out, std::size_t host) {
  return std::any_of(out.edits.begin(), out.edits.end(),
                     [host](const Edit& edit) { return overlaps(edit.span, host, host + 1); });
}

// The ruling about the host at a byte: the narrowest that holds it.
const Ruling* ruling_at(const Examination& out, std::size_t host) {
  const Ruling* best = nullptr;
  for (const Ruling& ruling : out.rulings) {
    const Span span{ruling.span.begin, std::max(ruling.span.end, ruling.span.begin + 1)};
    if (!overlaps(span, host, host + 1)) continue;
    if (best == nullptr || ruling.span.size() < best->span.size()) best = &ruling;
  }
  return best;
}

std::string action_of(const Examination& out, const Ruling& ruling, std::size_t host) {
  if (is_edited(out, host)) return "rewritten";
  switch (ruling.outcome) {
    case Outcome::rewrite:
      return out.refused ? "refused" : "paired";  // it stays, and what is written beside it has the new name
    case Outcome::refuse:
      return "refused";
    case Outcome::warn:
      return "warned";
    case Outcome::note:
      return "told";
    case Outcome::leave:
      break;
  }
  return "left";
}

struct Source {
  std::string text;
  Examination out;
};

using Sources = std::map<std::string, Source>;

Sources examined_corpus(const rules::RuleSet& rules, const std::vector<Row>& rows) {
  std::map<std::string, std::string> roles;
  for (const Row& row : rows) roles[row.file] = row.role;
  Sources sources;
  for (const auto& entry : fs::recursive_directory_iterator(corpus() / "files")) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), corpus() / "files").string();
    Source& source = sources[name];
    source.text = contents(entry.path());
    source.out = examined(source.text, rules, Direction::forward, role_named(roles[name]));
  }
  return sources;
}

// Compares what was done with what is expected; prints a line for each class.
void compare(const Sources& sources, const std::vector<Row>& rows, const std::set<std::string>& hosts,
             std::string_view title) {
  struct Figures {
    std::size_t expected = 0;
    std::size_t right = 0;
  };
  std::map<std::string, Figures> figures;
  std::set<std::pair<std::string, std::size_t>> explained;
  for (const Row& row : rows) {
    const Source& source = sources.at(row.file);
    INFO(row.where() << "\n  " << row.why);
    Figures& figure = figures[hosts.contains(row.host) ? row.cls : "not looked for"];
    for (const std::size_t host : row.hosts) {
      ++figure.expected;
      if (!hosts.contains(row.host)) {
        CHECK_FALSE(is_edited(source.out, host));
        CHECK(source.out.refused == false);
        figure.right += is_edited(source.out, host) ? 0U : 1U;
        continue;
      }
      const Ruling* ruling = ruling_at(source.out, host);
      const std::string cls = ruling == nullptr ? "not found" : std::string(locate::row_of(ruling->cls).name);
      const std::string action = ruling == nullptr ? "none" : action_of(source.out, *ruling, host);
      CHECK(cls + ", " + action == row.cls + ", " + row.action);
      figure.right += cls == row.cls && action == row.action ? 1U : 0U;
      if (row.action == "paired") {
        // Beside it newName is added, or an entry for the new name behind it.
        for (const Edit& edit : source.out.edits) {
          if (edit.span.size() == 0 && edit.span.begin > host) explained.insert({row.file, edit.span.begin});
        }
      }
      if (row.action != "rewritten") continue;
      for (const Edit& edit : source.out.edits) {
        if (overlaps(edit.span, host, host + 1)) explained.insert({row.file, edit.span.begin});
      }
    }
  }
  std::size_t edits = 0;
  for (const auto& [file, source] : sources) {
    for (const Edit& edit : source.out.edits) {
      ++edits;
      INFO(title << ": an edit that nothing in expectations.tsv asks for: " << file << " at "
                 << edit.span.begin);
      CHECK(explained.contains({file, edit.span.begin}));
    }
  }
  std::cout << title << ": " << sources.size() << " files, " << edits << " edits\n";
  for (const auto& [name, figure] : figures) {
    std::cout << "  " << name << ": " << figure.right << " of " << figure.expected << '\n';
  }
}

}  // namespace

TEST_CASE(
    "real manifests: each place has the class that it should have, and what is due is done, with the default "
    "rule") {
  if (!is_there()) return;
  const std::vector<Row> rows = expectations();
  compare(examined_corpus(default_rules(), rows), rows, {"ghcr.io"}, "ghcr.io");
}

TEST_CASE("real manifests: … and with a rule for every registry") {
  if (!is_there()) return;
  using rules::RuleKind;
  const rules::RuleSet rules =
      rule_set({rules::default_rule(), rule("docker.io", RuleKind::prefix, "docker-hub"),
                rule("quay.io", RuleKind::prefix, "quay"), rule("gcr.io", RuleKind::prefix, "gcr"),
                rule("registry.k8s.io", RuleKind::prefix, "k8s"),
                rule("public.ecr.aws", RuleKind::prefix, "ecr-public"),
                rule("cgr.dev", RuleKind::prefix, "chainguard")});
  std::vector<Row> rows = expectations();
  std::set<std::string> hosts;
  for (const Row& row : rows) hosts.insert(row.host);
  Sources sources = examined_corpus(rules, rows);
  // Docker Hub's short names are in no row; what is done about them, and only that, is let pass.
  for (auto& [file, source] : sources) {
    std::erase_if(source.out.edits, [text = std::string_view(source.text), &hosts](const Edit& edit) {
      const std::string_view old = text.substr(edit.span.begin, edit.span.size());
      return std::none_of(hosts.begin(), hosts.end(),
                          [old](const std::string& host) { return old.find(host) != old.npos; });
    });
  }
  compare(sources, rows, hosts, "all registries");
}

TEST_CASE("real manifests: the invariants hold for each of them") {
  if (!is_there()) return;
  const rules::RuleSet rules = default_rules();
  const std::vector<Row> rows = expectations();
  std::map<std::string, std::string> roles;
  for (const Row& row : rows) roles[row.file] = row.role;
  for (const auto& [file, source] : examined_corpus(rules, rows)) {
    INFO(file);
    CHECK(broken_invariant(source.text, rules, role_named(roles[file])) == "");
  }
}

TEST_CASE("real streams: hardly any document with a reference needs yaml-cpp") {
  if (!is_there()) return;
  const rules::RuleSet rules = default_rules();
  for (const char* name : {"dense", "mixed"}) {
    const std::string command = "gzip -dc '" + (corpus() / "streams" / name).string() + ".yaml.gz'";
    const std::unique_ptr<FILE, int (*)(FILE*)> unpacked(::popen(command.c_str(), "r"), ::pclose);
    REQUIRE(unpacked != nullptr);
    std::string text;
    std::vector<char> piece(std::size_t{1} << 20U);
    for (std::size_t size = 1; size > 0;) {
      size = std::fread(piece.data(), 1, piece.size(), unpacked.get());
      text.append(piece.data(), size);
    }
    const Counts counts = examined_quickly(text, rules).counts;
    INFO(name << ": read by the scanner " << counts.by_scanner << ", by yaml-cpp " << counts.by_yaml_cpp);
    CHECK(counts.by_scanner > 100);
    CHECK(counts.by_yaml_cpp * 200 < counts.by_scanner);
  }
}

TEST_CASE("real manifests: values that nothing names as such are left alone") {
  if (!is_there()) return;
  const rules::RuleSet rules = default_rules();
  std::size_t files = 0;
  std::set<std::string> seen;
  for (const Row& row : expectations()) {
    if (row.role != "values" || !seen.insert(row.file).second) continue;
    ++files;
    INFO(row.file);
    const Examination out = examined(contents(corpus() / "files" / row.file), rules);
    CHECK(out.edits.empty());
    CHECK_FALSE(out.refused);
  }
  CHECK(files > 0);
}
