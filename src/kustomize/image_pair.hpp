// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "accumulate.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/builds.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "name_index.hpp"

// Images on their way through kustomizations.
namespace ecrify::kustomize {

// Texts by number.
class Texts {
 public:
  NameId id(const std::string& text) {
    const auto [known, is_new] = ids_.try_emplace(text, static_cast<NameId>(texts_.size()));
    if (is_new) texts_.push_back(text);
    return known->second;
  }
  [[nodiscard]] const std::string& operator[](NameId id) const { return texts_[id]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, NameId> ids_;
};

struct Image {
  NameId name = 0;
  NameId version = 0;  // what stands behind the name; of one that came with it, `*` and what was appended
  auto operator<=>(const Image&) const = default;
};

// The way of one image through a build, before and after the rewrite.
struct ImagePair {
  Image before, after;
  bool may_stay = false;    // its place isn't rewritten, or something that isn't written worked on it
  bool unknown = false;     // nobody knows whether there is one
  bool elsewhere = false;   // … and it would be rewritten by another run
  bool given = false;       // an entry has given it its name
  std::uint32_t field = 0;  // that it stands in, where `configurations` make it an image; 0: a container's
  bool finished = false;    // half of a rewrite is finished, and an entry selects it again
  std::uint32_t way = 0;    // that it came
  std::uint32_t turn = 0;  // the part of the way behind which the two were not the same any more; 0: they are
  WrongBuild::Reason why = WrongBuild::Reason::stays;  // … and the reason
  bool left_alone = false;                             // … was an entry that the user has left alone

  [[nodiscard]] auto key() const {
    return std::tie(before, after, may_stay, unknown, elsewhere, given, field, finished);
  }
};

using ImagePairs = std::vector<ImagePair>;

[[nodiscard]] inline bool is_alike(const ImagePair& a, const ImagePair& b) { return a.key() == b.key(); }

// Names that a kustomization gathers: images, and what else counts for one from there on.
struct Gathered {
  ImagePairs images;
  Configurations configurations;
};

// The effect of one entry.
struct Effect {
  Effect(const ImageEntry* entry, std::size_t in, Selector selects)
      : image(entry), file(in), selector(std::move(selects)) {}

  const ImageEntry* image;
  std::size_t file;  // that it stands in
  Selector selector;
  NameId base = 0;      // its name without a tag
  NameId new_form = 0;  // the new form of that
  std::string tail;     // the tag in its name
  bool fixed = false;   // not written in this run, whatever becomes of what it selects
  bool of_controller = false;
  NameId new_name = 0;      // 0: none
  std::string new_version;  // a tag in the newName
  std::string version;      // from newTag and digest; "": none
};

// A list of entries, and which of them select a name.
struct EffectList {
  std::vector<Effect> effects;
  std::unordered_map<NameId, std::vector<std::size_t>>
      selecting;  // in order; of names that come up later, once they are asked for
  std::unordered_map<NameId, std::vector<std::size_t>> by_base, by_new_form;  // in order

  void add(const Effect& effect) {
    by_base[effect.base].push_back(effects.size());
    by_new_form[effect.new_form].push_back(effects.size());
    effects.push_back(effect);
  }
};
using ListPair = std::pair<EffectList, EffectList>;  // as it is, and as it would be written

}  // namespace ecrify::kustomize
