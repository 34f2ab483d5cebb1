// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/cli/messages.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/kustomizations.hpp"

namespace ecrify::cli {

// Whether a source that is named like the values of a chart, and that nothing names as such, would be rewritten if it were
// read as values: what is split over fields there is no reference elsewhere.
[[nodiscard]] bool reads_as_values(const Options& options, const Examiner& examiner, const SourceText& text, locate::Role role,
                                   const Counts& as_objects);

// Whether values of a chart are a likely explanation of what a source holds.
enum class LikeValues { no, yes };

// What is told of a source besides what stands in its documents. The text begins as the source does and holds its head;
// the counts are those of all of it.
void tell_of_source(const SourceText& text, locate::Role role, LikeValues like, Examined& examined);

// Gives findings the severities that the user chose.
void set_severities(const Options& options, Examined& examined);

// What the documents of a source, or of a part of it, add to the sums of the run.
void count_in(const Options& options, Messages& messages, Loaded& loaded, Walked& walked);

// All of that, for a source that is there as a whole.
void complete(const Options& options, Messages& messages, Loaded& loaded, Walked& walked);

}  // namespace ecrify::cli
