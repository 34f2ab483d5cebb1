// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/baseline/baseline.hpp"

using namespace ecrify;
using namespace ecrify::baseline;

namespace {

const std::string header = "{\"ecrify-baseline\":1}\n";

Finding finding(std::string path, std::string reference, std::string name = "web") {
  Finding made;
  made.path = std::move(path);
  made.reference = std::move(reference);
  made.resource = {"apps/v1", "Deployment", std::move(name), "prod"};
  return made;
}

}  // namespace

TEST_CASE("what a finding is known by") {
  struct Row {
    std::string path;
    std::string reference;
    std::string known_path;
    std::string known_reference;
  };
  const std::string digest = "@sha256:" + std::string(64, 'a');
  const Row rows[] = {
      {"spec.containers[0].image", "ghcr.io/o/a:v1", "spec.containers[].image", "ghcr.io/o/a"},
      {"spec.containers[12].image", "ghcr.io/o/a" + digest, "spec.containers[].image", "ghcr.io/o/a"},
      {"a[0][1]", "ghcr.io:443/o/a:v1" + digest, "a[][]", "ghcr.io:443/o/a"},
      {"data[\"a[3].b\"]: spec[1]", "ghcr.io/o/a:${TAG:-v1/x}", "data[\"a[3].b\"]: spec[]", "ghcr.io/o/a"},
      {"data[\"a\\\"[3]\"][4]", "ghcr.io", "data[\"a\\\"[3]\"][]", "ghcr.io"},
      {"", "", "", ""},
      {"a", "\xff", "a", "\xEF\xBF\xBD"},
  };
  for (const Row& row : rows) {
    INFO(row.path << " " << row.reference);
    const Identity identity = identity_of(finding(row.path, row.reference), "deploy/a.yaml");
    CHECK(identity.path == row.known_path);
    CHECK(identity.reference == row.known_reference);
    CHECK(identity.kind == "Deployment");
    CHECK(identity.id == "unmapped-image");
  }
}

TEST_CASE("the file is sorted, says nothing twice, and reads back as it was written") {
  std::vector<BaselineEntry> entries;
  for (const std::string file : {"b.yaml", "a.yaml", "b.yaml", "\x1b[31m\xc2\x9b\xff\n\xe2\x80\xae.yaml"}) {
    entries.push_back({identity_of(finding("x[1].image", "ghcr.io/o/a:1"), file), 1, no_offset});
  }
  const std::string text = text_of(entries);
  CHECK(text == header +
                    "{\"file\":\"\\u001b[31m\\u009b\\ufffd\\n\\u202e.yaml\",\"kind\":\"Deployment\","
                    "\"namespace\":\"prod\",\"name\":\"web\","
                    "\"path\":\"x[].image\",\"reference\":\"ghcr.io/o/a\",\"id\":\"unmapped-image\"}\n"
                    "{\"file\":\"a.yaml\",\"kind\":\"Deployment\",\"namespace\":\"prod\",\"name\":\"web\","
                    "\"path\":\"x[].image\",\"reference\":"
                    "\"ghcr.io/o/a\",\"id\":\"unmapped-image\"}\n"
                    "{\"file\":\"b.yaml\",\"kind\":\"Deployment\",\"namespace\":\"prod\",\"name\":\"web\","
                    "\"path\":\"x[].image\",\"reference\":"
                    "\"ghcr.io/o/a\",\"id\":\"unmapped-image\",\"count\":2}\n");
  const Result<std::vector<BaselineEntry>> read = parse(SourceText("b", text));
  REQUIRE(read.ok());
  REQUIRE(read->size() == 3);
  CHECK((*read)[0].identity ==
        identity_of(finding("x[1].image", "ghcr.io/o/a:1"), "\x1b[31m\xc2\x9b\xff\n\xe2\x80\xae.yaml"));
  CHECK((*read)[2].count == 2);
  CHECK(text_of(*read) == text);
  CHECK(text_of({}) == header);
}

