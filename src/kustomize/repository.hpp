// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "ecrify/kustomize/tree.hpp"
#include "held.hpp"
#include "unit.hpp"

// The kustomizations of a tree, and what their texts lead to. Everything is read once.
namespace ecrify::kustomize {

using UnitId = std::uint32_t;
inline constexpr UnitId no_unit = std::numeric_limits<UnitId>::max();

class Repository {
 public:
  // Finds the kustomizations in all folders of the tree that are not hidden, and those among `files`.
  Repository(const Tree& tree, const std::vector<std::string>& files);

  [[nodiscard]] const std::deque<Unit>& units() const { return units_; }
  // More folders and files than are looked at.
  [[nodiscard]] bool complete() const { return complete_; }

  // What a text among the resources or components of a kustomization leads to.
  enum class Kind { unknown, file, unit };
  struct Target {
    Kind kind = Kind::unknown;  // remote, absent, outside of the tree, not readable
    std::string path;           // of a file
    UnitId unit = no_unit;
  };
  Target resolve(const Unit& from, const std::string& text);

  // What a file holds; the same list for the same path and kind.
  const std::vector<Held>& held(const std::string& path, TextKind kind);

 private:
  void discover();
  UnitId unit_in(const std::string& folder);
  UnitId load(const std::string& path);
  void load_transformers(Unit& unit);
  void load_configurations(const Unit& unit);

  const Tree& tree_;
  std::deque<Unit> units_;
  std::unordered_map<std::string, UnitId> by_path_;
  std::unordered_map<std::string, UnitId> by_folder_;
  std::set<std::string> image_keys_;  // of all configurations in the tree
  std::map<std::pair<std::string, TextKind>, std::vector<Held>> held_;
  bool complete_ = true;
};

}  // namespace ecrify::kustomize
