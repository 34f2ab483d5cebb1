// SPDX-License-Identifier: Apache-2.0
#include "place.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"
#include "parameter.hpp"

namespace ecrify::locate {

using manifest::no_node;
using manifest::NodeIndex;

namespace {

bool is_step(const Step& step, std::string_view wanted) {
  if (wanted == "[]") return step.kind == StepKind::item;
  return step.kind == StepKind::value && (wanted == "*" || step.key == wanted);
}

bool keeps_inner_objects(const Object& outer, const FieldPath& path) {
  if (outer.kind == "CustomResourceDefinition" || is_client_side(outer.group) || is_beside_items(outer, path))
    return true;
  const auto policy = find_known_policy(outer.group, outer.kind, path, outer.depth);
  return policy && policy->use != PolicyUse::body;
}

bool matches_at(const FieldPath& path, std::size_t at, std::initializer_list<std::string_view> wanted) {
  if (at > path.size() || path.size() - at < wanted.size()) return false;
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](std::string_view one) { return is_step(path[at++], one); });
}

}  // namespace

Object object_of(const Document& document, const FieldPath& path) {
  Object object;
  const auto read = [&](NodeIndex node, std::size_t depth) {
    object.node = node;
    object.depth = depth;
    const ObjectFields& fields = document.fields(node);
    object.group = group_of(fields.api_version);
    object.kind = fields.kind;
  };
  read(0, 0);
  // The items of a List, the objects of a template or of a composition are objects of their own. What a
  // policy, a schema or a client-side tool holds stays theirs.
  for (std::size_t at = 0; at < path.size(); ++at) {
    const NodeIndex inner = document.resolved(path[at].node);
    if (inner == no_node || !document.is_object(inner) || keeps_inner_objects(object, path)) continue;
    read(inner, at + 1);
  }
  return object;
}

bool is_beside_items(const Object& outer, const FieldPath& path) {
  if (outer.kind != "ResourceList" || outer.group != "config.kubernetes.io" || path.size() <= outer.depth)
    return false;
  return path[outer.depth].key != "items";
}

ValueForm value_form(std::string_view value, const rules::Mapping& mapping) {
  if (value.empty() || value == injected_image || reference::may_hold_placeholder(value) ||
      may_be_document(value))
    return ValueForm::other;
  const std::vector<Mention> mentions = find_mentions(value, mapping);
  const reference::NormalizeResult result = reference::normalize(value);
  const bool full_reference = result.ok() && !result.value.short_name;
  if (mentions.empty()) {
    const bool is_line = value.find_first_of("\r\n") == std::string_view::npos;
    return full_reference || !is_line ? ValueForm::other : ValueForm::word;
  }
  const Mention& first = mentions.front();
  const bool is_all = mentions.size() == 1 && first.span.begin == 0 && first.span.end == value.size();
  return full_reference && is_all && first.has_repository && first.scheme.empty() ? ValueForm::reference
                                                                                  : ValueForm::other;
}

Reading reading_of(std::string_view value) {
  const auto read = [](std::string_view text) {
    return reference::may_hold_placeholder(text) ? reference::normalize(reference::mask_placeholders(text))
                                                 : reference::normalize(text);
  };
  const auto is_full = [](const reference::NormalizeResult& result) {
    return result.ok() && !result.value.short_name;
  };
  reference::NormalizeResult result = read(value);
  if (!is_full(result) && value.starts_with("${")) {
    // Where a placeholder stands for the name, its default says whether the text is meant as one.
    if (const std::string filled = reference::with_default(value); !filled.empty()) result = read(filled);
  }
  const bool full_reference = is_full(result);
  return {full_reference, full_reference && !(result.value.tag.empty() && result.value.digest.empty())};
}

Place place_of(const Context& context, const Document& document, const FieldPath& path,
               std::string_view value) {
  return place_at(context, document, path, object_of(document, path), value);
}

Place place_at(const Context& context, const Document& document, const FieldPath& path, Object object,
               std::string_view value) {
  // A block scalar's line ends are no part of the reference in it.
  value = value.substr(0, value.find_last_not_of("\r\n") + 1);
  Place place{context, document, path, object, value, find_mentions(value, *context.mapping)};
  const Reading reading = reading_of(value);
  place.full_reference = reading.full_reference;
  place.pinned = reading.pinned;
  place.known_field = find_known_field(object.group, object.kind, path, object.depth);
  place.policy = find_known_policy(object.group, object.kind, path, object.depth);
  return place;
}

const Step& Place::step(std::size_t back) const {
  static const Step none{no_node, no_node, StepKind::item, {}, 0};
  return back + object.depth < path.size() ? path[path.size() - 1 - back] : none;
}

std::string_view Place::key(std::size_t back) const {
  const Step& at = step(back);
  return at.kind == StepKind::value ? at.key : std::string_view();
}

bool Place::below(std::initializer_list<std::string_view> keys) const {
  return matches_at(path, object.depth, keys);
}

bool Place::ends_with(std::initializer_list<std::string_view> steps) const {
  return path.size() - object.depth >= steps.size() && matches_at(path, path.size() - steps.size(), steps);
}

std::size_t Place::passes(std::initializer_list<std::string_view> steps) const {
  for (std::size_t at = object.depth; at + steps.size() <= path.size(); ++at) {
    if (matches_at(path, at, steps)) return path.size() - at;
  }
  return 0;
}

NodeIndex Place::beside(std::string_view wanted) const {
  if (parameter != nullptr) return parameter->beside(document, wanted);
  return step(0).container == no_node ? no_node : document.value(step(0).container, wanted);
}

std::string Place::sibling(std::string_view wanted) const { return document.text(beside(wanted)); }

bool Place::has_sibling(std::string_view wanted) const { return beside(wanted) != no_node; }

bool ends_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && contains_word(text.substr(text.size() - word.size()), word);
}

}  // namespace ecrify::locate
