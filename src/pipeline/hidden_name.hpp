// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "source_context.hpp"

namespace ecrify {

// True if escapes of double quotes hide a name that is looked for: the text names it once they are resolved,
// be they doubled as in a text in a text. Escapes are resolved wherever they are, so that the text need not
// be readable.
[[nodiscard]] bool hides_name(const SourceContext& common, std::string_view text);
// … a registry, not the key of an image.
[[nodiscard]] bool hides_registry(const SourceContext& common, std::string_view text);
// True if the word is in the text, as it is or behind such escapes.
[[nodiscard]] bool spells(std::string_view text, std::string_view word);

}  // namespace ecrify
