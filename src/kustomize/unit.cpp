// SPDX-License-Identifier: Apache-2.0
#include "unit.hpp"

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
      if (is_scalar(document_, item)) unit_.transformers.push_back({document_.scalar(item), span_of(item)});
    }
    patches();
    charts();
    for (const std::string_view key : {"configMapGenerator", "secretGenerator"}) {
      for (const NodeIndex item : items_of(document_, find(key))) {
        for (const NodeIndex file : items_of(document_, member(document_, item, "files").value)) {
          const std::string text = document_.scalar(file);  // [key=]path
          unit_.values.push_back(text.substr(text.find('=') + 1));
        }
      }
    }
    if (!items_of(document_, find("generators")).empty()) unit_.opaque = true;
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

  void patch_text(NodeIndex scalar) {
    std::vector<Held> held;
    collect_held(document_.scalar(scalar), TextKind::patch, {}, held);
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

bool read_unit(std::string path, std::string_view text, Unit& unit) {
  unit.folder = folder_of(path);
  unit.path = std::move(path);
  bool found = false;
  for_each_document(text, [&](const ReadAt& at) {
    found = form_of(at.document, 0, unit.path) == Form::kustomization;
    if (found) UnitReader(at, unit).run();
    return Go::stop;
  });
  return found;
}

void read_transformers(std::string_view text, Span span, std::vector<UnitEntry>& out) {
  for_each_document(text, [&](const ReadAt& at) {
    if (at.document.text_of(0, "kind") == "ImageTagTransformer") {
      const NodeIndex image = at.document.value(0, "imageTag");
      const std::string name =
          at.document.scalar(at.document.resolved(member(at.document, image, "name").value));
      const std::string to =
          at.document.scalar(at.document.resolved(member(at.document, image, "newName").value));
      if (!name.empty()) out.push_back({name, to, span, true});
    }
    return Go::on;
  });
}

void read_configuration(std::string_view text, std::vector<std::string>& keys) {
  for_each_document(text, [&](const ReadAt& at) {
    for (const NodeIndex item : items_of(at.document, at.document.value(0, "images"))) {
      std::string path = at.document.text_of(item, "path");
      if (path.ends_with("[]")) path.resize(path.size() - 2);
      keys.push_back(path.substr(path.rfind('/') + 1));
    }
    return Go::on;
  });
}

}  // namespace ecrify::kustomize
