// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/pipeline.hpp"

namespace ecrify {

// What all documents of a source have in common, made once.
struct Flow {
  // Words that the prefilter looks for besides registries.
  enum class Word : std::uint8_t { image, pull_secrets, suppression };

  const Settings& settings;
  std::vector<Word> words;
  manifest::Prefilter prefilter;
  locate::Registries registries;
  manifest::Prefilter suppression_filter;  // for a document that is read

  explicit Flow(const Settings& settings);
  // What the rules say of a text, in the settings' direction.
  [[nodiscard]] rules::Decision decide(std::string_view text, locate::ShortNames short_names) const;
  [[nodiscard]] bool is_word(const manifest::Hit& hit, Word word) const {
    return hit.kind == manifest::HitKind::word && words[hit.needle] == word;
  }
  // Whether the hit may be that of a reference.
  [[nodiscard]] bool is_about_images(const manifest::Hit& hit) const {
    return hit.kind != manifest::HitKind::word || is_word(hit, Word::image);
  }
};

// Texts in texts, deeper than this, are not entered: nobody writes them, and input must not decide how deep we go.
inline constexpr std::size_t max_nesting = 4;

// All documents of a text: a source, or the value of a scalar that holds documents (`nesting` > 0), with the suppressions
// that are about the scalar. Offsets in the result are those of the text.
[[nodiscard]] Examined examine_text(const Flow& flow, std::string_view text, locate::Role role, std::size_t nesting,
                                    const suppress::Chain& around);

}  // namespace ecrify
