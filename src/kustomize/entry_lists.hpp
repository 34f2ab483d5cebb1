// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "accumulate.hpp"
#include "ecrify/kustomize/builds.hpp"
#include "image_pair.hpp"

namespace ecrify::kustomize {

// The version that a tagSuffix makes of `:tag@digest`: it goes behind the tag, and the digest is gone then.
[[nodiscard]] std::string with_suffix(std::string_view version, std::string_view suffix);

// The result of a list of entries for one image.
struct SelectedImage {
  Image image;
  const Effect* first = nullptr;                   // that selected it, …
  const Effect* last = nullptr;                    // … and the one after which none did
  std::vector<const Effect*> of_controllers = {};  // those of them that are a controller's
  bool fixed = false;                              // one of them isn't written
};

// Entries as they are and as they would be, and the names that may reach them.
class EntryLists {
 public:
  // `is_relevant`: true for the names of files to keep.
  EntryLists(Run& run, const std::function<bool(const std::string&)>& is_relevant, Accumulation& accumulation,
             const std::vector<WrittenFile>& written);

  // The list of a file's kustomization, of its transformers, or of one of its objects for a controller.
  static constexpr std::size_t own = 0;
  static constexpr std::size_t transformers = 1;
  static constexpr std::size_t controllers = 2;
  ListPair& of(std::size_t file, std::size_t which);
  // From the entry of this number on.
  [[nodiscard]] SelectedImage apply(EffectList& list, Image image, std::size_t next = 0);
  // The image that an entry makes of one that it selects.
  [[nodiscard]] Image made_by(const Effect& effect, Image image);
  // A kustomization's entries with those of a controller among them, as they are and as they would be.
  [[nodiscard]] ListPair merged(const ListPair& lists, const ListPair& others,
                                ControllerEntries::Place place);

  [[nodiscard]] Texts& texts() { return texts_; }
  [[nodiscard]] Image image(const std::string& reference);
  [[nodiscard]] std::string text(const Image& image) const;
  // The versions that an image of this name may have: the tags that entries ask for, of this name or a new
  // form of it, and one other.
  [[nodiscard]] std::vector<NameId> versions_of(NameId name);
  // The new form of a name by one of the mappings.
  [[nodiscard]] NameId mapped(NameId name, std::size_t mapping);
  // True if another known name is mapped to this one.
  [[nodiscard]] bool is_new_name(NameId name) const { return new_names_.contains(name); }
  // True if `form` is `name`, or one of the mappings maps `name` to it.
  [[nodiscard]] bool is_form_of(NameId form, NameId name);

 private:
  void add_name(const std::string& name);
  [[nodiscard]] std::vector<NameId> selected_by(const Selector& selector);
  bool add_tails(const ImageEntry& entry);
  [[nodiscard]] EffectList list_of(std::size_t file, const std::vector<ImageEntry>& images,
                                   std::size_t which);
  [[nodiscard]] const std::vector<std::size_t>& selecting(EffectList& list, NameId name) const;
  [[nodiscard]] EffectList merged(const EffectList& list, const EffectList& others,
                                  ControllerEntries::Place place, const std::set<std::string_view>& added);

  Run& run_;
  Graph& graph_;
  const std::vector<WrittenFile>& written_;
  Texts texts_;
  std::set<NameId> added_;
  std::set<NameId> new_names_;
  NameId known_ = 0;  // names from here on come up later
  NameIndex index_;
  std::unordered_map<NameId, std::set<NameId>> tails_;
  std::vector<std::unordered_map<NameId, NameId>> names_;  // by mapping
  std::map<std::pair<std::size_t, std::size_t>, std::unique_ptr<ListPair>> lists_;
};

}  // namespace ecrify::kustomize
