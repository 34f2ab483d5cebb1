// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "ecrify/run/sources.hpp"

namespace ecrify::run {

// The bytes of a stream that --stream holds at a time, and so the size of the largest document.
inline constexpr std::size_t stream_window = std::size_t{2} << 20U;
// And of one that only yaml-cpp can read, which takes up to 150 times as much memory.
inline constexpr std::size_t stream_most_for_yaml_cpp = std::size_t{128} << 10U;

// for_each_source() for stdin, in bounded memory: `visit` gets one part of the stream after the other, each
// of whole documents, in order, until it sets Source::stop. A document that is larger than the window, and
// input that can't be read, are reported and end it. `window` is for tests.
RunTotals for_each_part(const Options& options, const Io& io, Messages& messages, EmptyInput nothing,
                        const std::function<void(Source&)>& visit, std::size_t window = stream_window);

}  // namespace ecrify::run
