// SPDX-License-Identifier: Apache-2.0
// Names that policies match, and artifacts that controllers fetch by themselves.
#include <algorithm>

#include "containers.hpp"
#include "ecrify/reference/grammar.hpp"
#include "ecrify/reference/reference.hpp"
#include "rows.hpp"
#include "values.hpp"

namespace ecrify::locate::rows {
namespace {

// In CEL: `image: "ghcr.io/org/app:v1"`, `"image": dyn("…")`, `JSONPatch{op: "add", path: "…", value: "…"}`.
bool is_given_to_image_field(std::string_view before) {
  const auto take = [&before](std::string_view end) {
    before = before.substr(0, before.find_last_not_of(" \n\t") + 1);
    const bool is_there = before.ends_with(end);
    if (is_there) before.remove_suffix(end.size());
    return is_there;
  };
  if (!take("\"") && !take("'")) return false;
  if (take("(")) take("dyn");
  if (!take(":")) return false;
  if (!take("\"")) take("'");
  return take("image") || take("reference") || take("value");
}

}  // namespace

std::optional<KnownPolicy> policy_of(const Place& place) {
  // Bodies that a policy puts into other objects are read like those objects.
  if (!place.policy || place.policy->use == PolicyUse::body) return std::nullopt;
  const bool injects =
      place.policy->use == PolicyUse::writes &&
      std::all_of(place.mentions.begin(), place.mentions.end(), [&](const Mention& m) {
        return m.has_repository && is_given_to_image_field(place.value.substr(0, m.span.begin));
      });
  return injects ? std::nullopt : place.policy;
}

MatchResult policy(const Place& place) {
  const auto entry = policy_of(place);
  if (!entry) return std::nullopt;
  // Names of Docker Hub without their registry are matched, too. A pattern of all images, `!*:latest`, names
  // none.
  const bool is_short = place.mentions.empty() && is_container_image(place) && !place.full_reference;
  if (is_short && !(place.context.mapping->maps_short_names() && reference::normalize(place.value).ok()))
    return Match{};
  if (place.mentions.empty() && !is_short) return std::nullopt;
  Match match = is_short ? *whole(place, rules::ShortNames::count) : *all_mentions(place);
  match.verifies = entry->use == PolicyUse::verifies;
  return match;
}

// `string | default="ghcr.io/org/app:v1"` is kro's way to write a field of a schema.
MatchResult pattern(const Place& place) {
  const bool is_pattern = place.key() == "image" && !may_be_document(place.value) &&
                          place.value.find_first_of("*|") != std::string_view::npos &&
                          place.value.find_first_of("\"=") == std::string_view::npos &&
                          place.value.find("{{") == std::string_view::npos;
  return when(is_pattern && !place.mentions.empty(), place);
}

namespace {

// Argo CD finds the login for a repository by the beginning of its URL:
// https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories
bool is_repository_login(const Place& place) {
  // The same in its older ConfigMap, and in the values of its chart.
  if (place.key() == "url" && place.sibling("type") == "helm" && place.sibling("enableOCI") == "true")
    return !place.mentions.empty();
  if (place.object.kind != "Secret" || !place.below({"stringData", "url"}) || place.mentions.empty())
    return false;
  const Document& document = place.document;
  const manifest::NodeIndex metadata = document.value(place.object.node, "metadata");
  if (metadata == manifest::no_node) return false;
  const manifest::NodeIndex labels = document.value(metadata, "labels");
  if (labels == manifest::no_node) return false;
  const std::string type = document.text_of(labels, "argocd.argoproj.io/secret-type");
  return type == "repository" || type == "repo-creds";
}

}  // namespace

bool is_registry_of_charts(const Place& place) {
  if (place.object.kind == "HelmRepository" && place.below({"spec", "url"})) return true;
  if (place.object.kind == "AppProject" && place.below({"spec", "sourceRepos", "[]"})) return true;
  return is_repository_login(place) || (place.context.role == Role::releases && place.key() == "url" &&
                                        place.sibling("oci") == "true");  // helmfile
}

namespace {

// What a controller puts before the name of a chart, `repoURL: docker.io/org` and `chart: app` of Argo CD, or
// before names that stand elsewhere.
std::optional<Join> join_with_chart(const Place& place) {
  if (place.step(0).kind == StepKind::key || place.mentions.size() != 1) return std::nullopt;
  const manifest::NodeIndex node = place.step(0).node;
  // No reader of `oci://` takes `docker.io/org` for `docker.io/library/org`. How much of a name in the target
  // is its owner is for the rules to say.
  const Mention& mention = place.mentions.front();
  std::string_view name = place.value.substr(mention.span.begin, mention.span.size());
  name = name.substr(0, name.find_last_not_of('/') + 1);
  if (reading_of(name).pinned) return std::nullopt;  // nothing stands below it
  const bool is_owner = mention.scheme == "oci" && (!place.context.mapping->is_forward() ||
                                                    std::count(name.begin(), name.end(), '/') == 1);
  if (is_owner || is_registry_of_charts(place)) return Join{node, manifest::no_node};
  const manifest::NodeIndex chart = place.key() == "repoURL" ? place.beside("chart") : manifest::no_node;
  return place.document.text(chart).empty() ? std::nullopt : std::optional(Join{node, chart});
}

// `modulesPackage: {repository, tag}`, `{registry, repository, tag}`: charts put it behind `oci://`.
bool is_package_in_values(const Place& place) {
  const std::string_view above = place.key(1);
  const std::string_view key = place.key();
  const bool is_name =
      (key == "repository" && place.full_reference) || (key == "registry" && !place.mentions.empty());
  return is_name && is_in_values(place) &&
         (ends_with_word(above, "package") || ends_with_word(above, "chart") || above == "chartRef" ||
          ends_with_word(above, "artifact") || ends_with_word(above, "ocirepository"));
}

// `type: component` and what wasmCloud called it before, where KubeVela has `webservice` and other workloads:
// https://wasmcloud.com/docs/v1/ecosystem/wadm/model
bool is_of_wasmcloud(const Place& place) {
  if (place.object.group != "core.oam.dev" || !place.ends_with({"components", "[]", "properties", "image"}))
    return false;
  const std::string type = place.document.text_of(place.step(1).container, "type");
  return type == "component" || type == "capability" || type == "actor";
}

// Flux takes `oci://ghcr.io/org/` with and without its last slash, which stays.
Match without_last_slash(const Place& place, Match match) {
  for (Span& part : match.parts) {
    while (part.end > part.begin && place.value[part.end - 1] == '/') --part.end;
  }
  return match;
}

// The version that stands beside the URL: `ref: {tag, digest}` of Flux, `chart` and `targetRevision` of Argo
// CD.
std::string artifact_version(const Place& place) {
  const Document& document = place.document;
  if (place.key() == "url" && place.object.kind == "OCIRepository") {
    const manifest::NodeIndex ref = document.value(place.step(0).container, "ref");
    if (ref == manifest::no_node) return "";
    const std::string digest = document.text_of(ref, "digest");
    const std::string tag = document.text_of(ref, "tag");
    return !digest.empty() ? "@" + digest : tag.empty() ? "" : ":" + tag;
  }
  if (place.key() != "repoURL") return "";
  const std::string chart = place.sibling("chart");
  const std::string revision = place.sibling("targetRevision");
  if (join_with_chart(place)) return revision.empty() ? "" : ":" + revision;
  if (chart.empty() && (!place.value.starts_with("oci://") || revision.empty())) return "";
  return (chart.empty() ? "" : "/" + chart) + ":" + revision;
}

}  // namespace

MatchResult artifact(const Place& place) {
  // The whole value, or the right-hand side of a flag: oci://ghcr.io/org/chart,
  // --from=oci://ghcr.io/org/chart. `oci::ghcr.io/org/policy` is how go-getter is told to fetch one.
  const auto is_whole_url = [&place](const Mention& mention) {
    constexpr std::string_view getter = "oci::";
    const bool is_got = place.value.substr(0, mention.span.begin).ends_with(getter);
    const std::size_t scheme = is_got ? getter.size() : mention.scheme.size() + 3;
    const std::size_t begin = mention.span.begin - std::min(mention.span.begin, scheme);
    return (is_got || is_artifact_scheme(mention.scheme)) && mention.span.end == place.value.size() &&
           (begin == 0 ||
            (place.value[begin - 1] == '=' && place.value.find_first_of(" \n") == std::string_view::npos));
  };
  const bool is_pulled = is_container_image(place) || is_image_volume(place);
  const bool by_scheme = place.mentions.size() == 1 && is_whole_url(place.mentions.front()) && !is_pulled;
  if (by_scheme && is_node_pulled_url(place)) return std::nullopt;
  if (place.setting && !place.mentions.empty()) {
    Match match = *all_mentions(place);
    // Charts join `trivy.dbRegistry` and `trivy.dbRepository`.
    if (const auto image = values_image_of(place)) match.join = image->join;
    return match;
  }
  const bool is_listed = known_annotation(place) == AnnotationUse::artifact && !place.mentions.empty();
  const bool is_known = by_scheme || is_listed || known_use(place) == FieldUse::artifact ||
                        is_registry_of_charts(place) || is_package_in_values(place) || is_of_wasmcloud(place);
  if (!is_known) return std::nullopt;
  Match match = without_last_slash(place, *all_mentions(place));
  const auto package = is_package_in_values(place) ? values_image_of(place) : std::nullopt;
  match.join = package ? package->join : join_with_chart(place);
  match.near = !match.join && !has_repository(place) && !place.mentions.empty();
  match.version = artifact_version(place);
  return match;
}

namespace {

// The names that items of a list have, and of those in the cache what they end in, from each of their slashes
// on: which registry the cache is in may not be known.
Document::Words names_of_entries(const Place& place, manifest::NodeIndex list) {
  Document::Words names;
  const manifest::Tape& tape = place.document.tape();
  for (manifest::NodeIndex item = list + 1; item < tape[list].next; item = tape[item].next) {
    const std::string name = place.document.text_of(item, "name");
    if (name.size() > 2 * reference::max_path_size) continue;
    names.insert(name);
    if (place.context.mapping->decide(name, rules::ShortNames::ignore).verdict != rules::Verdict::already)
      continue;
    for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
      names.insert(name.substr(slash));
  }
  return names;
}

bool has_entry_for_new_name(const Place& place, manifest::NodeIndex list) {
  const manifest::Tape& tape = place.document.tape();
  if (list == manifest::no_node || tape[list].kind != manifest::NodeKind::sequence) return false;
  const Document::Words& names = place.document.answer(list, Document::Question::entry_names,
                                                       [&] { return names_of_entries(place, list); });
  const std::string new_name = place.context.mapping->decide(place.value, rules::ShortNames::ignore).text;
  const std::string path(place.value.substr(std::min(place.value.find('/'), place.value.size())));
  return names.contains(new_name.empty() ? path : new_name);
}

}  // namespace

// `images: [{name: REF, newTag: v2}]`, and `kustomize: {images: [REF:v2]}` of Argo CD, where they are no part
// of the kustomization, the Kustomization or the Application itself: in what a patch, a template or another
// object makes of one.
MatchResult entry_elsewhere(const Place& place) {
  const auto is_given = [&place](std::string_view key) { return place.has_sibling(key); };
  constexpr std::string_view given[] = {"newTag", "newName", "tagSuffix", "digest"};
  const bool is_item =
      place.ends_with({"images", "[]", "name"}) && std::any_of(std::begin(given), std::end(given), is_given);
  const bool is_text = place.ends_with({"kustomize", "images", "[]"}) &&
                       place.value.find_first_of(" \t\r\n") == std::string_view::npos &&
                       !reference::may_hold_placeholder(reference::without_tag(place.value));
  // The function set-image of kpt selects in the same way.
  const bool is_for_kpt = place.object.kind == "SetImage" && place.ends_with({"image", "name"}) &&
                          std::any_of(std::begin(given), std::end(given), is_given);
  if ((!is_item && !is_text && !is_for_kpt) || place.mentions.empty() || is_in_values(place))
    return std::nullopt;
  MatchResult match = all_mentions(place);
  match->selects = true;
  return match;
}

// One beside the entry for the new name.
MatchResult entry_of_pair(const Place& place) {
  const MatchResult match = entry_elsewhere(place);
  if (!match || !place.ends_with({"name"})) return std::nullopt;
  return when(has_entry_for_new_name(place, place.step(1).container), place);
}

}  // namespace ecrify::locate::rows
