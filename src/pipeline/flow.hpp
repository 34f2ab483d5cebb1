// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/locate/mention.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/pipeline/settings.hpp"
#include "watched.hpp"

namespace ecrify {

// What all documents of a source have in common, made once.
struct Flow {
  const Settings& settings;
  Watched watched;
  manifest::Prefilter prefilter;
  locate::Registries registries;  // that are looked for, in the settings' scope …
  locate::Registries sources;     // … and those that are mapped

  explicit Flow(const Settings& settings);
  // The decision about a text, in the settings' direction.
  [[nodiscard]] rules::Decision decide(std::string_view text, locate::ShortNames short_names) const;
  [[nodiscard]] locate::Action action_of(const locate::Location& location) const {
    return location.builder ? locate::Action::warn : settings.actions.of(location.cls);
  }
  [[nodiscard]] bool is_forward() const { return settings.direction == Direction::forward; }
  [[nodiscard]] bool is_watched(const manifest::Hit& hit, Watch watch) const {
    return hit.kind == manifest::HitKind::word && watched.kind_of(hit) == watch;
  }
  // Whether the hit may be that of a reference that is rewritten.
  [[nodiscard]] bool is_about_images(const manifest::Hit& hit) const {
    return hit.kind != manifest::HitKind::word || is_watched(hit, Watch::image_key);
  }
};

// Texts in texts, deeper than this, are not entered: input must not decide how deep the recursion goes.
inline constexpr std::size_t max_nesting = 4;

}  // namespace ecrify
