// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace ecrify::manifest {

// The instruction set of the byte searches (prefilter.hpp, screen.hpp, slice.hpp). All give the same answers;
// `plain`, one byte at a time, is the definition that the others are tested against.
enum class Simd { plain, sse2, avx2, avx512, neon };

// The instruction sets of this processor, `plain` first and the fastest last. x86-64 always has sse2, the
// others are checked at run time; aarch64 always has neon.
[[nodiscard]] const std::vector<Simd>& available_simd();
[[nodiscard]] Simd best_simd();
[[nodiscard]] std::string_view simd_name(Simd simd);

}  // namespace ecrify::manifest
