// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "accumulate.hpp"

namespace ecrify::kustomize {

// Names that no entry could select by once they are rewritten, since the new one holds a placeholder; that
// one file would give another new name than its overlay would; or that are stand-ins for the newName of their
// kustomization. They stay where they stand, and the last entry on each way to a build writes the new name.
struct Distribution {
  std::map<std::size_t, EntryRuling> rulings;  // by index in Accumulation::entries()
  std::set<std::size_t> kept;                  // entries whose newName stays
  std::vector<std::pair<std::size_t, std::size_t>>
      ties;  // files that are written together, since one is refused

  [[nodiscard]] bool decides(std::size_t entry) const { return rulings.contains(entry); }
  [[nodiscard]] const EntryRuling& ruling(std::size_t entry) const { return rulings.at(entry); }
};

// Adds the places that stay to `out`, and a refusal for each kustomization that lacks an entry.
[[nodiscard]] Distribution distribute(Run& run, Accumulation& accumulation, Decisions& out);

// Refuses texts that no entry selects, as the data of a ConfigMap, where their builds have different targets:
// they have one text in all.
void refuse_texts(Run& run, const Accumulation& accumulation, std::vector<PlacedRefusal>& refusals);

}  // namespace ecrify::kustomize
