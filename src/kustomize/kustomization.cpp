// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/kustomization.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include "documents.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/manifest/decode.hpp"
#include "tested_images.hpp"

namespace ecrify::kustomize {

using locate::Document;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

// Reads the fields of one document, as kustomize does: keys in any case, aliases followed.
class Reader {
 public:
  explicit Reader(const DocumentAt& at) : at_(at), document_(at.document) {}

  [[nodiscard]] NodeIndex value(NodeIndex mapping, std::string_view key) const {
    return document_.resolved(member(document_, mapping, key).value);
  }
  [[nodiscard]] std::vector<NodeIndex> items(NodeIndex list) const {
    std::vector<NodeIndex> found;
    list = document_.resolved(list);
    if (list == no_node || document_.tape()[list].kind != NodeKind::sequence) return found;
    const NodeIndex behind = document_.tape()[list].next;
    for (NodeIndex item = list + 1; item < behind; item = document_.tape()[item].next) {
      found.push_back(document_.resolved(item));
    }
    return found;
  }
  [[nodiscard]] std::vector<NodeIndex> items(NodeIndex mapping, std::string_view key) const {
    return items(value(mapping, key));
  }
  [[nodiscard]] bool is_scalar(NodeIndex node) const {
    return node != no_node && document_.tape()[node].kind == NodeKind::scalar;
  }
  [[nodiscard]] std::string text_at(NodeIndex mapping, std::string_view key) const {
    return document_.text(value(mapping, key));
  }
  // A key's value, which may be one text or a list of them.
  void texts(NodeIndex mapping, std::string_view key, std::vector<Text>& out) const {
    const NodeIndex node = value(mapping, key);
    add(node, out);
    for (const NodeIndex item : items(node)) add(item, out);
  }
  // The same, where a text of several lines is no path but the thing itself. kustomize asks the file system.
  void paths_or_inline(NodeIndex mapping, std::string_view key, std::vector<Text>& paths,
                       std::vector<Text>& inlined) const {
    std::vector<Text> both;
    texts(mapping, key, both);
    for (Text& one : both) (is_inline(one.text) ? inlined : paths).push_back(std::move(one));
  }
  void add(NodeIndex node, std::vector<Text>& out) const {
    if (is_scalar(node)) out.push_back({document_.scalar(node), span_of(node)});
  }
  // The images that a patch which is a key's value expects, where they stand in the file.
  void tested(NodeIndex mapping, std::string_view key, const std::string& target,
              std::vector<TestedImage>& out) const {
    const NodeIndex node = value(mapping, key);
    if (!is_scalar(node)) return;
    const manifest::DecodedText decoded = manifest::decode(document_.text(), document_.tape()[node]);
    for (const CopiedText& one : read_tested(document_.scalar(node))) {
      const Span span = decoded.source(one.span);
      out.push_back({{one.text, {at_.base + span.begin, at_.base + span.end}, at_.index}, target});
    }
  }
  [[nodiscard]] Span span_of(NodeIndex node) const {
    const Span span = document_.tape()[node].span();
    return {at_.base + span.begin, at_.base + span.end};
  }
  [[nodiscard]] ImageEntry image(NodeIndex mapping) const {
    ImageEntry image;
    const NodeIndex name = value(mapping, "name");
    if (!is_scalar(name)) return image;
    image.name = line(document_.scalar(name));
    image.new_name = line(text_at(mapping, "newName"));
    image.new_tag = text_at(mapping, "newTag");
    image.digest = text_at(mapping, "digest");
    image.tag_suffix = text_at(mapping, "tagSuffix");
    image.span = span_of(name);
    return image;
  }
  [[nodiscard]] Replacement replacement(NodeIndex item) const {
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
  [[nodiscard]] Replacement::Part part(NodeIndex options) const {
    Replacement::Part part{text_at(options, "delimiter")};
    const std::string index = text_at(options, "index");
    std::from_chars(index.data(), index.data() + index.size(), part.index);
    return part;
  }
  // The inputs of a generator, `files` without the `key=` before their paths.
  void generator_inputs(NodeIndex generator, const std::string& kind, const std::string& object,
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
  void replacements(NodeIndex list, std::vector<Replacement>& out) const {
    for (const NodeIndex item : items(list)) {
      if (value(item, "source") != no_node) out.push_back(replacement(item));
    }
  }

 protected:
  static bool is_inline(const std::string& text) { return text.find('\n') != std::string::npos; }
  // Line ends of a block scalar are no part of a name.
  static std::string line(std::string text) {
    text.resize(text.find_last_not_of("\r\n") + 1);
    return text;
  }

  const DocumentAt& at_;
  const Document& document_;
};

class KustomizationReader : Reader {
 public:
  KustomizationReader(const DocumentAt& at, Kustomization& out) : Reader(at), out_(out) {}

  void run() {
    out_.document = at_.index;
    out_.component = document_.text_of(0, "kind") == "Component";
    for (const std::string_view key : {"images", "imageTags"}) {
      for (const NodeIndex item : items(0, key)) {
        if (ImageEntry one = image(item); !one.name.empty()) out_.images.push_back(std::move(one));
      }
    }
    texts(0, "resources", out_.resources);
    texts(0, "bases", out_.resources);
    texts(0, "components", out_.components);
    texts(0, "configurations", out_.configurations);
    paths_or_inline(0, "transformers", out_.transformers, out_.inline_transformers);
    paths_or_inline(0, "generators", out_.generators, out_.inline_generators);
    paths_or_inline(0, "patchesStrategicMerge", out_.patches, out_.inline_patches);
    for (const std::string_view key : {"patches", "patchesJson6902"}) {
      for (const NodeIndex item : items(0, key)) {
        const NodeIndex target = value(item, "target");
        for (auto [word, list] :
             {std::pair("path", &out_.patches), std::pair("patch", &out_.inline_patches)}) {
          const std::size_t first = list->size();
          texts(item, word, *list);
          for (std::size_t i = first; i < list->size(); ++i) {
            (*list)[i].key = text_at(target, "name");
            (*list)[i].kind = text_at(target, "kind");
            (*list)[i].group = text_at(target, "group");
          }
        }
      }
    }
    replacements(value(0, "replacements"), out_.replacements);
    for (const NodeIndex item : items(0, "replacements")) texts(item, "path", out_.replacement_files);
    out_.vars = !items(0, "vars").empty();
    generators();
    for (const Text& one : out_.inline_generators) {
      GeneratorInputs inputs = read_generators(one.text);
      std::move(inputs.envs.begin(), inputs.envs.end(), std::back_inserter(out_.generated.envs));
      std::move(inputs.files.begin(), inputs.files.end(), std::back_inserter(out_.generated.files));
    }
    charts();
  }

 private:
  void generators() {
    for (const std::string_view key : {"configMapGenerator", "secretGenerator"}) {
      for (const NodeIndex item : items(0, key)) {
        const std::string kind = key == "secretGenerator" ? "Secret" : "ConfigMap";
        generator_inputs(item, kind, text_at(item, "name"), out_.generated);
        for (const NodeIndex literal : items(item, "literals"))
          add_literal(literal, kind, text_at(item, "name"));
      }
    }
  }

  void add_literal(NodeIndex scalar, const std::string& kind, std::string object) {
    if (!is_scalar(scalar)) return;
    const std::string text = document_.scalar(scalar);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return;
    std::string value = text.substr(equals + 1);
    const char quote = value.empty() ? '\0' : value.front();
    if (value.size() > 1 && (quote == '"' || quote == '\'') && value.back() == quote)
      value = value.substr(1, value.size() - 2);
    out_.literals.push_back(
        {kind, std::move(object), text.substr(0, equals), std::move(value), span_of(scalar)});
  }

  void charts() {
    for (const std::string_view key : {"helmCharts", "helmChartInflationGenerator"}) {
      for (const NodeIndex item : items(0, key)) {
        out_.charts = true;
        for (const std::string_view file : {"valuesFile", "values", "additionalValuesFiles"})
          texts(item, file, out_.chart_values);
        if (out_.chart_home.empty()) out_.chart_home = text_at(item, "chartHome");
      }
    }
    const std::string home = text_at(value(0, "helmGlobals"), "chartHome");
    if (!home.empty()) out_.chart_home = home;
  }

  Kustomization& out_;
};

}  // namespace

bool Replacement::is_about_images() const {
  return std::any_of(targets.begin(), targets.end(), [](const Target& target) {
    return std::any_of(target.paths.begin(), target.paths.end(), [](const std::string& path) {
      return path.find("mage") != std::string::npos || path.ends_with("reference");
    });
  });
}

bool Replacement::takes_apart() const {
  return !part.holds_name() || std::any_of(targets.begin(), targets.end(),
                                           [](const Target& target) { return !target.part.holds_name(); });
}

bool is_kustomization_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

ReadKustomization read_kustomization(std::string_view path, std::string_view text) {
  ReadKustomization out;
  out.status = ReadStatus::other;
  const SkippedDocuments unread = for_each_document(text, [&](const DocumentAt& at) {
    if (form_of(at.document, 0, path) == Form::kustomization) {
      out.status = ReadStatus::read;
      KustomizationReader(at, out.kustomization).run();
    }
    return Visit::stop;
  });
  if (unread != SkippedDocuments::nothing) out.status = ReadStatus::unreadable;
  return out;
}

// https://github.com/kubernetes-sigs/kustomize/tree/master/plugin/builtin: PatchTransformer has `path` and
// `patch`, PatchJson6902Transformer `path` and `jsonOp`, PatchStrategicMergeTransformer `paths` and
// `patches`.
Transformers read_transformers(std::string_view text) {
  Transformers out;
  const SkippedDocuments unread = for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    const std::string kind = at.document.text_of(0, "kind");
    if (kind == "ImageTagTransformer") {
      if (ImageEntry one = reader.image(reader.value(0, "imageTag")); !one.name.empty())
        out.images.push_back(std::move(one));
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

namespace {

// `data.image`, `metadata.annotations.[example.com/image]`, `data.op\\.image`.
std::vector<std::string> keys_of(std::string_view path) {
  std::vector<std::string> keys(1);
  bool in_brackets = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[' || path[i] == ']')
      in_brackets = path[i] == '[';
    else if (path[i] == '\\' && i + 1 < path.size())
      keys.back() += path[++i];
    else if (path[i] == '.' && !in_brackets)
      keys.emplace_back();
    else
      keys.back() += path[i];
  }
  return keys;
}

}  // namespace

std::vector<CopiedText> read_copied(std::string_view text, const Replacement& replacement) {
  std::vector<CopiedText> found;
  const std::vector<std::string> keys = keys_of(replacement.field_path);
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    const std::string kind = at.document.text_of(0, "kind");
    const std::string name = reader.text_at(reader.value(0, "metadata"), "name");
    const bool is_source = replacement.selects(kind, name);
    NodeIndex node = 0;
    for (auto key = keys.begin(); is_source && key != keys.end() && node != no_node; ++key)
      node = at.document.value(node, *key);
    if (is_source && reader.is_scalar(at.document.resolved(node))) {
      const NodeIndex scalar = at.document.resolved(node);
      found.push_back({at.document.scalar(scalar), reader.span_of(scalar), at.index});
    }
    return Visit::on;
  });
  return found;
}

std::vector<CopiedText> read_tested(std::string_view text) {
  std::vector<CopiedText> found;
  if (text.find("test") == std::string_view::npos) return found;
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    for (const NodeIndex operation : reader.items(0)) {
      const std::string path = reader.text_at(operation, "path");
      const NodeIndex value = reader.value(operation, "value");
      const bool is_image =
          path.find("ontainers/") != std::string::npos && path.ends_with("/image") && reader.is_scalar(value);
      if (is_image && reader.text_at(operation, "op") == "test")
        found.push_back({at.document.scalar(value), reader.span_of(value), at.index});
    }
    return Visit::on;
  });
  return found;
}

std::vector<TestedImage> read_inline_tested(std::string_view text) {
  std::vector<TestedImage> found;
  if (text.find("test") == std::string_view::npos) return found;
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    for (const std::string_view key : {"patches", "patchesJson6902"}) {
      for (const NodeIndex item : reader.items(0, key))
        reader.tested(item, "patch", reader.text_at(reader.value(item, "target"), "name"), found);
    }
    for (const std::string_view key : {"patch", "jsonOp"}) reader.tested(0, key, "", found);
    return Visit::on;
  });
  return found;
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
