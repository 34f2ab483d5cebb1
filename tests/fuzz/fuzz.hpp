// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/base/result.hpp"

// What is fuzzed: each target takes any bytes and stops the process where something does not hold that must.
// libFuzzer makes the bytes (tests/fuzz/run.sh), replay.cpp takes those of tests/fuzz/corpus.
namespace ecrify::fuzz {

// Says what does not hold, and of which bytes, and aborts.
void require(bool holds, std::string_view what, std::string_view detail = {});
// That a failure says why, and of which place in these bytes.
void require_reason(const Failure& failure, std::string_view bytes);

void aws(std::string_view bytes);
void baseline(std::string_view bytes);
void config(std::string_view bytes);
void fn(std::string_view bytes);
void formats(std::string_view bytes);
void generators(std::string_view bytes);
void kustomize(std::string_view bytes);
void pattern(std::string_view bytes);
void pipeline(std::string_view bytes);
void readers(std::string_view bytes);
void reference(std::string_view bytes);
void slice(std::string_view bytes);
void suppress(std::string_view bytes);

}  // namespace ecrify::fuzz
