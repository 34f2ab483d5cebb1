// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "held.hpp"

// What a kustomization says, as far as images are concerned. Texts only: nothing is looked up here.
namespace ecrify::kustomize {

struct UnitEntry {
  std::string name;  // without a tag
  std::string new_name;
  Span span;             // of the name, in the file
  bool foreign = false;  // of an ImageTagTransformer that stands in another file: nothing there is edited
};

struct Unit {
  std::string path;
  std::string folder;
  std::size_t document = 0;  // number of its document in the file
  bool component = false;
  bool opaque = false;  // charts and generators: what they make is unknown
  bool copies = false;  // replacements and vars: texts come to other places, which nobody follows
  std::vector<UnitEntry> entries;
  std::vector<std::string> resources;  // resources, then bases
  std::vector<std::string> components;
  std::vector<std::string> patches;         // files
  std::vector<std::string> configurations;  // files
  std::vector<std::string> values;          // files: a chart's values, a generator's sources
  std::vector<Held> inline_patches;         // what patches hold that stand in the kustomization itself
  struct Transformer {
    std::string text;  // a file, or the transformer itself
    Span span;
  };
  std::vector<Transformer> transformers;
};

// Reads the kustomization in a text: its first document with content, as kustomize has it. False when that is
// none.
bool read_unit(std::string path, std::string_view text, Unit& unit);

// The images entries of the ImageTagTransformers in a text, which stand at `span` for the reader of the
// kustomization.
void read_transformers(std::string_view text, Span span, std::vector<UnitEntry>& out);

// The last keys of the fields that a file of `configurations` adds to the images transformer.
void read_configuration(std::string_view text, std::vector<std::string>& keys);

}  // namespace ecrify::kustomize
