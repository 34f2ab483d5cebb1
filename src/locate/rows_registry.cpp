// SPDX-License-Identifier: Apache-2.0
// Registries that stand alone: by name, or as a placeholder.
#include <algorithm>
#include <iterator>

#include "commands.hpp"
#include "containers.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/reference/reference.hpp"
#include "names.hpp"
#include "rows.hpp"
#include "values.hpp"

namespace ecrify::locate::rows {
namespace {

// The names of logins in a list of variables, another list or a mapping. An empty one is none.
Document::Words logins_in(const Document& document, manifest::NodeIndex around, bool of_variables) {
  const auto is_login = [](std::string_view name) {
    const std::string_view flag = name.substr(std::min(name.find_first_not_of('-'), name.size()));
    const bool is_plain = flag.starts_with("username") || flag.starts_with("password");
    return names_registry_login(name) || (is_plain && flag.size() < name.size());
  };
  const manifest::Tape& tape = document.tape();
  const bool is_list = tape[around].kind == manifest::NodeKind::sequence;  // --registry-username=x
  for (manifest::NodeIndex node = around + 1; node < tape[around].next; node = tape[node].next) {
    const bool may_name = of_variables || is_list || tape.is_key(node);
    if (!may_name) continue;
    const std::string_view name = of_variables ? document.view_of(node, "name") : document.view(node);
    if (!is_login(name)) continue;
    const manifest::NodeIndex value = of_variables ? document.value(node, "value") : tape[node].next;
    const bool is_read_elsewhere = is_list || (of_variables && value == manifest::no_node);  // valueFrom
    if (is_read_elsewhere || document.is_given(value)) return {std::string(name)};
  }
  return {};
}

// `REGISTRY_USERNAME` beside `REGISTRY`, in one list of variables or in one mapping.
bool has_login_beside(const Place& place) {
  const bool of_variables = place.ends_with({"env", "[]", "value"});
  const manifest::NodeIndex around = of_variables ? place.step(1).container : place.step(0).container;
  if (around == manifest::no_node) return false;
  const auto question = of_variables ? Document::Question::logins_in_variables : Document::Question::logins;
  return !place.document
              .answer(around, question, [&] { return logins_in(place.document, around, of_variables); })
              .empty();
}

// A registry that stands alone, and with which a name, or what is above it, says that images are put
// together.
bool is_registry_of_images(const Place& place) {
  if (place.step(0).kind == StepKind::key) return false;
  if (is_credentials(place) || has_login_beside(place)) return false;
  constexpr std::string_view of_hosts[] = {"auths",      "mirrors",         "mirror",
                                           "registries", "registryMirrors", "hostRules",
                                           "tls",        "networkPolicy",   "egress"};
  // Components have these names, too: `gateway: {registry: ghcr.io}`.
  constexpr std::string_view of_routes[] = {"ingress", "ingresses", "route", "httpRoute", "gateway"};
  const auto is_one_of = [](const auto& keys, std::string_view key) {
    return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
  };
  const bool says_registry =
      place.key() == "registry" || place.key() == "hub" || place.key() == "imageRegistry";
  for (std::size_t back = 0; back < place.steps(); ++back) {
    if (is_one_of(of_hosts, place.key(back)) || (!says_registry && is_one_of(of_routes, place.key(back))))
      return false;
  }
  constexpr std::string_view of_networks[] = {
      "networking.k8s.io", "gateway.networking.k8s.io", "networking.istio.io", "cilium.io",
      "projectcalico.org", "crd.projectcalico.org",     "traefik.io",          "route.openshift.io"};
  if (std::find(std::begin(of_networks), std::end(of_networks), place.object.group) != std::end(of_networks))
    return false;
  if (names_registry(place.name)) return true;
  return names_host(place.key()) && (names_registry(place.key(1)) || names_registry(place.key(2)));
}

// `registry` of `registry = { host = "ghcr.io" }`, or of the header `[registry]` above.
std::string_view section_of(std::string_view text, std::size_t at) {
  constexpr std::size_t longest_section = 1024;
  const std::size_t from = at > longest_section ? at - longest_section : 0;
  const std::string_view before = text.substr(from, at - from);
  const std::size_t brace = before.rfind('{');
  if (brace != std::string_view::npos && before.find_first_of("}\n", brace) == std::string_view::npos)
    return name_before(text, from + brace);
  std::size_t header = before.rfind("\n[");
  if (header == std::string_view::npos && !before.starts_with('[')) return {};
  header = header == std::string_view::npos ? 0 : header + 1;
  const std::string_view name = before.substr(header, before.find_first_of("]\n", header) - header);
  return contains_word(name, "auth") ? std::string_view() : name;
}

// `registry = "ghcr.io"`, `--hub=ghcr.io` in a text: a registry without a repository that its line, or the
// section that it is in, says to be one of images.
bool is_named_registry(std::string_view text, const Mention& mention) {
  if (mention.has_repository || !mention.scheme.empty()) return false;
  const std::string_view name = name_before(text, mention.span.begin);
  return names_registry(name) || (names_host(name) && names_registry(section_of(text, mention.span.begin)));
}

// `"ghcr.io/" + name`: in quotes, a registry that something is put behind.
bool is_quoted_prefix(std::string_view text, const Mention& mention) {
  const Span span = mention.span;
  if (mention.has_repository || span.begin == 0 || span.end >= text.size()) return false;
  const char quote = text[span.end];
  return text[span.end - 1] == '/' && (quote == '"' || quote == '\'') && text[span.begin - 1] == quote;
}

// `DOCKER_MODS=REF|REF`, `docker push REF` in a text.
bool is_of_no_node(std::string_view text, const Mention& mention) {
  std::size_t begin = mention.span.begin;
  if (begin == 0) return false;
  if (text[begin - 1] == '|') {  // its list begins before; a tag has a colon
    constexpr std::size_t longest_list = 1024;
    const std::size_t from = begin > longest_list ? begin - longest_list : 0;
    begin = from + text.substr(from, begin - from).find_last_of("\n=\"' \t") + 1;
  }
  const std::string_view name = name_before(text, begin);
  return (!name.empty() && names_no_image(name)) || is_pushed_in(text, mention.span);
}

}  // namespace

bool names_no_node_image(std::string_view text, const std::vector<Mention>& mentions) {
  return !mentions.empty() && std::all_of(mentions.begin(), mentions.end(), [&](const Mention& mention) {
    return mention.scheme.empty() && is_of_no_node(text, mention);
  });
}

std::vector<Span> parts_of_prose(std::string_view text, const std::vector<Mention>& mentions) {
  std::vector<Span> parts;
  for (const Mention& mention : mentions) {
    const bool is_image =
        mention.scheme.empty() &&
        (mention.has_repository || is_named_registry(text, mention) || is_quoted_prefix(text, mention));
    if (is_image && !is_of_no_node(text, mention)) parts.push_back(mention.span);
  }
  return parts;
}

MatchResult bare_host(const Place& place) {
  if (place.mentions.empty() || has_repository(place) || policy_of(place) || place.setting)
    return std::nullopt;
  if (place.full_reference || halves_of(place)) return std::nullopt;  // ${REGISTRY:-ghcr.io}/org/app
  if (known_use(place) == FieldUse::registry || values_image_of(place) || may_be_document(place.value))
    return std::nullopt;
  const bool is_fetched_from = known_use(place) == FieldUse::artifact || is_registry_of_charts(place);
  if (is_fetched_from && place.step(0).kind == StepKind::value) return std::nullopt;  // oci://ghcr.io
  if (is_container_image(place) || is_image_volume(place))
    return std::nullopt;  // what looks like a host is pulled by that name
  if (is_registry_of_images(place) || values_entry(place) != nullptr) return std::nullopt;
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

namespace {

// The placeholder that a value begins with, behind its flag: `${REGISTRY}`,
// `--image-prefix=$(REGISTRY)/org/`. What Tekton fills in stands in the same objects.
std::optional<Span> filled_in(const Place& place) {
  if (place.object.group == "tekton.dev" && place.value.find("$(params.") != std::string_view::npos)
    return std::nullopt;
  if (has_repository(place) || place.step(0).kind == StepKind::key ||
      !reference::may_hold_placeholder(place.value))
    return std::nullopt;
  const std::size_t begin = place.value.starts_with('-') ? place.value.find('=') + 1 : 0;
  const reference::MaskedText masked = reference::mask_placeholders(place.value.substr(begin));
  if (masked.spans.empty() || masked.spans.front().begin != 0) return std::nullopt;
  return Span{begin, begin + masked.spans.front().size()};
}

MatchResult filled_in_match(const Place& place, std::size_t begin) {
  Match match;
  match.parts = {{begin, place.value.size()}};
  match.near = true;
  return match;
}

// `image: {host: ${HOST}}`: the key says the part, and what is above it of what.
bool is_host_of_images(const Place& place) {
  const std::string_view above = place.key(1);
  if (!names_host(place.key())) return false;
  // Not `schema: {registry: {url: …}}`.
  return contains_word(above, "image") ||
         names_registry_alone(std::string(place.key(2)) + "_" + std::string(above));
}

}  // namespace

// `IMAGE_REGISTRY: ${REGISTRY}`, `--registry=$(REGISTRY)`.
MatchResult placeholder_registry(const Place& place) {
  const auto filled = filled_in(place);
  if (!filled || filled->end != place.value.size()) return std::nullopt;
  // With the registry as its default it is one, whatever the name.
  const bool is_named =
      !place.mentions.empty() || names_registry_alone(place.name) || is_host_of_images(place);
  if (!is_named || !is_registry_of_images(place) || values_image_of(place)) return std::nullopt;
  return filled_in_match(place, filled->begin);
}

// `--image-repository=$(REGISTRY)/org/app`, `IMAGE_PREFIX: ${REGISTRY}/org/`: what the same with a registry
// in place of its placeholder is, text that begins with one and goes with images.
MatchResult placeholder_path(const Place& place) {
  const auto filled = filled_in(place);
  const std::string_view rest = filled ? place.value.substr(filled->end) : std::string_view();
  const bool is_path =
      filled && rest.starts_with('/') && rest.find_first_of(" \t\n") == std::string_view::npos;
  if (!is_path) return std::nullopt;
  // `IMAGE_DIR: ${HOME}/images` is a path of another kind.
  const bool is_named =
      names_registry_alone(place.name) ||
      (contains_word(place.name, "image") &&
       (!names_files(place.name) || names_registry(place.value.substr(filled->begin, filled->size()))));
  if (!is_named || !is_registry_of_images(place)) return std::nullopt;
  return filled_in_match(place, filled->begin);
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

}  // namespace ecrify::locate::rows
