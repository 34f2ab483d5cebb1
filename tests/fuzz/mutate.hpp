// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ecrify::fuzz {

// A manifest, a configuration or a tree of kustomizations, changed as people and tools change one: a field is
// taken out, doubled, moved below another with all that is in it, or comes from `other`; a value or a key
// becomes one that means something here; what stays is written in another style (quotes, blocks, flow, JSON,
// anchors, tags, comments, line ends, indentation), or embedded in a text; a tree gets a file, or another
// name for one. Most of what comes of YAML is YAML. The same of the same seed, and at most so many bytes.
std::string mutated(std::string_view text, std::string_view other, std::size_t most, std::uint32_t seed);

}  // namespace ecrify::fuzz
