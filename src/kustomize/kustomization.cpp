// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/kustomization.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <vector>

#include "copied_texts.hpp"
#include "documents.hpp"
#include "ecrify/base/ascii.hpp"
#include "ecrify/kustomize/entry.hpp"

namespace ecrify::kustomize {

using manifest::NodeIndex;

namespace {

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
  // A key's texts, of which one of several lines, or in braces, is no path but the thing itself. kustomize
  // asks the file system, or reads it.
  void paths_or_inline(NodeIndex mapping, std::string_view key, std::vector<Text>& paths,
                       std::vector<Text>& inlined) const {
    std::vector<Text> both;
    texts(mapping, key, both);
    for (Text& one : both) {
      const bool is_inline = one.text.find('\n') != std::string::npos || one.text.starts_with('{');
      (is_inline ? inlined : paths).push_back(std::move(one));
    }
  }

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

enum class Holds { nothing, part, image };

// What the field of a target is: an image, or a part of its name, which may lack its registry. Beside an
// image stand its tag, the policy that pulls it and more that no name is copied to.
Holds held_by(std::string_view path) {
  std::vector<std::string> keys = keys_of(path);
  std::erase_if(keys, [](const std::string& key) {  // the index of an item is none
    return std::all_of(key.begin(), key.end(), is_digit);
  });
  const auto last = [&keys](std::size_t back) {
    return back < keys.size() ? keys[keys.size() - 1 - back] : std::string();
  };
  const auto ends_with_any = [](const std::string& key, std::initializer_list<std::string_view> words) {
    const std::string lower = lower_case(key);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.ends_with(word); });
  };
  if (last(0) == "reference") return Holds::image;
  const bool is_named = last(0) == "value" || last(0) == "default";  // `env.[name=image].value`
  const std::string key = last(is_named ? 1 : 0);
  const bool is_part = ends_with_any(key, {"repository", "repo", "registry", "hub"});
  if (key.find("mage") != std::string::npos) {
    const bool is_other = ends_with_any(
        key, {"tag", "digest", "policy", "secret", "secrets", "version", "credentials", "namespace"});
    return is_other ? Holds::nothing : is_part ? Holds::part : Holds::image;
  }
  const bool of_image = ends_with_any(last(1), {"image", "images"}) ||
                        (last(1).starts_with("name=") && path.find("images") != std::string_view::npos);
  return of_image && (is_part || key == "name" || key == "newName") ? Holds::part : Holds::nothing;
}

bool any_path_holds(const Replacement& replacement, Holds least) {
  return std::any_of(replacement.targets.begin(), replacement.targets.end(), [least](const auto& target) {
    return std::any_of(target.paths.begin(), target.paths.end(),
                       [least](const std::string& path) { return held_by(path) >= least; });
  });
}

}  // namespace

bool Replacement::is_about_images() const { return any_path_holds(*this, Holds::part); }

bool Replacement::takes_short_names() const { return any_path_holds(*this, Holds::image); }

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

}  // namespace ecrify::kustomize
