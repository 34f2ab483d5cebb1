// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/base/source.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/run/log.hpp"
#include "ecrify/run/messages.hpp"
#include "ecrify/run/options.hpp"
#include "ecrify/run/sources.hpp"

namespace ecrify::run {

// Adds the findings about a source as a whole, in order of position. The text begins as the source does and
// holds its head; the counts are those of all of it.
void tell_of_source(const Options& options, const SourceText& text, locate::Role role, Examination& examined);

// Gives findings the severities that the user chose.
void set_severities(const Options& options, Examination& examined);

// Adds the counts of a source, or of a part of it, to the totals of the run.
void count_in(const Options& options, Messages& messages, LoadedSource& loaded, RunTotals& walked);

// All of that, for a source that is there as a whole.
void complete(const Options& options, Messages& messages, LoadedSource& loaded, RunTotals& walked);

// The lines of the log about one source, or about a part of one: that it was read, which rule decided about
// each reference, and what was found.
void log_examination(Log& log, const SourceText& text, const Examination& examined);

}  // namespace ecrify::run
