// SPDX-License-Identifier: Apache-2.0
#include "ecrify/krm/resource_list.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"

namespace ecrify::krm {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

constexpr std::string_view list_kind = "ResourceList";
constexpr std::string_view versions[] = {"config.kubernetes.io/v1", "config.kubernetes.io/v1beta1",
                                         "config.kubernetes.io/v1alpha1"};

constexpr const char* for_manifests =
    "a function gets one from kpt or kustomize; for manifests there is \"ecrify rewrite\"";

bool is_version(std::string_view api_version) {
  return std::find(std::begin(versions), std::end(versions), api_version) != std::end(versions);
}

// A slice without more than comments, blanks and markers.
bool is_empty(std::string_view text, const manifest::Tape& tape) {
  if (tape.size() == 0) return true;
  const bool is_plain = tape.size() == 1 && tape[0].kind == NodeKind::scalar && tape[0].style == Style::plain;
  return is_plain && text.substr(tape[0].begin, tape[0].end - tape[0].begin).empty();
}

// The slice that holds all documents of a text; empty where there are several such, or none.
std::string_view only_document(std::string_view bytes) {
  std::string_view only;
  manifest::Slicer slicer(bytes);
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const Span slice = slicer.containing(at);
    const std::string_view text = bytes.substr(slice.begin, slice.size());
    at = slice.end;
    if (!manifest::holds_content(text)) continue;
    if (!only.empty()) return {};
    only = text;
  }
  return only;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Annotations that orchestrators write, and wrote before.
constexpr std::string_view path_keys[] = {"internal.config.kubernetes.io/path", "config.kubernetes.io/path"};
constexpr std::string_view index_keys[] = {"internal.config.kubernetes.io/index",
                                           "config.kubernetes.io/index"};

template <std::size_t N>
std::string first_of(const locate::Document& document, NodeIndex mapping, const std::string_view (&keys)[N]) {
  for (const std::string_view key : keys) {
    if (std::string text = document.text_of(mapping, key); !text.empty()) return text;
  }
  return "";
}

}  // namespace

Result<ResourceList> ResourceList::read(const SourceText& text) {
  ResourceList list(text);
  if (Status status = list.read_document(); !status.ok()) return status.failure();
  if (Status status = list.check_header(); !status.ok()) return status.failure();
  if (Status status = list.read_items(); !status.ok()) return status.failure();
  return list;
}

Status ResourceList::read_document() {
  const std::string_view bytes = text_->bytes();
  const auto fail = [&](std::size_t offset, std::string message, std::string remedy) {
    return Failure{std::move(message), std::move(remedy), text_->name(), offset};
  };
  manifest::Slicer slicer(bytes);
  manifest::Tape other;
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const Span slice = slicer.containing(at);
    const std::string_view text = bytes.substr(slice.begin, slice.end - slice.begin);
    manifest::Tape& tape = document_ ? other : *tape_;
    tape.clear();
    const auto read =
        manifest::read_document(text, tape, {manifest::ScreenState::no, bytes.size() - slice.end});
    if (!read.ok()) {
      const Failure& failure = read.failure();
      return fail(slice.begin + failure.offset, "the ResourceList can't be read: " + failure.message,
                  failure.remedy);
    }
    at = std::max(slice.end, at + 1);
    if (is_empty(text, tape)) continue;
    if (document_)
      return fail(slice.begin + tape[0].begin, "a second document behind the ResourceList",
                  "a function gets one list");
    if (!is_blank(text.substr(read->end))) {
      const std::size_t second = slice.begin + text.find_first_not_of(" \t\r\n", read->end);
      return fail(second, "a second document behind the ResourceList", "a function gets one list");
    }
    base_ = slice.begin;
    document_ = std::make_unique<locate::Document>(text.substr(0, read->end), *tape_);
  }
  if (document_) return Success{};
  return fail(no_offset,
              bytes.empty() ? "stdin is empty, and no ResourceList" : "stdin holds no ResourceList",
              for_manifests);
}

