// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/reference/reference.hpp"
#include "reference_testing.hpp"

using namespace ecrify;
using namespace ecrify::reference;

TEST_CASE("the text without tag and digest") {
  const std::pair<const char*, const char*> rows[] = {
      {"ghcr.io/o/a:v1", "ghcr.io/o/a"},
      {"ghcr.io:443/o/a:v1@sha256:ab", "ghcr.io:443/o/a"},
      {"nginx", "nginx"},
      {"nginx:1", "nginx"},
      {"ghcr.io/o/a:${T:-x/y:z}", "ghcr.io/o/a"},
      {"", ""},
      {"ghcr.io/${O:-x:y}/a@${D}", "ghcr.io/${O:-x:y}/a"},
      {"localhost:5000", "localhost"},
  };
  for (const auto& [text, name] : rows) CHECK(std::string(without_tag(text)) == name);
}

TEST_CASE("mask_placeholders keeps offsets") {
  struct Row {
    const char* text;
    const char* masked;
  };
  const std::vector<Row> rows = {
      {"ghcr.io/o/a:${TAG}", "ghcr.io/o/a:xxxxxx"},
      {"ghcr.io/o/a:$TAG", "ghcr.io/o/a:xxxx"},
      {"ghcr.io/o/a:v$MAJOR.$MINOR-x", "ghcr.io/o/a:vxxxxxx.xxxxxx-x"},
      {"ghcr.io/o/a:$(TAG)", "ghcr.io/o/a:xxxxxx"},
      {"ghcr.io/o/a:{{ .Values.tag }}", "ghcr.io/o/a:xxxxxxxxxxxxxxxxx"},
      {"ghcr.io/o/a:{{- .Values.tag | default \"a/b\" -}}",
       "ghcr.io/o/a:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
      {"ghcr.io/o/a:{{{x}}}", "ghcr.io/o/a:xxxxxxx"},
      {"ghcr.io/o/a:${{ github.sha }}", "ghcr.io/o/a:xxxxxxxxxxxxxxxxx"},
      {"ghcr.io/o/a:{GENERATED}", "ghcr.io/o/a:xxxxxxxxxxx"},
      {"ghcr.io/<OWNER>/a", "ghcr.io/xxxxxxx/a"},
      {"ghcr.io/<your org>/a", "ghcr.io/xxxxxxxxxx/a"},
      {"ghcr.io/o/a:%TAG%", "ghcr.io/o/a:xxxxx"},
      {"ghcr.io/o/a:@@TAG@@", "ghcr.io/o/a:xxxxxxx"},
      {"ghcr.io/o/a@@@DIGEST@@", "ghcr.io/o/a@xxxxxxxxxx"},
      {"ghcr.io/o/a:((tag))", "ghcr.io/o/a:xxxxxxx"},
      {"ghcr.io/o/a:%{tag}", "ghcr.io/o/a:xxxxxx"},
      {"ghcr.io/o/a:[[ .TAG ]]", "ghcr.io/o/a:xxxxxxxxxx"},
      {"ghcr.io/o/a:v#TAG#", "ghcr.io/o/a:vxxxxx"},
      {"ghcr.io/o/a:$[ variables.tag ]", "ghcr.io/o/a:xxxxxxxxxxxxxxxxxx"},
      {"ghcr.io/o/a:{% tag %}", "ghcr.io/o/a:xxxxxxxxx"},
      {"ghcr.io/o/a@#{DIGEST}#", "ghcr.io/o/a@xxxxxxxxxx"},
      {"ghcr.io/o/a@sha256:%s", "ghcr.io/o/a@sha256:xx"},
      {"#{REG}#/app", "xxxxxxx/app"},
      {"@REG@/app", "xxxxx/app"},
      {"[REG]/app", "xxxxx/app"},
      {"((reg))/app", "xxxxxxx/app"},
      {"${REG}/app", "xxxxxx/app"},
      {"${A:-${B}}/app", "xxxxxxxxxx/app"},
      {"${A:-${B:-{c}}}/app", "xxxxxxxxxxxxxxx/app"},
      {"${A}${B}/app", "xxxxxxxx/app"},
      {"$(IMAGE)", "xxxxxxxx"},
      {"{{ .Values.x }}", "xxxxxxxxxxxxxxx"},
      // What is none, or is not closed, stays.
      {"ghcr.io/o/a:v1", "ghcr.io/o/a:v1"},
      {"ghcr.io/o/a:${TAG", "ghcr.io/o/a:${TAG"},
      {"ghcr.io/o/${A:${TAG}", "ghcr.io/o/${A:${TAG}"},
      {"ghcr.io/o/a:$(TAG", "ghcr.io/o/a:$(TAG"},
      {"ghcr.io/o/a:{{TAG}", "ghcr.io/o/a:{xxxxx"},
      {"ghcr.io/o/a:%TAG", "ghcr.io/o/a:%TAG"},
      {"ghcr.io/o/a:%(TAG", "ghcr.io/o/a:%(TAG"},
      {"ghcr.io/o/a:%[1", "ghcr.io/o/a:%[1"},
      {"ghcr.io/o/a:<TAG", "ghcr.io/o/a:<TAG"},
      {"aa/asdf$$^/aa", "aa/asdf$$^/aa"},
      {"a:$1", "a:$1"},
      {"a:$", "a:$"},
      {"a:{}", "a:{}"},
      {"a:<>", "a:<>"},
      {"a:%%", "a:%%"},
      {"a:$()", "a:$()"},
      {"ghcr.io/o/((a)):v1", "ghcr.io/o/((a)):v1"},
      {"ghcr.io/o/a:((tag)", "ghcr.io/o/a:((tag)"},
      {"ghcr.io/o/a:[[tag]", "ghcr.io/o/a:[xxxxx"},
      {"ghcr.io/o/a:#tag", "ghcr.io/o/a:#tag"},
      {"ghcr.io/o/a:$[tag", "ghcr.io/o/a:$[tag"},
      {"ghcr.io/o/a:{% tag }", "ghcr.io/o/a:{% tag }"},
      {"a@sha256:b", "a@sha256:b"},
      {"a:${\n}", "a:${\n}"},
      {"", ""},
  };
  for (const Row& row : rows) {
    INFO("text: " << row.text);
    const Exact exact(row.text);
    const MaskedText masked = mask_placeholders(exact.view());
    CHECK(masked.text == row.masked);
    CHECK(masked.original == row.text);
    CHECK(masked.any() == (masked.text != masked.original));
  }
}

TEST_CASE("every short tag of what opens and closes placeholders is masked where it stands") {
  const std::string_view bytes = "${}<>%@#[]()as";
  std::size_t texts = 0;
  std::size_t any = 0;
  std::vector<std::string> tags{""};
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string text = "a/b:" + tags[i];
    const MaskedText masked = mask_placeholders(text);
    ++texts;
    any += masked.any() ? 1U : 0U;
    if (masked.text.size() != text.size() || masked.text.substr(0, 4) != "a/b:") FAIL("text: " << text);
    if (tags[i].size() == 4) continue;
    for (const char c : bytes) tags.push_back(tags[i] + c);
  }
  CHECK(texts == 1 + 14 + 14 * 14 + 14 * 14 * 14 + 14 * 14 * 14 * 14);
  CHECK(any > texts / 20);
}

