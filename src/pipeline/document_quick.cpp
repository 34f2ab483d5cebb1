// SPDX-License-Identifier: Apache-2.0
// The quick way for what most hits are: one reference, alone in a field whose path says what it is. It does what
// DocumentFlow::examine() would do, from answers that were worked out once; whatever is not of that kind is left to it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "document_flow.hpp"
#include "ecrify/manifest/decode.hpp"
#include "remembered.hpp"

namespace ecrify {

using locate::Action;
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

// Whether a key of the mapping may read `apiVersion`, or merge it: then it may be an object of its own.
bool may_be_object(std::string_view text, const manifest::Tape& tape, NodeIndex mapping) {
  const NodeIndex behind = tape[mapping].next;
  for (NodeIndex at = mapping + 1; at < behind;) {
    const Node& key = tape[at];
    if (key.kind != NodeKind::scalar) return true;
    const std::string_view written = text.substr(key.begin, key.end - key.begin);
    if (key.style == Style::plain) {
      if (written == api_version || written == "<<") return true;
    } else if (written.find('\\') != std::string_view::npos || written.substr(1, written.size() - 2) == api_version) {
      return true;
    }
    if (key.next >= behind) return false;
    at = tape[key.next].next;
  }
  return false;
}

// Those that would take long to look through again for each reference in them are remembered.
bool may_be_object(std::string_view text, const manifest::Tape& tape, NodeIndex mapping, std::unordered_set<NodeIndex>& no_objects) {
  constexpr NodeIndex many_nodes = 128;
  if (tape[mapping].next - mapping < many_nodes) return may_be_object(text, tape, mapping);
  if (no_objects.contains(mapping)) return false;
  if (may_be_object(text, tape, mapping)) return true;
  no_objects.insert(mapping);
  return false;
}

}  // namespace

// Of the settings: nothing is to be told of single references, nothing but the path decides what becomes of them.
bool DocumentFlow::may_be_quick(const locate::Document& document) const {
  const Settings& settings = flow_.settings;
  return flow_.mapping.scope() == rules::RegistryScope::mapped && settings.occurrences == Occurrences::skip && !settings.told.rewrites &&
         settings.fields.empty() && settings.ignored.empty() && (settings.plan == nullptr || !settings.plan->any_stays()) &&
         !suppressions_ && around_.empty() && document.tape().aliases().empty();
}

// Role, object and path as one text; false where something else than the path counts.
bool DocumentFlow::write_place(const locate::Document& document, NodeIndex leaf, ValueForm form, std::string& place) const {
  const manifest::Tape& tape = document.tape();
  const locate::ObjectFields& object = document.fields(0);
  place.assign({static_cast<char>('0' + static_cast<int>(form)), static_cast<char>('0' + static_cast<int>(where_.role))});
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
    if (parent != 0 && may_be_object(text_, tape, parent, memory_.no_objects)) return false;
    const Node& key = tape[tape[node].slot];
    place += ':';
    append_part(place, text_.substr(key.begin, key.end - key.begin));
  }
  place += '.';  // what counts beside it comes behind
  return true;
}

bool DocumentFlow::examine_quickly(const locate::Document& document, NodeIndex leaf) {
  const Node& node = document.tape()[leaf];
  if (node.kind != NodeKind::scalar) return false;
  const bool is_quoted = node.style == Style::single_quoted || node.style == Style::double_quoted;
  if (node.style != Style::plain && !is_quoted) return false;
  const Span span = is_quoted ? Span{std::size_t{node.begin} + 1, std::size_t{node.end} - 1} : node.span();
  // Of one of the two forms it has no line end. An escape or a doubled quote makes it no reference; among words it may
  // stand for anything.
  const std::string_view written = text_.substr(span.begin, span.size());
  if (is_quoted && written.find_first_of("\\'") != std::string_view::npos) return false;
  const Remembered::Value& value = memory_.remembered.value(flow_, written);
  if (value.form == ValueForm::other) return false;

  std::string& place = memory_.place;
  if (!write_place(document, leaf, value.form, place)) return false;
  locate::append_beside(document, leaf, written, place);
  const Location* location = memory_.remembered.location(place);
  if (location == nullptr) {
    const auto paths = document.paths_to(leaf).paths;
    location = &memory_.remembered.put(place, locate::classify({where_.role, &flow_.mapping}, document, paths.front(), written));
  }
  if (!location->by_path) return false;
  if (location->parts.empty()) {
    ++out_.counts.ignored;
    return true;
  }
  const rules::Decision& decision = value.decision;
  if (action_of(*location) != Action::rewrite || decision.verdict != rules::Verdict::rewrite || !value.fits_everywhere) return false;
  if (value.form == ValueForm::word && location->short_names == rules::ShortNames::ignore) return false;
  if (value.has_digest && decision.digest_first_pull) {
    if (flow_.settings.digest_first_pull == rules::DigestFirstPull::error || flow_.settings.told.notes) return false;
    if (flow_.settings.digest_first_pull == rules::DigestFirstPull::warning) ++out_.counts.by_digest;
  }
  ++out_.counts.references;
  ++out_.counts.untold_references;
  rewritten_.push_back(leaf);
  edits_.push_back({span, decision.text});
  intended_.push_back({leaf, decision.text});
  if (may_have_setter(node.end)) {
    const manifest::Decoded decoded = manifest::decode(text_, node);
    note_automation({document, leaf, decoded, document.paths_to(leaf).paths.front()});
  }
  return true;
}

}  // namespace ecrify
