// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "copied_texts.hpp"
#include "graph.hpp"
#include "tested_images.hpp"

namespace ecrify::kustomize {

// The names in the files of a run, and which of them entries have to do with. Written to the nodes and
// entries of the graph.
class NameTable {
 public:
  NameTable(Run& run, Graph& graph);

  NameId id_of(const std::string& name);
  [[nodiscard]] const std::string& name(NameId id) const { return names_[id]; }
  [[nodiscard]] NameId known(const std::string& name) const { return ids_.at(name); }
  [[nodiscard]] bool changes(std::size_t file, const std::string& name) {
    return run_.mappings[run_.files[file].mapping].changes(name);
  }
  // Some entry has to do with it …
  [[nodiscard]] bool is_relevant(NameId id) const { return relevant_[id]; }
  // … or whatever takes images apart.
  [[nodiscard]] bool is_relevant(const std::string& name) const;
  // Texts that are copied into images, and that are rewritten for that alone.
  [[nodiscard]] const std::vector<PlacedRefusal>& copied() const { return copied_; }
  [[nodiscard]] const ExpectedImages& expected() const { return expected_; }

 private:
  void add_names();
  void add_copied(NodeId id);
  const ImageName* add_short_name(std::size_t file, const CopiedText& text, const Replacement& at,
                                  const std::string& why);
  void add_short_names(std::size_t file, NameSet& names);
  void add_short_copied(Node& node, const CopySources& sources, std::size_t file);
  void add_replaced(Node& node, const CopySources& sources, std::size_t file);
  void relate();

  Run& run_;
  Graph& graph_;
  ExpectedImages expected_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, NameId> ids_;
  std::vector<bool> relevant_;  // by name
  std::vector<PlacedRefusal> copied_;
  bool takes_apart_ = false;  // some replacement does, images
};

// Adds the names of one set to another; not where no work is left, which refuses the files.
void merge(Graph& graph, NameSet& into, const NameSet& from);

}  // namespace ecrify::kustomize
