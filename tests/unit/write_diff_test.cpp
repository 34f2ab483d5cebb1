// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <limits>
#include <map>
#include <random>

#include "../support/slowness.hpp"
#include "catch.hpp"
#include "ecrify/splice/edit.hpp"
#include "ecrify/write/diff.hpp"
#include "input_scratch.hpp"

using namespace ecrify;
using test::Scratch;
using write::Color;

namespace {

using Edits = std::vector<Edit>;
constexpr std::size_t all_lines = std::numeric_limits<std::size_t>::max();

int run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()); }

const std::string clean_git =
    "GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES=/ git -c core.autocrlf=false ";

bool have(const std::string& tool) {
  if (run(tool + " --version") == 0) return true;
  WARN("skipped: no " << tool);
  return false;
}

struct Case {
  std::string before;
  Edits edits;
  std::string after;
};

std::string random_line_end(std::mt19937& random, int style) {
  if (style == 0) return "\n";
  if (style == 1) return "\r\n";
  return random() % 2 == 0 ? "\n" : "\r\n";
}

// Few different lines, so that hunks are easy to misplace; edits anywhere, with line ends in them or not.
Case any_case(std::mt19937& random) {
  const std::vector<std::string> words{"",         "a",   "b",     "a: b",  "- x", " ",
                                       "\xc3\xa9", "---", "+++ x", "\\ No", "@@",  "c\rd"};
  Case made;
  const int style = static_cast<int>(random() % 3);
  const std::size_t lines = random() % 30;
  for (std::size_t i = 0; i < lines; ++i)
    made.before += words[random() % words.size()] + random_line_end(random, style);
  if (random() % 2 == 0) made.before += words[random() % words.size()];
  const std::vector<std::string> texts{"", "", "new", "x\n", "\n", "a", "two\nlines", "\r\n", "b"};
  for (std::size_t at = 0; at <= made.before.size();) {
    at += random() % 12;
    if (at > made.before.size()) break;
    const std::size_t end = std::min(made.before.size(), at + random() % (random() % 8 == 0 ? 20 : 3));
    made.edits.push_back({{at, end}, texts[random() % texts.size()]});
    at = end + 1;
    if (random() % 3 == 0) at += 40;
  }
  made.after = splice::apply(made.before, made.edits);
  return made;
}

// Every line different, edits inside lines: what ecrify does, and where every tool finds the same difference.
Case line_case(std::mt19937& random) {
  Case made;
  const int style = static_cast<int>(random() % 3);
  const std::size_t lines = random() % 60 + 1;
  for (std::size_t i = 0; i < lines; ++i) {
    const std::string name = std::to_string(i);
    made.before += "key" + name + ": ";
    while (random() % 4 == 0) {
      const std::size_t at = made.before.size();
      made.before += "old" + name;
      made.edits.push_back({{at, made.before.size()}, "new" + name + "-" + std::to_string(random() % 1000)});
      made.before += ' ';
    }
    if (i + 1 < lines || random() % 2 == 0) made.before += random_line_end(random, style);
  }
  made.after = splice::apply(made.before, made.edits);
  return made;
}

bool ends_whole(const std::string& text) { return text.empty() || text.ends_with('\n'); }

// Checks that a program turns all `before` into all `after`, and back.
struct Files {
  std::vector<Case> cases;
  std::vector<std::string> names;

  void write(const Scratch& scratch, const std::string& folder, bool after) const {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      scratch.file(folder + "/" + names[i], after ? cases[i].after : cases[i].before);
    }
  }
  [[nodiscard]] std::string patch(std::size_t context) const {
    std::string all;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      all += unified_diff(names[i], cases[i].before, cases[i].edits, context, Color::off);
    }
    return all;
  }
  void check(const Scratch& scratch, const std::string& folder, bool after) const {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const std::string& expected = after ? cases[i].after : cases[i].before;
      const std::string path = scratch.path(folder + "/" + names[i]);
      const std::string got =
          std::filesystem::exists(path) ? scratch.bytes(folder + "/" + names[i]) : "(gone)";
      if (got == expected || (got == "(gone)" && expected.empty())) continue;
      CAPTURE(names[i], cases[i].before, expected, got);
      FAIL_CHECK("wrong bytes");
    }
  }
};

