// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::manifest {

// A document larger than this never goes to yaml-cpp: many small values take 67 times their size, its work
// and our tape.
inline constexpr std::size_t max_yaml_cpp_bytes = 8U << 20U;
// Nor does a collection in brackets or a scalar that is larger than this: see yaml::read_first_document.
inline constexpr std::size_t max_yaml_cpp_ahead = 1U << 20U;

// The second reader: yaml-cpp's event stream onto the same tape, for documents outside the scanner's subset.
// yaml-cpp reports where a node begins (at its anchor or tag, if it has one) and not where it ends, so each
// scalar is found again in the text and decoded by our own rules; a scalar whose value differs from
// yaml-cpp's fails the document. Fails (offset in `text`) on what yaml-cpp rejects. The text must have passed
// the screen and must hold one document with its `---` line, if any, and no more than `most` bytes.
Status read_with_yaml_cpp(std::string_view text, Tape& tape, std::size_t most = max_yaml_cpp_bytes);

}  // namespace ecrify::manifest
