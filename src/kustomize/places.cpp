// SPDX-License-Identifier: Apache-2.0
#include "places.hpp"

#include <algorithm>

namespace ecrify::kustomize {

std::string Places::at(std::size_t file, Span span) const {
  const auto text = run_.text_of ? run_.text_of(run_.files[file].path) : std::nullopt;
  std::string place = run_.files[file].shown;
  if (text && span.begin <= text->size()) {
    const auto end = text->begin() + static_cast<std::ptrdiff_t>(span.begin);
    place += ":" + std::to_string(1 + std::count(text->begin(), end, '\n'));
  }
  return place;
}

std::string Places::image(const ImageTransform& entry, NameId name) { return find(entry, name, Which::any); }

std::string Places::image(const ImageTransform& entry, NameId name, bool staying) {
  return find(entry, name, staying ? Which::staying : Which::rewritten);
}

std::string Places::find(const ImageTransform& entry, NameId name, Which which) {
  std::string found = "the image " + accumulation_.name(name);
  if (searches_left_ == 0) return found;
  --searches_left_;
  if (nodes_of_.empty()) {
    for (NodeId id = 0; id < accumulation_.nodes().size(); ++id) {
      for (const std::size_t index : accumulation_.nodes()[id].entries) nodes_of_[index].push_back(id);
    }
  }
  const auto index = static_cast<std::size_t>(&entry - accumulation_.entries().data());
  for (const NodeId id : nodes_of_[index]) {
    bool done = false;
    accumulation_.visit_sources(id, name, [&](std::size_t file, const ImageName* place) {
      const bool stays = place != nullptr && (!place->rewritten || run_.files[file].refused);
      if (which != Which::any && stays != (which == Which::staying)) return true;
      found = place != nullptr ? "the image at " + at(file, place->span)
                               : "the image " + accumulation_.name(name) + ", a newName in " + run_.files[file].shown;
      done = true;
      return false;
    });
    if (done) break;
  }
  return found;
}

}  // namespace ecrify::kustomize