void apply_and_check(const Files& files, std::size_t context, std::string_view only = "") {
  const Scratch scratch;
  scratch.file("p", files.patch(context));
  const std::string zero = context == 0 ? " --unidiff-zero" : "";
  const std::string in_folder = "cd '" + scratch.path("t") + "' && ";
  struct Row {
    std::string tool;
    std::string forward;
    std::string back;
  };
  const Row rows[] = {
      {"git", clean_git + "apply" + zero + " ../p", clean_git + "apply -R" + zero + " ../p"},
      {"patch", "patch -p1 -F0 -i ../p", "patch -p1 -F0 -R -i ../p"},
  };
  for (const Row& row : rows) {
    if (!have(row.tool) || (!only.empty() && row.tool != only)) continue;
    CAPTURE(row.tool, context);
    std::filesystem::remove_all(scratch.path("t"));
    files.write(scratch, "t", false);
    CHECK(run(in_folder + row.forward) == 0);
    files.check(scratch, "t", true);
    std::filesystem::remove_all(scratch.path("t"));
    files.write(scratch, "t", true);
    CHECK(run(in_folder + row.back) == 0);
    files.check(scratch, "t", false);
  }
}

}  // namespace

TEST_CASE("unified_diff") {
  const std::string ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
  struct Row {
    std::string text;
    Edits edits;
    std::size_t context;
    std::string hunks;
  };
  const Row rows[] = {
      {"", {}, 3, ""},
      {ten, {}, 3, ""},
      {ten, {{{0, 1}, "1"}}, 3, ""},  // an edit that changes nothing
      {ten, {{{4, 4}, ""}}, 3, ""},
      {ten, {{{8, 9}, "X"}}, 3, "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n"},
      {ten, {{{8, 9}, "X"}}, 0, "@@ -5 +5 @@\n-5\n+X\n"},
      {ten, {{{0, 1}, "X"}}, 1, "@@ -1,2 +1,2 @@\n-1\n+X\n 2\n"},
      {ten, {{{18, 20}, "X"}}, 1, "@@ -9,2 +9,2 @@\n 9\n-10\n+X\n"},
      {ten, {{{8, 9}, "X"}}, all_lines, "@@ -1,10 +1,10 @@\n 1\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n 9\n 10\n"},
      // Neighbouring lines are one change; two edits in a line are one line.
      {ten, {{{2, 3}, "X"}, {{4, 5}, "Y"}}, 0, "@@ -2,2 +2,2 @@\n-2\n-3\n+X\n+Y\n"},
      {"a b c\n", {{{0, 1}, "X"}, {{2, 3}, "Y"}, {{3, 3}, "Z"}}, 3, "@@ -1 +1 @@\n-a b c\n+X YZ c\n"},
      // Gaps of 2 * context lines join hunks, longer ones don't.
      {ten, {{{2, 3}, "X"}, {{8, 9}, "Y"}}, 1, "@@ -1,6 +1,6 @@\n 1\n-2\n+X\n 3\n 4\n-5\n+Y\n 6\n"},
      {ten,
       {{{2, 3}, "X"}, {{10, 11}, "Y"}},
       1,
       "@@ -1,3 +1,3 @@\n 1\n-2\n+X\n 3\n@@ -5,3 +5,3 @@\n 5\n-6\n+Y\n 7\n"},
      {ten, {{{2, 3}, "X"}, {{6, 7}, "Y"}}, 0, "@@ -2 +2 @@\n-2\n+X\n@@ -4 +4 @@\n-4\n+Y\n"},
      // Lines that come and go.
      {ten, {{{4, 4}, "new\n"}}, 0, "@@ -2,0 +3 @@\n+new\n"},
      {ten, {{{0, 0}, "new\n"}}, 0, "@@ -0,0 +1 @@\n+new\n"},
      {ten, {{{4, 6}, ""}}, 0, "@@ -3 +2,0 @@\n-3\n"},
      {ten, {{{0, 2}, ""}, {{8, 9}, "X"}}, 0, "@@ -1 +0,0 @@\n-1\n@@ -5 +4 @@\n-5\n+X\n"},
      {ten, {{{3, 4}, ""}}, 0, "@@ -2,2 +2 @@\n-2\n-3\n+23\n"},
      {ten, {{{2, 3}, "X\nY"}}, 0, "@@ -2 +2,2 @@\n-2\n+X\n+Y\n"},
      {ten, {{{2, 3}, "2\nY"}}, 0, "@@ -2,0 +3 @@\n+Y\n"},
      {"", {{{0, 0}, "new\n"}}, 3, "@@ -0,0 +1 @@\n+new\n"},
      {"a\n", {{{0, 2}, ""}}, 3, "@@ -1 +0,0 @@\n-a\n"},
      // The last line end.
      {"a",
       {{{0, 1}, "b"}},
       3,
       "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"},
      {"a\nb", {{{0, 1}, "X"}}, 3, "@@ -1,2 +1,2 @@\n-a\n+X\n b\n\\ No newline at end of file\n"},
      {"a\nb", {{{3, 3}, "\n"}}, 3, "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"},
      {"a\nb\n", {{{3, 4}, ""}}, 3, "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n"},
      {"a\nb",
       {{{2, 3}, "X"}, {{3, 3}, "Y"}},
       0,
       "@@ -2 +2 @@\n-b\n\\ No newline at end of file\n+XY\n\\ No newline at end of file\n"},
      {"a\nb\n", {{{3, 4}, ""}, {{4, 4}, "c"}}, 0, "@@ -2 +2 @@\n-b\n+bc\n\\ No newline at end of file\n"},
      // CRs are content.
      {"a\r\nb\r\n", {{{0, 1}, "X"}}, 3, "@@ -1,2 +1,2 @@\n-a\r\n+X\r\n b\r\n"},
      {"a\rb\n", {{{0, 1}, "X"}}, 3, "@@ -1 +1 @@\n-a\rb\n+X\rb\n"},
      {"a\r\nb\n", {{{1, 2}, ""}}, 0, "@@ -1 +1 @@\n-a\r\n+a\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text, row.context);
    const std::string header = row.hunks.empty() ? "" : "--- a/f\n+++ b/f\n";
    CHECK(unified_diff("f", row.text, row.edits, row.context, Color::off) == header + row.hunks);
  }
}

TEST_CASE("labels are those of git") {
  struct Row {
    std::string label;
    std::string shown;  // of the a side
  };
  const Row rows[] = {
      {"f.yaml", "a/f.yaml"},
      {"dir/f.yaml", "a/dir/f.yaml"},
      {"/etc/f.yaml", "a/etc/f.yaml"},
      {"./f.yaml", "a/f.yaml"},
      {".//./f.yaml", "a/f.yaml"},
      {".hidden", "a/.hidden"},
      {"<stdin>", "a/<stdin>"},
      {"my file.yaml", "a/my file.yaml\t"},
      {"caf\xc3\xa9", "\"a/caf\\303\\251\""},
      {"caf\xc3\xa9 x", "\"a/caf\\303\\251 x\"\t"},
      {"a\"b", "\"a/a\\\"b\""},
      {"a\\b", "\"a/a\\\\b\""},
      {"a\tb", "\"a/a\\tb\""},
      {"a\nb", "\"a/a\\nb\""},
      {"\x01\x07\x1b\x7f\xff", "\"a/\\001\\a\\033\\177\\377\""},
      {"a'b", "a/a'b"},
  };
  for (const Row& row : rows) {
    const std::string diff = unified_diff(row.label, "x\n", {{{0, 1}, "y"}}, 3, Color::off);
    std::string other = row.shown;
    other.replace(other.find("a/"), 2, "b/");
    CHECK(diff == "--- " + row.shown + "\n+++ " + other + "\n@@ -1 +1 @@\n-x\n+y\n");
  }
}

TEST_CASE("colours are those of git, and the text is harmless") {
  CHECK(unified_diff("f", "a\nb\x1b[2J\tc\xe2\x80\xae\nd\r\n\x07", {{{2, 3}, "X"}}, 3, Color::on) ==
        "\x1b[1m--- a/f\x1b[m\n\x1b[1m+++ b/f\x1b[m\n\x1b[36m@@ -1,4 +1,4 @@\x1b[m\n"
        " a\n"
        "\x1b[31m-b\\x1b[2J\tc\\u202e\x1b[m\n"
        "\x1b[32m+X\\x1b[2J\tc\\u202e\x1b[m\n"
        " d\r\n"
        " \\x07\n\\ No newline at end of file\n");
}

TEST_CASE("git apply and patch take the diffs of any edits, and take them back") {
  std::mt19937 random(20);
  for (const std::size_t context : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
    Files files;
    for (int i = 0; i < 100; ++i) {
      Case made = i % 2 == 0 ? any_case(random) : line_case(random);
      // Without context, git 2.39 cuts a line end too much when a last line without one comes or goes; it
      // does so with the diff of diff(1) as well, which is the same.
      while (context == 0 && i % 2 == 0 && !(ends_whole(made.before) && ends_whole(made.after))) {
        made = any_case(random);
      }
      files.cases.push_back(std::move(made));
      files.names.push_back("f" + std::to_string(i));
    }
    apply_and_check(files, context);
  }
}

TEST_CASE("git apply and patch find files with unusual names") {
  Files files;
  for (const char* name :
       {"plain", "a b", "a  b c", "dir /f", "caf\xc3\xa9", "caf\xc3\xa9 x", "q\"uote", "back\\slash",
        "tab\tx", "a'b", "\xff\xfe", "x\x1by", "dir/with blank/f", "-dash", "a/b/c", "#x"}) {
    files.cases.push_back({"one\ntwo\n", {{{0, 3}, "1"}}, "1\ntwo\n"});
    files.names.push_back(name);
  }
  apply_and_check(files, 3);
  files.names.back() = "new\nline";  // patch 2.8 takes no such names
  apply_and_check(files, 3, "git");
}

TEST_CASE("for edits inside lines the diff is that of diff -u") {
  if (!have("diff")) return;
  std::mt19937 random(99);
  Files files;
  for (int i = 0; i < 300; ++i) {
    files.cases.push_back(line_case(random));
    files.names.push_back("f" + std::to_string(i));
  }
  const Scratch scratch;
  files.write(scratch, "a", false);
  files.write(scratch, "b", true);
  for (const std::size_t context : {0U, 1U, 2U, 3U, 10U, 100U}) {
    const std::string command =
        "cd '" + scratch.root() + "' && diff -r -U " + std::to_string(context) + " a b >out";
    const int status = std::system(command.c_str());
    REQUIRE(status / 256 == 1);
    std::map<std::string, std::string> theirs;
    std::string* hunks = nullptr;
    const std::string out = scratch.bytes("out");
    for (std::size_t at = 0; at < out.size();) {
      const std::size_t end = out.find('\n', at) + 1;
      const std::string line = out.substr(at, end - at);
      at = end;
      if (line.starts_with("diff ")) {
        hunks = &theirs[line.substr(line.rfind('/') + 1, line.size() - line.rfind('/') - 2)];
        at = out.find('\n', out.find('\n', at) + 1) + 1;  // its two lines with names and times
      } else {
        REQUIRE(hunks != nullptr);
        *hunks += line;
      }
    }
    for (std::size_t i = 0; i < files.cases.size(); ++i) {
      const Case& made = files.cases[i];
      std::string ours = unified_diff(files.names[i], made.before, made.edits, context, Color::off);
      if (!ours.empty()) ours.erase(0, ours.find('\n', ours.find('\n') + 1) + 1);
      CAPTURE(context, made.before);
      REQUIRE(ours == theirs[files.names[i]]);
    }
  }
}

TEST_CASE("the work grows with the text, whatever the edits are like") {
  // Many edits in one long line, many lines with one edit, insertions at one line's places: each must be
  // linear.
  const std::string line(4'000'000, 'x');
  std::string lines;
  for (int i = 0; i < 400000; ++i) lines += "x\n";
  Edits in_line;
  Edits insertions;
  Edits every_line;
  for (std::size_t i = 0; i < 400000; ++i) {
    in_line.push_back({{i * 10, i * 10 + 1}, "y"});
    insertions.push_back({{i * 10, i * 10}, "y"});
    every_line.push_back({{i * 2, i * 2 + 1}, "y"});
  }
  Edits second_line = every_line;
  for (std::size_t i = 0; i < second_line.size(); ++i) {
    if (i % 2 == 0) second_line[i].text = "x";
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(unified_diff("f", line, in_line, 3, Color::off).size() > line.size());
  CHECK(unified_diff("f", line, insertions, 3, Color::off).size() > line.size());
  CHECK(unified_diff("f", lines, every_line, 3, Color::off).size() > lines.size());
  for (const std::size_t context : {std::size_t{0}, std::size_t{3}, all_lines}) {
    CHECK(unified_diff("f", lines, second_line, context, Color::on).size() > lines.size());
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  CHECK(seconds.count() < 30 * ecrify::test::slowness);
}
