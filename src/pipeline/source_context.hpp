// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/pipeline/settings.hpp"
#include "ecrify/rules/mapping.hpp"
#include "watched.hpp"

namespace ecrify {

// The settings, mapping and prefilter that all documents of a source share, made once.
struct SourceContext {
  const Settings& settings;
  rules::Mapping
      mapping;     // in the scope of what is mapped, whose references are decided alike in every command …
  bool lists_all;  // … while references of other registries are looked for, too: settings.mapping
  WatchedWords watched;
  manifest::Prefilter prefilter;

  explicit SourceContext(const Settings& s)
      : settings(s),
        mapping(s.mapping->in(rules::RegistryScope::mapped)),
        lists_all(s.mapping->scope() == rules::RegistryScope::any),
        watched(s),
        prefilter(mapping.needles(), watched.words) {}

  [[nodiscard]] locate::Action action_of(const locate::Location& location) const {
    return location.builder ? locate::Action::warn : settings.actions.of(location.cls);
  }
  [[nodiscard]] bool is_watched(const manifest::Hit& hit, Watch watch) const {
    return hit.kind == manifest::HitKind::word && watched.kind_of(hit) == watch;
  }
  // True for a hit that is a name of a reference that may be rewritten, or the key of one.
  [[nodiscard]] bool is_name(const manifest::Hit& hit) const {
    return hit.kind == manifest::HitKind::host || is_watched(hit, Watch::image_key);
  }
  // … or may hide one.
  [[nodiscard]] bool is_about_images(const manifest::Hit& hit) const {
    return hit.kind == manifest::HitKind::escape || is_name(hit);
  }
};

// Texts in texts, deeper than this, are not entered: input must not decide how deep the recursion goes.
inline constexpr std::size_t max_nesting = 4;

}  // namespace ecrify
