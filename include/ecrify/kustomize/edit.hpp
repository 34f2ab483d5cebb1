// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/prove.hpp"
#include "ecrify/splice/edit.hpp"

// The edits of the images entries of one object. Pure: what the source tree has to say comes as fates.
namespace ecrify::kustomize {

// What happens to the `name` of an entry.
enum class NameFate : std::uint8_t {
  unknown,  // nobody looked at what it selects from: it stays, with a warning
  stay,     // what it selects is not rewritten in this tree
  rename,   // what it selects gets the new name
  leave,    // the user wants what it selects left alone, so the entry has to be left alone, too, or is refused
  refuse,   // neither would be right
};

struct EntryFate {
  NameFate fate = NameFate::unknown;
  // Of a refusal, also of one that depends on the entry.
  FindingId id = FindingId::kustomize_selector;
  std::string message;
  std::string help;
};

// Offsets are those of the document's text, Finding::document is 0.
struct ObjectEdits {
  std::vector<manifest::Intended> intended;  // in the tape's order
  std::vector<manifest::Added> added;        // in the tape's order
  std::vector<Finding> findings;             // in order of position, with their edits; an insertion has an empty span
  std::vector<manifest::NodeIndex>
      handled;                 // scalars that nothing else may look at: names, newNames, Argo CD's strings
  std::size_t references = 0;  // entries' references that are rewritten, or would be with a registry
  std::size_t kept = 0;        // left alone by a keep rule
  std::vector<manifest::NodeIndex> left_alone;  // scalars of entries that `is_left_alone` said yes of
  bool refused = false;
};

// `fates`: one an entry of entries_of(), as Plan::fates() has them; empty when there is no plan. Entries of
// other forms than `kustomization` need none: their `name` always stays. `is_left_alone` says of an entry that would
// change that the user wants it left as it is; where its name has to change with the images that it selects, that can't
// be, and is refused.
using IsLeftAlone = std::function<bool(const Entry&)>;
[[nodiscard]] ObjectEdits edit_object(const locate::Document& document, manifest::NodeIndex object, Form form,
                                      const std::vector<EntryFate>& fates, const Decide& decide,
                                      const IsLeftAlone& is_left_alone = {});

}  // namespace ecrify::kustomize
