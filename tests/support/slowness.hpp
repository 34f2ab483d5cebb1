// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ecrify::test {

// In a build with sanitizers: how many times as long as in others may be taken by what has a bound of time,
// and how many times fewer inputs are generated, of which the fuzz targets run more.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 20;
inline constexpr int fewer = 5;
#else
inline constexpr int slowness = 1;
inline constexpr int fewer = 1;
#endif

}  // namespace ecrify::test
