// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/named_files.hpp"

namespace ecrify::run {
namespace {

using Entries = std::vector<locate::NamedEntries::Entry>;

std::string entry_name(std::string_view kind, const std::string& name, const std::string& key) {
  return std::string(kind) + '/' + name + '/' + key;
}

// Of a HelmRelease.
void add_values(const locate::Document& document, manifest::NodeIndex object, Entries& entries) {
  const manifest::Tape& tape = document.tape();
  const manifest::NodeIndex list = document.value(document.value(object, "spec"), "valuesFrom");
  if (list == manifest::no_node || tape[list].kind != manifest::NodeKind::sequence) return;
  for (manifest::NodeIndex item = list + 1; item < tape[list].next; item = tape[item].next) {
    const std::string key = document.text_of(item, "valuesKey");
    if (key.empty()) continue;
    entries.emplace_back(
        entry_name(document.text_of(item, "kind"), document.text_of(item, "name"), key),
        locate::EntryUse{locate::EntryUse::As::values, document.text_of(item, "targetPath")});
  }
}

// `{name: DOCKER_MODS, valueFrom: {configMapKeyRef: {name, key}}}`, in whatever container.
void add_variables(const locate::Document& document, Entries& entries) {
  const manifest::Tape& tape = document.tape();
  for (manifest::NodeIndex node = 0; node < tape.size(); ++node) {
    if (tape[node].kind != manifest::NodeKind::scalar || !tape.is_key(node)) continue;
    const std::string_view key = document.view(node);
    const std::string_view kind = key == "configMapKeyRef" ? "ConfigMap"
                                  : key == "secretKeyRef"  ? "Secret"
                                                           : std::string_view();
    const manifest::NodeIndex variable = kind.empty() ? manifest::no_node : tape[tape[node].parent].parent;
    if (variable == manifest::no_node) continue;
    std::string name = document.text_of(variable, "name");
    const manifest::NodeIndex entry = tape[node].next;
    if (!locate::names_no_image(name)) continue;
    entries.emplace_back(entry_name(kind, document.text_of(entry, "name"), document.text_of(entry, "key")),
                         locate::EntryUse{locate::EntryUse::As::variable, std::move(name)});
  }
}

// A variable that names no image stands near.
bool is_of_no_image(std::string_view bytes, std::size_t at) {
  constexpr std::size_t furthest = 160;
  const std::size_t from = at - std::min(at, furthest);
  const std::string_view around = bytes.substr(from, 2 * furthest);
  for (std::size_t begin = 0; begin < around.size();) {
    std::size_t end = begin;
    while (end < around.size() && is_word_byte(around[end])) ++end;
    if (end > begin && locate::names_no_image(around.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

// Where an entry is named from here on: `valuesKey`, `configMapKeyRef`, `secretKeyRef`. Their `K` is rarer
// than the letters before it.
std::size_t next_entry(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find('K', from); at != std::string_view::npos; at = bytes.find('K', at + 1)) {
    const std::string_view rest = bytes.substr(at);
    const std::string_view before = bytes.substr(0, at);
    if (!rest.starts_with("Key")) continue;
    const bool is_reference =
        rest.starts_with("KeyRef") && (before.ends_with("configMap") || before.ends_with("secret"));
    if (before.ends_with("values") || (is_reference && is_of_no_image(bytes, at))) return at;
  }
  return std::string_view::npos;
}

// Only the documents that name such an entry are read.
void add_entries(std::string_view bytes, Entries& entries) {
  manifest::Tape tape;
  std::size_t behind = 0;  // the slice before
  for (std::size_t at = next_entry(bytes, 0); at != std::string_view::npos;) {
    // The text far before it is not cut.
    const std::size_t cut = manifest::last_cut(bytes.substr(0, at), behind);
    const std::size_t begin = cut == std::string_view::npos ? behind : cut;
    const Span slice = manifest::Slicer(bytes.substr(begin)).containing(at - begin);
    const std::string_view piece = bytes.substr(begin + slice.begin, slice.size());
    behind = begin + slice.end;
    if (const auto read = manifest::read_document(piece, tape); read.ok() && tape.size() > 0) {
      const locate::Document document(piece.substr(0, read->end), tape);
      add_variables(document, entries);
      add_values(document, 0, entries);
      const manifest::NodeIndex items = document.value(0, "items");
      if (items != manifest::no_node && tape[items].kind == manifest::NodeKind::sequence) {
        for (manifest::NodeIndex item = items + 1; item < tape[items].next; item = tape[item].next)
          add_values(document, item, entries);
      }
    }
    at = next_entry(bytes, std::max(behind, at + 1));
  }
}

}  // namespace

Entries named_entries(std::string_view bytes) {
  Entries entries;
  add_entries(bytes, entries);
  return entries;
}

}  // namespace ecrify::run
