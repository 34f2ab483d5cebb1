// SPDX-License-Identifier: Apache-2.0
#include "image_sources.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "ecrify/base/text.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t text_work = 256;   // of an image that is put together of texts
constexpr std::size_t version_work = 4;  // of an image in one of its versions

}  // namespace

void sort(ImagePairs& images) {
  const auto is_before = [](const ImagePair& a, const ImagePair& b) { return a.key() < b.key(); };
  if (!std::is_sorted(images.begin(), images.end(), is_before))
    std::stable_sort(images.begin(), images.end(), is_before);
  images.erase(std::unique(images.begin(), images.end(), is_alike), images.end());
}

// Names that entries of a kustomization, of its components and above it have to do with.
void ImageSources::find_interest() {
  interest_.resize(tree_.nodes().size());
  const auto add = [this](std::vector<NameId>& names, const std::vector<NameId>& others) {
    std::vector<NameId> both;
    std::set_union(names.begin(), names.end(), others.begin(), others.end(), std::back_inserter(both));
    names = std::move(both);
    return tree_.spend(1 + names.size() / 4);
  };
  const std::vector<NodeId>& order = tree_.accumulation.graph().order();
  for (const NodeId id : order) {
    std::vector<NameId>& own = interest_[id];
    for (const std::size_t index : tree_.nodes()[id].entries) {
      const ImageTransform& entry = tree_.accumulation.entries()[index];
      own.insert(own.end(), entry.related.begin(), entry.related.end());
      if (!tree_.spend(1 + entry.related.size())) return;
    }
    sort_unique(own);
    for (const NodeId component : tree_.nodes()[id].components) {
      if (!add(own, interest_[component])) return;
    }
  }
  for (auto id = order.rbegin(); id != order.rend(); ++id) {
    for (const NodeId user : tree_.nodes()[*id].users) {
      if (!add(interest_[*id], interest_[user])) return;
    }
  }
}

// What may come from where nobody looks, rewritten already or not; and images that no rule is about, which
// nobody looks for.
void ImageSources::add_unknown(NodeId id, bool is_open, ImagePairs& images) {
  constexpr std::size_t name_work = 4;
  if (!tree_.spend(1 + name_work * interest_[id].size())) return;
  for (const NameId one : interest_[id])
    add_unknown(id, is_open, tree_.lists.texts().id(tree_.accumulation.names().name(one)), images);
}

void ImageSources::add_unknown(NodeId id, bool is_open, NameId name, ImagePairs& images) {
  if (tree_.run.reverse) return;  // a pair is folded, whatever it selected
  const NameId mapped = tree_.lists.mapped(name, tree_.run.files[tree_.nodes()[id].file].mapping);
  const bool is_unmapped = mapped == name && !tree_.lists.is_new_name(name);
  if (!is_unmapped && !is_open) return;
  const std::uint32_t way = ways_.step(0, tree_.nodes()[id].file, {});
  for (const NameId version : tree_.lists.versions_of(name)) {
    if (!tree_.spend(version_work)) return;
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

void ImageSources::add_place(std::size_t index, const ImageName& place, KnownPlaces& known,
                             ImagePairs& images) {
  if (!tree_.any_controller && !tree_.accumulation.names().is_relevant(place.name)) return;
  const RunFile& file = tree_.run.files[index];
  const NameId name = tree_.lists.texts().id(place.name);
  const NameId mapped = tree_.lists.mapped(name, file.mapping);
  const NameId after = copied_.is_edited(index, place.span) ? mapped : name;
  ImagePair image;
  image.may_stay = (!place.rewritten || file.refused) && mapped != name;
  image.field = field_of(place);
  image.way = ways_.step(0, index, place.span);
  image.before.name = name;
  image.after.name = after;
  // kustomize 5.5 selects no image volumes: nothing else writes their names.
  const bool is_volume = place.path.ends_with("image.reference");
  if (is_volume && !image.may_stay && after != mapped) ways_.report(WrongBuild::Reason::stays, index, image);
  if (!known.emplace(name, after, image.may_stay, image.field).second) return;
  for (const NameId version : tree_.lists.versions_of(name)) {
    if (!tree_.spend(version_work)) return;
    image.before.version = image.after.version = version;
    images.push_back(image);
  }
}

// Fields are told apart by the `configurations` that name them.
std::uint32_t ImageSources::field_of(const ImageName& place) {
  Configurations named = tree_.accumulation.graph().configurations_of(place);
  const auto [known, is_new] = numbers_.try_emplace(named, static_cast<std::uint32_t>(fields_.size()));
  if (is_new) fields_.push_back(std::move(named));
  return known->second;
}

void ImageSources::add_places(std::size_t index, Places which, ImagePairs& images) {
  auto& known = places_[{index, which}];
  if (!known) {
    known.emplace();
    if (!tree_.spend(1 + tree_.run.files[index].names.size())) return;
    KnownPlaces same;
    for (const ImageName& place : tree_.run.files[index].names) {
      const bool in_text = place.path.find(": ") != std::string::npos;
      if (which == Places::inline_patches && !in_text) continue;
      if (tree_.accumulation.graph().is_image_place(place, which != Places::resource) &&
          !tree_.accumulation.names().expected().contains(index, place))
        add_place(index, place, same, *known);
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
  CopySources sources(tree_.accumulation.graph());
  for (const Replacement& replacement : node.replacements) {
    if (replacement.is_about_images()) sources.add(replacement);
  }
  if (sources.empty()) return;
  std::vector<std::vector<CopiedPair>> texts =
      copied_.read(tree_.accumulation.graph().files_below(id), sources);
  ImagePairs added;
  std::set<std::tuple<std::string, int, std::string, std::string>> known;  // what is put together
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Replacement& replacement = *sources.all()[i].replacement;
    for (const Replacement::Part& part : sources.all()[i].parts) {
      if (!tree_.spend(version_work * texts[i].size())) return;
      report_registries(node, replacement, part, texts[i]);
      if (!part.holds_name() && texts[i].empty())
        texts[i].push_back({"?", "?", node.file, replacement.span, true});
      for (const CopiedPair& source : texts[i]) {
        if (part.holds_name()) {
          ImagePair& image = added.emplace_back();
          image.before = tree_.lists.image(source.before);
          image.after = tree_.lists.image(source.after);
          image.may_stay = source.stays;
          image.way = ways_.step(0, source.file, source.span);
        }
        if (!part.delimiter.empty() &&
            known.emplace(part.delimiter, part.index, source.before, source.after).second)
          put_together(node, replacement, part, source, images, added);
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
  if (!tree_.spend(text_work * images.size())) return;
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
