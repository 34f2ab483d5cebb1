// SPDX-License-Identifier: Apache-2.0
#include "image_sources.hpp"

#include <algorithm>
#include <string>

namespace ecrify::kustomize {

void sort(ImagePairs& images) {
  std::stable_sort(images.begin(), images.end(),
                   [](const ImagePair& a, const ImagePair& b) { return a.key() < b.key(); });
  images.erase(std::unique(images.begin(), images.end(), is_alike), images.end());
}

// Names that entries of a kustomization, of its components and above it have to do with.
void ImageSources::find_interest() {
  interest_.resize(tree_.nodes().size());
  for (const NodeId id : tree_.accumulation.graph().order()) {
    std::set<NameId>& own = interest_[id];
    for (const std::size_t index : tree_.nodes()[id].entries) {
      const ImageTransform& entry = tree_.accumulation.entries()[index];
      own.insert(entry.related.begin(), entry.related.end());
    }
    for (const NodeId component : tree_.nodes()[id].components)
      own.insert(interest_[component].begin(), interest_[component].end());
    if (!tree_.spend(1 + own.size())) return;
  }
  for (auto id = tree_.accumulation.graph().order().rbegin(); id != tree_.accumulation.graph().order().rend();
       ++id) {
    for (const NodeId user : tree_.nodes()[*id].users) {
      if (!tree_.spend(1 + interest_[user].size())) return;
      interest_[*id].insert(interest_[user].begin(), interest_[user].end());
    }
  }
}

// What may come from where nobody looks, rewritten already or not; and images that no rule is about, which
// nobody looks for.
void ImageSources::add_unknown(NodeId id, bool is_open, ImagePairs& images) {
  for (const NameId one : interest_[id])
    add_unknown(id, is_open, tree_.lists.texts().id(tree_.accumulation.names().name(one)), images);
  tree_.spend(1 + interest_[id].size());
}

void ImageSources::add_unknown(NodeId id, bool is_open, NameId name, ImagePairs& images) {
  if (tree_.run.reverse) return;  // a pair is folded, whatever it selected
  const NameId mapped = tree_.lists.mapped(name, tree_.run.files[tree_.nodes()[id].file].mapping);
  const bool is_unmapped = mapped == name && !tree_.lists.is_new_name(name);
  if (!is_unmapped && !is_open) return;
  const std::uint32_t way = ways_.step(0, tree_.nodes()[id].file, {});
  for (const NameId version : tree_.lists.versions_of(name)) {
    ImagePair& as_it_is = images.emplace_back();
    as_it_is.before = as_it_is.after = {name, version};
    as_it_is.may_stay = as_it_is.unknown = true;
    as_it_is.way = way;
    if (mapped == name) continue;
    ImagePair moved = as_it_is;
    moved.after.name = mapped;
    moved.elsewhere = true;
    images.push_back(moved);
  }
}

void ImageSources::add_place(std::size_t index, const ImageName& place, ImagePairs& images) {
  if (!tree_.any_controller && !tree_.accumulation.names().is_relevant(place.name)) return;
  const RunFile& file = tree_.run.files[index];
  const NameId name = tree_.lists.texts().id(place.name);
  const NameId mapped = tree_.lists.mapped(name, file.mapping);
  const NameId after = copied_.is_edited(index, place.span) ? mapped : name;
  const bool stays = (!place.rewritten || file.refused) && mapped != name;
  const std::uint32_t way = ways_.step(0, index, place.span);
  const std::uint32_t field = field_of(place);
  for (const NameId version : tree_.lists.versions_of(name)) {
    ImagePair& image = images.emplace_back();
    image.before = {name, version};
    image.after = {after, version};
    image.may_stay = stays;
    image.field = field;
    image.way = way;
  }
  // kustomize 5.5 selects no image volumes: nothing else writes their names.
  const bool is_volume = place.path.ends_with("image.reference");
  if (is_volume && !stays && after != mapped) ways_.report(WrongBuild::Reason::stays, index, images.back());
}

// Fields are told apart by the `configurations` that name them.
std::uint32_t ImageSources::field_of(const ImageName& place) {
  const Configurations named = tree_.accumulation.graph().configurations_of(place);
  const auto at = std::find(fields_.begin(), fields_.end(), named);
  if (at == fields_.end()) fields_.push_back(named);
  return static_cast<std::uint32_t>(std::find(fields_.begin(), fields_.end(), named) - fields_.begin());
}

void ImageSources::add_places(std::size_t index, Places which, ImagePairs& images) {
  auto& known = places_[{index, which}];
  if (!known) {
    known.emplace();
    for (const ImageName& place : tree_.run.files[index].names) {
      const bool in_text = place.path.find(": ") != std::string::npos;
      if (which == Places::inline_patches && !in_text) continue;
      if (tree_.accumulation.graph().is_image_place(place, which != Places::resource) &&
          !tree_.accumulation.names().expected().contains(index, place))
        add_place(index, place, *known);
    }
    sort(*known);
  }
  tree_.spend(1 + known->size());
  images.insert(images.end(), known->begin(), known->end());
}

// Texts that replacements copy, and put together. Which of the images they work on is not followed: it
// may be any.
void ImageSources::replace(NodeId id, ImagePairs& images) {
  const Node& node = tree_.nodes()[id];
  ImagePairs added;
  for (const Replacement& replacement : node.replacements) {
    if (!replacement.is_about_images()) continue;
    std::vector<CopiedPair> sources;
    for (const std::size_t file : tree_.accumulation.graph().files_below(id)) {
      copied_.add(file, replacement, sources);
      if (!tree_.spend(1 + tree_.run.files[file].names.size())) return;
    }
    for (const Replacement::Target& target : replacement.targets) {
      const bool is_whole = target.part.delimiter.empty();
      const bool is_name = target.part.holds_name();
      report_registries(node, replacement, target.part, sources);
      if (!is_name && sources.empty()) sources.push_back({"?", "?", node.file, replacement.span, true});
      for (const CopiedPair& source : sources) {
        const std::uint32_t way = ways_.step(0, source.file, source.span);
        if (is_name) {
          ImagePair& image = added.emplace_back();
          image.before = tree_.lists.image(source.before);
          image.after = tree_.lists.image(source.after);
          image.may_stay = source.stays;
          image.way = way;
        }
        if (!is_whole) put_together(node, replacement, target.part, source, images, added);
      }
    }
  }
  images.insert(images.end(), added.begin(), added.end());
}

// `ghcr.io` or `ghcr.io/org` that is put before `/app`: no image anywhere has that name for an entry to
// select, nor a place at which it is written.
void ImageSources::report_registries(const Node& node, const Replacement& replacement,
                                     const Replacement::Part& part, const std::vector<CopiedPair>& sources) {
  if (tree_.run.reverse || part.delimiter != "/" || part.index > 0) return;
  for (const CopiedPair& source : sources) {
    const std::string image = source.after + "/image";
    if (tree_.run.mappings[tree_.run.files[node.file].mapping].of(image) == image) continue;
    WrongBuild wrong;
    wrong.why = WrongBuild::Reason::registry;
    wrong.built = node.file;
    wrong.source = wrong.where = source.file;
    wrong.place = source.span;
    wrong.entry = replacement.span;
    wrong.before = wrong.after = wrong.name = source.after;
    ways_.add(std::move(wrong));
  }
}

void ImageSources::put_together(const Node& node, const Replacement& replacement,
                                const Replacement::Part& part, const CopiedPair& source,
                                const ImagePairs& images, ImagePairs& added) {
  tree_.spend(images.size());
  const std::size_t mapping = tree_.run.files[node.file].mapping;
  for (ImagePair image : images) {
    // Nothing of a name that no rule is about stays as it is.
    if (image.given && tree_.lists.mapped(image.before.name, mapping) == image.before.name)
      image.may_stay = false;
    image.before = tree_.lists.image(with_part(tree_.lists.text(image.before), part, source.before));
    image.after = tree_.lists.image(with_part(tree_.lists.text(image.after), part, source.after));
    if (image.elsewhere && !tree_.is_same(image)) continue;  // who rewrites it looks here, too
    image.way = ways_.step(image.way, source.file, source.span);
    image.way = ways_.step(image.way, node.file, replacement.span);
    if (image.turn == 0 && !tree_.is_same(image)) {
      image.turn = image.way;
      image.why = WrongBuild::Reason::apart;
    }
    added.push_back(image);
  }
}

bool ImageSources::counts(const ImagePair& image, const Configurations& counting) const {
  const Configurations& named = fields_[image.field];
  return image.field == 0 ||
         std::any_of(named.begin(), named.end(), [&](std::size_t file) { return counting.contains(file); });
}

}  // namespace ecrify::kustomize
