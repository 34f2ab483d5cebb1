// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>

#include "charts.hpp"
#include "containers.hpp"
#include "ecrify/locate/catalogue.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/reference/reference.hpp"
#include "names.hpp"
#include "place.hpp"
#include "values_field.hpp"

namespace ecrify::locate {
namespace {

// What a row says of a place: the references within the value, and more; the class and the reason are the
// row's.
using Match = Location;
using MatchResult = std::optional<Match>;

MatchResult whole(const Place& place, rules::ShortNames short_names = rules::ShortNames::ignore) {
  Match match;
  match.parts = {{0, place.value.size()}};
  match.short_names = short_names;
  return match;
}
MatchResult all_mentions(const Place& place) {
  Match match;
  for (const Mention& mention : place.mentions) match.parts.push_back(mention.span);
  return match;
}
MatchResult when(bool fits, const Place& place) { return fits ? all_mentions(place) : std::nullopt; }

bool has_repository(const Place& place) {
  return std::any_of(place.mentions.begin(), place.mentions.end(),
                     [](const Mention& m) { return m.has_repository; });
}
bool is_artifact_scheme(std::string_view scheme) {
  // KServe says behind `oci+` how it is fetched.
  return scheme == "oci" || scheme == "registry" || scheme == "docker" || scheme == "docker-image" ||
         scheme.starts_with("oci+");
}
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
std::optional<PolicyEntry> policy_of(const Place& place) {
  // Bodies that a policy puts into other objects are read like those objects.
  if (!place.policy || place.policy->use == PolicyUse::body) return std::nullopt;
  const bool injects =
      place.policy->use == PolicyUse::writes &&
      std::all_of(place.mentions.begin(), place.mentions.end(), [&](const Mention& m) {
        return m.has_repository && is_given_to_image_field(place.value.substr(0, m.span.begin));
      });
  return injects ? std::nullopt : place.policy;
}
std::optional<FieldUse> catalogued(const Place& place) {
  return place.catalogued ? std::optional(place.catalogued->use) : std::nullopt;
}

bool is_annotation(const Place& place) { return place.ends_with({"metadata", "annotations", "*"}); }
// Also in `podAnnotations` of a chart's values, or in another field that becomes annotations.
std::optional<AnnotationUse> known_annotation(const Place& place) {
  if (!ends_with_word(place.key(1), "annotations")) return std::nullopt;
  return annotation_find(place.object.group, place.object.kind, place.key());
}
// The Containerized Data Importer's images are pulled by the kubelet when they say so, those of the tables
// unless their scheme says otherwise.
bool is_node_pulled_url(const Place& place) {
  if (place.key() == "cdi.kubevirt.io/storage.import.endpoint") {
    return place.sibling("cdi.kubevirt.io/storage.import.registryImportMethod") == "node" &&
           !place.mentions.empty();
  }
  if (place.ends_with({"registry", "url"}) && place.sibling("pullMethod") == "node")
    return !place.mentions.empty();
  return catalogued(place) == FieldUse::url && place.mentions.size() == 1 &&
         place.mentions.front().scheme.starts_with("oci") && place.mentions.front().scheme != "oci+fetch";
}

// --- the rows ---

MatchResult status(const Place& place) {
  const bool is_event =
      place.object.kind == "Event" && (place.object.group.empty() || place.object.group == "events.k8s.io");
  return when(is_event || place.below({"status"}) || place.below({"metadata", "managedFields"}), place);
}
bool is_schema_kind(const Place& place) {
  return place.object.kind == "CustomResourceDefinition" ||
         place.object.kind == "CompositeResourceDefinition";
}
// The keyword `default`, and what stands below it; not a property of that name, nor an example.
bool is_below_default(const Place& place) {
  constexpr std::string_view no_schemas[] = {"enum", "example", "externalDocs"};
  bool names_properties = false;  // the next key is a name that the schema gives
  for (std::size_t back = place.passes({"openAPIV3Schema"}); back > 1; --back) {
    const std::string_view key = place.key(back - 2);
    if (key.empty()) continue;  // an item of allOf, anyOf, oneOf
    if (names_properties) {
      names_properties = false;
    } else if (key == "default") {
      return true;
    } else if (std::find(std::begin(no_schemas), std::end(no_schemas), key) != std::end(no_schemas)) {
      return false;
    } else {
      names_properties = key == "properties" || key == "patternProperties" || key == "definitions";
    }
  }
  return false;
}
MatchResult schema_default(const Place& place) {
  return is_schema_kind(place) && place.full_reference && is_below_default(place) ? whole(place)
                                                                                  : std::nullopt;
}
MatchResult schema(const Place& place) { return when(is_schema_kind(place), place); }
MatchResult client_side(const Place& place) {
  return when(is_client_side(place.object.group) || is_beside_items(place.object, place.path), place);
}
MatchResult prose(const Place& place) {
  constexpr std::string_view keys[] = {"description", "longDescription", "releaseNotes", "shortDescription"};
  const std::string_view key = place.key();
  const bool is_known = std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
  return when(is_known || (key == "message" && policy_of(place)), place);
}
MatchResult description(const Place& place) {
  // Of the object, and of the templates of pods in it.
  const std::string_view above = place.key(1);
  const std::string patched = place.key() == "value" ? place.sibling("path") : "";
  const bool of_alerts = ends_with_word(above, "labels") ||
                         (ends_with_word(above, "annotations") && !is_in_values(place)) ||
                         above == "eventMetadata" || patched.find("/annotations/") != std::string::npos ||
                         patched.find("/labels/") != std::string::npos;
  const bool about = is_annotation(place) || place.below({"metadata"}) ||
                     place.ends_with({"metadata", "labels", "*"}) || of_alerts;
  return when(about && !known_annotation(place), place);
}
MatchResult secret(const Place& place) {
  return when(place.object.kind == "Secret" && place.below({"data"}), place);
}
// What stands in an image field is meant as an image, also behind `https://`, in quotes of its own, or with a
// port.
bool is_near_image(const Place& place) {
  if (place.full_reference) {
    const std::size_t port = place.value.find(":443/");
    return port < place.value.find('/') && place.context.mapping->names(place.value.substr(0, port));
  }
  return !place.mentions.empty() && !reference::may_hold_placeholder(place.value);
}

MatchResult web_url(const Place& place) {
  if (is_container_image(place) || is_image_volume(place)) return std::nullopt;
  const bool urls = !place.mentions.empty() &&
                    std::all_of(place.mentions.begin(), place.mentions.end(), [](const Mention& m) {
                      return !m.scheme.empty() && !is_artifact_scheme(m.scheme);
                    });
  return when(urls, place);
}
// The last keys, with the outer ones before: `os_image` of `os: {image: {repository: REF}}`.
std::string keys_of(const Place& place) {
  constexpr std::size_t most_steps = 4;
  std::string keys;
  for (std::size_t back = 0; back < most_steps && place.step(back).container != manifest::no_node; ++back) {
    const std::string_view key = place.key(back);
    if (key.empty() || key == "repository" || key == "registry" || key == "name") continue;
    keys = std::string(key) + (keys.empty() ? "" : "_") + keys;
  }
  return keys;
}
MatchResult no_image(const Place& place) {
  if (const auto use = catalogued(place)) return when(*use == FieldUse::none, place);
  const std::string_view key = place.key();
  return when(place.ends_with({"rbd", "image"}) || place.ends_with({"build", "output", "image"}) ||
                  key == "imageURL" || key == "imageUrl" ||
                  (!place.catalogued && (names_os_image(place.name) || names_os_image(keys_of(place)))),
              place);
}
MatchResult push_target(const Place& place) {
  if ((place.argument && place.argument->pushes) || place.setting == SettingUse::pushed)
    return all_mentions(place);
  if (place.catalogued || is_container_image(place) || is_image_volume(place)) return std::nullopt;
  if (names_push_target(place.name)) return all_mentions(place);
  if (is_in_values(place)) return std::nullopt;
  // `push: {image: …}` of a build; `cache: {image: …}` names its cache there, and a database elsewhere.
  const std::string_view above = place.key(1);
  const std::string_view kind = place.object.kind;
  const bool builds =
      kind.find("Build") != std::string_view::npos || kind.find("Image") != std::string_view::npos;
  return when((names_push_target(above) && (builds || !contains_word(above, "output"))) ||
                  (above == "cache" && builds),
              place);
}
// `REGISTRY_USERNAME` beside `REGISTRY`, in one list of variables or in one mapping.
bool has_login_beside(const Place& place) {
  const auto is_login = [](std::string_view name) { return names_registry_login(name); };
  const Document& document = place.document;
  const manifest::Tape& tape = document.tape();
  const bool is_variable = place.ends_with({"env", "[]", "value"});
  const manifest::NodeIndex around = is_variable ? place.step(1).container : place.step(0).container;
  if (around == manifest::no_node) return false;
  const bool is_list = tape[around].kind == manifest::NodeKind::sequence;  // --registry-username=x
  for (manifest::NodeIndex node = around + 1; node < tape[around].next; node = tape[node].next) {
    if (is_variable ? is_login(document.view_of(node, "name"))
                    : (is_list || tape.is_key(node)) && is_login(document.view(node)))
      return true;
  }
  return false;
}
// A registry that stands alone, and with which a name, or what is above it, says that images are put
// together.
bool is_registry_of_images(const Place& place) {
  if (place.step(0).kind == StepKind::key) return false;
  const auto in_values = ValuesField::at(place);
  const ValuesField field = in_values ? *in_values : ValuesField::as_if(place);
  for (const std::string_view login : {"username", "user", "password", "auth", "auths", "email", "token"}) {
    if (field.has(login)) return false;
  }
  if (has_login_beside(place)) return false;
  for (const std::string_view word : {"login", "credential", "secret", "auth"}) {
    if (contains_word(field.key(1), word)) return false;
  }
  // `{registry: ghcr.io, repository: ghcr.io/org/app}` of one image: nobody joins the two.
  if (reading_of(field.text("repository")).full_reference) return false;
  constexpr std::string_view of_hosts[] = {"auths",           "mirrors",   "mirror",     "registries",
                                           "registryMirrors", "hostRules", "credentials"};
  for (std::size_t back = 0; place.step(back).container != manifest::no_node; ++back) {
    if (std::find(std::begin(of_hosts), std::end(of_hosts), place.key(back)) != std::end(of_hosts))
      return false;
  }
  constexpr std::string_view of_networks[] = {
      "networking.k8s.io", "gateway.networking.k8s.io", "networking.istio.io", "cilium.io",
      "projectcalico.org", "crd.projectcalico.org",     "traefik.io",          "route.openshift.io"};
  if (std::find(std::begin(of_networks), std::end(of_networks), place.object.group) != std::end(of_networks))
    return false;
  if (names_registry(place.name)) return true;
  return names_host(field.key()) && (names_registry(field.key(1)) || names_registry(field.key(2)));
}
// `registry = "ghcr.io"`, `--hub=ghcr.io` in a text: a registry without a repository that its line says to be
// one of images.
bool is_named_registry(std::string_view text, const Mention& mention) {
  return !mention.has_repository && mention.scheme.empty() &&
         names_registry(name_before(text, mention.span.begin));
}
// What prose is about: references, and registries that are named as such.
std::vector<Span> parts_of_prose(std::string_view text, const std::vector<Mention>& mentions) {
  std::vector<Span> parts;
  for (const Mention& mention : mentions) {
    if (mention.scheme.empty() && (mention.has_repository || is_named_registry(text, mention)))
      parts.push_back(mention.span);
  }
  return parts;
}
MatchResult bare_host(const Place& place) {
  if (place.mentions.empty() || has_repository(place) || policy_of(place) || place.setting)
    return std::nullopt;
  if (place.full_reference || halves_of(place)) return std::nullopt;  // ${REGISTRY:-ghcr.io}/org/app
  if (catalogued(place) == FieldUse::registry || values_image_of(place) || may_be_document(place.value))
    return std::nullopt;
  if (catalogued(place) == FieldUse::artifact && place.step(0).kind == StepKind::value)
    return std::nullopt;  // oci://ghcr.io
  if (is_container_image(place) || is_image_volume(place))
    return std::nullopt;  // what looks like a host is pulled by that name
  if (is_registry_of_images(place) || is_values_entry(place)) return std::nullopt;
  const bool is_word = place.value.find_first_of(" \t\n") == std::string_view::npos;
  if (is_word && has_login_beside(place)) return all_mentions(place);
  if (place.step(0).kind != StepKind::key && !parts_of_prose(place.value, place.mentions).empty())
    return std::nullopt;
  return all_mentions(place);
}

// fleet.yaml and helmfile.yaml outside of values, whose fields nobody has looked through.
MatchResult beside_values(const Place& place) {
  return place.context.role == Role::releases && !is_in_values(place) && !place.mentions.empty()
             ? all_mentions(place)
             : std::nullopt;
}

// `IMAGE_REGISTRY: ${REGISTRY}`, `--registry=$(REGISTRY)`. What Tekton fills in stands in the same objects.
MatchResult placeholder_registry(const Place& place) {
  if (place.object.group == "tekton.dev" && place.value.find("$(params.") != std::string_view::npos)
    return std::nullopt;
  if (!place.mentions.empty() || place.step(0).kind == StepKind::key ||
      !reference::may_hold_placeholder(place.value))
    return std::nullopt;
  const std::size_t begin = place.value.starts_with('-') ? place.value.find('=') + 1 : 0;
  const reference::MaskedText masked = reference::mask_placeholders(place.value.substr(begin));
  const bool is_whole = masked.spans.size() == 1 && masked.spans.front().size() == masked.text.size();
  if (!is_whole || !names_registry_alone(place.name) || is_in_values(place) || !is_registry_of_images(place))
    return std::nullopt;
  Match match;
  match.parts = {{begin, place.value.size()}};
  match.near = true;
  return match;
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

// Argo CD finds the login for a repository by the beginning of its URL:
// https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories
bool is_repository_login(const Place& place) {
  if (place.object.kind != "Secret" || !place.below({"stringData", "url"}) || !has_repository(place))
    return false;
  const Document& document = place.document;
  const manifest::NodeIndex metadata = document.value(place.object.node, "metadata");
  if (metadata == manifest::no_node) return false;
  const manifest::NodeIndex labels = document.value(metadata, "labels");
  if (labels == manifest::no_node) return false;
  const std::string type = document.text_of(labels, "argocd.argoproj.io/secret-type");
  return type == "repository" || type == "repo-creds";
}
// `modulesPackage: {repository, tag}`: charts put it behind `oci://`.
bool is_package_in_values(const Place& place) {
  const std::string_view above = place.key(1);
  return place.full_reference && place.key() == "repository" && is_in_values(place) &&
         (ends_with_word(above, "package") || ends_with_word(above, "chart") || above == "chartRef" ||
          ends_with_word(above, "ocirepository"));
}
// Flux takes `oci://ghcr.io/org/` with and without its last slash, which stays.
Match without_last_slash(const Place& place, Match match) {
  for (Span& part : match.parts) {
    while (part.end > part.begin && place.value[part.end - 1] == '/') --part.end;
  }
  return match;
}

// What stands beside the URL: `ref: {tag, digest}` of Flux, `chart` and `targetRevision` of Argo CD.
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
  if (chart.empty() && (!place.value.starts_with("oci://") || revision.empty())) return "";
  return (chart.empty() ? "" : "/" + chart) + ":" + revision;
}

MatchResult artifact(const Place& place) {
  // The whole value, or the right-hand side of a flag: oci://ghcr.io/org/chart,
  // --from=oci://ghcr.io/org/chart.
  const auto is_whole_url = [&place](const Mention& mention) {
    const std::size_t begin = mention.span.begin - std::min(mention.span.begin, mention.scheme.size() + 3);
    return is_artifact_scheme(mention.scheme) && mention.span.end == place.value.size() &&
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
  const bool is_repository = place.context.role == Role::releases && place.key() == "url" &&
                             place.sibling("oci") == "true";  // helmfile
  const bool is_known = by_scheme || is_repository || is_listed || catalogued(place) == FieldUse::artifact ||
                        is_repository_login(place) || is_package_in_values(place);
  if (!is_known) return std::nullopt;
  Match match = without_last_slash(place, *all_mentions(place));
  match.near = !has_repository(place) && !place.mentions.empty();
  match.version = artifact_version(place);
  return match;
}

// Istio's injector puts its proxy in the place of `auto`:
// https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway
MatchResult injected(const Place& place) {
  if (!is_container_image(place) || place.value != injected_image) return std::nullopt;
  return Match{};
}
MatchResult image_of_pod(const Place& place) {
  Match match = *whole(place, rules::ShortNames::count);
  match.near = is_near_image(place);
  return match;
}
MatchResult container(const Place& place) {
  return is_container_image(place) ? image_of_pod(place) : std::nullopt;
}
MatchResult image_volume(const Place& place) {
  return is_image_volume(place) ? image_of_pod(place) : std::nullopt;
}
MatchResult node_pulled_url(const Place& place) { return when(is_node_pulled_url(place), place); }
MatchResult catalogued_field(const Place& place) {
  const auto& hit = place.catalogued;
  if (!hit) return std::nullopt;
  switch (hit->use) {
    case FieldUse::image:
      if (!place.mentions.empty() && !place.full_reference) return std::nullopt;
      return whole(place, hit->short_names);
    case FieldUse::repository:
      return place.full_reference ? whole(place) : std::nullopt;
    case FieldUse::registry: {
      // The settings of Rancher have one form.
      if (place.below({"value"}) && !names_registry_alone(place.name)) return std::nullopt;
      Match match = *whole(place);
      match.join = Join{place.step(0).node, manifest::no_node};
      return match;
    }
    default:
      return std::nullopt;
  }
}
MatchResult image_key(const Place& place) {
  const std::string_view key = place.key();
  return (key == "image" || key == "imageName") && place.full_reference && !is_in_values(place)
             ? whole(place)
             : std::nullopt;
}

// `--container-registry=ghcr.io`, CONTAINER_REGISTRY of Elastic's operator, which puts it before the names of
// its images: https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/air-gapped-install
MatchResult operator_registry(const Place& place) {
  constexpr std::string_view name = "container registry";
  const bool is_named = place.name.size() == name.size() &&
                        std::equal(name.begin(), name.end(), place.name.begin(), [](char wanted, char c) {
                          return wanted == ' ' ? c == '-' || c == '_' : wanted == (c | 0x20);
                        });
  if (!is_named || place.mentions.size() != 1) return std::nullopt;
  const Span part = place.mentions.front().span;
  if (has_repository(place) &&
      !place.context.mapping->stands_for_registry(place.value.substr(part.begin, part.size())))
    return std::nullopt;
  const bool is_variable = place.ends_with({"env", "[]", "value"});
  const manifest::NodeIndex container = place.step(is_variable ? 2 : 1).container;
  if (container == manifest::no_node ||
      place.document.view_of(container, "image").find("/eck-operator") == std::string_view::npos)
    return std::nullopt;
  Match match = *all_mentions(place);
  match.join = Join{place.step(0).node, manifest::no_node};
  return match;
}

// In custom resources keys with these words name an image, when one full reference with tag or digest stands
// there.
bool says_image(std::string_view key) {
  const bool begins = key.size() > 5 && key.starts_with("image") && key[5] >= 'A' && key[5] <= 'Z';
  return key == "image" || key == "imageName" || key.ends_with("Image") || key.ends_with("ImageName") ||
         key.ends_with("ImageFqin") || begins;
}
bool is_custom(const Place& place) {
  return place.object.group.find('.') != std::string_view::npos && !place.object.group.ends_with(".k8s.io");
}
MatchResult image_word(const Place& place) {
  const bool may_be_custom =
      is_custom(place) || (place.context.role == Role::fragment && place.object.kind.empty());
  const bool fits = place.pinned && may_be_custom && says_image(place.key()) && !is_in_values(place) &&
                    !ends_with_word(place.key(1), "annotations") && place.key(1) != "labels";
  return fits ? whole(place) : std::nullopt;
}
// `{repository, tag}` and `{registry, repository, tag}` under a key that says image.
MatchResult image_in_parts(const Place& place) {
  if (!is_custom(place) || is_in_values(place) ||
      !(contains_word(place.key(1), "image") || contains_word(place.key(2), "image")))
    return std::nullopt;
  const std::string tag = place.sibling("tag");
  const std::string digest = place.sibling("digest");
  if (tag.empty() && digest.empty()) return std::nullopt;
  const bool is_whole =
      place.key() == "repository" && place.full_reference && place.sibling("registry").empty();
  const auto join = place.key() == "registry" ? halves_of(place) : std::nullopt;
  if (!is_whole && !join) return std::nullopt;
  Match match = *whole(place);
  match.join = join;
  match.version = (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
  match.pinned_beside = !digest.empty() || tag.find('@') != std::string::npos;
  return match;
}

// The usual form of Docker Hub's images in charts: `image: postgres:16`, `{repository: grafana/grafana, tag:
// 11}`.
MatchResult short_name_in_values(const Place& place) {
  if (!place.mentions.empty() || place.full_reference || place.step(0).kind != StepKind::value)
    return std::nullopt;
  if (!place.context.mapping->maps_short_names() || !is_in_values(place)) return std::nullopt;
  const std::string_view key = place.key();
  const bool above = contains_word(place.key(1), "image");
  const bool has_tag = place.has_sibling("tag") || place.has_sibling("digest") ||
                       place.has_sibling("imageTag") || place.has_sibling("image_tag");
  const bool is_repository = ends_with_word(key, "repository") || ends_with_word(key, "repo");
  const bool is_listed =
      place.key(1) == "images" && place.value.find_first_of(":/") != std::string_view::npos;
  const bool names_one = ends_with_word(key, "image") || key == "imageName" || key == "image_name" ||
                         (is_repository && (above || has_tag)) || (key == "name" && above && has_tag) ||
                         is_listed;
  if (!names_one || place.value == "true" || place.value == "false" || place.value == "null" ||
      place.value == "~")
    return std::nullopt;
  for (const std::string_view before : {"registry", "imageRegistry", "hub", "repository"}) {
    if (key != before && !place.sibling(before).empty()) return std::nullopt;
  }
  if (place.value.find_first_of(" \t\n") != std::string_view::npos ||
      reference::may_hold_placeholder(place.value))
    return std::nullopt;
  return reference::normalize(place.value).ok() ? whole(place, rules::ShortNames::count) : std::nullopt;
}

MatchResult split_image(const Place& place) {
  const auto image = values_image_of(place);
  if (!image) return std::nullopt;
  Match match = *whole(place);
  match.join = image->join;
  match.pinned_beside = image->has_digest;
  match.version = image->version;
  return match;
}

MatchResult argument(const Place& place) {
  if (!place.argument) return std::nullopt;
  Match match;
  match.parts = place.argument->parts;
  match.builder = place.argument->builder;
  match.mixed = place.argument->mixed;
  return match;
}

MatchResult annotation(const Place& place) {
  return known_annotation(place) == AnnotationUse::image && place.full_reference ? whole(place)
                                                                                 : std::nullopt;
}

MatchResult json_patch(const Place& place) {
  // A volume or an extension that the patch adds: value: [{name: x, image: {reference: REF}}].
  if (place.context.role == Role::patch && place.ends_with({"image", "reference"}) &&
      place.passes({"[]", "value"}) > 0) {
    return place.full_reference ? whole(place) : std::nullopt;
  }
  // Gatekeeper's: location: "spec.containers[name:*].image", parameters: {assign: {value: REF}}.
  if (place.object.group == "mutations.gatekeeper.sh" &&
      place.ends_with({"spec", "parameters", "assign", "value"})) {
    const std::string location =
        place.document.text_of(place.document.value(place.object.node, "spec"), "location");
    return location.ends_with(".image") && place.full_reference ? whole(place) : std::nullopt;
  }
  // A container that the patch adds, or a list of them: value: {name: x, image: REF}, value: [{name: x,
  // image: REF}].
  const bool is_one = place.ends_with({"[]", "value", "image"});
  const bool is_list = place.ends_with({"[]", "value", "[]", "image"});
  const std::string added_to = place.context.role == Role::patch && (is_one || is_list)
                                   ? place.document.text_of(place.step(is_one ? 1 : 2).container, "path")
                                   : "";
  if (is_one ? added_to.find("ontainers/") != std::string::npos : added_to.ends_with("ontainers")) {
    const bool is_short = place.mentions.empty() && reference::normalize(place.value).ok();
    return is_short               ? whole(place, rules::ShortNames::count)
           : place.full_reference ? whole(place)
                                  : std::nullopt;
  }
  const std::string path = place.key() == "value" ? place.sibling("path") : "";
  // Also fields of other kinds: /spec/imageName, /spec/values/image/repository.
  const std::size_t last = path.rfind('/') + 1;
  const std::string above = last > 1 ? path.substr(0, last - 1) : "";
  const bool in_parts = path.ends_with("/repository") &&
                        contains_word(std::string_view(above).substr(above.rfind('/') + 1), "image");
  const bool of_image = path.ends_with("/image") || in_parts ||
                        (place.pinned && says_image(path.substr(last))) ||
                        (path.ends_with("/reference") && path.find("/image/") != std::string::npos);
  if (!of_image || !place.has_sibling("op")) return std::nullopt;
  // Of a container any image, a short name of Docker Hub, too.
  const bool of_container = path.find("ontainers/") != std::string::npos && path.ends_with("/image");
  if (of_container && place.mentions.empty() && reference::normalize(place.value).ok())
    return whole(place, rules::ShortNames::count);
  return place.full_reference ? whole(place) : std::nullopt;
}

// `KEY=REF` of a generator of kustomize, which takes quotes away (api/kv/kv.go); what the entry of that key
// would be.
MatchResult generator_literal(const Place& place) {
  const std::size_t equals = place.value.find('=');
  if (!is_generator_literal(place) || equals == std::string_view::npos) return std::nullopt;
  const std::string_view key = place.value.substr(0, equals);
  const std::size_t begin = place.value.find_first_not_of("\"'", equals + 1);
  const std::size_t end = place.value.find_last_not_of("\"'") + 1;
  if (begin == std::string_view::npos || contains_word(key, "allow")) return std::nullopt;
  const Reading reading = reading_of(place.value.substr(begin, end - begin));
  if (!reading.full_reference || !(reading.pinned || contains_word(key, "image"))) return std::nullopt;
  Match match;
  match.parts = {{begin, end}};
  return match;
}
// A line of an env file, or a file that is one entry of what kustomize generates: as the entry would be.
MatchResult generator_input(const Place& place) {
  const bool is_image_key = place.context.role == Role::image_entry_file ||
                            (place.context.role == Role::env_file && contains_word(place.key(), "image"));
  const bool is_input =
      is_image_key || place.context.role == Role::env_file || place.context.role == Role::entry_file;
  if (!is_input || place.step(0).kind == StepKind::key || contains_word(place.key(), "allow"))
    return std::nullopt;
  return place.full_reference && (place.pinned || is_image_key) ? whole(place) : std::nullopt;
}
MatchResult config_value(const Place& place) {
  // Knative's operator writes its ConfigMaps from these.
  const bool is_copied =
      place.object.group == "operator.knative.dev" && place.below({"spec", "config", "*", "*"});
  if (is_copied) {
    return place.full_reference && (place.pinned || contains_word(place.key(), "image")) ? whole(place)
                                                                                         : std::nullopt;
  }
  if (place.object.kind != "ConfigMap" || !place.below({"data", "*"}) || place.step(1).key != "data")
    return std::nullopt;
  const std::string_view key = place.key();
  // Lists of what is allowed are compared with, not pulled.
  if (contains_word(key, "allow")) return std::nullopt;
  constexpr std::string_view repository = "repository";
  const bool has_tag = ends_with_word(key, repository) &&
                       place.has_sibling(std::string(key.substr(0, key.size() - repository.size())) + "tag");
  return place.full_reference && (place.pinned || contains_word(key, "image") || has_tag) ? whole(place)
                                                                                          : std::nullopt;
}

MatchResult nested(const Place& place) {
  if (!may_be_document(place.value) || place.step(0).kind == StepKind::key) return std::nullopt;
  Match match;
  match.inner = holds_values_text(place)                                     ? Role::values
                : place.key() == "patch" || place.key() == "patchesJson6902" ? Role::patch
                                                                             : Role::fragment;
  return match;
}

// `ghcr.io/org/`, `ghcr.io/org/%s:%s`, `ghcr.io/org/App:1`, alone or behind `--flag=`: something completes
// it.
MatchResult near_reference(const Place& place) {
  if (place.full_reference || place.step(0).kind == StepKind::key || place.mentions.size() != 1)
    return std::nullopt;
  const Mention& first = place.mentions.front();
  const std::size_t begin = first.span.begin;
  const bool begins =
      begin == 0 || place.value[begin - 1] == '=' || (begin == 1 && place.value.find_first_of("'\"") == 0);
  if (!begins || place.value.find_first_of(" \t\n") != std::string_view::npos) return std::nullopt;
  const auto is_reference = [&](std::size_t size) {
    return reading_of(place.value.substr(begin, size)).full_reference;
  };
  if (is_reference(std::string_view::npos) || is_reference(first.span.size())) return std::nullopt;
  Match match;
  match.parts = {{begin, place.value.size()}};
  match.near = true;
  return match;
}

// `image: {{ printf "ghcr.io/org/%s" .x }}` happens to be YAML: a mapping as the key of a mapping.
bool is_in_template(const Place& place) {
  const Step& step = place.step(0);
  return step.kind == StepKind::key && step.container != manifest::no_node &&
         place.document.tape().is_key(step.container);
}

MatchResult embedded(const Place& place) {
  Match match;
  match.parts = parts_of_prose(place.value, place.mentions);
  const bool prose = !match.parts.empty() && !place.full_reference &&
                     (place.step(0).kind != StepKind::key || is_in_template(place));
  return prose ? std::optional(match) : std::nullopt;
}

MatchResult halves(const Place& place) {
  const auto join = halves_of(place);
  if (!join || is_in_values(place)) return std::nullopt;
  Match match = *whole(place);
  match.join = join;
  return match;
}
MatchResult no_reference(const Place& place) { return when(!place.full_reference, place); }
MatchResult anything(const Place& place) { return all_mentions(place); }

// Places at which a row may look at other fields than the one of the place.
bool looks_beside(const Place& place) {
  const std::string_view key = place.key();
  return place.step(0).kind != StepKind::value || key == "value" || key == "default" ||
         place.key(1) == "env" || place.ends_with({"registry", "url"}) || is_in_values(place);
}

// What the answer of a row depends on, at places where looks_beside() is false.
enum class Looks : std::uint8_t {
  path,      // the path and the ValueForm: it is remembered for other values of that form
  variable,  // also what append_beside() tells of an entry of `env`, where it is remembered with that
  beside,    // the value itself, other fields, the object: each value is looked at
};

struct Row {
  LocationClass cls;
  MatchResult (*fits)(const Place&);
  std::string_view why;
  Looks looks = Looks::beside;
};

// The table of classes, in order of precedence: the first row that fits decides.
constexpr Row rows[] = {
    {LocationClass::ignored, status, "what a controller wrote about itself"},
    {LocationClass::other, schema_default, "default of a schema, which the API server writes into objects"},
    {LocationClass::ignored, schema, "text of a schema"},
    {LocationClass::ignored, client_side, "read by a tool on somebody's machine, not by a node"},
    {LocationClass::ignored, prose, "words to people"},
    {LocationClass::ignored, description, "metadata that nothing pulls from"},
    {LocationClass::ignored, secret, "data of a Secret"},
    {LocationClass::ignored, web_url, "a web address"},
    {LocationClass::ignored, no_image, "looks like an image and is none that a node pulls"},
    {LocationClass::ignored, push_target, "where something is pushed to"},
    {LocationClass::ignored, bare_host, "a registry without a repository"},
    {LocationClass::other, placeholder_registry, "a registry that is a placeholder"},
    {LocationClass::policy, policy, "matched by a policy, not pulled"},
    {LocationClass::policy, pattern, "a pattern that images are matched with"},
    {LocationClass::artifact, artifact, "fetched by a controller with a login of its own"},
    {LocationClass::ignored, injected, "a placeholder that an injector replaces"},
    {LocationClass::container, container, "image of a container", Looks::path},
    {LocationClass::image_volume, image_volume, "image of a volume", Looks::path},
    {LocationClass::other, beside_values, "a field beside the values of a release"},
    {LocationClass::image_field, node_pulled_url, "image behind a URL that a node pulls"},
    {LocationClass::image_field, catalogued_field, "field of this kind that names an image", Looks::path},
    {LocationClass::image_field, operator_registry, "registry that an operator puts before its images"},
    {LocationClass::image_field, image_key, "field named image that holds one full reference", Looks::path},
    {LocationClass::image_field, image_word, "field whose name says image, with one full reference"},
    {LocationClass::split_image, image_in_parts, "image in parts under a key that says image"},
    {LocationClass::split_image, split_image, "image in the values of a chart"},
    {LocationClass::argument, argument, "argument or variable that names an image", Looks::variable},
    {LocationClass::annotation, annotation, "annotation that names an image that runs", Looks::path},
    {LocationClass::patch, json_patch, "patch of an image field"},
    {LocationClass::config_value, config_value, "entry of a ConfigMap that is one image"},
    {LocationClass::config_value, generator_literal, "literal of a generator that is one image"},
    {LocationClass::config_value, generator_input,
     "input of a generator that becomes an entry that is one image"},
    {LocationClass::nested, nested, "a document in a string"},
    {LocationClass::other, halves,
     "a registry beside its repository, in fields that are not known to name an image"},
    {LocationClass::other, near_reference, "text that begins with a registry and is no legal reference"},
    {LocationClass::embedded, embedded, "reference inside prose or a script"},
    {LocationClass::other, short_name_in_values, "a name without a registry in the values of a chart"},
    {LocationClass::ignored, no_reference, "no reference", Looks::path},
    {LocationClass::other, anything, "no field that is known to name an image"},
};

bool is_remembered(const Row& row, const Place& place, const Match& match) {
  if (row.looks == Looks::variable) return place.ends_with({"env", "[]", "value"}) && !is_in_values(place);
  return row.looks == Looks::path && !match.join && !looks_beside(place);
}

}  // namespace

const std::vector<ClassRow>& class_table() {
  static const std::vector<ClassRow> table{
      {LocationClass::ignored, "ignored", Action::leave, "nothing that is pulled from there"},
      {LocationClass::policy, "policy", Action::warn, "kinds and patterns that judge images"},
      {LocationClass::artifact, "artifact", Action::tell,
       "charts, bundles and other artifacts that a controller fetches"},
      {LocationClass::unresolved, "unresolved", Action::warn, "which image it is depends on a placeholder"},
      {LocationClass::container, "container", Action::rewrite, "image of a container of any pod spec"},
      {LocationClass::image_volume, "image-volume", Action::rewrite, "image of a volume of any pod spec"},
      {LocationClass::image_field, "image-field", Action::rewrite,
       "fields that are known to name an image, and any field `image` or `imageName` with one full "
       "reference"},
      {LocationClass::split_image, "split-image", Action::rewrite,
       "images in the values of charts, whole or in parts"},
      {LocationClass::argument, "argument", Action::rewrite,
       "arguments and variables of containers that name an image"},
      {LocationClass::annotation, "annotation", Action::rewrite, "annotations that name an image that runs"},
      {LocationClass::kustomize, "kustomize", Action::rewrite, "the images transformer of kustomize"},
      {LocationClass::patch, "patch", Action::rewrite, "patches of image fields"},
      {LocationClass::config_value, "config-value", Action::rewrite,
       "entries of a ConfigMap that are one image"},
      {LocationClass::nested, "nested", Action::enter,
       "YAML or JSON in a string, read with the same classes"},
      {LocationClass::embedded, "embedded", Action::warn, "references inside prose and scripts"},
      {LocationClass::other, "other", Action::warn, "a full reference in a field that nobody knows"},
  };
  return table;
}

std::vector<PrecedenceRow> precedence_table() {
  std::vector<PrecedenceRow> table;
  for (const Row& row : rows) table.push_back({row.cls, row.why});
  return table;
}

const ClassRow& row_of(LocationClass cls) { return class_table()[static_cast<std::size_t>(cls)]; }

bool may_be_document(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.empty()) return false;
  // `{{ template }}` is no JSON.
  if ((text.front() == '{' && !text.starts_with("{{")) || text.front() == '[') return true;
  // One line that is a mapping or a list: `image: ghcr.io/org/app`, `- {op: replace, …}`.
  if (text.starts_with("- ") || text.find(": ") != std::string_view::npos) return true;
  const std::size_t line_end = text.find('\n');
  return line_end != std::string_view::npos &&
         text.find_first_not_of(" \t\r\n", line_end) != std::string_view::npos;
}

Location as_prose(Location location, std::string_view value, const rules::Mapping& mapping) {
  location.cls = LocationClass::embedded;
  location.why = "reference inside prose or a script";
  location.parts = parts_of_prose(value, find_mentions(value, mapping));
  if (location.parts.empty()) location.cls = LocationClass::ignored;
  return location;
}

Location classify(const Context& context, const Document& document, const FieldPath& path,
                  std::string_view value) {
  Place place = place_of(context, document, path, value);
  place.name = name_of(place);
  place.setting = setting_of(place);
  place.argument = argument_of(place);
  for (const Row& row : rows) {
    auto match = row.fits(place);
    if (!match) continue;
    match->cls = row.cls;
    match->why = row.why;
    match->by_path = is_remembered(row, place, *match);
    return *std::move(match);
  }
  return {};
}

std::optional<Join> halves_at(const Context& context, const Document& document, const FieldPath& path,
                              std::string_view value) {
  return halves_of(place_of(context, document, path, value));
}

bool is_secret_data(const Document& document, const FieldPath& path) {
  const Object object = object_of(document, path);
  return object.kind == "Secret" && path.size() == object.depth + 2 && path[object.depth].key == "data";
}

Resource resource_of(const Document& document, const FieldPath& path) {
  return document.resource(object_of(document, path).node);
}

}  // namespace ecrify::locate
