// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/base/stopwatch.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/locate/user_rows.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"
#include "ecrify/rules/mapping.hpp"

// The inputs of the pipeline beside the bytes of a source. All of them come from configuration and flags.
namespace ecrify {

// The action for each class of locations; the configuration and flags may say otherwise than the table.
class ClassActions {
 public:
  ClassActions();  // as locate::class_table() has it
  [[nodiscard]] locate::Action of(locate::LocationClass cls) const {
    return actions_[static_cast<std::size_t>(cls)];
  }
  void set(locate::LocationClass cls, locate::Action action) {
    actions_[static_cast<std::size_t>(cls)] = action;
  }

 private:
  std::array<locate::Action, 16> actions_{};
};

// Names of imagePullSecrets that only the source registries need.
struct PullSecrets {
  std::vector<std::string> known;    // reported where a pod spec does not need them any more
  std::vector<std::string> dropped;  // removed there
};

// The documents in which suppressions are looked for, to report those that suppress nothing.
enum class SuppressionSearch {
  where_needed,  // in documents that name a registry that is looked for; the others are not read
  everywhere,
};

// The findings that are worded. The others are counted and carried out all the same; in a large stream their
// words would cost more than the edits.
struct Wording {
  bool rewrites = true;  // each reference that is simply rewritten
  bool notes = true;     // findings of severity note
};

// The rulings that the report of a source keeps, beside what is folded from them.
enum class RulingScope : std::uint8_t {
  none,
  left_by_wish,  // of references that a suppression or the configuration leaves alone
  all,           // with their words: for `list`, `explain`, and the names that kustomizations select by …
  with_targets,  // … with those of names that are in the target already
};

// The number of times that the same ruling about several references in one text is reported.
enum class RemarkCount : std::uint8_t { once, of_each };

// The scope in which entries that select images of a kustomization are decided.
enum class EntryDecision : std::uint8_t {
  alone,   // nothing is known of what they select
  by_run,  // the files of the run together: documents with such entries stay open (Examined::open)
};

// Decisions of other files about scalars of a source: to leave them, or to read them as images wherever they
// are.
struct FixedPlaces {
  std::vector<Span> stay;
  std::vector<Span> images;  // a replacement copies them into an image
  [[nodiscard]] bool empty() const { return stay.empty() && images.empty(); }
};

struct Settings {
  const rules::Mapping* mapping =
      nullptr;  // must outlive the call; with RegistryScope::any every document is read
  ClassActions actions = {};
  Wording wording = {};
  RulingScope kept = RulingScope::none;
  RemarkCount same_said = RemarkCount::once;
  Clock clock = Clock::off;
  // Larger documents outside the scanner's subset are refused.
  std::size_t most_for_yaml_cpp = manifest::max_yaml_cpp_bytes;
  std::vector<locate::UserField> fields = {};
  std::vector<locate::UserIgnore> ignored = {};
  config::DigestFirstPull digest_first_pull = config::DigestFirstPull::warning;
  PullSecrets pull_secrets = {};
  SuppressionSearch suppression_search = SuppressionSearch::where_needed;
  EntryDecision entries = EntryDecision::alone;
  const locate::NamedEntries* named_entries =
      nullptr;  // must outlive the call; does not change while a source is examined
  FixedPlaces overruled = {};
  std::vector<std::string> noticed = {};  // words of which Examination::noticed tells
};

}  // namespace ecrify
