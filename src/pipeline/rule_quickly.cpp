// SPDX-License-Identifier: Apache-2.0
// The quick way to a ruling, for what most hits are. It gives what rule_scalar() gives, from remembered
// answers: a test holds the two together (tests/conformance/generated_test.cpp).
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "remembered.hpp"
#include "rule.hpp"
#include "steps.hpp"

namespace ecrify {

using locate::Location;
using locate::ValueForm;
using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

constexpr std::string_view api_version = "apiVersion";

// A part of a place. Sizes, so that no text of a manifest can pose as the border between two parts.
void append_part(std::string& place, std::string_view part) {
  const auto size = static_cast<std::uint32_t>(part.size());  // no source is larger
  std::array<char, sizeof size> bytes{};
  std::memcpy(bytes.data(), &size, sizeof size);
  place.append(bytes.data(), bytes.size()).append(part);
}

// True if a key of the mapping may read `apiVersion`, or merge it: then it may be an object of its own.
bool may_be_object(std::string_view text, const manifest::Tape& tape, NodeIndex mapping) {
  const NodeIndex behind = tape[mapping].next;
  for (NodeIndex at = mapping + 1; at < behind;) {
    const Node& key = tape[at];
    if (key.kind != NodeKind::scalar) return true;
    const std::string_view written = text.substr(key.begin, key.end - key.begin);
    if (key.style == Style::plain) {
      if (written == api_version || written == "<<") return true;
    } else if (written.find('\\') != std::string_view::npos ||
               written.substr(1, written.size() - 2) == api_version) {
      return true;
    }
    if (key.next >= behind) return false;
    at = tape[key.next].next;
  }
  return false;
}

// Mappings that would take long to look through again for each reference in them are remembered.
bool may_be_object(std::string_view text, const manifest::Tape& tape, NodeIndex mapping,
                   std::unordered_set<NodeIndex>& no_objects) {
  constexpr NodeIndex many_nodes = 128;
  if (tape[mapping].next - mapping < many_nodes) return may_be_object(text, tape, mapping);
  if (no_objects.contains(mapping)) return false;
  if (may_be_object(text, tape, mapping)) return true;
  no_objects.insert(mapping);
  return false;
}

// Role, object and path as one text; false where something else than the path counts.
bool write_place(const DocumentContext& context, NodeIndex leaf, ValueForm form, std::string& place) {
  const manifest::Tape& tape = context.tape();
  const std::string_view text = context.text();
  const locate::ObjectFields& object = context.document.fields(0);
  place.assign({static_cast<char>('0' + static_cast<int>(form)),
                static_cast<char>('0' + static_cast<int>(context.role))});
  append_part(place, object.api_version);
  append_part(place, object.kind);
  for (NodeIndex node = leaf; tape[node].parent != no_node; node = tape[node].parent) {
    const NodeIndex parent = tape[node].parent;
    if (tape[parent].style != Style::block) return false;
    if (tape[parent].kind == NodeKind::sequence) {
      place += '[';
      continue;
    }
    if (tape[node].slot == no_node) return false;  // a key
    if (parent != 0 && may_be_object(text, tape, parent, context.memory.no_objects)) return false;
    const Node& key = tape[tape[node].slot];
    if (key.end - key.begin > locate::longest_key) return false;
    place += ':';
    append_part(place, text.substr(key.begin, key.end - key.begin));
  }
  place += '.';  // what counts beside it comes behind
  return true;
}

}  // namespace

// Nothing but the path decides the class.
bool may_rule_quickly(const DocumentContext& context) {
  const Settings& settings = context.common.settings;
  return settings.fields.empty() && settings.ignored.empty() && context.tape().aliases().empty() &&
         !context.is_foreign && context.memory.images.empty();
}

bool rule_quickly(const DocumentContext& context, NodeIndex leaf, std::optional<Location>& here) {
  const Node& node = context.tape()[leaf];
  if (node.kind != NodeKind::scalar) return false;
  const bool is_quoted = node.style == Style::single_quoted || node.style == Style::double_quoted;
  if (node.style != Style::plain && !is_quoted) return false;
  const Span span = is_quoted ? Span{std::size_t{node.begin} + 1, std::size_t{node.end} - 1} : node.span();
  // Of one of the two forms it has no line end. An escape or a doubled quote makes it no reference; among
  // words it may stand for anything.
  const std::string_view written = context.text().substr(span.begin, span.size());
  if (is_quoted && written.find_first_of("\\'") != std::string_view::npos) return false;
  RulingMemory& remembered = context.memory.remembered;
  const RulingMemory::Value& value = remembered.value(context.common, written);
  if (value.form == ValueForm::other) return false;

  std::string& place = context.memory.place;
  if (!write_place(context, leaf, value.form, place)) return false;
  locate::append_beside(context.document, leaf, written, place);
  const Location* location = remembered.location(place);
  if (location == nullptr) {
    const auto paths = context.document.paths_to(leaf).paths;
    here = locate::classify(context.locate_context(), context.document, paths.front(), written);
    location = &remembered.put(place, *here);
  }
  if (!location->by_path) return false;
  if (location->parts.empty()) {
    context.memory.rulings.push_back(rule_left(context, leaf, nullptr, location->cls, location->why));
    return true;
  }
  if (!value.fits_everywhere ||
      (value.form == ValueForm::word && location->short_names == rules::ShortNames::ignore))
    return false;
  context.memory.rulings.push_back(rule_on(
      context, leaf, nullptr, *location,
      {{0, written.size()}, span, written, value.decision.text, value.decision, value.has_digest, true}));
  return true;
}

}  // namespace ecrify
