// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/pipeline.hpp"
#include "watched.hpp"

namespace ecrify {

// What all documents of a source have in common, made once.
struct Flow {
  const Settings& settings;
  const rules::Mapping& mapping;
  Watched watched;
  manifest::Prefilter prefilter;

  explicit Flow(const Settings& settings);
  [[nodiscard]] bool is_watched(const manifest::Hit& hit, Watch watch) const {
    return hit.kind == manifest::HitKind::word && watched.kind_of(hit) == watch;
  }
  // Whether the hit may be that of a reference that is rewritten.
  [[nodiscard]] bool is_about_images(const manifest::Hit& hit) const {
    return hit.kind != manifest::HitKind::word || is_watched(hit, Watch::image_key);
  }
};

// Texts in texts, deeper than this, are not entered: nobody writes them, and input must not decide how deep we go.
inline constexpr std::size_t max_nesting = 4;

// All documents of a text: a source, or the value of a scalar that holds documents (`nesting` > 0), with the suppressions
// that are about the scalar. Offsets in the result are those of the text.
[[nodiscard]] Examined examine_text(const Flow& flow, std::string_view text, locate::Role role, std::size_t nesting,
                                    const suppress::Chain& around);

// The same of a source, cut into at most so many parts that `run` examines in any order.
[[nodiscard]] Examined examine_in_parts(const Flow& flow, std::string_view text, locate::Role role, std::size_t parts, const Run& run);

// The documents of a part of a stream. What is said of the stream's head is left to tell_head().
[[nodiscard]] Examined examine_part_of(const Flow& flow, std::string_view part, locate::Role role, Continued& stream);

// What the head of a source still has to be told of, once its documents are done.
void tell_head(const Settings& settings, suppress::Head head, bool about_images, Examined& out);

}  // namespace ecrify
