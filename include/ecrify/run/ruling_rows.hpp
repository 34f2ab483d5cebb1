// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/base/source.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/pipeline/ruling.hpp"
#include "ecrify/report/list.hpp"

// Rulings as rows, for `list`, `explain` and the log.
namespace ecrify::run {

// The rulings that `list` shows: of references that something pulls, or, with --all, of every occurrence of a
// mapped registry, too.
enum class ListScope { pulled, all };
[[nodiscard]] bool is_listed(const Ruling& ruling, ListScope listed);

// The outcome of a ruling in its source: nothing of a source that is refused is rewritten.
[[nodiscard]] Outcome outcome_of(const Ruling& ruling, const Examination& examined);

// The row of a ruling of the source that was kept with its words.
[[nodiscard]] report::ListItem row_of(const SourceText& text, const Examination& examined,
                                      const Ruling& ruling);

}  // namespace ecrify::run
