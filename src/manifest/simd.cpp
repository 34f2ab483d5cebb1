// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/simd.hpp"

#include "loops.hpp"

namespace ecrify::manifest {

namespace {

std::vector<Simd> ask_processor() {
  std::vector<Simd> found{Simd::plain};
#if defined(__x86_64__)
  found.push_back(Simd::sse2);
  // Processors that have one of them without the others are of no concern.
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
    found.push_back(Simd::avx2);
  if (found.back() == Simd::avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    found.push_back(Simd::avx512);
#elif defined(__aarch64__)
  found.push_back(Simd::neon);
#endif
  return found;
}

}  // namespace

const std::vector<Simd>& available_simd() {
  static const std::vector<Simd> available = ask_processor();
  return available;
}

Simd best_simd() {
  static const Simd best = available_simd().back();
  return best;
}

std::string_view simd_name(Simd simd) {
  switch (simd) {
    case Simd::plain:
      return "plain";
    case Simd::sse2:
      return "sse2";
    case Simd::avx2:
      return "avx2";
    case Simd::avx512:
      return "avx512";
    case Simd::neon:
      return "neon";
  }
  return "";
}

namespace loops {

const Loops* loops_of(Simd simd) {
#if defined(__x86_64__)
  if (simd == Simd::sse2) return &sse2_loops;
  if (simd == Simd::avx2) return &avx2_loops;
  if (simd == Simd::avx512) return &avx512_loops;
#elif defined(__aarch64__)
  if (simd == Simd::neon) return &neon_loops;
#endif
  (void)simd;
  return nullptr;
}

}  // namespace loops
}  // namespace ecrify::manifest
