// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::kustomize {

// A document of a text: `base` is its offset there, `index` its number as the pipeline counts.
struct DocumentAt {
  const locate::Document& document;
  std::size_t base;
  std::size_t index;
};

enum class Visit : std::uint8_t { on, stop };
// The unreadable documents before the visit stopped.
enum class SkippedDocuments : std::uint8_t { nothing, without_images, may_hold_images };

// Visits the documents of a text that can be read, in order.
SkippedDocuments for_each_document(std::string_view text,
                                   const std::function<Visit(const DocumentAt&)>& visit);

// A text in a file that a replacement copies, or that a patch compares with.
struct CopiedText {
  std::string text;
  Span span;
  std::size_t document = 0;
};

// Reads the fields of one document, as kustomize does: keys in any case, aliases followed.
class Reader {
 public:
  explicit Reader(const DocumentAt& at) : at_(at), document_(at.document) {}

  [[nodiscard]] manifest::NodeIndex value(manifest::NodeIndex mapping, std::string_view key) const;
  [[nodiscard]] std::vector<manifest::NodeIndex> items(manifest::NodeIndex list) const;
  [[nodiscard]] std::vector<manifest::NodeIndex> items(manifest::NodeIndex mapping,
                                                       std::string_view key) const {
    return items(value(mapping, key));
  }
  [[nodiscard]] bool is_scalar(manifest::NodeIndex node) const;
  [[nodiscard]] Span span_of(manifest::NodeIndex node) const;  // in the file
  [[nodiscard]] CopiedText text_of(manifest::NodeIndex scalar) const;
  [[nodiscard]] std::string text_at(manifest::NodeIndex mapping, std::string_view key) const {
    return document_.text(value(mapping, key));
  }
  // A key's value, which may be one text or a list of them.
  void texts(manifest::NodeIndex mapping, std::string_view key, std::vector<Text>& out) const;
  [[nodiscard]] ImageEntry image(manifest::NodeIndex mapping) const;
  [[nodiscard]] Replacement replacement(manifest::NodeIndex item) const;
  void replacements(manifest::NodeIndex list, std::vector<Replacement>& out) const;
  // The inputs of a generator, `files` without the `key=` before their paths.
  void generator_inputs(manifest::NodeIndex generator, const std::string& kind, const std::string& object,
                        GeneratorInputs& out) const;

 protected:
  const DocumentAt& at_;
  const locate::Document& document_;

 private:
  void add(manifest::NodeIndex node, std::vector<Text>& out) const;
  [[nodiscard]] Replacement::Part part(manifest::NodeIndex options) const;
};

}  // namespace ecrify::kustomize
