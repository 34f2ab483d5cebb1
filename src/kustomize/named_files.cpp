// SPDX-License-Identifier: Apache-2.0
// The files that a kustomization names, and the objects for controllers beside it.
#include <filesystem>
#include <utility>

#include "documents.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/kustomize/selector.hpp"

namespace ecrify::kustomize {

using manifest::no_node;
using manifest::NodeIndex;

// https://github.com/kubernetes-sigs/kustomize/tree/master/plugin/builtin: PatchTransformer has `path` and
// `patch`, PatchJson6902Transformer `path` and `jsonOp`, PatchStrategicMergeTransformer `paths` and
// `patches`.
Transformers read_transformers(std::string_view text) {
  Transformers out;
  const SkippedDocuments unread = for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    const std::string kind = at.document.text_of(0, "kind");
    if (kind == "ImageTagTransformer") {
      if (ImageEntry one = reader.image(reader.value(0, "imageTag")); !one.name.empty()) {
        one.is_transformer = true;
        out.images.push_back(std::move(one));
      }
    } else if (kind == "ReplacementTransformer") {
      reader.replacements(reader.value(0, "replacements"), out.replacements);
    } else if (kind.starts_with("Patch") && kind.ends_with("Transformer")) {
      for (const std::string_view key : {"path", "paths"}) reader.texts(0, key, out.patches);
      for (const std::string_view key : {"patch", "jsonOp", "patches"})
        reader.texts(0, key, out.inline_patches);
    }
    return Visit::on;
  });
  out.complete = unread == SkippedDocuments::nothing;
  return out;
}

GeneratorInputs read_generators(std::string_view text) {
  GeneratorInputs out;
  for_each_document(text, [&](const DocumentAt& at) {
    const std::string kind = at.document.text_of(0, "kind");
    constexpr std::string_view generator = "Generator";
    if (kind == "ConfigMapGenerator" || kind == "SecretGenerator") {
      const Reader reader(at);
      reader.generator_inputs(0, kind.substr(0, kind.size() - generator.size()),
                              reader.text_at(reader.value(0, "metadata"), "name"), out);
    }
    return Visit::on;
  });
  return out;
}

namespace {

// Without dots and slashes at its ends; "" for the top, and for what is filled in later.
std::string normal_folder(const std::string& path) {
  if (waits_for_value(path)) return "";
  std::string folder = ("/" / std::filesystem::path(path)).lexically_normal().relative_path().string();
  if (folder.ends_with('/')) folder.pop_back();
  return folder;
}

}  // namespace

bool ControllerEntries::may_be_for(std::string_view path) const {
  return place != Place::output &&
         (folder.empty() || (path.ends_with(folder) && path.size() > folder.size() &&
                             path[path.size() - folder.size() - 1] == '/'));
}

std::vector<ControllerEntries> read_controllers(std::string_view path, std::string_view text) {
  using Place = ControllerEntries::Place;
  std::vector<ControllerEntries> lists;
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    const auto add = [&](NodeIndex object) {
      const Form form = form_of(at.document, object, is_argo_source_name(path) ? path : "");
      if (form != Form::flux && form != Form::helm_release && form != Form::argo_cd) return;
      const std::vector<EntryItem> entries = entries_of(at.document, object, form);
      std::vector<ImageEntry> images = images_of(at.document, entries, form);
      const auto list_of = [&](std::size_t i) { return at.document.tape()[entries[i].item].parent; };
      for (std::size_t i = 0; i < images.size(); ++i) {
        const NodeIndex name = form == Form::argo_cd ? entries[i].node : entries[i].name.value;
        images[i].span = reader.span_of(at.document.resolved(name));
        // Each source of an Application has a list, and a folder of its own.
        if (i == 0 || (form == Form::argo_cd && list_of(i) != list_of(i - 1))) {
          ControllerEntries& list = lists.emplace_back();
          if (form != Form::helm_release) list.place = form == Form::flux ? Place::own_name : Place::sorted;
          // .argocd-source.yaml lies in the folder.
          list.folder =
              normal_folder(is_argo_source_name(path) ? std::string(path.substr(0, path.rfind('/') + 1))
                                                      : folder_of(at.document, object, form, entries[i]));
        }
        lists.back().images.push_back(std::move(images[i]));
      }
    };
    add(0);
    if (at.document.text_of(0, "kind").ends_with("List")) {
      for (const NodeIndex item : reader.items(0, "items")) add(item);
    }
    return Visit::on;
  });
  return lists;
}

Replacements read_replacements(std::string_view text) {
  Replacements out;
  const SkippedDocuments unread = for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    reader.replacements(0, out.all);
    if (reader.value(0, "source") != no_node) out.all.push_back(reader.replacement(0));
    return Visit::on;
  });
  out.complete = unread == SkippedDocuments::nothing;
  return out;
}

std::optional<std::vector<FieldSpec>> read_configuration(std::string_view text) {
  std::vector<FieldSpec> fields;
  const SkippedDocuments unread = for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    for (const NodeIndex item : reader.items(0, "images")) {
      FieldSpec field{reader.text_at(item, "kind"), reader.text_at(item, "path")};
      if (!field.path.empty()) fields.push_back(std::move(field));
    }
    return Visit::on;
  });
  return unread == SkippedDocuments::nothing ? std::optional(std::move(fields)) : std::nullopt;
}

}  // namespace ecrify::kustomize
