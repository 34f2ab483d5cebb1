// SPDX-License-Identifier: Apache-2.0
// One place of a document and its class, for tables of the stage `locate`.
#pragma once

#include <string>
#include <string_view>

#include "ecrify/locate/document.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/read.hpp"

namespace ecrify::locate {

// Looks for ghcr.io: the default rule.
inline const rules::Mapping& github() {
  static const rules::Mapping mapping(rules::RuleSet::build({rules::default_rule()}, "").value());
  return mapping;
}

// The location of the scalar that holds the first `ghcr.io` of the text, on the first path to it.
inline Location location_in(const std::string& text, Role role = Role::object) {
  manifest::Tape tape;
  const auto read = manifest::read_document(text, tape);
  if (!read.ok()) return {};
  const Document document(text, tape);
  const manifest::NodeIndex leaf = tape.leaf_at(text.find("ghcr.io"));
  if (leaf == manifest::no_node) return {};
  const Document::Paths paths = document.paths_to(leaf);
  const Context context{role, &github()};
  return classify(context, document, paths.paths.front(), manifest::decode(text, tape[leaf]).value());
}

// Its class as the documentation names it, with what else is decided there: "argument of a builder",
// "split-image of two fields" where a sibling is a part of the reference, "split-image of a registry" where
// the repository is not known.
inline std::string class_in(const std::string& text, Role role = Role::object) {
  const Location location = location_in(text, role);
  std::string name(row_of(location.cls).name);
  if (location.builder) name += " of a builder";
  if (location.join)
    name += location.join->repository == manifest::no_node ? " of a registry" : " of two fields";
  return name;
}

struct ClassCase {
  std::string text;
  std::string cls;
  Role role = Role::object;
};

template <std::size_t N>
void check_classes(const ClassCase (&cases)[N]) {
  for (const ClassCase& row : cases) {
    INFO(row.text);
    CHECK(class_in(row.text, row.role) == row.cls);
  }
}

}  // namespace ecrify::locate
