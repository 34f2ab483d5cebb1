// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/prove.hpp"

// The edits of the entries of one object, as rulings have them.
namespace ecrify::kustomize {

// One edit of an entry. Offsets are those of the document's text.
struct EntryEdit {
  manifest::NodeIndex node =
      manifest::no_node;  // the scalar that it is about: a name, a newName, Argo CD's string
  std::string reference;  // the reference in it
  std::string_view what;  // "an image selected by a kustomization"
  std::string
      replacement;   // what the reference becomes, in the scalar or else beside it; "" where it is removed
  std::string help;  // what is written, for people
  std::vector<Edit> edits = {};  // in order; none while no registry is known
  manifest::Changes changes = {};
  std::optional<Refusal> refusal = {};  // it can't be written
};

// `rulings`: one an entry of entries_of(). Edits of different entries do not overlap.
[[nodiscard]] std::vector<EntryEdit> edit_entries(const locate::Document& document,
                                                  const std::vector<EntryItem>& entries, Form form,
                                                  const std::vector<EntryRuling>& rulings);

}  // namespace ecrify::kustomize
