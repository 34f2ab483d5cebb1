// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/entry.hpp"

#include <algorithm>
#include <unordered_set>

#include "ecrify/base/ascii.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/reference/reference.hpp"

namespace ecrify::kustomize {

using locate::Document;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

bool same_key(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool is_kind(const Document& document, NodeIndex node, NodeKind kind) {
  return node != no_node && document.tape()[node].kind == kind;
}

// Visits the keys and values of a mapping in order.
template <class Visit>
void for_each_pair(const Document& document, NodeIndex mapping, const Visit& visit) {
  const NodeIndex behind = document.tape()[mapping].next;
  for (NodeIndex key = mapping + 1; key < behind;) {
    const NodeIndex value = document.tape()[key].next;
    if (value >= behind) return;
    visit(Member{key, value});
    key = document.tape()[value].next;
  }
}

template <class Visit>
void for_each_item(const Document& document, NodeIndex sequence, const Visit& visit) {
  const NodeIndex behind = document.tape()[sequence].next;
  for (NodeIndex item = sequence + 1; item < behind; item = document.tape()[item].next) visit(item);
}

struct FoundEntry {
  Member own;
  NodeIndex merged = no_node;  // the value of `<<`
};

FoundEntry find(const Document& document, NodeIndex mapping, std::string_view key) {
  FoundEntry found;
  for_each_pair(document, mapping, [&](const Member& pair) {
    const std::string text = document.scalar(pair.key);
    if (same_key(text, key)) found.own = pair;
    if (text == "<<") found.merged = pair.value;
  });
  return found;
}

// Line ends of a block scalar are no part of a reference. Null is none.
std::string reference_text(const Document& document, NodeIndex value) {
  std::string text = document.text(value);
  text.resize(text.find_last_not_of("\r\n") + 1);
  return text;
}

// True for a text that selects nothing and names nothing: no image has a name with a blank in it.
bool holds_blank(std::string_view text) {
  const std::string masked = reference::mask_placeholders(text).text;
  return std::any_of(masked.begin(), masked.end(), is_space);
}

class Collector {
 public:
  Collector(const Document& document, std::vector<EntryItem>& out) : document_(document), out_(out) {}

  void list(NodeIndex images) {
    images = document_.resolved(images);
    if (!is_kind(document_, images, NodeKind::sequence)) return;
    for_each_item(document_, images, [&](NodeIndex item) { add(item); });
  }

  // An item of a list, or the one entry of a transformer.
  void add(NodeIndex item) {
    EntryItem entry;
    entry.item = item;
    entry.node = document_.resolved(item);
    if (!is_kind(document_, entry.node, NodeKind::mapping)) return;
    entry.name = member(document_, entry.node, "name");
    entry.new_name = member(document_, entry.node, "newName");
    entry.name_text = reference_text(document_, entry.name.value);
    entry.new_name_text = reference_text(document_, entry.new_name.value);
    if (!entry.name_text.empty()) out_.push_back(std::move(entry));
  }

 private:
  const Document& document_;
  std::vector<EntryItem>& out_;
};

// The key whose value, or an item of whose value, the node is.
std::string key_above(const Document& document, NodeIndex node) {
  const manifest::Tape& tape = document.tape();
  NodeIndex parent = tape[node].parent;
  if (is_kind(document, parent, NodeKind::sequence)) {
    node = parent;
    parent = tape[node].parent;
  }
  return is_kind(document, parent, NodeKind::mapping) ? document.scalar(tape[node].slot) : "";
}

// Every `kustomize.images` of a source of an Application; ApplicationSets hold them in several templates.
template <class Visit>
void for_each_argo_list(const Document& document, NodeIndex object, const Visit& visit) {
  const manifest::Tape& tape = document.tape();
  const bool is_override = document.fields(object).kind.empty();
  for (NodeIndex node = object; node < tape[object].next; ++node) {
    if (tape[node].kind != NodeKind::sequence || tape[node].parent == no_node) continue;
    if (key_above(document, node) != "images") continue;
    const NodeIndex kustomize = tape[node].parent;
    if (tape[kustomize].parent == no_node || key_above(document, kustomize) != "kustomize") continue;
    const NodeIndex source = tape[kustomize].parent;
    if (source == object && is_override) {  // .argocd-source.yaml is a source itself
      visit(node);
      continue;
    }
    if (tape[source].parent == no_node) continue;
    const std::string key = key_above(document, source);
    if (key == "source" || key == "sources" || key == "drySource") visit(node);
  }
}

}  // namespace

bool is_argo_source_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == ".argocd-source.yaml" || (name.starts_with(".argocd-source-") && name.ends_with(".yaml"));
}

Form form_of(const Document& document, NodeIndex object, std::string_view path) {
  if (!is_kind(document, object, NodeKind::mapping)) return Form::none;
  const locate::ObjectFields& fields = document.fields(object);
  const std::string_view group = group_of(fields.api_version);
  const std::string_view kind = fields.kind;
  if (group == "kustomize.toolkit.fluxcd.io") return kind == "Kustomization" ? Form::flux : Form::none;
  if (group == "helm.toolkit.fluxcd.io") return kind == "HelmRelease" ? Form::helm_release : Form::none;
  if (group == "argoproj.io") {
    return kind == "Application" || kind == "ApplicationSet" ? Form::argo_cd : Form::none;
  }
  if (kind == "ImageTagTransformer") return Form::transformer;
  if (object == 0 && kind.empty() && is_argo_source_name(path)) return Form::argo_cd;
  const bool named = object == 0 && is_kustomization_name(path);
  if (group != "kustomize.config.k8s.io" && !(named && group.empty())) return Form::none;
  if (kind == "Kustomization" || kind == "Component") return Form::kustomization;
  return named && kind.empty() ? Form::kustomization : Form::none;
}

