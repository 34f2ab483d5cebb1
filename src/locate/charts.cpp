// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/upstreams.hpp"
#include "names.hpp"
#include "values.hpp"

namespace ecrify::locate {
namespace {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

bool is_values_key(std::string_view key) {
  return key == "values" || key == "valuesObject" || key == "valuesInline" || key == "valuesContent" ||
         key == "valuesTemplate" || key == "helmValues";
}

// `hub` is Istio's word for it.
bool is_registry_key(std::string_view key) {
  return key == "hub" || ends_with_word(key, "registry") || ends_with_word(key, "registryurl");
}
bool is_repository_key(std::string_view key) {
  return ends_with_word(key, "repository") || ends_with_word(key, "repo");
}

bool has_tag_beside(const Place& place) {
  return place.has_sibling("tag") || place.has_sibling("digest") || place.has_sibling("pullPolicy") ||
         place.has_sibling("imagePullPolicy") || place.has_sibling("tagOverride") || place.has_sibling("sha");
}

// The registry of all of a chart's images, by the names that charts give it, at the top of the values.
bool is_registry_of_chart(const Place& place) {
  constexpr std::string_view names[] = {
      "registry",          "hub",         "containerRegistry", "dockerRegistry",
      "imageRegistry",     "registryUrl", "defaultRegistry",   "systemDefaultRegistry",
      "container-registry"};
  return std::find(std::begin(names), std::end(names), place.key()) != std::end(names) &&
         is_top_of_values(place);
}

bool image_is_above(const Place& place) {
  return contains_word(place.key(1), "image") || contains_word(place.key(2), "image");
}

// `{registry: ghcr.io, repository: ghcr.io/org/app}`: nobody joins the two, the repository is the whole name.
// It stays that when it was rewritten and the registry beside it was not.
bool is_whole_name(const Place& place, std::string_view repository, std::string_view registry) {
  if (place.context.mapping->is_target(repository)) return true;
  // `{registry: ghcr.io/org, image: ghcr.io/other/app:v1}`, too: both begin with a host.
  const auto is_of_source = [&](std::string_view name) {
    return place.context.mapping->names(name.substr(0, name.find('/')));
  };
  if (is_of_source(repository) && is_of_source(registry)) return true;
  return repository.size() > registry.size() && repository.starts_with(registry) &&
         repository[registry.size()] == '/';
}

// The scalar that holds the other half of the image of which the field is the registry, or no_node. Of a
// registry beside which the whole name stands, it is the registry itself.
NodeIndex other_half(const Place& place) {
  const std::string_view key = place.key();
  const auto is_text = [&](NodeIndex node) {
    return node != no_node && place.document.tape()[node].kind == NodeKind::scalar &&
           !place.document.text(node).empty();
  };
  if (key == "registry" || key == "hub") {
    for (const std::string_view other : {"repository", "name", "image", "repo"}) {
      const NodeIndex node = place.beside(other);
      if (is_text(node))
        return is_whole_name(place, place.sibling(other), place.value) ? place.step(0).node : node;
    }
  }
  // `fooRegistry` goes with `fooRepository`.
  if (key.size() > 8 && ends_with_word(key, "registry")) {
    const std::string stem(key.substr(0, key.size() - 8));
    for (const std::string& other : {stem + "Repository", stem + "_repository", stem + "Name", stem}) {
      const NodeIndex node = place.beside(other);
      if (is_text(node))
        return is_whole_name(place, place.document.text(node), place.value) ? place.step(0).node : node;
    }
  }
  return no_node;
}

// The last part of a name of three: of `{registry, repository: library, name: postgres}`, of `{registry,
// repository: org, image: app}`, and of `{imageRegistry, imageRepository: org, imageName: app}`. no_node
// where the repository is the rest of the name.
NodeIndex last_part(const Place& place, NodeIndex repository) {
  const auto part = [&](const std::string& key) {
    const NodeIndex node = place.beside(key);
    const bool is_text = node != no_node && place.document.tape()[node].kind == NodeKind::scalar;
    return is_text && !place.document.text(node).empty() ? node : no_node;
  };
  const std::string_view key = place.key();
  const std::string stem(key.substr(0, key.size() - std::min<std::size_t>(key.size(), 8)));
  if (!stem.empty() && repository == place.beside(stem + "Repository")) return part(stem + "Name");
  if (repository != place.beside("repository")) return no_node;
  if (const NodeIndex image = part("image"); image != no_node) return image;
  // A name beside `org/app` is one of the container.
  const bool is_owner = place.document.text(repository).find('/') == std::string::npos;
  return is_owner && place.has_sibling("tag") && image_is_above(place) ? part("name") : no_node;
}

// `ghcr.io/org` of a registry in which each name has an owner: it is no image, more stands behind it.
bool is_owner_alone(std::string_view begin, std::string_view end = "") {
  const bool is_no_name =
      std::any_of(end.begin(), end.end(), is_upper) && !reference::may_hold_placeholder(end);
  if (is_no_name) return false;  // nor is it with a name behind it
  const std::size_t host = std::min(begin.find('/'), begin.size());
  const auto slashes = std::count(begin.begin(), begin.end(), '/') + std::count(end.begin(), end.end(), '/');
  const rules::Upstream* const upstream = rules::find_upstream(lower_case(begin.substr(0, host)));
  return upstream != nullptr && upstream->has_owners && slashes == 1;
}

// What stands between the two: `{registry, namespace, name}`, `{registry, organization, repository}`, and
// `{registry, repository: library, name: postgres}` with the repository itself.
Join join_with_middle(const Place& place, NodeIndex registry, NodeIndex other) {
  // No URL, folder of a file system, sentence or number: fields beside an image may be about anything.
  const auto is_part_of_name = [&](NodeIndex node) {
    if (node == no_node || place.document.tape()[node].kind != NodeKind::scalar) return false;
    const std::string text = place.document.text(node);
    return !text.empty() && text.front() != '/' && text.find("://") == std::string::npos &&
           text.find_first_of(" \t\r\n") == std::string::npos &&
           !std::all_of(text.begin(), text.end(), is_digit);
  };
  for (const std::string_view word :
       {"Namespace", "Organization", "Organisation", "Org", "Project", "Owner", "Group", "Prefix", "Path",
        "Account", "Vendor", "Folder", "OrgName", "Repo"}) {
    std::string plain(word);
    plain.front() = static_cast<char>(plain.front() | 0x20);
    const std::string_view key = place.key();
    const std::string stem(
        key.substr(0, key.size() - std::min<std::size_t>(key.size(), 8)));  // fooRegistry, fooNamespace
    for (const std::string& beside : {plain, stem + std::string(word), "image" + std::string(word),
                                      "registry" + std::string(word), "repository" + std::string(word)}) {
      if (const NodeIndex node = place.beside(beside); is_part_of_name(node) && node != other)
        return {registry, other, node};
    }
  }
  // Beside a repository it may be the user that a container runs as.
  const NodeIndex user = place.beside("user");
  if (other == place.beside("name") && is_part_of_name(user)) return {registry, other, user};
  if (const NodeIndex last = last_part(place, other); last != no_node) return {registry, last, other};
  // A part that nobody knows stands between: `{registry: ghcr.io, maker: org, name: app}`.
  const bool is_rest = !is_owner_alone(place.value, "/" + place.document.text(other));
  return {registry, is_rest ? other : no_node};
}

// `{defaultImageRegistry: docker.io, defaultImageRepository: strimzi}` of Strimzi: what images have by
// default is no image, so that its repository is what their names stand below.
bool is_owner_by_default(const Place& place, NodeIndex other) {
  const std::string_view key = place.key();
  if (!key.starts_with("default") || !ends_with_word(key, "registry")) return false;
  const std::string stem(key.substr(0, key.size() - 8));
  return other == place.beside(stem + "Repository") && !place.has_sibling(stem + "Name") &&
         place.document.text(other).find('/') == std::string::npos;
}

// `registry` is one half of an image: its other half, or no_node when that is the chart's own default.
std::optional<Join> join_of_registry(const Place& place) {
  if (is_credentials(place)) return std::nullopt;
  const NodeIndex registry = place.step(0).node;
  const NodeIndex other = other_half(place);
  if (other == registry) return std::nullopt;
  if (other != no_node && is_owner_by_default(place, other)) return Join{registry, no_node, other};
  if (other != no_node) return join_with_middle(place, registry, other);
  const std::string_view key = place.key();
  if (key == "hub" && !place.has_sibling("tag") && !is_top_of_values(place)) return std::nullopt;
  // The other half is the chart's: `image.registry`, `global.imageRegistry`.
  const bool of_images = contains_word(key, "image") || image_is_above(place) ||
                         place.passes({"global"}) > 0 || place.key(1) == "distribution" ||
                         has_tag_beside(place) || is_registry_of_chart(place);
  return of_images ? std::optional(Join{registry, no_node}) : std::nullopt;
}

}  // namespace

bool is_credentials(const Place& place) {
  const auto is_beside = [&place](std::string_view key) {
    return place.document.is_given(place.beside(key));
  };
  const auto has_repository_beside = [&place] {
    const NodeIndex other = other_half(place);
    return other != no_node && other != place.beside("name");
  };
  constexpr std::string_view logins[] = {"username", "password", "auth", "email", "auths"};
  bool is_login = std::any_of(std::begin(logins), std::end(logins), is_beside);
  // `registryUrl` beside `registryUsername`.
  std::string stem(place.key());
  for (const std::string_view end : {"Url", "URL", "Host", "Server"}) {
    if (stem.ends_with(end)) stem.resize(stem.size() - end.size());
  }
  for (const std::string_view end : {"Username", "User", "Password"})
    is_login = is_login || is_beside(stem + std::string(end));
  // A client that pulls an image may have its login beside all that names the image.
  if (is_login) return !(has_tag_beside(place) && has_repository_beside());
  // An image may have more beside it, and a component `login` has an image.
  if (has_tag_beside(place) || has_repository_beside()) return false;
  // So has a chart at the top of its values.
  constexpr std::string_view words[] = {
      "user",        "userName",  "passwd",      "token",          "login",          "creds",
      "credentials", "secretRef", "passwordRef", "usernameSecret", "passwordSecret", "passwordSecretRef"};
  if (!is_top_of_values(place) && std::any_of(std::begin(words), std::end(words), is_beside)) return true;
  // `registryCredentials: [{registry: ghcr.io}]`.
  constexpr std::size_t most_keys = 4;
  for (std::size_t back = 1; back <= most_keys; ++back) {
    for (const std::string_view word : {"credential", "creds", "login", "pullsecret", "dockerconfig"}) {
      if (contains_word(place.key(back), word)) return true;
    }
  }
  return contains_word(place.key(1), "secret") || ends_with_word(place.key(1), "auth");
}

bool holds_values_text(const Place& place) {
  const std::string_view key = place.key();
  const std::string* const entry = values_entry(place);
  if (is_values_key(key) || (entry != nullptr && entry->empty())) return true;
  // Texts that are values once their templates are read: Fleet's.
  if (place.context.role == Role::releases && place.key(1) == "templateValues") return true;
  // `values.yaml`, `override-values.yml`, Istio's `merged-values`, and what Kubeflow's notebooks are made of
  // and Elastic's operator is set by.
  const bool holds_texts = place.object.kind == "ConfigMap" || place.object.kind == "Secret";
  return holds_texts && ((contains_word(key, "values") &&
                          (key.ends_with(".yaml") || key.ends_with(".yml") || key.ends_with("values"))) ||
                         key == "spawner_ui_config.yaml" || key == "eck.yaml");
}

std::optional<Join> halves_of(const Place& place) {
  if (place.step(0).kind == StepKind::key || !is_registry_key(place.key()) || is_credentials(place))
    return std::nullopt;
  const NodeIndex registry = place.step(0).node;
  const NodeIndex other = other_half(place);
  if (other == no_node || other == registry) return std::nullopt;
  // `{registry: ghcr.io, name: login}` may be about anything.
  if (other == place.beside("name") && !has_tag_beside(place)) return std::nullopt;
  return join_with_middle(place, registry, other);
}

bool names_image_in_values(const Place& place, bool pinned) {
  const std::string_view key = place.key();
  if (is_repository_key(key)) {
    const std::string own_tag = tag_key_of(key);
    const bool has_own_tag = !own_tag.empty() && place.has_sibling(own_tag);
    return has_tag_beside(place) || has_own_tag || contains_word(key, "image") || image_is_above(place) ||
           place.has_sibling("registry");
  }
  // Of openstack-helm's charts: `images: {tags: {api: REF, dep_check: REF}}`.
  return (key == "name" && (image_is_above(place) || place.has_sibling("tag"))) ||
         ((key == "ref" || key == "reference") && pinned && contains_word(place.key(1), "image")) ||
         ((pinned || has_tag_beside(place)) && contains_word(place.key(1), "image")) || key == "image" ||
         key == "imageName" || key == "image_name" || (place.key(1) == "tags" && place.key(2) == "images") ||
         (ends_with_word(key, "image") && !ends_with_word(place.key(1), "annotations")) ||
         (pinned && key.size() > 5 && key.starts_with("image") && key[5] >= 'A' && key[5] <= 'Z');
}

std::optional<ValuesImage> values_image_of(const Place& place) {
  if (place.step(0).kind == StepKind::key || !is_in_values(place)) return std::nullopt;
  if (place.key().empty()) {
    // Images that users of Kubeflow may choose from, `image: {value: REF, options: [REF]}`:
    // https://github.com/kubeflow/kubeflow/blob/master/components/crud-web-apps/jupyter/manifests/base/configs/spawner_ui_config.yaml
    const bool is_option = place.pinned && place.key(1) == "options" && contains_word(place.key(2), "image");
    return is_option ? std::optional(ValuesImage{}) : std::nullopt;
  }
  if (ends_with_word(place.key(1), "annotations")) return std::nullopt;
  const std::string_view key = place.key();
  const auto image = [&place, key](std::optional<Join> join = std::nullopt) {
    // An image that is pinned itself takes no version from beside it, a registry has none.
    const bool is_complete = join ? join->repository == no_node : place.pinned;
    if (is_complete) return std::optional(ValuesImage{join});
    std::string tag = place.sibling("tag");
    for (const std::string_view end :
         {"Repository", "Registry", "Name", "image"}) {  // imageTag beside imageRepository, or image
      if (tag.empty() && key.ends_with(end))
        tag =
            place.sibling(std::string(key.substr(0, key.size() - (end == "image" ? 0 : end.size()))) + "Tag");
    }
    if (tag.empty() && is_repository_key(key)) tag = place.sibling(tag_key_of(key));
    const std::string digest = place.sibling("digest");
    ValuesImage found_image{join};
    found_image.version = (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
    found_image.has_digest = tag.find('@') != std::string::npos || digest.find(':') != std::string::npos ||
                             !place.sibling("sha").empty();
    return std::optional(std::move(found_image));
  };
  if (is_registry_key(key)) {
    // `{registry: ghcr.io/org/app, tag: v1}`: the registry is the whole name.
    const bool alone =
        !place.has_sibling("repository") && !place.has_sibling("name") && !place.has_sibling("image");
    // A registry that was rewritten is one half of an image still: `{registry: 123….amazonaws.com/ghcr,
    // tag: v1}`.
    const bool whole = place.full_reference && !place.context.mapping->stands_for_registry(place.value);
    if (whole && alone && key == "registry" && place.has_sibling("tag") && place.passes({"global"}) == 0)
      return image();
    const auto join = join_of_registry(place);
    return join ? image(join) : std::nullopt;
  }
  // Kube-OVN's: `global: {registry: {address: ghcr.io/org}, images: {kubeovn: {repository: kube-ovn}}}`.
  if (key == "address" && place.key(1) == "registry" && place.key(2) == "global" && !is_credentials(place)) {
    return image(Join{place.step(0).node, no_node});
  }
  // `{repository: ghcr.io/org, name: app}`, `{repository: ghcr.io, name: org/app}`: the name is put behind
  // it.
  if ((key == "repository" || key == "repo") && !is_credentials(place) && place.mentions.size() == 1 &&
      place.sibling("registry").empty()) {
    const std::size_t parts =
        static_cast<std::size_t>(std::count(place.value.begin(), place.value.end(), '/'));
    for (const std::string_view other : {"name", "image"}) {
      const std::string name = place.sibling(other);
      const bool joins = parts == 0 || place.context.mapping->stands_for_registry(place.value) ||
                         (parts == 1 && image_is_above(place) && place.has_sibling("tag"));
      if (joins && !name.empty() && !place.value.ends_with("/" + name))
        return image(Join{place.step(0).node, place.beside(other)});
    }
  }
  if (!place.full_reference) return std::nullopt;
  // A registry beside it would be put before it; then what stands here is no whole name.
  if (const std::string registry = place.sibling("registry");
      key == "repository" && !registry.empty() && !is_whole_name(place, place.value, registry)) {
    return std::nullopt;
  }
  if (!names_image_in_values(place, place.pinned)) return std::nullopt;
  if (place.pinned || !is_owner_alone(place.value)) return image();
  // `image: {prefix: ghcr.io/org, name: app}`
  const NodeIndex name = key == "name" ? no_node : place.beside("name");
  return image(
      Join{place.step(0).node, place.document.is_given(name) && image_is_above(place) ? name : no_node});
}

}  // namespace ecrify::locate
