// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ecrify/kustomize/plan.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "repository.hpp"

// What reaches the images entries of each kustomization when it is built as it stands.
namespace ecrify::kustomize {

// Where a name comes from decides what it is in the rewritten tree.
enum class Source : std::uint8_t {
  raw,      // a local file: the new name, unless it must stay
  left,     // a local file that is left alone: the old name
  suppressed,  // a place that the user wants left alone: the old name, whatever an entry makes of it
  remote,   // nobody knows, an entry is about it: the old name
  touched,  // an entry has been at it: the new name
  claimed,  // an entry has been at what was remote: the new name
};
[[nodiscard]] constexpr bool is_rewritten(Source source) {
  return source != Source::left && source != Source::suppressed && source != Source::remote;
}

using PlaceId = std::uint32_t;
using Places = std::vector<PlaceId>;  // sorted

struct Input {
  std::string name;
  Source source = Source::raw;
  Places origins;
};

// The entries of a unit at work: once for a kustomization, once in each kustomization that a component is
// part of.
struct Use {
  UnitId unit = no_unit;
  std::vector<Input> inputs;
};

// What kustomize does in one kustomization, components inlined.
enum class OpKind : std::uint8_t { file, patch_file, call, inline_patches, images, splits, copies, unreadable };
struct Op {
  OpKind kind;
  UnitId unit;  // of all but files
  std::string path;  // of files, and of what can't be read
};
struct Program {
  std::vector<Op> ops;
  bool open = false;     // something in it is unknown
  bool bounded = false;  // it is larger than is followed
  std::size_t steps = 0;  // what it cost
};
[[nodiscard]] Program program_of(Repository& repository, UnitId unit);

// A name on its way through the entries of one use.
struct Live {
  std::string old_name;       // in the tree as it is
  const std::string* mapped;  // what the rules make of it
  std::string new_name;       // in the rewritten tree; only when both are followed
  Source source;
  Places origins;
  bool worked_on = false;  // by an entry of this use
};
[[nodiscard]] Live live_of(const Input& input, Mapping& mapping);
// The entry works on the name, in the tree as it is.
void touch(Live& live, const UnitEntry& entry, PlaceId place, Mapping& mapping);

// What an entry meets, over all its uses.
struct Facts {
  std::optional<PlaceId> held;      // its name, in what is rewritten
  std::optional<PlaceId> renamed;   // its new name
  std::optional<PlaceId> old_form;  // what gets its name when it is rewritten
  std::optional<PlaceId> left;      // its name, in what is left alone
  std::optional<PlaceId> suppressed;  // … by the user, at that place
  bool remote = false;              // its name, in what is unknown
  bool copied = false;              // images may have come to places that nobody knows
  std::optional<PlaceId> pattern;   // what its pattern may select, and what gets a new name
};

// The indices of those that the entry works on: the selected ones; when there are none, those that it would
// select once everything has its new name (a tree that is half rewritten), unless another entry has been at
// them. Empty for a pattern.
[[nodiscard]] std::vector<std::size_t> matched(const std::vector<Live>& lives, const UnitEntry& entry,
                                               Mapping& mapping);

void merge(Places& into, const Places& from);

class Evaluation {
 public:
  Evaluation(Repository& repository, Mapping& mapping, std::function<bool(const std::string&)> left_alone,
             std::function<bool(const std::string&, Span)> suppressed)
      : repository_(repository), mapping_(mapping), left_alone_(std::move(left_alone)), suppressed_(std::move(suppressed)) {}

  // Evaluates a unit and all that it needs.
  void run(UnitId unit);

  [[nodiscard]] const std::vector<Use>& uses() const { return uses_; }
  [[nodiscard]] const std::vector<Place>& places() const { return places_; }
  [[nodiscard]] PlaceId place_of_entry(UnitId unit, std::size_t entry);
  // Units of which not everything could be followed.
  [[nodiscard]] bool bounded(UnitId unit) const;
  [[nodiscard]] bool is_called(UnitId unit) const { return called_.contains(unit); }

  // Of an entry that no use was evaluated of, nothing.
  [[nodiscard]] Facts facts(UnitId unit, std::size_t entry) const;

  // What unknown things reach a place, by the kustomization that names them, and the names in them that
  // entries select or set on all ways there; as the new names, so that a second run finds the same.
  using Unknowns = std::map<UnitId, std::set<std::string>>;
  using Items = std::map<std::pair<std::string, Source>, Places>;
  // What leaves an evaluated unit.
  [[nodiscard]] const Items& outputs(UnitId unit) const { return done_.at(unit).items; }
  // Takes from what all the work may cost; false when nothing is left.
  bool spend(std::size_t amount);
  // What can't be read and may hold images that a unit's entries select; "" if nothing.
  [[nodiscard]] std::string unreadable(UnitId unit) const;
  [[nodiscard]] bool any_unreadable() const { return !unreadable_.empty(); }
  // Something was not followed to its end: a bound was reached, or it can't be read.
  [[nodiscard]] bool any_bounded() const { return budget_ == 0 || !bounded_.empty() || !unreadable_.empty(); }
  // Images that get new names and that replacements of a unit take apart.
  [[nodiscard]] const std::map<UnitId, Places>& split() const { return split_; }

 private:
  struct Done {
    Program program;
    Items items;
    Unknowns unknowns;
    std::string unreadable;
    // What replacements may copy from; kept only where there are any.
    std::set<std::string> files;
    std::set<UnitId> units;
    bool bounded = false;
    bool copies = false;
    bool finished = false;
  };
  void finish(UnitId unit, Done& done);
  void add_file(const Op& op, Done& done);
  void add_call(const Done& inner, Done& done);
  void add_copied(UnitId unit, Done& done);
  void note_split(UnitId unit, const Items& items);
  void add_inline_patches(UnitId unit, Items& items);
  void add_held(const std::vector<Held>& held, PlaceId first, const std::string& path, Items& items);
  void add_unknowns(const Unknowns& inner, Done& done);
  void add_remote(const std::vector<UnitEntry>& entries, const Unknowns& unknowns,
                  std::vector<Input>& inputs);
  void claim(const std::vector<UnitEntry>& entries, Done& done);
  void apply(UnitId unit, Done& done);
  void observe(const std::vector<Live>& lives, const UnitEntry& entry, Facts& facts);
  [[nodiscard]] Source source_of(const std::string& path, Span span) const;

  Repository& repository_;
  Mapping& mapping_;
  std::function<bool(const std::string&)> left_alone_;
  std::function<bool(const std::string&, Span)> suppressed_;
  std::map<UnitId, Done> done_;
  std::set<UnitId> called_;
  std::vector<Use> uses_;
  std::vector<Place> places_;
  std::map<std::pair<std::string, TextKind>, PlaceId> first_place_;  // of a file's held names
  std::map<UnitId, PlaceId> first_entry_;
  std::map<UnitId, PlaceId> first_inline_;
  std::map<UnitId, bool> bounded_;
  std::map<UnitId, std::string> unreadable_;
  std::map<UnitId, Places> split_;
  std::map<std::tuple<std::string, std::string, std::string>, PlaceId> first_copied_;  // by path, kind and key
  std::map<UnitId, PlaceId> first_literal_;
  bool components_bounded_ = false;  // what a component works on was not followed in each of its users
  std::map<std::pair<UnitId, std::size_t>, Facts> facts_;
  std::size_t budget_ = 30'000'000;
};

}  // namespace ecrify::kustomize
