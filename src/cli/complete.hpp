// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/cli/messages.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/cli/sources.hpp"
#include "ecrify/cli/tied.hpp"

namespace ecrify::cli {

// A source as a whole is both its first part and its last.
struct Part {
  bool first = true;
  bool last = true;
};

// What is told of a source besides what stands in its documents, with the severities that the user chose; and what it
// adds to the sums of the run.
void complete(const Options& options, Messages& messages, Loaded& loaded, Walked& walked, Part part = {});

}  // namespace ecrify::cli