Status ResourceList::check_header() const {
  if ((*tape_)[0].kind != NodeKind::mapping) return at(0, "no ResourceList", for_manifests);
  const NodeIndex kind = value("kind");
  if (kind == no_node) return at(0, "no ResourceList: it has no kind", for_manifests);
  if (document_->text(kind) != list_kind)
    return at(kind, "no ResourceList: the kind is \"" + document_->text(kind) + "\"", for_manifests);
  const NodeIndex version = value("apiVersion");
  if (version != no_node && is_version(document_->text(version))) return Success{};
  return at(version == no_node ? 0 : version, "the apiVersion of the ResourceList is not known",
            "it is config.kubernetes.io/v1, v1beta1 or v1alpha1");
}

Status ResourceList::read_items() {
  const NodeIndex items = value("items");
  if (items == no_node) return Success{};
  const manifest::Tape& tape = *tape_;
  if (tape[items].kind != NodeKind::sequence)
    return at(items, "the items are no list", "items: is a list of objects");
  for (NodeIndex node = items + 1; node < tape[items].next; node = tape[node].next) {
    Result<Item> item = read_item(node, items_.size());
    if (!item.ok()) return item.failure();
    items_.push_back(std::move(item).value());
  }
  return Success{};
}

Result<Item> ResourceList::read_item(NodeIndex node, std::size_t position) const {
  const std::string name = "item " + std::to_string(position);
  const NodeIndex object = document_->resolved(node);
  if (object == no_node || (*tape_)[object].kind != NodeKind::mapping)
    return at(node, name + " is no object", "each item is an object");
  for (const std::string_view key : {"apiVersion", "kind"}) {
    if (document_->text_of(object, key).empty()) {
      return at(node, name + " has no " + std::string(key),
                "each item is an object with apiVersion and kind");
    }
  }
  Item item{node, {}, {}};
  const NodeIndex metadata = document_->value(object, "metadata");
  const NodeIndex annotations = metadata == no_node ? no_node : document_->value(metadata, "annotations");
  if (annotations == no_node) return item;
  item.path = first_of(*document_, annotations, path_keys);
  const std::string index = first_of(*document_, annotations, index_keys);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), number);
  if (error == std::errc() && end == index.data() + index.size()) item.index = number;
  return item;
}

const Item* ResourceList::item_at(std::size_t offset) const {
  if (offset < base_) return nullptr;
  const auto behind =
      std::upper_bound(items_.begin(), items_.end(), offset - base_,
                       [&](std::size_t at, const Item& item) { return at < (*tape_)[item.node].begin; });
  if (behind == items_.begin()) return nullptr;
  const Item& item = *(behind - 1);
  return offset - base_ < (*tape_)[item.node].end ? &item : nullptr;
}

NodeIndex ResourceList::value(std::string_view key) const {
  const NodeIndex node = document_->value(0, key);
  if (node == no_node || (*tape_)[node].kind != NodeKind::scalar) return node;
  return (*tape_)[node].style == Style::plain && document_->text(node).empty() ? no_node : node;
}

Failure ResourceList::at(NodeIndex node, std::string message, std::string remedy) const {
  return {std::move(message), std::move(remedy), text_->name(), base_ + (*tape_)[node].begin};
}

ListForm list_form(std::string_view bytes) {
  // Nearly every text is told by these alone: a second document, and the word.
  const std::string_view only = only_document(bytes);
  if (only.find(list_kind) == std::string_view::npos) return ListForm::none;
  const SourceText text("", bytes);
  const Result<ResourceList> list = ResourceList::read(text);
  if (!list.ok()) return ListForm::none;
  const NodeIndex config = list->value("functionConfig");
  if (config == no_node) return ListForm::plain;
  // kpt gives a ConfigMap without data to a function that has no configuration.
  const bool is_empty = list->document().text_of(config, "kind") == "ConfigMap" && [&] {
    const NodeIndex data = list->document().value(config, "data");
    return data == no_node || list->document().tape()[data].next == data + 1;
  }();
  return is_empty ? ListForm::plain : ListForm::configured;
}

}  // namespace ecrify::krm