TEST_CASE("a placeholder at the beginning is filled in by its default") {
  const std::pair<const char*, const char*> rows[] = {
      {"${X:-ghcr.io/o/a:v1}", "ghcr.io/o/a:v1"},
      {"${X-ghcr.io/o/a}", "ghcr.io/o/a"},
      {"${X:=ghcr.io/o/a}", "ghcr.io/o/a"},
      {"${X:+ghcr.io/o/a}", "ghcr.io/o/a"},
      {"${X:-ghcr.io/o/a}:${T:-v1}", "ghcr.io/o/a:${T:-v1}"},
      {"${X:-ghcr.io}/o/a", "ghcr.io/o/a"},
      {"${X:-${Y:-ghcr.io/o/a}}", "ghcr.io/o/a"},
      {"${X:-${Y:-ghcr.io}/${O}/a}:v1", "ghcr.io/${O}/a:v1"},
      {"${X:-a}-${Y:-b}", "a-${Y:-b}"},
      {"${X:-${Y}/a}", "${Y}/a"},
      {"${X}", ""},
      {"${X:?unset}", ""},
      {"${X:-}", ""},
      {"${:-a}", ""},
      {"${X:-a", ""},
      {"${X:", ""},
      {"${X", ""},
      {"${", ""},
      {"$X", ""},
      {"a${X:-b}", ""},
      {"", ""},
  };
  for (const auto& [text, filled] : rows) {
    INFO("text: " << text);
    const Exact exact(text);
    CHECK(with_default(exact.view()) == filled);
  }
}

