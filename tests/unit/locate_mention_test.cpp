// SPDX-License-Identifier: Apache-2.0
// Where a registry is named in a text: the word, and how far the reference goes.
#include "catch.hpp"
#include "locate_classifying.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

// Each mention in brackets, a scheme before it in parentheses: "(https)[ghcr.io/v2]".
std::string marked(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  for (const Mention& mention : find_mentions(text, github())) {
    out += text.substr(at, mention.span.begin - at);
    if (!mention.scheme.empty()) out += "(" + std::string(mention.scheme) + ")";
    out += mention.has_repository ? "[" : "{";
    out += text.substr(mention.span.begin, mention.span.size());
    out += mention.has_repository ? "]" : "}";
    at = mention.span.end;
  }
  return out + std::string(text.substr(at));
}

struct Marked {
  std::string text;
  std::string expected;
};

}  // namespace

TEST_CASE("mentions: how far a reference goes, {…} where it names no repository") {
  const Marked rows[] = {
      {"ghcr.io/o/a", "[ghcr.io/o/a]"},
      {"ghcr.io/o/a:v1", "[ghcr.io/o/a:v1]"},
      {"ghcr.io/o/a:v1@sha256:abc", "[ghcr.io/o/a:v1@sha256:abc]"},
      {"ghcr.io", "{ghcr.io}"},
      {"ghcr.io/", "{ghcr.io/}"},
      {"GHCR.io/O/a", "[GHCR.io/O/a]"},
      {"docker pull ghcr.io/o/a:v1 && run", "docker pull [ghcr.io/o/a:v1] && run"},
      {"x='ghcr.io/o/a:v1'", "x='[ghcr.io/o/a:v1]'"},
      {"x=\"ghcr.io/o/a:v1\";", "x=\"[ghcr.io/o/a:v1]\";"},
      {"ghcr.io/o/a:v1,ghcr.io/o/b:v2", "[ghcr.io/o/a:v1],[ghcr.io/o/b:v2]"},
      {"ghcr.io/o/a:v1\nghcr.io/o/b", "[ghcr.io/o/a:v1]\n[ghcr.io/o/b]"},
      {"(ghcr.io/o/a)", "([ghcr.io/o/a])"},
      {"[ghcr.io/o/a]", "[[ghcr.io/o/a]]"},
      {"`ghcr.io/o/a:v1`", "`[ghcr.io/o/a:v1]`"},
  };
  for (const Marked& row : rows) CHECK(marked(row.text) == row.expected);
}

TEST_CASE("mentions: a sentence's punctuation is none of the reference") {
  const Marked rows[] = {
      {"See ghcr.io/o/a.", "See [ghcr.io/o/a]."},       {"at ghcr.io.", "at {ghcr.io}."},
      {"ghcr.io: a registry", "{ghcr.io}: a registry"}, {"ghcr.io/o/a: what", "[ghcr.io/o/a]: what"},
      {"ghcr.io/o/a:v1.", "[ghcr.io/o/a:v1]."},         {"ghcr.io/o/a:v1...", "[ghcr.io/o/a:v1]..."},
      {"ghcr.io, docker.io", "{ghcr.io}, docker.io"},   {"ghcr.io-", "{ghcr.io}-"},
      {"ghcr.io:443/o/a", "[ghcr.io:443/o/a]"},
  };
  for (const Marked& row : rows) CHECK(marked(row.text) == row.expected);
}

TEST_CASE("mentions: other hosts and parts of other names are none") {
  for (const std::string text :
       {"ghcr.io.evil.com/o/a", "my.ghcr.io/o/a", "ghcrXio/o/a", "ghcr.io-mirror/o/a", "xghcr.io/o/a",
        "ghcr.iox/o/a", "mirror.example.com/ghcr.io/o/a", "/cache/ghcr.io/o/a", "me@ghcr.io",
        "ghcr.io:5000/o/a", "ghcr_io/o/a", "ghcr.i", "a-ghcr.io/o/a", "a_ghcr.io/o/a", "ghcr..io/o/a", ""}) {
    INFO(text);
    CHECK(find_mentions(text, github()).empty());
  }
}

TEST_CASE("mentions: schemes stand before them, and are told") {
  const Marked rows[] = {
      {"https://ghcr.io/v2/", "https://(https)[ghcr.io/v2/]"},
      {"oci://ghcr.io/o/chart", "oci://(oci)[ghcr.io/o/chart]"},
      {"docker://ghcr.io/o/a:v1", "docker://(docker)[ghcr.io/o/a:v1]"},
      {"git+https://ghcr.io/o", "git+https://(git+https)[ghcr.io/o]"},
      {"from https://ghcr.io", "from https://(https){ghcr.io}"},
      {"oci://ghcr.io/o/a and ghcr.io/o/b", "oci://(oci)[ghcr.io/o/a] and [ghcr.io/o/b]"},
  };
  for (const Marked& row : rows) CHECK(marked(row.text) == row.expected);
}

TEST_CASE("mentions: placeholders belong to the reference") {
  const Marked rows[] = {
      {"ghcr.io/o/a:${TAG}", "[ghcr.io/o/a:${TAG}]"},
      {"ghcr.io/${ORG}/a:v1 x", "[ghcr.io/${ORG}/a:v1] x"},
      {"ghcr.io/o/a:${TAG:-v1} x", "[ghcr.io/o/a:${TAG:-v1}] x"},
      {"ghcr.io/o/a:$(params.tag) x", "[ghcr.io/o/a:$(params.tag)] x"},
      {"ghcr.io/o/a:{{ .Values.tag }} x", "[ghcr.io/o/a:{{ .Values.tag }}] x"},
      {"ghcr.io/${{ github.repository }}:v1 x", "[ghcr.io/${{ github.repository }}:v1] x"},
      {"ghcr.io/o/a:$TAG x", "[ghcr.io/o/a:$TAG] x"},
      {"ghcr.io/<OWNER>/a x", "[ghcr.io/<OWNER>/a] x"},
      {"ghcr.io/o/a:${TAG", "[ghcr.io/o/a]:${TAG"},
      {"ghcr.io/o/a > out.txt", "[ghcr.io/o/a] > out.txt"},
      {"${IMAGE:-ghcr.io/o/a:v1}", "${IMAGE:-[ghcr.io/o/a:v1]}"},
      {"${IMAGE-ghcr.io/o/a}:v1", "${IMAGE-[ghcr.io/o/a]}:v1"},
      {"${IMAGE:=ghcr.io/o/a:${TAG}}", "${IMAGE:=[ghcr.io/o/a:${TAG}]}"},
      {"${REGISTRY:-ghcr.io}/o/a", "[${REGISTRY:-ghcr.io}/o/a]"},
  };
  for (const Marked& row : rows) CHECK(marked(row.text) == row.expected);
}

TEST_CASE("mentions: a long hostile text costs its length") {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "ghcr.io.";
  CHECK(find_mentions(text, github()).empty());
  text.clear();
  for (int i = 0; i < 100000; ++i) text += "ghcr.io/${";
  CHECK_FALSE(find_mentions(text, github()).empty());
}
