// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "ecrify/krm/resource_list.hpp"

using namespace ecrify;
using namespace ecrify::krm;

namespace {

const std::string header = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n";

}  // namespace

TEST_CASE("a list of each version is read, in YAML and in JSON") {
  for (const char* version : {"v1", "v1beta1", "v1alpha1"}) {
    for (const std::string& bytes :
         {"apiVersion: config.kubernetes.io/" + std::string(version) +
              "\nkind: ResourceList\nitems:\n- {apiVersion: v1, kind: Pod}\n",
          R"({"apiVersion":"config.kubernetes.io/)" + std::string(version) +
              R"(","kind":"ResourceList","items":[{"apiVersion":"v1","kind":"Pod"}]})"}) {
      INFO(bytes);
      const SourceText text("list", bytes);
      const auto list = ResourceList::read(text);
      REQUIRE(list.ok());
      CHECK(list->items().size() == 1);
    }
  }
}

TEST_CASE("items know the file that they come from, and which bytes are theirs") {
  const std::string bytes =
      "\xEF\xBB\xBF# a comment\n---\n" + header +
      "items:\n"
      "- apiVersion: v1\n  kind: Pod\n  metadata:\n    annotations: {internal.config.kubernetes.io/path: "
      "a.yaml, internal.config.kubernetes.io/index: '2'}\n"
      "- apiVersion: v1\n  kind: Pod\n  metadata: {annotations: {config.kubernetes.io/path: b.yaml, "
      "config.kubernetes.io/index: x}}\n"
      "- apiVersion: v1\n  kind: Pod\n...\n";
  const SourceText text("list", bytes);
  const auto list = ResourceList::read(text);
  REQUIRE(list.ok());
  REQUIRE(list->items().size() == 3);
  CHECK(list->items()[0].path == "a.yaml");
  CHECK(list->items()[0].index == 2U);
  CHECK(list->items()[1].path == "b.yaml");
  CHECK_FALSE(list->items()[1].index);
  CHECK(list->items()[2].path.empty());
  CHECK(list->item_at(bytes.find("'2'")) == &list->items()[0]);
  CHECK(list->item_at(bytes.find("b.yaml")) == &list->items()[1]);
  CHECK(list->item_at(bytes.find("ResourceList")) == nullptr);
  CHECK(list->item_at(0) == nullptr);
}

TEST_CASE("what is no list, or a broken one, fails with its place") {
  struct Row {
    std::string bytes;
    std::string message;  // a part of it
    std::string at;       // what stands at the place; empty: no place
  };
  const Row rows[] = {
      {"", "stdin is empty", ""},
      {"# nothing\n---\n", "holds no ResourceList", ""},
      {"text\n", "no ResourceList", "text"},
      {"- a\n", "no ResourceList", "- a"},
      {"apiVersion: v1\nkind: Pod\n", "the kind is \"Pod\"", "Pod"},
      {"apiVersion: v1\n", "has no kind", "apiVersion"},
      {"kind: ResourceList\n", "apiVersion", "kind: R"},
      {"apiVersion: config.kubernetes.io/v9\nkind: ResourceList\n", "apiVersion", "config.kubernetes.io/v9"},
      {header + "items: text\n", "no list", "text"},
      {header + "items:\n- {apiVersion: v1, kind: Pod}\n- {apiVersion: v1, kind: ''}\n", "item 1 has no kind",
       "{apiVersion: v1, kind: ''"},
      {header + "items:\n- {kind: Pod}\n", "item 0 has no apiVersion", "{kind: Pod}"},
      {header + "items:\n- [a]\n", "item 0 is no object", "[a]"},
      {header + "items: [\n", "can't be read", "\n"},
      {header + "items: []\n---\n" + header, "second document", header},
      {R"({"apiVersion":"config.kubernetes.io/v1","kind":"ResourceList"} {"a":1})", "second document",
       R"({"a":1})"},
      {header + "items:\n- {apiVersion: v1, kind: \"a\x01\"}\n", "can't be read", "\x01"},
  };
  for (const Row& row : rows) {
    INFO(row.bytes);
    const SourceText text("list", row.bytes);
    const auto list = ResourceList::read(text);
    REQUIRE_FALSE(list.ok());
    INFO(list.failure().message << " at " << list.failure().offset);
    CHECK(list.failure().message.find(row.message) != std::string::npos);
    CHECK_FALSE(list.failure().remedy.empty());
    if (row.at.empty()) {
      CHECK(list.failure().offset == no_offset);
    } else if (row.at != "\n") {
      REQUIRE(list.failure().offset <= row.bytes.size());
      CHECK(row.bytes.substr(list.failure().offset).starts_with(row.at));
    }
  }
}

TEST_CASE("other commands tell a list, and whether it is configured") {
  CHECK(list_form("kind: Pod\n") == ListForm::none);
  CHECK(list_form("text: ResourceList\n") == ListForm::none);
  CHECK(list_form(header) == ListForm::plain);
  CHECK(list_form(header + "functionConfig:\n") == ListForm::plain);
  CHECK(list_form(header + "functionConfig: {apiVersion: v1, kind: ConfigMap, data: {}}\n") ==
        ListForm::plain);
  CHECK(list_form(header + "functionConfig: {apiVersion: v1, kind: ConfigMap}\n") == ListForm::plain);
  CHECK(list_form(header + "functionConfig: {apiVersion: v1, kind: ConfigMap, data: {a: b}}\n") ==
        ListForm::configured);
  CHECK(list_form(header + "functionConfig: {apiVersion: ecrify/v1, kind: RewriteConfig}\n") ==
        ListForm::configured);
}