TEST_CASE("touches") {
  const MaskedText masked = mask_placeholders("a/${B}/c:$D");
  REQUIRE(masked.spans == std::vector<Span>{{2, 6}, {9, 11}});
  CHECK_FALSE(masked.touches({0, 2}));
  CHECK(masked.touches({0, 3}));
  CHECK(masked.touches({5, 7}));
  CHECK_FALSE(masked.touches({6, 9}));
  CHECK(masked.touches({0, 11}));
  CHECK_FALSE(masked.touches({3, 3}));
}

TEST_CASE("a text with placeholders parses like one without") {
  struct Row {
    std::string text;
    std::string domain;
    std::string path;
    std::string tag;
    std::string digest;
  };
  const std::vector<Row> rows = {
      {"ghcr.io/o/a:${TAG}", "ghcr.io", "o/a", "${TAG}", ""},
      {"ghcr.io/o/a@${DIGEST}", "ghcr.io", "o/a", "", "${DIGEST}"},
      {"ghcr.io/o/a:v1@sha256:${D}", "ghcr.io", "o/a", "v1", "sha256:${D}"},
      {"ghcr.io/o/a@sha256:abc${D}", "ghcr.io", "o/a", "", "sha256:abc${D}"},
      {"ghcr.io/${ORG:-a:b@c}/a:v1", "ghcr.io", "${ORG:-a:b@c}/a", "v1", ""},
      {"${REG:-a/b}/o/a", "${REG:-a/b}", "o/a", "", ""},
      {"${A}.dkr.ecr.ca-central-1.amazonaws.com/x", "${A}.dkr.ecr.ca-central-1.amazonaws.com", "x", "", ""},
      {"$(IMAGE)", "", "$(IMAGE)", "", ""},
      // The lengths of these are not known yet.
      {"a:{{ " + repeated(200, "t") + " }}", "", "a", "{{ " + repeated(200, "t") + " }}", ""},
      {"a/{{ " + repeated(300, "t") + " }}", "a", "{{ " + repeated(300, "t") + " }}", "", ""},
  };
  for (const Row& row : rows) {
    INFO("text: " << row.text);
    const ParseResult parsed = parse(mask_placeholders(row.text));
    REQUIRE(parsed.ok());
    const Reference& r = parsed.reference;
    CHECK(r.text == row.text);
    CHECK(r.part(r.domain) == row.domain);
    CHECK(r.part(r.path) == row.path);
    CHECK(r.part(r.tag) == row.tag);
    CHECK(r.part(r.digest) == row.digest);
  }
  for (const char* text : {"ghcr.io//a:${TAG}", "ghcr.io/O/a:${TAG}", "ghcr.io/o/a:${TAG",
                           "ghcr.io/o/a:${TAG}:x", "ghcr.io/o/a@${D}@x", "ghcr.io/o/a@sha256:abc",
                           "ghcr.io/o/a:-${TAG}", "a ${B}", "ghcr.io/o/a@${D} "}) {
    INFO("text: " << text);
    CHECK_FALSE(parse(mask_placeholders(text)).ok());
  }
}
