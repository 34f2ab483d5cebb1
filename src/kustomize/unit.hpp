// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
  bool copies = false;  // replacements and vars: texts come to other places, which only those named below tell
  std::optional<Span> splits;  // a replacement that takes images apart elsewhere than at the tag
  std::vector<UnitEntry> entries;
  std::vector<std::string> resources;  // resources, then bases
  std::vector<std::string> components;
  std::vector<std::string> patches;         // files
  std::vector<std::string> configurations;  // files
  std::vector<std::string> values;          // files: a chart's values, a generator's sources
  std::vector<Held> inline_patches;         // what patches hold that stand in the kustomization itself
  // What replacements copy: the last key of a field in objects of a kind ("": any).
  struct Copied {
    std::string kind;
    std::string key;
  };
  std::vector<Copied> copied;
  struct Literal {
    std::string key;
    Held held;
  };
  std::vector<Literal> literals;          // of generators, that could be images
  std::vector<std::string> transformer_files;
  std::string unreadable;  // what it is made of and can't be read: this file, or one of its transformers, …; "" if nothing
  struct Transformer {
    std::string text;  // a file, or the transformer itself
    Span span;
  };
  std::vector<Transformer> transformers;
  std::vector<Transformer> replacements;  // files alone
};

// Reads the kustomization in a text: its first document with content, as kustomize has it.
enum class UnitText : std::uint8_t { unit, something_else, unreadable };
UnitText read_unit(std::string path, std::string_view text, Unit& unit);

// What the transformers in a text do to images. `span`: where they stand for the reader of the kustomization.
struct UnitTransformers {
  std::vector<UnitEntry> entries;           // of ImageTagTransformers
  std::vector<std::string> patches;         // files that others name
  std::vector<Unit::Copied> copied;         // by ReplacementTransformers
  bool splits = false;
  bool complete = true;                     // all of it could be read
};
[[nodiscard]] UnitTransformers read_unit_transformers(std::string_view text, Span span);

// A file of `replacements`.
[[nodiscard]] UnitTransformers read_unit_replacements(std::string_view text);

// The last keys of the fields that a file of `configurations` adds to the images transformer. False when it can't be read.
bool read_unit_configuration(std::string_view text, std::vector<std::string>& keys);

}  // namespace ecrify::kustomize
