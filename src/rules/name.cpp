// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/reference/grammar.hpp"

namespace ecrify::rules {
namespace {

using reference::LetterCase;
using reference::MaskedText;

constexpr std::array<std::string_view, 3> docker_hub_aliases = {"index.docker.io", "registry-1.docker.io",
                                                                "registry.hub.docker.com"};

// True if the port of a legal host, if it has one, is one.
bool has_possible_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos) return true;
  unsigned port = 0;
  const auto [stop, error] = std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
  return error == std::errc{} && port >= 1 && port <= 65535;
}

}  // namespace

std::vector<std::string> docker_hub_hosts() { return {docker_hub_aliases.begin(), docker_hub_aliases.end()}; }

std::string canonical_host(std::string_view host) {
  std::string lower = lower_case(host);
  const bool alias =
      std::find(docker_hub_aliases.begin(), docker_hub_aliases.end(), lower) != docker_hub_aliases.end();
  return alias ? std::string(docker_hub) : lower;
}

Subject read_subject(std::string_view text) {
  Subject subject;
  subject.text = text;
  if (text.empty()) return subject;

  MaskedText masked;
  if (reference::may_hold_placeholder(text)) masked = reference::mask_placeholders(text);
  const std::string_view shape = masked.any() ? std::string_view(masked.text) : text;
  if (shape.find("://") != std::string_view::npos) {
    subject.form = Subject::Form::url;
    return subject;
  }
  const auto [normal, error] = masked.any() ? reference::normalize(masked) : reference::normalize(text);
  subject.path_begin = normal.path_in_text.begin;
  subject.path_end = normal.path_in_text.end;
  if (subject.path_begin == text.size()) {
    subject.form = Subject::Form::registry_only;
    return subject;
  }
  subject.form = normal.short_name ? Subject::Form::short_name : Subject::Form::full;
  subject.error = error;
  subject.host_templated = masked.touches(normal.registry_in_text);

  const std::string_view path = text.substr(subject.path_begin, normal.path_in_text.size());
  const std::string_view path_shape = shape.substr(subject.path_begin, normal.path_in_text.size());
  subject.one_component = path_shape.find('/') == std::string_view::npos;
  const std::string host = canonical_host(normal.registry);
  const std::string_view official = host == docker_hub && subject.one_component ? official_prefix : "";
  subject.host_size = host.size();
  subject.name.append(host).append("/").append(official).append(path);
  const std::size_t path_in_name = subject.name.size() - path.size();
  for (const Span span : masked.spans) {
    if (span.begin < subject.path_begin || span.begin >= subject.path_end) continue;
    subject.placeholder = path_in_name + span.begin - subject.path_begin;
    break;
  }
  return subject;
}

Result<HostPath> read_place(std::string_view what, std::string_view text, Placeholders placeholders) {
  const auto bad = [what, text](const std::string& why, std::string remedy) {
    return problem(std::string(what) + " " + in_quotes(text) + " " + why, std::move(remedy));
  };
  const MaskedText masked = reference::mask_placeholders(text);
  const std::string& shape = masked.text;
  if (text.empty()) return bad("is empty", "name a registry host like ghcr.io");
  if (masked.any() && placeholders == Placeholders::refuse) {
    return bad("holds a placeholder", "write out the registry and the path that the rule is about");
  }
  if (const std::size_t scheme = shape.find("://"); scheme != std::string::npos) {
    return bad("has a URL scheme", "write " + std::string(text.substr(scheme + 3)));
  }
  if (shape.find('*') != std::string::npos) {
    const bool in_host = text.substr(0, text.find('/')).find_first_of("*?[") != std::string_view::npos;
    if (in_host) {
      return bad(
          "holds a pattern",
          "write a rule for each host: example.com covers example.com/app, and neither sub.example.com nor "
          "example.com:5000");
    }
    const bool is_all_below = text.find_first_of("*?[") == text.find_last_not_of('*') + 1 &&
                              text[text.find_last_not_of('*')] == '/';
    return bad("holds a pattern",
               is_all_below ? "leave it out: everything below a host or path belongs to it"
                            : "write a rule for each repository, or for the path above all of them");
  }
  const bool slash_at_end = shape.size() > 1 && shape.back() == '/';
  const std::string_view name = text.substr(0, text.size() - (slash_at_end ? 1 : 0));
  const std::string_view name_shape = std::string_view(shape).substr(0, name.size());
  const std::size_t slash = name_shape.find('/');
  const std::string_view host = name_shape.substr(0, slash);
  if (host.empty()) return bad("begins with a slash", "begin with a registry host like ghcr.io");
  const bool templated_host = masked.touches({0, host.size()});
  if (!templated_host && !reference::is_registry_component(host)) {
    return bad("does not begin with a registry host",
               "write a host with a dot or a port, like ghcr.io; images of Docker "
               "Hub are below docker.io");
  }
  if (!reference::is_domain(host)) {
    return bad("does not begin with a legal registry host",
               "write it like ghcr.io or registry.example.com:5000");
  }
  if (!templated_host && !has_possible_port(host))
    return bad("has a port outside of 1 to 65535", "write one from 1 to 65535, or none");
  HostPath place{std::string(name), canonical_host(name.substr(0, host.size())), host.size()};
  if (slash == std::string_view::npos) return place;

  const std::string_view path = name_shape.substr(slash + 1);
  if (path.find('@') != std::string_view::npos)
    return bad("holds a digest", "leave it out: rules are about repositories");
  if (path.find(':') != std::string_view::npos)
    return bad("holds a tag", "leave it out: rules are about repositories");
  if (!reference::is_path(path)) {
    if (reference::is_path(path, LetterCase::any)) {
      return bad("has upper case letters in its path", "repository names are lower case: write " +
                                                           std::string(name.substr(0, slash)) +
                                                           lower_case(name.substr(slash)));
    }
    return bad("is no legal repository path",
               "components are made of a-z and 0-9 with '.', '_', '__' or '-' between them");
  }
  if (path.size() > reference::max_path_size && !masked.any()) {
    return bad("has a path of more than 255 characters", "no reference is that long");
  }
  place.name += name.substr(slash);
  return place;
}

Result<HostPath> read_registry(std::string_view host) {
  Result<HostPath> place = read_place("registry", host, Placeholders::allow);
  if (!place.ok() || place->text.size() == place->host_size) return place;
  return Failure{"registry " + in_quotes(host) + " has a path",
                 "give the host alone; a path belongs to the prefix of a rule, or to its target",
                 {},
                 no_offset};
}

}  // namespace ecrify::rules
