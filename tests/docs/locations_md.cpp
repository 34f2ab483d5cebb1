// SPDX-License-Identifier: Apache-2.0
// Prints docs/locations.md from the tables that decide. `tests/docs/generated.sh --update` writes the file.
#include <iostream>
#include <string>
#include <string_view>

#include "ecrify/locate/known_fields.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/rules/rules.hpp"

using namespace ecrify::locate;

namespace {

std::string_view in_words(Action action) {
  switch (action) {
    case Action::rewrite:
      return "yes";
    case Action::warn:
      return "no, with a warning";
    case Action::tell:
      return "no, counted in one line";
    case Action::leave:
      return "no";
    case Action::enter:
      return "as the class inside";
  }
  return "";
}

std::string_view in_check(Action action) {
  switch (action) {
    case Action::rewrite:
      return "error";
    case Action::warn:
      return "warning";
    case Action::tell:
      return "one summary line, each with `-v`";
    case Action::leave:
      return "nothing";
    case Action::enter:
      return "as the class inside";
  }
  return "";
}

std::string code(std::string_view text) { return text.empty() ? "" : "`" + std::string(text) + "`"; }

void classes() {
  std::cout << "| class | what | `rewrite` changes it | `check` says |\n|---|---|---|---|\n";
  for (const ClassRow& row : class_table()) {
    std::cout << "| " << code(row.name) << " | " << row.title << " | " << in_words(row.action) << " | "
              << in_check(row.action) << " |\n";
  }
}

void precedence() {
  std::cout << "| | class | because it is |\n|---|---|---|\n";
  int number = 0;
  for (const PrecedenceRow& row : precedence_table()) {
    std::cout << "| " << ++number << " | " << code(row_of(row.cls).name) << " | " << row.why << " |\n";
  }
}

void fields() {
  std::cout << "| group | kind | field | use | |\n|---|---|---|---|---|\n";
  for (const KnownField& entry : known_fields()) {
    std::cout << "| " << (entry.group.empty() ? "core" : code(entry.group)) << " | " << code(entry.kind)
              << " | " << code(entry.path) << " | " << field_use_name(entry.use)
              << (entry.short_names == ecrify::rules::ShortNames::count ? ", short names too" : "") << " | "
              << entry.why << " |\n";
  }
}

std::string_view policy_use(PolicyUse use) {
  switch (use) {
    case PolicyUse::matches:
      return "matches images by name";
    case PolicyUse::verifies:
      return "verifies signatures of images by name";
    case PolicyUse::body:
      return "text for other objects: read as what it is";
    case PolicyUse::writes:
      return "an expression: an image that it gives to a field is a reference inside a script, all else is "
             "matched";
  }
  return "";
}

void policies() {
  std::cout << "| group | kind | field | |\n|---|---|---|---|\n";
  for (const KnownPolicy& entry : known_policies()) {
    std::cout << "| " << code(entry.group) << " | " << code(entry.kind) << " | " << code(entry.path) << " | "
              << policy_use(entry.use) << " |\n";
  }
}

std::string_view annotation_use(AnnotationUse use) {
  switch (use) {
    case AnnotationUse::image:
      return "an image that runs";
    case AnnotationUse::document:
      return "JSON with images that run: read as that";
    case AnnotationUse::artifact:
      return "fetched by a controller, or its tags are listed by one: an artifact";
  }
  return "";
}

void annotations() {
  std::cout << "| annotation | on | |\n|---|---|---|\n";
  for (const KnownAnnotation& entry : known_annotations()) {
    std::cout << "| " << code(entry.key) << " | " << (entry.kind == "*" ? "any kind" : code(entry.kind))
              << " | " << annotation_use(entry.use) << " |\n";
  }
}

void settings() {
  std::cout << "| | setting | |\n|---|---|---|\n";
  for (const KnownSetting& entry : known_settings()) {
    std::cout << "| " << (entry.form == SettingForm::flag ? "flag" : "variable, key or value") << " | "
              << code(entry.name) << " | "
              << (entry.use == SettingUse::pushed ? "where something is pushed to: ignored" : "an artifact")
              << " |\n";
  }
}

}  // namespace

int main() {
  std::cout << "<!-- Made from the tables in src/locate by tests/docs/generated.sh; edit those. -->\n"
               "# What is rewritten, what is reported, what is left alone\n\n"
               "Every place where a mapped registry is named has exactly one class, and the class decides. "
               "`ecrify explain FILE:LINE` tells it for a line of a manifest.\n\n"
               "## The classes\n\n"
               "This is what is done unless flags (`--embedded`, `--artifacts`) or the configuration "
               "(`classes:`) say "
               "otherwise.\n\n";
  classes();
  std::cout << "\nAn anchored scalar has a class on every path on which an alias or a merge key brings it "
               "somewhere: it is\n"
               "rewritten when all of them are rewritten, and refused when only some are. What would be "
               "rewritten, but depends\n"
               "on a placeholder that is filled in later, is `unresolved`.\n\n"
               "## Precedence\n\nThe first row that fits is the class.\n\n";
  precedence();
  std::cout << "\n## Fields of single kinds\n\n"
               "Besides the containers and image volumes of any pod spec, and any field `image` or "
               "`imageName` that holds "
               "one full reference. Any version of the group counts.\n\n"
               "- image: pulled by a node; rewritten\n- registry, repository: a part of an image's name; "
               "rewritten\n"
               "- url: the image behind `oci://`, pulled by a node; rewritten\n"
               "- artifact: fetched by something with a login of its own; rewritten with `--artifacts`\n"
               "- none: left alone\n\n";
  fields();
  std::cout
      << "\n## Settings of programs\n\nOf programs that read or write a registry with a login of their own. "
         "Names "
         "compare without regard to case and to `-`, `_` and `.`: `trivy.db-repository` is the variable "
         "TRIVY_DB_REPOSITORY, the key `trivy.dbRepository` of a ConfigMap, and `dbRepository` below `trivy` "
         "in "
         "values. `*` stands for words before.\n\n";
  settings();
  std::cout << "\n## Annotations\n\nOf objects, of the templates of their pods, and of any field whose name "
               "ends in "
               "`annotations`, such as `podAnnotations` of values. Others are taken for words that nothing "
               "pulls from.\n\n";
  annotations();
  std::cout
      << "\n## Values of charts\n\n"
         "What a chart renders of rewritten values is the rewrite of what it renders, wherever a value is "
         "rewritten: an image as a\n"
         "whole, its repository with or without a registry beside or above it, and texts that go through "
         "`tpl`. Its templates are\n"
         "rewritten, too, where they can be read as YAML. These are left for a pipe behind the render "
         "(`check` of the render shows each):\n\n"
         "- what only a template names: a registry or an image in an action (`default \"ghcr.io/org/app\"`), "
         "or in a template that is\n"
         "  no YAML before it is rendered;\n"
         "- a value without a registry to which the template adds one, or the container runtime docker.io "
         "(`repository: nginx`): what\n"
         "  else the chart puts it together with is not known. It is a warning where a rule would map it;\n"
         "- values of charts that are downloaded, until the parent's values say otherwise.\n\n"
         "An image in a ConfigMap or an argument is rewritten in the values, where it is one, and may be "
         "left in the render, where it is\n"
         "part of a text. Checksums that a chart makes of its own texts change with them. "
         "[integrations.md](integrations.md#charts-rendered-and-rewritten)\n"
         "has figures.\n";
  std::cout << "\n## Policies\n\nNever rewritten: after a rewrite they stop matching, and they are yours to "
               "adapt.\n\n";
  policies();
  return 0;
}
