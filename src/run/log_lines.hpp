// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/base/source.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/run/log.hpp"

namespace ecrify::run {

// The lines of the log about one source, or about a part of one: that it was read, which rule decided about
// each reference, and what was found.
void log_examination(Log& log, const SourceText& text, const Examination& examined);

}  // namespace ecrify::run
