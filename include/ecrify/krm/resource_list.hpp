// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/tape.hpp"

// The ResourceList that a KRM function reads from stdin and writes to stdout:
// https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
namespace ecrify::krm {

// An object of the list, and where its tool took it from.
struct Item {
  manifest::NodeIndex node = manifest::no_node;
  std::string path;                    // of its file; empty when nothing says so
  std::optional<std::size_t> index{};  // of its document there
};

class ResourceList {
 public:
  // Reads the one document of the text, which must outlive this. Fails with the place on what is no
  // ResourceList of config.kubernetes.io (v1, v1beta1, v1alpha1), on items that are no objects with
  // apiVersion and kind, on a second document, and on what is no YAML or JSON.
  static Result<ResourceList> read(const SourceText& text);

  [[nodiscard]] const SourceText& text() const { return *text_; }
  // Offsets of its nodes are those of document().text(), which begins at base() in the text.
  [[nodiscard]] const locate::Document& document() const { return *document_; }
  [[nodiscard]] std::size_t base() const { return base_; }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  // The item that holds the byte of the text; nothing where it is in none.
  [[nodiscard]] const Item* item_at(std::size_t offset) const;
  // The value of a key of the list; no_node when it is absent or null.
  [[nodiscard]] manifest::NodeIndex value(std::string_view key) const;
  // A failure at a node.
  [[nodiscard]] Failure at(manifest::NodeIndex node, std::string message, std::string remedy) const;

 private:
  explicit ResourceList(const SourceText& text) : text_(&text) {}
  Status read_document();
  Status check_header() const;
  Status read_items();
  [[nodiscard]] Result<Item> read_item(manifest::NodeIndex node, std::size_t position) const;

  const SourceText* text_;
  std::size_t base_ = 0;
  std::unique_ptr<manifest::Tape> tape_ = std::make_unique<manifest::Tape>();
  std::unique_ptr<locate::Document> document_;
  std::vector<Item> items_;
};

// The kind of ResourceList that a text is, for commands that are no functions.
enum class ListForm {
  none,
  plain,
  configured,  // with a functionConfig that says something
};
[[nodiscard]] ListForm list_form(std::string_view bytes);

}  // namespace ecrify::krm
