// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/reference/grammar.hpp"
#include "ecrify/reference/reference.hpp"

namespace ecrify::reference {
namespace {

constexpr std::string_view docker_hub = "docker.io";
constexpr std::string_view official_prefix = "library/";

bool is_identifier(std::string_view text) {
  constexpr std::size_t identifier_size = 64;
  return text.size() == identifier_size &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_hex(c) && !is_upper(c); });
}

NormalizeResult normalize_shape(std::string_view original, std::string_view shape, const MaskedText* masked) {
  NormalizeResult result;
  NormalForm& value = result.value;

  const std::size_t slash = shape.find('/');
  if (slash != std::string_view::npos &&
      (is_registry_component(shape.substr(0, slash)) || (masked != nullptr && masked->touches({0, slash})))) {
    value.registry_in_text = {0, slash};
    value.path_in_text.begin = slash + 1;
    value.registry = lower_case(original.substr(0, slash));
    if (value.registry == "index.docker.io") value.registry = docker_hub;
  } else {
    value.short_name = true;
    value.registry = docker_hub;
  }
  value.path_in_text.end = path_end(shape, value.path_in_text.begin);

  const auto path_of = [&value](std::string_view text) {
    return text.substr(value.path_in_text.begin, value.path_in_text.size());
  };
  if (value.registry == docker_hub && path_of(shape).find('/') == std::string_view::npos)
    value.path = official_prefix;
  value.path += path_of(original);

  const ParseResult parsed = masked == nullptr ? parse(original) : parse(*masked);
  result.error = parsed.error;
  if (!result.ok()) return result;
  value.tag = parsed.reference.tag;
  value.digest = parsed.reference.digest;
  // `[2]/a` has no host, for there is neither a dot nor a colon in it; and it is no part of a path.
  const Span first = parsed.reference.domain;
  const bool host_breaks_grammar = value.short_name
                                       ? !first.empty() && !is_path(shape.substr(first.begin, first.size()))
                                       : first != value.registry_in_text;
  const bool templated = masked != nullptr && masked->touches(value.path_in_text);
  if (host_breaks_grammar || is_identifier(original)) {
    result.error = ParseError::invalid_format;
  } else if (value.path.size() > max_path_size && !templated) {
    result.error = ParseError::name_too_long;
  }
  return result;
}

}  // namespace

NormalizeResult normalize(std::string_view text) { return normalize_shape(text, text, nullptr); }

NormalizeResult normalize(const MaskedText& masked) {
  return normalize_shape(masked.original, masked.text, &masked);
}

}  // namespace ecrify::reference
