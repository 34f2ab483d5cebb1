// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
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
  enum class Kind { unknown, file, unit, unreadable };
  struct Target {
    Kind kind = Kind::unknown;  // remote, absent, outside of the tree
    std::string path;           // of a file, and of what can't be read
    UnitId unit = no_unit;
  };
  Target resolve(const Unit& from, const std::string& text);
  // Reads what the unit leads to, whether or not it was found in the tree. To be called before held(), which has to know
  // all configurations.
  void reach(UnitId unit);

  // What a file holds; the same list for the same path and kind.
  struct FileHeld {
    std::vector<Held> held;
    bool readable = true;
  };
  const FileHeld& held(const std::string& path, TextKind kind);
  // What replacements of this kind may copy out of it.
  const std::vector<Held>& copied(const std::string& path, const Unit::Copied& from);
  [[nodiscard]] bool any_copied() const { return any_copied_; }

  // Kustomizations, and folders that may hold some, that can't be read; in no order.
  [[nodiscard]] const std::vector<std::string>& unread() const { return unread_; }

 private:
  void discover();
  Target look_for(const Unit& from, const std::string& text);
  UnitId unit_in(const std::string& folder);
  UnitId load(const std::string& path);
  [[nodiscard]] std::optional<std::string> kustomization_in(const std::string& folder) const;
  void load_transformers(Unit& unit);
  struct TransformerFiles {
    UnitTransformers all;
    std::vector<std::string> files;
    std::string unreadable;
  };
  const TransformerFiles& transformers_at(const std::string& path);
  void take(Unit& unit, const UnitTransformers& transformers);
  void load_replacements(Unit& unit);
  void load_configurations(Unit& unit);

  const Tree& tree_;
  std::deque<Unit> units_;
  std::unordered_map<std::string, UnitId> by_path_;
  std::unordered_map<std::string, UnitId> by_folder_;
  std::unordered_map<std::string, Target> targets_;  // by folder and text
  std::set<UnitId> reached_;
  std::set<std::string> image_keys_;  // of all configurations in the tree
  std::map<std::string, bool> configurations_;  // files that were looked at, and whether they could be read
  std::unordered_map<std::string, TransformerFiles> transformers_;  // by path
  std::size_t foreign_ = 0;  // entries of transformers, over all units
  std::map<std::pair<std::string, TextKind>, FileHeld> held_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<Held>> copied_;  // by path, kind and key
  std::vector<std::string> unread_;
  std::unordered_map<std::string, std::string> unread_in_;  // by folder: its kustomization, which can't be read
  bool any_copied_ = false;
  bool complete_ = true;
};

}  // namespace ecrify::kustomize
