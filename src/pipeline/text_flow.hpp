// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/pipeline.hpp"

namespace ecrify {

// What all documents of a source have in common, made once.
struct Flow {
  const Settings& settings;
  manifest::Prefilter prefilter;
  locate::Registries registries;

  static constexpr std::string_view secrets_word = "imagepullsecrets";

  explicit Flow(const Settings& settings);
  // What the rules say of a text, in the settings' direction.
  [[nodiscard]] rules::Decision decide(std::string_view text, locate::ShortNames short_names) const;
};

// Texts in texts, deeper than this, are not entered: nobody writes them, and input must not decide how deep we go.
inline constexpr std::size_t max_nesting = 4;

// All documents of a text: a source, or the value of a scalar that holds documents (`nesting` > 0). Offsets in the
// result are those of the text.
[[nodiscard]] Examined examine_text(const Flow& flow, std::string_view text, locate::Role role, std::size_t nesting);

}  // namespace ecrify
