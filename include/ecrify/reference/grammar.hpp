// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"

// The parts of the grammar in reference.hpp, one by one, for texts that are no whole reference: the host and
// the path of a rule, the name of a repository. Characters are those of ASCII: a locale or a Unicode letter
// never makes a name legal. Each function is linear, allocates nothing, and wants the whole text to fit.
namespace ecrify::reference {

inline constexpr std::size_t max_path_size = 255;
inline constexpr std::size_t max_tag_size = 128;

// The end of the path: the first ':' or '@' from `begin` on, or the end of the text.
[[nodiscard]] constexpr std::size_t path_end(std::string_view text, std::size_t begin) {
  while (begin < text.size() && text[begin] != ':' && text[begin] != '@') ++begin;
  return begin;
}

enum class LetterCase { exact, any };

[[nodiscard]] bool is_domain(std::string_view text);
// `path` of the grammar without its length. With LetterCase::any upper case letters count as lower case ones.
[[nodiscard]] bool is_path(std::string_view text, LetterCase letter_case = LetterCase::exact);
// `tag` of the grammar without its length.
[[nodiscard]] bool is_tag(std::string_view text);
// `digest` of the grammar, before anything is known about its algorithm.
[[nodiscard]] bool is_digest(std::string_view text);
// The error of go-digest for a text for which is_digest() holds.
[[nodiscard]] ParseError check_digest(std::string_view text);

// `sha256:<64 hex>`: container runtimes take it for an image that is on the node already.
[[nodiscard]] bool is_image_id(std::string_view text);

// True for a first component that runtimes read as a registry host: `localhost`, or anything with '.', ':' or
// an upper case letter. Otherwise it is a part of a Docker Hub name (splitDockerDomain).
[[nodiscard]] bool is_registry_component(std::string_view text);

}  // namespace ecrify::reference
