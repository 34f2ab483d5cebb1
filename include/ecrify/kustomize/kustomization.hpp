// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"

// The parts of a kustomization that have to do with images, as its file has them. Texts alone: no path is
// looked up, and nothing is read but the bytes that are passed.
// (https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/kustomization.go)
namespace ecrify::kustomize {

// A text with the place of its scalar in the file.
struct Text {
  std::string text;
  Span span;
  std::string key =
      {};  // of a generator's file: the entry that it becomes; of a patch: the name of its target
  std::string kind =
      {};  // of a generator's file: of what is generated, ConfigMap or Secret; of a patch: of its target
  std::string object = {};  // … and its name
  std::string group = {};   // of a patch: of its target
};

// One entry of `images` or `imageTags`, or the `imageTag` of an ImageTagTransformer.
struct ImageEntry {
  std::string name;
  std::string new_name;  // "" when absent, as are those below
  std::string new_tag;
  std::string digest;
  std::string tag_suffix;
  Span span;                    // of the name
  bool is_transformer = false;  // it is an imageTag

  // A pair would set the suffix twice; and of two transformers the names of the objects would be one.
  [[nodiscard]] bool never_pairs() const { return is_transformer || !tag_suffix.empty(); }
};

// `replacements` copy the text of one field into others, or a part of it between delimiters.
struct Replacement {
  std::string kind;  // of the source object, "": any
  std::string name;
  std::string field_path;  // `data.image`, `metadata.annotations.[example.com/image]`
  struct Part {
    std::string delimiter;  // "": the whole text
    int index = 0;          // of the part; one that isn't there is put before or behind

    bool operator==(const Part&) const = default;
    // All of it, or all but what stands behind the name: the part before the first `:` or `@`.
    [[nodiscard]] bool holds_name() const {
      return delimiter.empty() || (index == 0 && (delimiter == ":" || delimiter == "@"));
    }
  };
  Part part = {};  // of the source
  struct Target {
    std::vector<std::string> paths;
    Part part = {};
  };
  std::vector<Target> targets;
  Span span;

  // True for an object that it copies from, by its kind and name.
  [[nodiscard]] bool selects(std::string_view of_kind, std::string_view of_object) const {
    return (kind.empty() || kind == of_kind) && (name.empty() || name.find(of_object) != std::string::npos);
  }
  // True if one of the targets is an image, or has the name of an image field.
  [[nodiscard]] bool is_about_images() const;
  // … that holds the whole name, so that one without a registry is of Docker Hub.
  [[nodiscard]] bool takes_short_names() const;
  // The name of an image is put together of parts.
  [[nodiscard]] bool takes_apart() const;
};

// `KEY=VALUE` of a generator, without quotes around the value.
struct Literal {
  std::string kind;    // of what is generated, ConfigMap or Secret
  std::string object;  // its name
  std::string key;
  std::string value;
  Span span;  // of the whole scalar
};

// A field that a file of `configurations` adds to those of the images transformer.
struct FieldSpec {
  std::string kind;  // "": any
  std::string path;  // spec/worker, spec/workers[]/image
};

// Files that generators make entries of.
struct GeneratorInputs {
  std::vector<Text> envs;   // with lines KEY=VALUE
  std::vector<Text> files;  // that become values as a whole, without the `KEY=` before them
};

struct Kustomization {
  std::size_t document =
      0;  // 0-based number of its document in the file: kustomize takes the first with content
  bool component = false;
  std::vector<ImageEntry> images;    // images, then imageTags: the order in which kustomize applies them
  std::vector<Text> resources;       // files, folders and URLs of resources, then bases
  std::vector<Text> components;      // folders and URLs
  std::vector<Text> patches;         // files, of all three forms
  std::vector<Text> inline_patches;  // of all three forms
  std::vector<Text> configurations;  // files
  std::vector<Text> transformers;    // files, folders and URLs; their order with the inline ones is lost
  std::vector<Text> inline_transformers;
  std::vector<Text> generators;  // files, folders and URLs
  std::vector<Text> inline_generators;
  std::vector<Replacement> replacements;
  std::vector<Text> replacement_files;
  GeneratorInputs generated;       // of configMapGenerator, secretGenerator and the inline generators
  std::vector<Literal> literals;   // of both generators
  bool charts = false;             // helmCharts or helmChartInflationGenerator: what they make is not known
  std::vector<Text> chart_values;  // valuesFile and additionalValuesFiles
  std::string chart_home;          // folder of local charts; "" where it is the default, `charts`
  bool vars = false;               // the outdated way to copy texts
};

// kustomization.yaml, kustomization.yml or Kustomization, in whatever folder.
[[nodiscard]] bool is_kustomization_name(std::string_view path);

enum class ReadStatus : std::uint8_t {
  read,
  other,       // the first document with content is no kustomization
  unreadable,  // not YAML, or beyond the limits of the readers
};
struct ReadKustomization {
  ReadStatus status = ReadStatus::unreadable;
  Kustomization kustomization;  // where it was read
};
// Reads the first document with content of a file. A file of kustomize's name needs no apiVersion and kind.
[[nodiscard]] ReadKustomization read_kustomization(std::string_view path, std::string_view text);

// The objects of a text that work on images when it is named by `transformers`: ImageTagTransformer,
// ReplacementTransformer, PatchTransformer and its two outdated forms.
struct Transformers {
  std::vector<ImageEntry> images;
  std::vector<Replacement> replacements;
  std::vector<Text> patches;  // files
  std::vector<Text> inline_patches;
  bool complete = true;  // all documents could be read
};
[[nodiscard]] Transformers read_transformers(std::string_view text);

// The entries in an object for Flux or Argo CD, and what a controller makes of them.
struct ControllerEntries {
  enum class Place : std::uint8_t {
    own_name,  // of a kustomization's entries, in the place of the one of its name, or behind all: Flux
    sorted,    // among them by name, each name once: `kustomize edit set image`, which Argo CD runs
    output,    // behind all, on what a chart makes: HelmRelease
  };
  std::vector<ImageEntry> images;
  Place place = Place::output;
  std::string folder = {};  // of the kustomization, from the top of a repository; "" where it is not known

  // True if a kustomization in this folder may be the one.
  [[nodiscard]] bool may_be_for(std::string_view path) const;
};
// One a list in the text.
[[nodiscard]] std::vector<ControllerEntries> read_controllers(std::string_view path, std::string_view text);

// The files that ConfigMapGenerators and SecretGenerators in a text read, for a text that `generators` names.
// Their paths are relative to the kustomization with that `generators`.
[[nodiscard]] GeneratorInputs read_generators(std::string_view text);

// The replacements in a file that `replacements[].path` names: a list, or one of them.
struct Replacements {
  std::vector<Replacement> all;
  bool complete = true;
};
[[nodiscard]] Replacements read_replacements(std::string_view text);

// The fields that a file of `configurations` adds to the images transformer; nothing when it can't be read.
[[nodiscard]] std::optional<std::vector<FieldSpec>> read_configuration(std::string_view text);

}  // namespace ecrify::kustomize
