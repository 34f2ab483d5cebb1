// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/rules/ecr.hpp"
#include "escape.hpp"
#include "repositories.hpp"

namespace ecrify::generate {
namespace {

// Of one call of batch-get-image. (API reference of BatchGetImage, imageIds)
constexpr std::size_t most_image_ids = 100;

mustache::data named(std::string key, const std::string& value) {
  return mustache::data(std::move(key), value);
}

mustache::list digests_of(const std::set<std::string>& digests) {
  mustache::list list;
  for (const std::string& digest : digests) list.push_back(named("digest", digest));
  return list;
}

// A reference for each tag, and for each digest without one.
mustache::list references_of(const Repository& repository) {
  const std::string name = repository.host + "/" + repository.name;
  mustache::list list;
  for (const auto& [tag, digests] : repository.tags) {
    mustache::data one;
    one.set("reference", name + ":" + tag);
    one.set("digests", digests_of(digests));
    list.push_back(std::move(one));
  }
  for (const std::string& digest : repository.digests)
    list.push_back(named("reference", name + "@" + digest));
  return list;
}

std::string with_references(std::string_view name, const std::vector<PulledImage>& images, Escape escape) {
  mustache::list all;
  for (const Repository& repository : repositories_of(images)) {
    for (const mustache::data& one : references_of(repository)) all.push_back(one);
  }
  return render(name, named_list("references", std::move(all)), escape);
}

// A line holds nothing but a reference and digests, which the grammar of references lets hold no blank.
std::string as_it_is(std::string_view text) { return std::string(text); }

Result<std::string> lines(std::vector<PulledImage> images) {
  if (images.empty()) return std::string();  // an empty list leaves an empty line
  return with_references("prewarm_lines", images, as_it_is);
}

Result<std::string> skopeo(std::vector<PulledImage> images) {
  return with_references("prewarm_skopeo", images, shell_text);
}

// The image ids of a repository as the AWS CLI takes them, in calls.
mustache::list calls_of(const Repository& repository) {
  std::vector<std::string> ids;
  for (const auto& [tag, digests] : repository.tags) ids.push_back("imageTag=" + tag);
  for (const std::string& digest : repository.digests) ids.push_back("imageDigest=" + digest);
  mustache::list calls;
  for (std::size_t begin = 0; begin < ids.size(); begin += most_image_ids) {
    mustache::list list;
    for (std::size_t i = begin; i < std::min(begin + most_image_ids, ids.size()); ++i)
      list.push_back(named("id", ids[i]));
    mustache::data call = named("repository", repository.name);
    call.set("ids", std::move(list));
    calls.push_back(std::move(call));
  }
  return calls;
}

mustache::list expected_of(const Repository& repository) {
  mustache::list list;
  for (const auto& [tag, digests] : repository.tags) {
    for (const std::string& digest : digests) {
      mustache::data one = named("repository", repository.name);
      one.set("tag", tag);
      one.set("digest", digest);
      list.push_back(std::move(one));
    }
  }
  return list;
}

Result<std::string> aws(std::vector<PulledImage> images) {
  std::map<std::string, std::pair<mustache::list, mustache::list>>
      by_owner;  // calls, and what is expected of them
  for (const Repository& repository : repositories_of(images)) {
    const auto owner = rules::ecr_owner(repository.host);
    if (!owner) {
      return problem("the AWS CLI pulls from registries of Amazon ECR, and " + repository.host + " is none",
                     "write lines, or a script for skopeo: --as lines, --as skopeo");
    }
    auto& [calls, expected] = by_owner[*owner];
    for (const mustache::data& one : calls_of(repository)) calls.push_back(one);
    for (const mustache::data& one : expected_of(repository)) expected.push_back(one);
  }
  mustache::list registries;
  for (auto& [owner, asked] : by_owner) {
    const std::size_t slash = owner.find('/');
    mustache::data registry = named("account", owner.substr(0, slash));
    registry.set("region", owner.substr(slash + 1));
    registry.set("calls", std::move(asked.first));
    registry.set("expected", std::move(asked.second));
    registries.push_back(std::move(registry));
  }
  return render("prewarm_aws", named_list("registries", std::move(registries)), shell_text);
}

constexpr ImagesForm forms[] = {{"lines", lines}, {"aws", aws}, {"skopeo", skopeo}};

}  // namespace

std::span<const ImagesForm> prewarm_forms() { return forms; }

}  // namespace ecrify::generate
