// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ecrify/base/source.hpp"
#include "evaluate.hpp"

namespace ecrify::kustomize {

// Places as people read them, `base/app.yaml:12`. Reads each file once.
class Lines {
 public:
  explicit Lines(const Tree& tree) : tree_(tree) {}
  std::string operator()(const Place& place);

 private:
  const Tree& tree_;
  std::unordered_map<std::string, std::string> texts_;
  std::unordered_map<std::string, SourceText> sources_;
};

// Decides about every name, and then builds both trees in the mind: an entry that would work on other images
// than before is refused.
class Fates {
 public:
  // What stands in a file that has other rules, as these have it.
  using MappingOf = std::function<Mapping&(const std::string& path)>;

  // `mapping_of`: empty where all files have the same rules, those of `mapping`.
  Fates(const Repository& repository, Evaluation& evaluation, Mapping& mapping, MappingOf mapping_of, Lines& lines)
      : repository_(repository), evaluation_(evaluation), mapping_(mapping), mapping_of_(std::move(mapping_of)), lines_(lines) {}

  void run();

  [[nodiscard]] const EntryFate& of(UnitId unit, std::size_t entry) const {
    return fates_.at(unit).at(entry);
  }
  using Ties = std::map<std::pair<PlaceId, TieKind>, Tie>;  // by the entry's place
  [[nodiscard]] const Ties& ties() const { return ties_; }
  [[nodiscard]] const std::set<std::pair<std::string, std::string>>& stays() const { return stays_; }

 private:
  EntryFate decide(UnitId unit, std::size_t index);
  enum class Pass { compare, tie };
  void follow(const Use& use, Pass pass);
  void tie(const Use& use, std::size_t entry, const Live& live);
  [[nodiscard]] std::optional<EntryFate> other_rules(const Live& live, const std::function<bool(const std::string&)>& selects);
  [[nodiscard]] std::string where(std::optional<PlaceId> place);
  [[nodiscard]] std::string name_then(const UnitEntry& entry, const EntryFate& fate);
  void step(Live& live, const UnitEntry& entry, const EntryFate& fate, PlaceId place);

  const Repository& repository_;
  Evaluation& evaluation_;
  Mapping& mapping_;
  MappingOf mapping_of_;
  Lines& lines_;
  std::map<UnitId, std::vector<EntryFate>> fates_;
  Ties ties_;
  std::set<std::pair<std::string, std::string>> stays_;
};

}  // namespace ecrify::kustomize