Member member(const Document& document, NodeIndex mapping, std::string_view key) {
  mapping = document.resolved(mapping);
  if (!is_kind(document, mapping, NodeKind::mapping)) return {};
  const FoundEntry found = find(document, mapping, key);
  if (found.own.found() || found.merged == no_node) return found.own;
  const NodeIndex merged = document.resolved(found.merged);
  if (is_kind(document, merged, NodeKind::mapping)) return find(document, merged, key).own;
  Member result;
  if (is_kind(document, merged, NodeKind::sequence)) {
    for_each_item(document, merged, [&](NodeIndex item) {
      const NodeIndex one = document.resolved(item);
      if (!result.found() && is_kind(document, one, NodeKind::mapping)) result = find(document, one, key).own;
    });
  }
  return result;
}

std::vector<EntryItem> entries_of(const Document& document, NodeIndex object, Form form) {
  std::vector<EntryItem> entries;
  Collector collector(document, entries);
  switch (form) {
    case Form::none:
      break;
    case Form::kustomization:
      collector.list(member(document, object, "images").value);
      collector.list(
          member(document, object, "imageTags").value);  // the old name of the field; kustomize appends it
      break;
    case Form::transformer:
      if (const NodeIndex image = document.value(object, "imageTag"); image != no_node) collector.add(image);
      break;
    case Form::flux:
      collector.list(document.value(document.value(object, "spec"), "images"));
      break;
    case Form::helm_release:
      if (const NodeIndex renderers = document.value(document.value(object, "spec"), "postRenderers");
          is_kind(document, renderers, NodeKind::sequence)) {
        std::unordered_set<NodeIndex> lists;  // aliases bring one to many renderers
        for_each_item(document, renderers, [&](NodeIndex item) {
          const NodeIndex list = document.value(document.value(item, "kustomize"), "images");
          if (lists.insert(list).second) collector.list(list);
        });
      }
      break;
    case Form::argo_cd:
      for_each_argo_list(document, object, [&](NodeIndex list) {
        for_each_item(document, list, [&](NodeIndex item) {
          EntryItem entry;
          entry.item = item;
          entry.node = document.resolved(item);
          entry.name_text = reference_text(document, entry.node);
          if (!entry.name_text.empty() && !holds_blank(entry.name_text)) entries.push_back(std::move(entry));
        });
      });
      break;
  }
  return entries;
}

std::string folder_of(const Document& document, NodeIndex object, Form form, const EntryItem& entry) {
  if (form == Form::flux) return document.text(document.value(document.value(object, "spec"), "path"));
  if (form != Form::argo_cd) return "";
  const manifest::Tape& tape = document.tape();
  const NodeIndex kustomize = tape[tape[entry.item].parent].parent;
  return document.text(document.value(tape[kustomize].parent, "path"));
}

std::vector<ImageEntry> images_of(const Document& document, const std::vector<EntryItem>& entries,
                                  Form form) {
  std::vector<ImageEntry> images;
  images.reserve(entries.size());
  for (const EntryItem& entry : entries) {
    ImageEntry image;
    image.is_transformer = form == Form::transformer;
    if (form == Form::argo_cd) {
      const ArgoImage parts = argo_image(entry.name_text);
      image.name = parts.name;
      image.new_name = parts.new_name;
      const std::size_t at = std::min(parts.version.find('@'), parts.version.size());
      image.new_tag = parts.version.substr(0, at);
      if (image.new_tag.starts_with(':')) image.new_tag.erase(0, 1);
      if (at < parts.version.size()) image.digest = parts.version.substr(at + 1);
    } else {
      const auto text = [&](std::string_view key) {
        return document.text(member(document, entry.node, key).value);
      };
      image.name = entry.name_text;
      image.new_name = entry.new_name_text;
      image.new_tag = text("newTag");
      image.digest = text("digest");
      image.tag_suffix = text("tagSuffix");
    }
    images.push_back(std::move(image));
  }
  return images;
}

// As `kustomize edit set image` reads its arguments (kustomize/commands/edit/set/setimage.go): without `=`
// the text is an image that is selected by its own name; `*` for the new name, or no name at all, leaves it
// as it is.
ArgoImage argo_image(std::string_view text) {
  ArgoImage image;
  const std::string masked = reference::mask_placeholders(text).text;  // `${X:=y}` is no selector
  const std::size_t equals = masked.find('=');
  if (equals == std::string::npos) {
    image.name = image_name(text);
    image.version = text.substr(image.name.size());
    return image;
  }
  image.name = text.substr(0, equals);
  const std::string_view to = text.substr(equals + 1);
  const bool is_star = to.starts_with('*') && (to.size() == 1 || to[1] == ':' || to[1] == '@');
  if (is_star || to.starts_with(':') || to.starts_with('@')) {
    image.version = to.substr(is_star ? 1 : 0);
    image.has_star = true;
    return image;
  }
  image.new_name = image_name(to);
  image.version = to.substr(image.new_name.size());
  return image;
}

std::string argo_text(std::string_view name, std::string_view new_name, std::string_view version) {
  std::string text(name);
  if (!new_name.empty()) text.append("=").append(new_name);
  return text.append(version);
}

}  // namespace ecrify::kustomize
