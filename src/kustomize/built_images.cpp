// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/built_images.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "accumulate.hpp"
#include "entry_lists.hpp"

namespace ecrify::kustomize {
namespace {

// An image on its way: the place that it comes from, and what entries have made of it.
struct BuiltImage {
  std::size_t file = 0;
  std::size_t place = 0;  // in the file's names
  std::string name;
  GivenVersion given;
  bool operator<(const BuiltImage& other) const {
    return std::tie(file, place, name, given) < std::tie(other.file, other.place, other.name, other.given);
  }
};
using Images = std::set<BuiltImage>;

constexpr std::size_t most_depth = 100;  // of kustomizations in each other
constexpr std::size_t image_copy_work = 8;

class ImageBuild {
 public:
  explicit ImageBuild(Run& run)
      : run_(run), accumulation_(run), met_(accumulation_.entries().size(), false) {}

  Builds build() {
    Images all;
    for (NodeId id = 0; id < accumulation_.nodes().size(); ++id) {
      const Node& node = accumulation_.nodes()[id];
      if (!node.users.empty()) continue;
      all.merge(made_by(id, {}, 0));
      if (accumulation_.bounded()) return {};
    }
    Builds builds;
    builds.known = true;
    for (const BuiltImage& image : all) {
      builds.images.push_back(
          {image.file, run_.files[image.file].names[image.place].span, image.name, image.given});
    }
    for (std::size_t i = 0; i < met_.size(); ++i) {
      const ImageTransform& entry = accumulation_.entries()[i];
      const GivenVersion given = given_by(*entry.image, {}, Times::once);
      if (met_[i] || !given.version || entry.selector.is_pattern()) continue;
      const std::string name(entry.image->new_name.empty() ? std::string(entry.selector.base())
                                                           : std::string(image_name(entry.image->new_name)));
      builds.entries.push_back({entry.file, entry.image->span, name + *given.version});
    }
    return builds;
  }

 private:
  enum class Times { once, twice };

  // A suffix counts where neither a tag nor a digest stands beside it.
  static GivenVersion given_by(const ImageEntry& entry, GivenVersion before, Times times) {
    if (!entry.new_tag.empty() || !entry.digest.empty()) {
      return {(entry.new_tag.empty() ? "" : ":" + entry.new_tag) +
                  (entry.digest.empty() ? "" : "@" + entry.digest),
              ""};
    }
    before.suffix += entry.tag_suffix;
    if (times == Times::twice) before.suffix += entry.tag_suffix;
    return before;
  }

  // An entry works on containers at any depth, then on those of pods and of templates below `spec`, where
  // these still have a name that it selects. (https://github.com/kubernetes-sigs/kustomize/issues/4814)
  [[nodiscard]] static Times times_of(const ImageTransform& entry, const std::string& name,
                                      std::string_view path) {
    if (path.starts_with("items[")) path.remove_prefix(std::min(path.find("].") + 2, path.size()));
    constexpr std::string_view spec = "spec.";
    constexpr std::string_view of_template = "template.spec.";
    if (!path.starts_with(spec)) return Times::once;
    path.remove_prefix(spec.size());
    if (path.starts_with(of_template)) path.remove_prefix(of_template.size());
    const bool is_container = path.starts_with("containers[") || path.starts_with("initContainers[");
    const bool is_image = path.substr(std::min(path.find(']'), path.size())) == "].image";
    return is_container && is_image && entry.selector.selects(name) ? Times::twice : Times::once;
  }

  bool spend(std::size_t work) { return accumulation_.graph().spend(work); }

  // Kustomizations without components make the same for everybody who uses them.
  // NOLINTNEXTLINE(misc-no-recursion): most_depth
  Images made_by(NodeId id, const Images& given, std::size_t depth) {
    const Node& node = accumulation_.nodes()[id];
    if (depth > most_depth || !spend(1)) return given;
    if (!node.component) {
      const auto [known, is_new] = made_.try_emplace(id);  // empty meanwhile: kustomize refuses a circle
      if (!is_new) return known->second;
    }
    Images images = given;
    for (const NodeId kid : node.kids) images.merge(made_by(kid, {}, depth + 1));
    for (const std::size_t file : node.resources) add_places(file, false, images);
    for (const NodeId component : node.components) images = made_by(component, images, depth + 1);
    for (const std::size_t file : node.patches) add_places(file, true, images);
    for (const std::size_t entry : node.entries) apply(entry, images);
    spend(1 + image_copy_work * images.size());
    if (!node.component) made_[id] = images;
    return images;
  }

  void add_places(std::size_t file, bool in_patch, Images& images) {
    const std::vector<ImageName>& names = run_.files[file].names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (accumulation_.graph().is_image_place(names[i], in_patch))
        images.insert({file, i, names[i].name, {}});
    }
  }

  void apply(std::size_t index, Images& images) {
    const ImageTransform& entry = accumulation_.entries()[index];
    if (!spend(1 + image_copy_work * images.size())) return;
    Images after;
    for (const BuiltImage& image : images) {
      // One that selects by tag as well may leave the image as it is.
      const bool by_tag = !entry.selector.tail().empty();
      const bool selected = by_tag ? image.name == entry.selector.base() : entry.selector.selects(image.name);
      if (!selected || by_tag) after.insert(image);
      if (!selected) continue;
      met_[index] = true;
      BuiltImage changed = image;
      if (!entry.image->new_name.empty()) changed.name = image_name(entry.image->new_name);
      const std::string& path = run_.files[image.file].names[image.place].path;
      changed.given = given_by(*entry.image, image.given, times_of(entry, changed.name, path));
      after.insert(std::move(changed));
    }
    images = std::move(after);
  }

  Run& run_;
  Accumulation accumulation_;
  std::vector<bool> met_;  // by entry
  std::map<NodeId, Images> made_;
};

}  // namespace

std::string GivenVersion::of(const std::string& own) const {
  const std::string whole = version.value_or(own);
  return suffix.empty() ? whole : with_suffix(whole, suffix);
}

Builds builds_of(Run& run) { return ImageBuild(run).build(); }

}  // namespace ecrify::kustomize
