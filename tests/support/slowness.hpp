// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ecrify::test {

// How many times as long as others a build with sanitizers may take for what has a bound of time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 20;
#else
inline constexpr int slowness = 1;
#endif

}  // namespace ecrify::test
