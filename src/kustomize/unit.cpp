// SPDX-License-Identifier: Apache-2.0
#include "unit.hpp"

#include <algorithm>

#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/kustomize/tree.hpp"

namespace ecrify::kustomize {

using locate::Document;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

std::vector<NodeIndex> items_of(const Document& document, NodeIndex list) {
  std::vector<NodeIndex> items;
  list = document.resolved(list);
  if (list == no_node || document.tape()[list].kind != NodeKind::sequence) return items;
  const NodeIndex behind = document.tape()[list].next;
  for (NodeIndex item = list + 1; item < behind; item = document.tape()[item].next) {
    items.push_back(document.resolved(item));
  }
  return items;
}

bool is_scalar(const Document& document, NodeIndex node) {
  return node != no_node && document.tape()[node].kind == NodeKind::scalar;
}

std::string text_at(const Document& document, NodeIndex mapping, std::string_view key) {
  return document.scalar(document.resolved(member(document, mapping, key).value));
}

// `data.image`, `metadata.annotations.example\.com/image`: the last key.
std::string last_key(std::string_view path) {
  std::string key;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '.') {
      key.clear();
    } else {
      if (path[at] == '\\' && at + 1 < path.size()) ++at;
      key += path[at];
    }
  }
  return key;
}

// `image`, `imageName`, and `reference` of a volume; whatever stands behind the key's list is one image of it.
bool is_about_image(const std::string& path) {
  const std::string key = last_key(path);
  return key.find("mage") != std::string::npos || key == "reference" || path.find("mages.") != std::string::npos;
}

// https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/replacement.go: `options.delimiter` makes it copy, or
// replace, one part of the text between delimiters.
class ReplacementReader {
 public:
  ReplacementReader(const Document& document, std::vector<Unit::Copied>& copied) : document_(document), copied_(copied) {}

  // Whether it takes images apart elsewhere than at the tag, which a rewrite leaves.
  bool read(NodeIndex item) {
    const NodeIndex source = value(item, "source");
    const std::string path = text_at(document_, source, "fieldPath");
    if (!path.empty()) copied_.push_back({text_at(document_, source, "kind"), last_key(path)});
    bool splits = splits_at(source) && is_about_image(path);
    for (const NodeIndex target : items_of(document_, member(document_, item, "targets").value)) {
      for (const NodeIndex one : items_of(document_, member(document_, target, "fieldPaths").value)) {
        const bool is_split = splits_at(target) || splits_at(source);
        splits = splits || (is_split && (is_about_image(document_.scalar(one)) || is_about_image(path)));
      }
    }
    return splits;
  }

 private:
  [[nodiscard]] NodeIndex value(NodeIndex mapping, std::string_view key) const {
    return document_.resolved(member(document_, mapping, key).value);
  }
  [[nodiscard]] bool splits_at(NodeIndex owner) const {
    const std::string delimiter = text_at(document_, value(owner, "options"), "delimiter");
    return !delimiter.empty() && delimiter != ":" && delimiter != "@";
  }

  const Document& document_;
  std::vector<Unit::Copied>& copied_;
};

class UnitReader {
 public:
  UnitReader(const ReadAt& at, Unit& unit) : at_(at), document_(at.document), unit_(unit) {}

  void run() {
    unit_.document = at_.index;
    unit_.component = document_.text_of(0, "kind") == "Component";
    for (const Entry& entry : entries_of(document_, 0, Form::kustomization)) {
      unit_.entries.push_back({entry.name_text, entry.new_name_text,
                               span_of(document_.resolved(entry.name.value)), false});
    }
    texts("resources", unit_.resources);
    texts("bases", unit_.resources);
    texts("components", unit_.components);
    texts("configurations", unit_.configurations);
    for (const NodeIndex item : items_of(document_, find("transformers"))) {
      if (!is_scalar(document_, item)) continue;
      unit_.transformers.push_back({document_.scalar(item), span_of(item)});
      if (document_.scalar(item).find('\n') != std::string::npos) patch_text(item);
    }
    patches();
    charts();
    for (const std::string_view key : {"configMapGenerator", "secretGenerator"}) {
      for (const NodeIndex item : items_of(document_, find(key))) {
        for (const NodeIndex file : items_of(document_, member(document_, item, "files").value)) {
          const std::string text = document_.scalar(file);  // [key=]path
          unit_.values.push_back(text.substr(text.find('=') + 1));
        }
        for (const NodeIndex literal : items_of(document_, member(document_, item, "literals").value)) {
          if (is_scalar(document_, literal)) add_literal(literal);
        }
      }
    }
    if (!items_of(document_, find("generators")).empty()) unit_.opaque = true;
    for (const NodeIndex item : items_of(document_, find("replacements"))) {
      const NodeIndex path = document_.resolved(member(document_, item, "path").value);
      if (is_scalar(document_, path)) unit_.replacements.push_back({document_.scalar(path), span_of(path)});
      if (ReplacementReader(document_, unit_.copied).read(item)) unit_.splits = span_of(item);
    }
    unit_.copies = !items_of(document_, find("replacements")).empty() || !items_of(document_, find("vars")).empty();
  }

 private:
  [[nodiscard]] NodeIndex find(std::string_view key) const { return member(document_, 0, key).value; }

  [[nodiscard]] Span span_of(NodeIndex node) const {
    const Span span = document_.tape()[node].span();
    return {at_.base + span.begin, at_.base + span.end};
  }

