// SPDX-License-Identifier: Apache-2.0
#include "held.hpp"

#include <algorithm>

#include "ecrify/base/byte_order_mark.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"

namespace ecrify::kustomize {

using locate::Document;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Tape;

namespace {

class Finder {
 public:
  Finder(const ReadAt& at, TextKind kind, const std::set<std::string>& keys, std::vector<Held>& out)
      : at_(at), tape_(at.document.tape()), kind_(kind), keys_(keys), out_(out) {}

  void run() {
    if (at_.document.text_of(0, "kind") == "CustomResourceDefinition") return;  // kustomize passes them over
    for (NodeIndex node = 0; node < tape_.size(); ++node) {
      if (tape_[node].kind != NodeKind::scalar && tape_[node].kind != NodeKind::alias) continue;
      if (tape_[node].parent == no_node || tape_[node].slot == no_node) continue;
      if (tape_[tape_[node].parent].kind == NodeKind::mapping && is_image(node)) add(node);
    }
  }

 private:
  [[nodiscard]] std::string key_of(NodeIndex node) const {
    const NodeIndex parent = tape_[node].parent;
    if (parent == no_node || tape_[parent].kind != NodeKind::mapping) return "";
    if (tape_.is_key(node)) return "";  // `[{image: a}]: b`
    const manifest::Node& key = tape_[tape_[node].slot];
    // Most keys are plain and mean their bytes; decoding each would take most of the time.
    if (key.kind == NodeKind::scalar && key.style == manifest::Style::plain) {
      return std::string(at_.document.text().substr(key.begin, key.end - key.begin));
    }
    return at_.document.scalar(tape_[node].slot);
  }

  // The key of the list that the mapping is an item of; "" when it is none.
  [[nodiscard]] std::string list_of(NodeIndex mapping) const {
    const NodeIndex parent = tape_[mapping].parent;
    return parent == no_node || tape_[parent].kind != NodeKind::sequence ? "" : key_of(parent);
  }

  [[nodiscard]] bool is_image(NodeIndex node) const {
    const std::string key = key_of(node);
    if (keys_.contains(key)) return true;
    const NodeIndex mapping = tape_[node].parent;
    if (key == "image") {
      // Behind an alias a container may stand anywhere, and in a JSON patch it has no list around it.
      if (kind_ == TextKind::patch || !tape_.aliases().empty()) return true;
      const std::string list = list_of(mapping);
      return list == "containers" || list == "initContainers";
    }
    if (key == "reference") return key_of(mapping) == "image";
    return kind_ == TextKind::patch && key == "value" &&
           at_.document.text_of(mapping, "path").ends_with("/image");
  }

  void add(NodeIndex node) {
    const NodeIndex scalar = at_.document.resolved(node);
    if (scalar == no_node || tape_[scalar].kind != NodeKind::scalar) return;
    const std::string text = at_.document.scalar(scalar);
    const std::string_view name =
        image_name(std::string_view(text).substr(0, text.find_last_not_of("\r\n") + 1));
    if (name.empty()) return;
    const Span span = tape_[scalar].span();
    out_.push_back({std::string(name), {at_.base + span.begin, at_.base + span.end}, at_.index});
  }

  const ReadAt& at_;
  const Tape& tape_;
  TextKind kind_;
  const std::set<std::string>& keys_;
  std::vector<Held>& out_;
};

}  // namespace

namespace {

// https://github.com/kubernetes-sigs/kustomize/tree/master/plugin/builtin: PatchTransformer has `patch`,
// PatchJson6902Transformer `jsonOp`, PatchStrategicMergeTransformer `patches`.
bool collect_of_transformer(const ReadAt& transformer, const std::set<std::string>& keys, std::vector<Held>& out) {
  bool complete = true;
  for (const std::string_view key : {"patch", "jsonOp", "patches"}) {
    const NodeIndex scalar = transformer.document.value(0, key);
    if (scalar == no_node || transformer.document.tape()[scalar].kind != NodeKind::scalar) continue;
    const std::size_t first = out.size();
    const std::string text = transformer.document.scalar(scalar);
    const Unread unread = for_each_document(text, [&](const ReadAt& at) {
      Finder(at, TextKind::patch, keys, out).run();
      return Go::on;
    });
    complete = complete && unread != Unread::may_hold_images;
    const Span span = transformer.document.tape()[scalar].span();
    for (std::size_t i = first; i < out.size(); ++i) {
      out[i].span = {transformer.base + span.begin, transformer.base + span.end};
      out[i].document = transformer.index;
    }
  }
  return complete;
}

}  // namespace

bool collect_held(std::string_view text, TextKind kind, const std::set<std::string>& keys,
                  std::vector<Held>& out) {
  bool complete = true;
  const Unread unread = for_each_document(text, [&](const ReadAt& at) {
    Finder(at, kind, keys, out).run();
    if (kind == TextKind::patch && at.document.text_of(0, "kind").ends_with("Transformer")) {
      complete = collect_of_transformer(at, keys, out) && complete;
    }
    return Go::on;
  });
  return complete && unread != Unread::may_hold_images;
}

void collect_copied(std::string_view text, const std::string& kind, const std::string& key, std::vector<Held>& out) {
  for_each_document(text, [&](const ReadAt& at) {
    if (!kind.empty() && at.document.text_of(0, "kind") != kind) return Go::on;
    const Tape& tape = at.document.tape();
    for (NodeIndex node = 0; node < tape.size(); ++node) {
      const bool is_value = tape[node].kind == NodeKind::scalar && tape[node].parent != no_node && !tape.is_key(node) &&
                            tape[tape[node].parent].kind == NodeKind::mapping;
      if (!is_value || at.document.scalar(tape[node].slot) != key) continue;
      const Span span = tape[node].span();
      add_copied(at.document.scalar(node), {at.base + span.begin, at.base + span.end}, at.index, out);
    }
    return Go::on;
  });
}

void add_copied(std::string_view value, Span span, std::size_t document, std::vector<Held>& out) {
  const std::string_view name = image_name(value.substr(0, value.find_last_not_of("\r\n") + 1));
  if (name.find('/') != std::string_view::npos) out.push_back({std::string(name), span, document});
}

}  // namespace ecrify::kustomize
