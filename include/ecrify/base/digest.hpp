// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify {

// 128 bits of a text as 32 hexadecimal digits, the same on every machine. Not for secrets.
[[nodiscard]] std::string digest_of(std::string_view text);

// A name as findings have it, which own their texts and may be as many as there are references. Names in
// Kubernetes have at most 317 bytes (those of annotations, with their prefix); what is longer than 400
// becomes its first 100, `…` and its digest, so that different names stay different.
[[nodiscard]] std::string shortened(std::string_view name);

}  // namespace ecrify
