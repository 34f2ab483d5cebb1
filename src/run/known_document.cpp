// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/json_patch.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/run/facts.hpp"

namespace ecrify::run {
namespace {

bool is_known(std::string_view slice, const locate::Document* document) {
  // As nearly all objects are written.
  if (document == nullptr) return has_at_margin(slice, "kind:") && has_at_margin(slice, "apiVersion:");
  return document->is_kubernetes() || locate::is_json_patch(*document);
}

// An object that a cluster can take has a name, or is a list of those.
bool can_be_applied(std::string_view /*slice*/, const locate::Document* document) {
  if (document == nullptr || !document->is_kubernetes()) return false;
  return document->value(0, "metadata") != manifest::no_node ||
         document->value(0, "items") != manifest::no_node;
}

// Asks for each slice, before it is read, then for each document that can be read; of a stream of JSON there
// may be several in one slice.
bool any_document(std::string_view bytes,
                  bool (*fits)(std::string_view slice, const locate::Document* document)) {
  // UTF-16 and UTF-32, which are looked through for names and not read: it may be one.
  if (bytes.find('\0') != std::string_view::npos) return true;
  manifest::Slicer slicer(bytes);
  manifest::Tape tape;
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const Span span = slicer.containing(at);
    std::string_view slice = bytes.substr(span.begin, span.size());
    if (fits(slice, nullptr)) return true;
    manifest::ReadOptions options;
    while (!slice.empty()) {
      tape.clear();
      const auto read = manifest::read_document(slice, tape, options);
      if (!read.ok() || read->end == 0) break;
      options.screened = manifest::ScreenState::yes;
      const locate::Document document(slice.substr(0, read->end), tape);
      if (tape.size() > 0 && fits(slice, &document)) return true;
      slice.remove_prefix(std::min(slice.find_first_not_of(" \t\r\n", read->end), slice.size()));
    }
    at = std::max(span.end, at + 1);
  }
  return false;
}

// Fields of objects are in lower camel case; `INFO: done` and `step 2: apply` are lines of a log that YAML
// takes for fields.
bool has_fields_alone(const locate::Document& document) {
  const manifest::Tape& tape = document.tape();
  for (manifest::NodeIndex key = 1; key < tape[0].next; key = tape[tape[key].next].next) {
    const std::string_view name = document.view(key);
    const bool is_field = !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
                          std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c); });
    if (!is_field) return false;
  }
  return true;
}

}  // namespace

bool is_manifest(std::string_view text) {
  bool any_object = false;
  manifest::Tape tape;
  manifest::Slicer slicer(text);
  for (std::size_t at = behind_mark(text); at < text.size();) {
    const Span slice = slicer.containing(at);
    std::string_view piece = text.substr(slice.begin, slice.size());
    manifest::ReadOptions options;
    while (!piece.empty()) {
      tape.clear();
      const auto read = manifest::read_document(piece, tape, options);
      if (!read.ok()) return false;
      options.screened = manifest::ScreenState::yes;
      const locate::Document document(piece.substr(0, read->end), tape);
      if (tape.size() > 0 && tape[0].kind == manifest::NodeKind::scalar && !document.text(0).empty())
        return false;
      if (document.is_kubernetes()) {
        if (!has_fields_alone(document)) return false;
        any_object = true;
      }
      if (read->end == 0) break;
      piece.remove_prefix(std::min(piece.find_first_not_of(" \t\r\n", read->end), piece.size()));
    }
    at = std::max(slice.end, at + 1);
  }
  return any_object;
}

bool holds_known_document(std::string_view bytes) { return any_document(bytes, is_known); }

bool holds_applicable_object(std::string_view bytes) { return any_document(bytes, can_be_applied); }

bool is_known_by_name(const std::string& path, std::string_view bytes) {
  return kustomize::is_kustomization_name(path) || looks_like_values(path, bytes) || is_no_input(path, bytes);
}

}  // namespace ecrify::run
