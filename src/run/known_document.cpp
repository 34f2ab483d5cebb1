// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/known_document.hpp"

#include <algorithm>

#include "ecrify/base/byte_order_mark.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/json_patch.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/no_input.hpp"

namespace ecrify::run {
namespace {

// A line that begins with the key.
bool has_at_margin(std::string_view document, std::string_view key) {
  for (std::size_t at = document.find(key); at != std::string_view::npos; at = document.find(key, at + 1)) {
    if (at == 0 || document[at - 1] == '\n') return true;
  }
  return false;
}

// Of a stream of JSON there may be several in one slice.
bool is_known(std::string_view slice) {
  // As nearly all objects are written.
  if (has_at_margin(slice, "kind:") && has_at_margin(slice, "apiVersion:")) return true;
  manifest::Tape tape;
  while (!slice.empty()) {
    tape.clear();
    const auto read = manifest::read_document(slice, tape);
    if (!read.ok()) return false;
    const locate::Document document(slice.substr(0, read->end), tape);
    if (tape.size() > 0 && (document.is_kubernetes() || locate::is_json_patch(document))) return true;
    slice.remove_prefix(std::min(slice.find_first_not_of(" \t\r\n", read->end), slice.size()));
  }
  return false;
}

}  // namespace

bool holds_known_document(std::string_view bytes) {
  // UTF-16 and UTF-32, which are looked through for names and not read: it may be one.
  if (bytes.find('\0') != std::string_view::npos) return true;
  manifest::Slicer slicer(bytes);
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const Span slice = slicer.containing(at);
    if (is_known(bytes.substr(slice.begin, slice.end - slice.begin))) return true;
    at = std::max(slice.end, at + 1);
  }
  return false;
}

bool is_known_by_name(const std::string& path, std::string_view bytes) {
  return kustomize::is_kustomization_name(path) || looks_like_values(path, bytes) || is_no_input(path, bytes);
}

}  // namespace ecrify::run
