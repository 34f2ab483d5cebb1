// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <string>
#include <vector>

#include "escape.hpp"
#include "repositories.hpp"

namespace ecrify::generate {
namespace {

mustache::data copy_of(const Repository& repository, const std::string& from, const std::string& to) {
  mustache::data copy;
  copy.set("source", repository.source + from);
  copy.set("target", repository.host + "/" + repository.name + to);
  return copy;
}

// A tag that is pinned is copied as what it is pinned to, wherever it has moved since; of several digests for
// one tag the first gets it.
mustache::list copies_of(const std::vector<PulledImage>& images) {
  mustache::list list;
  for (const Repository& repository : repositories_of(images)) {
    std::set<std::string> digests = repository.digests;
    for (const auto& [tag, pinned] : repository.tags) {
      list.push_back(copy_of(repository, pinned.empty() ? ":" + tag : "@" + *pinned.begin(), ":" + tag));
      if (pinned.size() > 1) digests.insert(std::next(pinned.begin()), pinned.end());
    }
    for (const std::string& digest : digests) list.push_back(copy_of(repository, "@" + digest, "@" + digest));
  }
  return list;
}

Result<std::string> skopeo_copies(std::vector<PulledImage> images) {
  return render("mirror_skopeo", named_list("copies", copies_of(images)), shell_text);
}

Result<std::string> regsync(std::vector<PulledImage> images) {
  return render("mirror_regsync", named_list("copies", copies_of(images)), json_text);
}

constexpr ImagesForm mirrors[] = {{"skopeo", skopeo_copies}, {"regsync", regsync}};

}  // namespace

std::span<const ImagesForm> mirror_forms() { return mirrors; }

}  // namespace ecrify::generate
