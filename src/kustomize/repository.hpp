// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
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
  // Finds the kustomizations in all folders of the tree that are not hidden, those among `files`, and those in hidden
  // folders that others name.
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
  // Reads what the unit leads to, whether or not it was found in the tree. To be called before held(), which has to know
  // all configurations.
  void reach(UnitId unit);

  // What a file holds; the same list for the same path and kind.
  const std::vector<Held>& held(const std::string& path, TextKind kind);

 private:
  void discover();
  Target look_for(const Unit& from, const std::string& text);
  UnitId unit_in(const std::string& folder);
  UnitId load(const std::string& path);
  [[nodiscard]] std::optional<std::string> kustomization_in(const std::string& folder) const;
  void load_transformers(Unit& unit);
  const std::vector<UnitEntry>& transformers_at(const std::string& path);
  void load_configurations(const Unit& unit);

  const Tree& tree_;
  std::deque<Unit> units_;
  std::unordered_map<std::string, UnitId> by_path_;
  std::unordered_map<std::string, UnitId> by_folder_;
  std::unordered_map<std::string, Target> targets_;  // by folder and text
  std::set<UnitId> reached_;
  std::set<std::string> image_keys_;  // of all configurations in the tree
  std::set<std::string> configurations_;  // files that were read
  std::unordered_map<std::string, std::vector<UnitEntry>> transformers_;  // by path
  std::size_t foreign_ = 0;  // entries of transformers, over all units
  std::map<std::pair<std::string, TextKind>, std::vector<Held>> held_;
  bool complete_ = true;
};

}  // namespace ecrify::kustomize
