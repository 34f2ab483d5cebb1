// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace ecrify::manifest {

// With which instructions the byte searches of this stage (prefilter.hpp, screen.hpp, slice.hpp) run. The
// answers are the same with all of them; `plain` is one byte at a time and is the definition the others are
// tested against.
enum class Simd { plain, sse2, avx2, neon };

// What this processor can run, `plain` first and the fastest last. x86-64 always has sse2, avx2 is asked for
// at run time; aarch64 always has neon.
[[nodiscard]] const std::vector<Simd>& available_simd();
[[nodiscard]] Simd best_simd();
[[nodiscard]] std::string_view simd_name(Simd simd);

}  // namespace ecrify::manifest
