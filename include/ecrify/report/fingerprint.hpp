// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ecrify/report/model.hpp"

namespace ecrify::report {

// The identity of an entry across runs: path of the file, finding, object (kind, namespace, name), path of
// the field without the numbers of items, reference. No line, no message, no new reference: an entry keeps
// its fingerprint when lines, items or documents move, and when the registry or the words of ecrify change.
// Entries with the same identity are told apart by `ordinal`, 0 for the first in its file. 128 bits, as 32
// hexadecimal digits.
[[nodiscard]] std::string fingerprint(const ReportEntry& entry, const File& file, std::size_t ordinal);

}  // namespace ecrify::report