TEST_CASE("blank lines and CRLF are no matter") {
  const std::string text =
      "\n\xEF\xBB\xBF{\"ecrify-baseline\":1}\r\n\r\n {\"file\":\"a\",\"id\":\"automation\"} \r\n";
  CHECK(parse(SourceText("b", text)).ok());
}

TEST_CASE("a malformed baseline is told with its place and what to do") {
  struct Row {
    std::string text;
    std::size_t line;
    std::size_t column;
    std::string message;
    std::string remedy;
  };
  const Row rows[] = {
      {"", 1, 1, "it is empty", "--write-baseline"},
      {"\n\n", 1, 1, "it is empty", ""},
      {"[]\n", 1, 1, "its first line is not", ""},
      {"apiVersion: v1\n", 1, 1, "its first line is not", "remove the file"},
      {"{\"file\":\"a\",\"id\":\"automation\"}\n", 1, 1, "its first line is not", ""},
      {"{\"ecrify-baseline\":2}\n", 1, 2, "another version", "update ecrify"},
      {"{\"ecrify-baseline\":1,\"x\":1}\n", 1, 2, "another version", ""},
      {header + "{\"file\":\n", 2, 9, "no JSON", ""},
      {header + "not json\n", 2, 2, "no JSON", ""},
      {header + "{\"file\":\"a\",\"count\":1e999}\n", 2, 1, "no JSON", ""},
      {header + "7\n", 2, 1, "no JSON object", ""},
      {header + "<<<<<<< HEAD\n", 2, 1, "a conflict of a merge", "remove the markers"},
      {header + "{}\n", 2, 1, "names no file", ""},
      {header + "{\"file\":\"a\"}\n", 2, 1, "has no id", ""},
      {header + "{\"id\":\"automation\"}\n", 2, 1, "names no file", ""},
      {header + "{\"file\":3,\"id\":\"automation\"}\n", 2, 2, "file must be a text", ""},
      {header + "{\"file\":\"a\",\"id\":\"unmaped-image\"}\n", 2, 13, "unknown finding \"unmaped-image\"",
       "did you mean \"unmapped-image\"?"},
      {header + "{\"file\":\"a\",\"id\":\"automation\",\"nme\":\"x\"}\n", 2, 31, "unknown key \"nme\"",
       "did you mean \"name\"?"},
      {header + "{\"file\":\"a\",\"id\":\"automation\",\"count\":0}\n", 2, 31, "count must be", ""},
      {header + "{\"file\":\"a\",\"id\":\"automation\",\"count\":-1}\n", 2, 31, "count must be", ""},
      {header + "{\"file\":\"a\",\"id\":\"automation\",\"count\":1.5}\n", 2, 31, "count must be", ""},
      {header + "{\"file\":\"a\",\"id\":\"automation\",\"count\":99999999999999999999}\n", 2, 31,
       "count must be", ""},
      {header + "{\"file\":\"\xff\",\"id\":\"automation\"}\n", 2, 10, "no JSON", ""},
      {header + std::string("{\"file\":\"a\0\"}\n", 14), 2, 11, "no JSON", ""},
      {header + std::string(100'000, '[') + "\n", 2, 100'001, "no JSON", ""},
  };
  for (const Row& row : rows) {
    INFO(row.text.substr(0, 200));
    const SourceText source("baseline", row.text);
    const auto read = parse(source);
    REQUIRE_FALSE(read.ok());
    INFO(read.failure().message);
    CHECK(read.failure().message.find(row.message) != std::string::npos);
    CHECK(read.failure().remedy.find(row.remedy) != std::string::npos);
    CHECK_FALSE(read.failure().remedy.empty());
    CHECK(read.failure().file == "baseline");
    const Position position = source.position(read.failure().offset);
    CHECK(position.line == row.line);
    CHECK(position.column == row.column);
  }
}
