// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "accumulate.hpp"

namespace ecrify::kustomize {

// The name without its tag: what a newName made of it is.
[[nodiscard]] std::string base_of(const std::string& name);
// Both entries give an image the same version.
[[nodiscard]] bool same_effect(const ImageEntry& a, const ImageEntry& b);
// Of a pair, both entries make the same of an image, under whichever of its two names it comes.
[[nodiscard]] bool is_pair(const ImageEntry& old, const ImageEntry& renamed, NameMapping& mapping);

// The entries of each list by their names, and by the names that they would get.
class EntryIndex {
 public:
  EntryIndex(Run& run, const Accumulation& accumulation);

  [[nodiscard]] NameMapping& mapping_of(const ImageTransform& entry) const;
  [[nodiscard]] const ImageTransform* second_of_pair(const ImageTransform& entry) const;
  // Another entry of the list with the same effect has the new name.
  [[nodiscard]] bool has_partner(const ImageTransform& entry) const;
  // An entry for its new name with another effect.
  [[nodiscard]] const ImageTransform* of_new_name(const ImageTransform& entry) const;
  // Entries of the list with the same effect that would get the same name: other spellings of it, and the
  // entry itself.
  [[nodiscard]] std::vector<const ImageTransform*> spellings_of(const ImageTransform& entry) const;
  [[nodiscard]] bool is_alone(const ImageTransform& entry) const;  // of its name

  using Fits = std::function<bool(const ImageTransform&)>;
  // Another entry of the list that has a name, or gets it in the other direction.
  [[nodiscard]] const ImageTransform* by_name(const std::string& name, const ImageTransform& entry,
                                              const Fits& fits) const {
    return partner(by_name_, name, entry, fits);
  }
  [[nodiscard]] const ImageTransform* by_forward(const std::string& name, const ImageTransform& entry,
                                                 const Fits& fits) const {
    return partner(by_forward_, name, entry, fits);
  }

 private:
  using Index = std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>>;
  [[nodiscard]] const ImageTransform* partner(const Index& by, const std::string& name,
                                              const ImageTransform& entry, const Fits& fits) const;

  Run& run_;
  const Accumulation& accumulation_;
  Index by_name_, by_new_form_, by_forward_;  // the last one in reverse alone
};

}  // namespace ecrify::kustomize
