// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "ecrify/findings/catalogue.hpp"

// The catalogue's rows by subject; catalogue.cpp puts them in the order of their ids.
namespace ecrify::findings {

[[nodiscard]] std::span<const CatalogueRow> reference_rows();  // about one reference
[[nodiscard]] std::span<const CatalogueRow> refusal_rows();    // why rewrite writes nothing
[[nodiscard]] std::span<const CatalogueRow> place_rows();      // places that are left alone, with a word
[[nodiscard]] std::span<const CatalogueRow> tree_rows();       // about files, and files that belong together
[[nodiscard]] std::span<const CatalogueRow> accepted_rows();   // suppressions and baselines
[[nodiscard]] std::span<const CatalogueRow> cache_rows();      // of `config verify`: the caches of AWS

}  // namespace ecrify::findings
