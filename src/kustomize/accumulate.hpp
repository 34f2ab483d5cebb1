// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph.hpp"
#include "name_table.hpp"

// The image names that reach each entry: kustomize's accumulation of resources, reduced to names.
namespace ecrify::kustomize {

class Accumulation {
 public:
  explicit Accumulation(Run& run) : run_(run), graph_(run), names_(run, graph_) {}

  void accumulate();

  [[nodiscard]] Graph& graph() { return graph_; }
  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] const NameTable& names() const { return names_; }
  [[nodiscard]] const std::vector<Node>& nodes() const { return graph_.nodes(); }
  [[nodiscard]] const std::vector<ImageTransform>& entries() const { return graph_.entries(); }
  // More work than is worth it: what reaches entries is not known.
  [[nodiscard]] bool bounded() const { return !graph_.spend(0); }
  // Things that can't be done, other than about entries.
  [[nodiscard]] std::vector<PlacedRefusal> refusals() const;

  // Visits the files below a kustomization that a name comes from, as a place in them or as a newName there;
  // each once. `entries_before`: which of its own entries come first. The visit returns false to stop.
  using VisitSource = std::function<bool(std::size_t file, const ImageName* place)>;
  void visit_sources(NodeId node, NameId name, const VisitSource& visit) const;

 private:
  void start_round();
  bool pass(bool inner_first, const std::vector<Reach>& before);
  bool step(NodeId id, const std::vector<Reach>& before);

  // A name in a kustomization: a place, maybe one that replacements copy, or an entry that may give it.
  struct Source {
    std::size_t file = 0;
    const ImageName* place = nullptr;
    const ImageTransform* entry = nullptr;
    bool is_copied = false;
  };
  using Sources = std::unordered_map<std::string_view, std::vector<Source>>;  // by name
  [[nodiscard]] const Sources& sources_of(NodeId id) const;
  [[nodiscard]] NameSet made_for(const Node& component, const NameSet& names) const;
  void meet(ImageTransform& entry, const Reach& before, NameSet& names, bool open);
  void refuse_tested(const Node& node);

  Run& run_;
  mutable Graph graph_;  // whose work is spent
  NameTable names_;
  mutable std::unordered_map<NodeId, Sources> sources_;  // of those that were asked for
  std::vector<PlacedRefusal> refusals_;
};

}  // namespace ecrify::kustomize
