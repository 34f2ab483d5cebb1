// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/rules/rules.hpp"
#include "ecrify/splice/edit.hpp"

namespace ecrify {

enum class Direction { forward, reverse, reverse_any };

// What decides, beside the bytes: everything here comes from configuration and flags, resolved by cli/.
struct Settings {
  const rules::RuleSet* rules = nullptr;  // must outlive the call
  Direction direction = Direction::forward;
};

struct Counts {
  std::size_t documents = 0;         // slices between document markers that are not empty
  std::size_t candidates = 0;        // documents that could hold a reference and were read
  std::size_t by_scanner = 0;        // … of these by the forward scanner
  std::size_t by_yaml_cpp = 0;       // … and by yaml-cpp
  std::size_t references = 0;        // references of mapped registries in fields that are rewritten
  std::size_t kept = 0;              // left alone by a keep rule
  std::size_t not_kubernetes = 0;    // documents without apiVersion or kind that were copied through …
  std::size_t not_kubernetes_references = 0;  // … and the references of mapped registries seen in them
  std::size_t ignored = 0;           // occurrences in places that are never touched (comments, status, …)

  Counts& operator+=(const Counts& other);
};

// What one source needs. `edits` are sorted, do not overlap, and are proven: the edited text was read again and
// differs from the source in exactly these references. With `refused` nothing of this source may be written.
struct Examined {
  std::vector<splice::Edit> edits;
  std::vector<Finding> findings;  // in order of position
  Counts counts;
  bool refused = false;
};

// The whole flow for one source: slice → read → locate → decide → splice → prove. Pure: no I/O, no global state.
[[nodiscard]] Examined examine(const SourceText& source, const Settings& settings);

// Whether a finding of this id keeps `rewrite` from writing its source.
[[nodiscard]] bool blocks_writing(FindingId id);

}  // namespace ecrify