  void texts(std::string_view key, std::vector<std::string>& out) const {
    for (const NodeIndex item : items_of(document_, find(key))) {
      if (is_scalar(document_, item)) out.push_back(document_.scalar(item));
    }
  }

  // `KEY=VALUE`, perhaps in quotes.
  void add_literal(NodeIndex scalar) {
    const std::string text = document_.scalar(scalar);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return;
    const std::size_t begin = std::min(text.find_first_not_of("\"'", equals + 1), text.size());
    const std::size_t end = text.find_last_not_of("\"'") + 1;
    std::vector<Held> held;
    add_copied(std::string_view(text).substr(begin, end - std::min(begin, end)), span_of(scalar), at_.index, held);
    for (Held& one : held) unit_.literals.push_back({text.substr(0, equals), std::move(one)});
  }

  void patch_text(NodeIndex scalar) {
    std::vector<Held> held;
    if (!collect_held(document_.scalar(scalar), TextKind::patch, {}, held)) unit_.unreadable = unit_.path;
    for (Held& one : held) {
      one.span = span_of(scalar);
      one.document = at_.index;
      unit_.inline_patches.push_back(std::move(one));
    }
  }

  void patches() {
    for (const std::string_view key : {"patches", "patchesJson6902"}) {
      for (const NodeIndex item : items_of(document_, find(key))) {
        const NodeIndex path = document_.resolved(member(document_, item, "path").value);
        const NodeIndex text = document_.resolved(member(document_, item, "patch").value);
        if (is_scalar(document_, path)) unit_.patches.push_back(document_.scalar(path));
        if (is_scalar(document_, text)) patch_text(text);
      }
    }
    for (const NodeIndex item : items_of(document_, find("patchesStrategicMerge"))) {
      if (!is_scalar(document_, item)) continue;
      const std::string text = document_.scalar(item);
      if (text.find('\n') == std::string::npos) {
        unit_.patches.push_back(text);
      } else {
        patch_text(item);
      }
    }
  }

  void charts() {
    for (const std::string_view key : {"helmCharts", "helmChartInflationGenerator"}) {
      for (const NodeIndex item : items_of(document_, find(key))) {
        unit_.opaque = true;
        for (const std::string_view file : {"valuesFile", "values"}) {
          const NodeIndex value = document_.resolved(member(document_, item, file).value);
          if (is_scalar(document_, value)) unit_.values.push_back(document_.scalar(value));
        }
        for (const NodeIndex value :
             items_of(document_, member(document_, item, "additionalValuesFiles").value)) {
          if (is_scalar(document_, value)) unit_.values.push_back(document_.scalar(value));
        }
      }
    }
  }

  const ReadAt& at_;
  const Document& document_;
  Unit& unit_;
};

}  // namespace

UnitText read_unit(std::string path, std::string_view text, Unit& unit) {
  unit.folder = folder_of(path);
  unit.path = std::move(path);
  bool found = false;
  const Unread unread = for_each_document(text, [&](const ReadAt& at) {
    found = form_of(at.document, 0, unit.path) == Form::kustomization;
    if (found) UnitReader(at, unit).run();
    return Go::stop;
  });
  // Where it leads to is unknown as well.
  if (unread != Unread::nothing) return UnitText::unreadable;
  return found ? UnitText::unit : UnitText::something_else;
}

UnitTransformers read_unit_transformers(std::string_view text, Span span) {
  UnitTransformers all;
  const Unread unread = for_each_document(text, [&](const ReadAt& at) {
    const Document& document = at.document;
    const std::string kind = document.text_of(0, "kind");
    if (kind == "ImageTagTransformer") {
      const NodeIndex image = document.value(0, "imageTag");
      const std::string name = text_at(document, image, "name");
      if (!name.empty()) all.entries.push_back({name, text_at(document, image, "newName"), span, true});
    } else if (kind == "ReplacementTransformer") {
      for (const NodeIndex item : items_of(document, document.value(0, "replacements"))) {
        all.splits = ReplacementReader(document, all.copied).read(item) || all.splits;
      }
    } else if (kind.starts_with("Patch") && kind.ends_with("Transformer")) {
      if (const std::string path = document.text_of(0, "path"); !path.empty()) all.patches.push_back(path);
      for (const NodeIndex path : items_of(document, document.value(0, "paths"))) all.patches.push_back(document.scalar(path));
    }
    return Go::on;
  });
  all.complete = unread == Unread::nothing;
  return all;
}

UnitTransformers read_unit_replacements(std::string_view text) {
  UnitTransformers all;
  const Unread unread = for_each_document(text, [&](const ReadAt& at) {
    const Document& document = at.document;
    if (document.tape()[0].kind == NodeKind::mapping) all.splits = ReplacementReader(document, all.copied).read(0) || all.splits;
    for (const NodeIndex item : items_of(document, 0)) all.splits = ReplacementReader(document, all.copied).read(item) || all.splits;
    return Go::on;
  });
  all.complete = unread == Unread::nothing;
  return all;
}

bool read_unit_configuration(std::string_view text, std::vector<std::string>& keys) {
  const Unread unread = for_each_document(text, [&](const ReadAt& at) {
    for (const NodeIndex item : items_of(at.document, at.document.value(0, "images"))) {
      std::string path = at.document.text_of(item, "path");
      if (path.ends_with("[]")) path.resize(path.size() - 2);
      keys.push_back(path.substr(path.rfind('/') + 1));
    }
    return Go::on;
  });
  return unread == Unread::nothing;
}

}  // namespace ecrify::kustomize
