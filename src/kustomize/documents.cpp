// SPDX-License-Identifier: Apache-2.0
#include "documents.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"

namespace ecrify::kustomize {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

// The key of an image may stand in the text, perhaps behind an escape or in two bytes a letter.
bool may_name_image(std::string_view text) {
  return text.find("mage") != std::string_view::npos ||
         text.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos;
}

// Line ends of a block scalar are no part of a name.
std::string line(std::string text) {
  text.resize(text.find_last_not_of("\r\n") + 1);
  return text;
}

}  // namespace

SkippedDocuments for_each_document(std::string_view text,
                                   const std::function<Visit(const DocumentAt&)>& visit) {
  manifest::Slicer slicer(text);
  auto unread = SkippedDocuments::nothing;
  manifest::Tape tape;
  std::size_t more = 0;  // documents that a slice holds beyond its first
  for (std::size_t offset = behind_mark(text); offset < text.size();) {
    const Span slice = slicer.containing(offset);
    const std::size_t index = slicer.slices_before(slice.begin);
    for (std::size_t begin = slice.begin; begin < slice.end;) {
      const std::string_view piece = text.substr(begin, slice.end - begin);
      const auto read = manifest::read_document(piece, tape);
      if (!read.ok())
        unread = std::max(unread, may_name_image(piece) ? SkippedDocuments::may_hold_images
                                                        : SkippedDocuments::without_images);
      if (!read.ok() || read->end == 0) break;
      const locate::Document document(piece.substr(0, read->end), tape);
      if (tape.size() > 0 && visit({document, begin, index + more}) == Visit::stop) return unread;
      begin += read->end;
      while (begin < slice.end && is_space(text[begin])) ++begin;
      if (begin < slice.end) ++more;
    }
    offset = std::max(slice.end, offset + 1);
  }
  return unread;
}

NodeIndex Reader::value(NodeIndex mapping, std::string_view key) const {
  return document_.resolved(member(document_, mapping, key).value);
}

std::vector<NodeIndex> Reader::items(NodeIndex list) const {
  std::vector<NodeIndex> found;
  list = document_.resolved(list);
  if (list == no_node || document_.tape()[list].kind != NodeKind::sequence) return found;
  const NodeIndex behind = document_.tape()[list].next;
  for (NodeIndex item = list + 1; item < behind; item = document_.tape()[item].next) {
    found.push_back(document_.resolved(item));
  }
  return found;
}

bool Reader::is_scalar(NodeIndex node) const {
  return node != no_node && document_.tape()[node].kind == NodeKind::scalar;
}

Span Reader::span_of(NodeIndex node) const {
  const Span span = document_.tape()[node].span();
  return {at_.base + span.begin, at_.base + span.end};
}

CopiedText Reader::text_of(NodeIndex scalar) const {
  return {document_.scalar(scalar), span_of(scalar), at_.index};
}

void Reader::add(NodeIndex node, std::vector<Text>& out) const {
  if (is_scalar(node)) out.push_back({document_.scalar(node), span_of(node)});
}

void Reader::texts(NodeIndex mapping, std::string_view key, std::vector<Text>& out) const {
  const NodeIndex node = value(mapping, key);
  add(node, out);
  for (const NodeIndex item : items(node)) add(item, out);
}

ImageEntry Reader::image(NodeIndex mapping) const {
  ImageEntry image;
  const NodeIndex name = value(mapping, "name");
  if (!is_scalar(name)) return image;
  image.name = line(document_.text(name));
  image.new_name = line(text_at(mapping, "newName"));
  image.new_tag = text_at(mapping, "newTag");
  image.digest = text_at(mapping, "digest");
  image.tag_suffix = text_at(mapping, "tagSuffix");
  image.span = span_of(name);
  return image;
}

Replacement Reader::replacement(NodeIndex item) const {
  Replacement found;
  const NodeIndex source = value(item, "source");
  found.kind = text_at(source, "kind");
  found.name = text_at(source, "name");
  found.field_path = text_at(source, "fieldPath");
  if (found.field_path.empty()) found.field_path = "metadata.name";
  found.part = part(value(source, "options"));
  found.span = span_of(item);
  for (const NodeIndex target : items(item, "targets")) {
    Replacement::Target& added = found.targets.emplace_back();
    for (const NodeIndex path : items(target, "fieldPaths")) added.paths.push_back(document_.scalar(path));
    added.part = part(value(target, "options"));
  }
  return found;
}

Replacement::Part Reader::part(NodeIndex options) const {
  Replacement::Part part{text_at(options, "delimiter")};
  const std::string index = text_at(options, "index");
  std::from_chars(index.data(), index.data() + index.size(), part.index);
  return part;
}

void Reader::replacements(NodeIndex list, std::vector<Replacement>& out) const {
  for (const NodeIndex item : items(list)) {
    if (value(item, "source") != no_node) out.push_back(replacement(item));
  }
}

void Reader::generator_inputs(NodeIndex generator, const std::string& kind, const std::string& object,
                              GeneratorInputs& out) const {
  const std::size_t first_env = out.envs.size();
  const std::size_t first_file = out.files.size();
  texts(generator, "envs", out.envs);
  texts(generator, "env", out.envs);
  texts(generator, "files", out.files);
  for (std::size_t i = first_file; i < out.files.size(); ++i) {
    std::string& text = out.files[i].text;  // [key=]path
    const std::size_t equals = text.find('=');
    out.files[i].key =
        equals == std::string::npos ? text.substr(text.rfind('/') + 1) : text.substr(0, equals);
    text.erase(0, equals + 1);
  }
  for (const auto& [list, first] : {std::pair(&out.envs, first_env), std::pair(&out.files, first_file)}) {
    for (std::size_t i = first; i < list->size(); ++i) {
      (*list)[i].kind = kind;
      (*list)[i].object = object;
    }
  }
}

}  // namespace ecrify::kustomize
