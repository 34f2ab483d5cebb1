// SPDX-License-Identifier: Apache-2.0
#include "repositories.hpp"

#include <utility>

#include "ecrify/reference/reference.hpp"

namespace ecrify::generate {

std::optional<PulledImage> pulled_image(std::string_view source, std::string_view reference) {
  const reference::NormalizeResult from = reference::normalize(source);
  const reference::NormalizeResult to = reference::normalize(reference);
  if (!from.ok() || !to.ok() || to.value.short_name) return std::nullopt;
  const auto part = [&](Span span) { return std::string(reference.substr(span.begin, span.size())); };
  PulledImage image{from.value.registry + "/" + from.value.path, part(to.value.registry_in_text),
                    part(to.value.path_in_text), part(to.value.tag), part(to.value.digest)};
  if (image.tag.empty() && image.digest.empty()) image.tag = "latest";  // what a node pulls then
  return image;
}

std::vector<Repository> repositories_of(const std::vector<PulledImage>& images) {
  std::map<std::pair<std::string, std::string>, Repository> by_name;
  for (const PulledImage& image : images) {
    Repository& one = by_name[{image.host, image.repository}];
    one.host = image.host;
    one.name = image.repository;
    one.source = image.source;
    if (image.tag.empty()) {
      one.digests.insert(image.digest);
    } else {
      std::set<std::string>& digests = one.tags[image.tag];
      if (!image.digest.empty()) digests.insert(image.digest);
    }
  }
  std::vector<Repository> all;
  for (auto& [name, one] : by_name) all.push_back(std::move(one));
  return all;
}

}  // namespace ecrify::generate
