// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/krm/results.hpp"
#include "ecrify/splice/edit.hpp"

using namespace ecrify;
using namespace ecrify::krm;

namespace {

// The list with one result about the image in it; what can't be added is the message of the failure.
std::string with_result(const std::string& bytes, const std::string& message = "seen",
                        std::size_t count = 1) {
  const SourceText text("list", bytes);
  const auto list = ResourceList::read(text);
  REQUIRE(list.ok());
  Finding finding;
  finding.id = FindingId::unmapped_image;
  finding.path = "items[0].spec.image";
  finding.reference = "ghcr.io/o/a";
  finding.replacement = "r/o/a";
  const std::size_t at = bytes.find("ghcr.io/o/a");
  if (at != std::string::npos) finding.span = {at, at + 11};
  const std::vector<FunctionResult> said(count, FunctionResult{&finding, "info", message});
  const auto edits = add_results(*list, said);
  if (!edits.ok()) return edits.failure().message;
  std::string edited = splice::apply(bytes, *edits);
  const Status proven = prove_results(*list, edited, said);
  return proven.ok() ? edited : proven.failure().message;
}

const std::string header = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n";
const std::string item =
    "- {apiVersion: v1, kind: A, metadata: {name: n, namespace: s}, spec: {image: ghcr.io/o/a}}\n";

}  // namespace

TEST_CASE("a result says what, how bad, where and in which file") {
  const std::string bytes =
      header +
      "items:\n- apiVersion: v1\n  kind: A\n  metadata:\n    name: n\n    namespace: s\n    annotations:\n"
      "      internal.config.kubernetes.io/path: a.yaml\n      internal.config.kubernetes.io/index: '3'\n  "
      "spec:\n    image: ghcr.io/o/a\n";
  const std::string results =
      "results:\n- message: \"a \\\"b\\\" \\\\x1b\"\n  severity: \"info\"\n  resourceRef:\n    apiVersion: "
      "\"v1\"\n    kind: \"A\"\n    namespace: \"s\"\n    name: \"n\"\n"
      "  field:\n    path: \"spec.image\"\n    currentValue: \"ghcr.io/o/a\"\n    proposedValue: \"r/o/a\"\n"
      "  file:\n    path: \"a.yaml\"\n    index: 3\n  tags:\n    finding: \"unmapped-image\"\n";
  std::string expected = bytes;
  expected.insert(header.size(), results);
  CHECK(with_result(bytes, "a \"b\" \x1b") == expected);
  CHECK(with_result(bytes, "", 0) == bytes);
}

TEST_CASE("results go where a list has room for them, and the rest of it stays") {
  const std::string block = "- message: \"seen\"\n  severity: \"info\"\n";
  struct Row {
    std::string bytes;
    std::string before;  // what stands before the new results …
    std::string behind;  // … and behind them
  };
  const Row rows[] = {
      {header + "items:\n" + item, header + "results:\n", "items:\n" + item},
      {header + "x: ghcr.io/o/a\n", "results:\n", header + "x: ghcr.io/o/a\n"},
      {"---\n" + header + "items:\n" + item + "...\n", "---\n" + header + "results:\n",
       "items:\n" + item + "...\n"},
      {header + "results:\n- message: old\nitems:\n" + item, header + "results:\n- message: old\n",
       "items:\n" + item},
      {header + "items:\n" + item + "results:\n- message: old\n",
       header + "items:\n" + item + "results:\n- message: old\n", ""},
      {header + "items:\n" + item + "results:\n- message: old",
       header + "items:\n" + item + "results:\n- message: old\n", ""},
      {header + "items:\n" + item + "results:\n- message: old\n...\n",
       header + "items:\n" + item + "results:\n- message: old\n", "...\n"},
  };
  for (const Row& row : rows) {
    INFO(row.bytes);
    const std::string edited = with_result(row.bytes);
    INFO(edited);
    CHECK(edited.starts_with(row.before + block));
    CHECK(edited.ends_with(row.behind));
    CHECK(edited.size() > row.bytes.size());
  }
}

TEST_CASE("a list in brackets gets its results as JSON") {
  const std::string open = R"({"apiVersion":"config.kubernetes.io/v1","kind":"ResourceList",)";
  const std::string items = R"("items":[{"apiVersion":"v1","kind":"A","spec":{"image":"ghcr.io/o/a"}}])";
  const std::string result =
      R"({"message":"seen","severity":"info","resourceRef":{"apiVersion":"v1","kind":"A"},"field":{"path":"spec.image","currentValue":"ghcr.io/o/a","proposedValue":"r/o/a"},"tags":{"finding":"unmapped-image"}})";
  struct Row {
    std::string bytes;
    std::string edited;
  };
  const Row rows[] = {
      {open + items + "}", open + R"("results":[)" + result + "]," + items + "}"},
      {open + R"("results":[],)" + items + "}", open + R"("results":[)" + result + "]," + items + "}"},
      {open + R"("results": null,)" + items + "}", open + R"("results": [)" + result + "]," + items + "}"},
      {open + R"("results":[{"message":"a","tags":{}}],)" + items + "}",
       open + R"("results":[{"message":"a","tags":{}},)" + result + "]," + items + "}"},
      {open + R"("results":[{"field":{"path":"]"}} , # ]
  ],)" + items +
           "}",
       open + R"("results":[{"field":{"path":"]"}} ,)" + result + " # ]\n  ]," + items + "}"},
      {header +
           "results:\nitems: [{\"apiVersion\":\"v1\",\"kind\":\"A\",\"spec\":{\"image\":\"ghcr.io/o/a\"}}]\n",
       header + "results: [" + result +
           "]\nitems: [{\"apiVersion\":\"v1\",\"kind\":\"A\",\"spec\":{\"image\":\"ghcr.io/o/a\"}}]\n"},
  };
  for (const Row& row : rows) {
    INFO(row.bytes);
    CHECK(with_result(row.bytes) == row.edited);
  }
}

TEST_CASE("JSON of several lines keeps its indentation, and lines keep their ends") {
  const std::string pretty =
      "{\n  \"apiVersion\": \"config.kubernetes.io/v1\",\n  \"kind\": \"ResourceList\",\n  \"items\": "
      "[{\"apiVersion\": \"v1\", \"kind\": \"A\"}]\n}\n";
  const std::string edited = with_result(pretty);
  CHECK(
      edited.find("  \"kind\": \"ResourceList\",\n  \"results\": [\n    {\n      \"message\": \"seen\",\n") !=
      std::string::npos);
  CHECK(edited.find("    }\n  ],\n  \"items\": [") != std::string::npos);
  std::string crlf;
  for (const char c : header + "items:\n" + item) crlf.append(c == '\n' ? "\r\n" : std::string(1, c));
  const std::string with_crlf = with_result(crlf);
  CHECK(with_crlf.find("results:\r\n- message: \"seen\"\r\n") != std::string::npos);
  for (std::size_t at = with_crlf.find('\n'); at != std::string::npos; at = with_crlf.find('\n', at + 1))
    CHECK(with_crlf[at - 1] == '\r');
}

TEST_CASE("where results can't be added rightly, that is said") {
  CHECK(with_result(header + "? items\n: " + item) == "the results have no room before this key");
  CHECK(with_result(header + "results: text\nitems:\n" + item) == "the results are no list");
  // A line end behind the last line would become a part of the text.
  CHECK(with_result(header + "items:\n" + item + "results:\n- message: |\n    old") ==
        "the results could not be added to the list without changing it");
}
