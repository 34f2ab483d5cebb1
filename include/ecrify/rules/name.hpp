// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/reference/reference.hpp"

// Canonical names, the form in which rules and references are compared: the host in lower case with Docker
// Hub's other names as docker.io, then '/' and the path. Placeholders stay in them as they are (but for the
// case of the host).
namespace ecrify::rules {

// "" for "".
[[nodiscard]] std::string canonical_host(std::string_view host);
// The other hosts of docker.io, lower case.
[[nodiscard]] std::vector<std::string> docker_hub_hosts();
inline constexpr std::string_view docker_hub = "docker.io";
inline constexpr std::string_view official_prefix = "library/";

// A text as the rules look at it.
struct Subject {
  enum class Form {
    empty,
    url,            // has a scheme
    registry_only,  // `ghcr.io/`
    short_name,     // no registry host is written
    full,
  };
  static constexpr std::size_t none = std::string_view::npos;

  std::string_view text;
  Form form = Form::empty;
  std::string name;                // canonical; empty but for short_name and full
  std::size_t host_size = 0;       // of `name`
  std::size_t path_begin = 0;      // of the path in `text`
  std::size_t path_end = 0;        // … where tag and digest follow
  std::size_t placeholder = none;  // the first one in the path, as offset in `name`
  bool host_templated = false;     // the host holds a placeholder
  bool one_component = false;      // the path has no '/' outside of placeholders, before library/ was added
  reference::ParseError error = reference::ParseError::none;

  [[nodiscard]] std::string_view host() const { return std::string_view(name).substr(0, host_size); }
  [[nodiscard]] std::string_view written_host() const {
    return text.substr(0, path_begin - (path_begin > 0 ? 1 : 0));
  }
  [[nodiscard]] std::string_view tail() const { return text.substr(path_end); }
};

[[nodiscard]] Subject read_subject(std::string_view text);

// A host[/path] that a rule names.
struct HostPath {
  std::string text;           // as written, without a trailing slash
  std::string name;           // canonical
  std::size_t host_size = 0;  // of `text`
};

enum class Placeholders { refuse, allow };
// `what` is the word for messages: `from "ghcr.io:v1" holds a tag`.
Result<HostPath> read_place(std::string_view what, std::string_view text, Placeholders placeholders);
// read_place() for a registry host without a path.
Result<HostPath> read_registry(std::string_view host);

}  // namespace ecrify::rules
