// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/text.hpp"
#include "rule.hpp"
#include "steps.hpp"

namespace ecrify {

using manifest::Hit;
using manifest::HitKind;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

// What is neither a path nor in a field that is named for images, or for their parts, is no reference of any
// registry.
bool may_name_image(const locate::Document& document, NodeIndex leaf) {
  const manifest::Tape& tape = document.tape();
  const Span span = tape[leaf].span();
  const std::string_view text = document.text().substr(span.begin, span.size());
  if (text == "true" || text == "false" || document.is_null(leaf)) return false;  // `hideRegistry: true`
  if (text.find('/') != std::string_view::npos) return true;
  const auto is_image_word = [](std::string_view key) {
    constexpr std::string_view words[] = {"mage", "egistry", "epository"};
    return std::any_of(std::begin(words), std::end(words),
                       [&](std::string_view word) { return key.find(word) != std::string_view::npos; });
  };
  // The field's own key, or that of the list that it is an item of.
  NodeIndex node = leaf;
  while (tape[node].parent != no_node && tape[tape[node].parent].kind == NodeKind::sequence)
    node = tape[node].parent;
  if (tape[node].parent == no_node || tape.is_key(node)) return false;  // `[a, b]: c`
  const Span key = tape[tape[node].slot].span();
  const std::string_view name = document.text().substr(key.begin, key.size());
  // A parameter is named beside its value: `{name: image.registry, value: quay.io}`.
  return is_image_word(name == "value" ? document.view_of(tape[node].parent, "name") : name);
}

// Of a JSON patch's operation on an image, whose path this is: `{op: replace, path: /spec/containers/0/image,
// value: nginx}`.
NodeIndex patched_value(const locate::Document& document, NodeIndex path) {
  const manifest::Tape& tape = document.tape();
  const NodeIndex operation = tape[path].parent;
  if (operation == no_node || tape[operation].kind != NodeKind::mapping ||
      document.value(operation, "path") != path)
    return no_node;
  const NodeIndex value = document.value(operation, "value");
  return value != no_node && tape[value].kind == NodeKind::scalar ? value : no_node;
}

// Of a parameter whose name this is: `{name: image.repository, value: nginx}`.
NodeIndex parameter_value(const locate::Document& document, NodeIndex name) {
  const manifest::Tape& tape = document.tape();
  const NodeIndex parameter = tape[name].parent;
  const bool is_name = parameter != no_node && tape[parameter].kind == NodeKind::mapping &&
                       document.value(parameter, "name") == name;
  return is_name ? document.value(parameter, "value") : no_node;
}

// A text that may be looked at for the sake of a warning, and the value of the parameter that it names.
void take_hint(const DocumentContext& context, NodeIndex text) {
  std::vector<NodeIndex>& hinted = context.memory.hinted;
  hinted.push_back(text);
  if (context.tape().is_key(text)) return;
  const NodeIndex value = parameter_value(context.document, text);
  if (value != no_node) hinted.push_back(value);
}

// A name without a registry can only be seen by its key: `image`, or one in an `image`. This is the value.
void take_value(const DocumentContext& context, NodeIndex value) {
  const manifest::Tape& tape = context.tape();
  std::vector<NodeIndex>& leaves = context.memory.leaves;
  if (value != no_node && tape[value].kind == NodeKind::mapping) {
    for (NodeIndex key = value + 1; key < tape[value].next && tape[key].next < tape[value].next;
         key = tape[tape[key].next].next) {
      if (tape[tape[key].next].kind == NodeKind::scalar) context.memory.hinted.push_back(tape[key].next);
    }
    value = context.document.value(value, "reference");
  } else if (value != no_node && tape[value].kind == NodeKind::sequence) {
    for (NodeIndex item = value + 1; item < tape[value].next; item = tape[item].next) {
      if (tape[item].kind == NodeKind::scalar) leaves.push_back(item);  // `images: [nginx, redis]`
    }
    value = no_node;
  }
  if (value != no_node && tape[value].kind == NodeKind::scalar) leaves.push_back(value);
}

// Takes the value of a key that reads `image`; one that an alias may bring to other keys, too, is only noted.
void take_value_of(const DocumentContext& context, NodeIndex key, std::vector<NodeIndex>& shared) {
  const NodeIndex value = context.tape()[key].next;
  if (context.tape()[value].kind == NodeKind::alias) {
    shared.push_back(context.document.resolved(value));
  } else {
    take_value(context, value);
  }
}

// What keys that are aliases of texts, or of keys, that read `image` name: `*key : nginx`. Then what aliases
// bring to keys, each once. The words are in the order of the text.
void take_aliased(const DocumentContext& context, const std::vector<NodeIndex>& image_words,
                  std::vector<NodeIndex>& shared) {
  const manifest::Tape& tape = context.tape();
  for (const manifest::Alias& alias : tape.aliases()) {
    if (tape.is_key(alias.alias) && std::binary_search(image_words.begin(), image_words.end(), alias.target))
      take_value_of(context, alias.alias, shared);
  }
  sort_unique(shared);
  for (const NodeIndex value : shared) take_value(context, value);
}

}  // namespace

// The scalars that the prefilter's hits point at, each once, in the order of the text.
void find_candidates(const DocumentContext& context, std::span<const Hit> hits, std::size_t base) {
  const SourceContext& common = context.common;
  const locate::Document& document = context.document;
  const manifest::Tape& tape = document.tape();
  std::vector<NodeIndex>& leaves = context.memory.leaves;
  std::vector<NodeIndex> image_words;
  std::vector<NodeIndex> shared;
  for (const Hit& hit : hits) {
    if (hit.offset >= base + context.text().size()) break;
    if (hit.kind == HitKind::document) continue;
    const NodeIndex leaf = tape.leaf_at(hit.offset - base);
    if (leaf == no_node) {
      if (hit.kind == HitKind::host) {
        Ruling comment = rule_left(context, no_node, nullptr, locate::LocationClass::ignored, "a comment");
        comment.span = {hit.offset - base, hit.offset - base};
        context.memory.rulings.push_back(std::move(comment));
      }
      continue;
    }
    const bool is_word = hit.kind == HitKind::word;
    if (is_word && common.watched.is_hint(hit)) {
      take_hint(context, leaf);
      continue;
    }
    // Where all registries are listed, what is in the target is one of the others.
    if (!is_word || (common.is_watched(hit, Watch::target) && !common.lists_all)) leaves.push_back(leaf);
    if (hit.kind != HitKind::escape && !common.is_watched(hit, Watch::image_key)) continue;
    if (!tape.aliases().empty()) image_words.push_back(leaf);
    if (!tape.is_key(leaf)) {
      take_hint(context, leaf);  // a text may hold documents with such keys
      const NodeIndex value = patched_value(document, leaf);
      if (value != no_node) leaves.push_back(value);
      continue;
    }
    take_value_of(context, leaf, shared);
  }
  take_aliased(context, image_words, shared);
  sort_unique(leaves);
  // `image: null`, with which a patch takes a field away, names nothing.
  std::erase_if(leaves, [&document](NodeIndex leaf) { return document.is_null(leaf); });
  if (!common.lists_all) return;
  for (NodeIndex node = 0; node < tape.size(); ++node) {
    const bool may_name =
        tape[node].kind == NodeKind::scalar && !tape.is_key(node) && may_name_image(document, node);
    if (may_name && !std::binary_search(leaves.begin(), leaves.end(), node))
      context.memory.others.push_back(node);
  }
}

}  // namespace ecrify
