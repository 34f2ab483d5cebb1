// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::locate {

// Of a key, a kind and an apiVersion, which are looked at for each reference below; what is behind counts as
// none of it.
inline constexpr std::size_t longest_key = 1024;  // bytes

// The key of a mapping that brings in the keys of others.
inline constexpr std::string_view merge_key = "<<";

// One step of a field path, from a collection to what is in it.
enum class StepKind : std::uint8_t {
  value,  // to the value of a mapping's key
  item,   // to an item of a sequence
  key,    // to a mapping's key itself
};
struct Step {
  manifest::NodeIndex container = manifest::no_node;  // the mapping or sequence
  manifest::NodeIndex node = manifest::no_node;       // the value or item in it
  StepKind kind = StepKind::value;
  std::string_view key;  // mapping: the decoded key; it lives as long as the Document that made the step
  std::size_t item = 0;  // sequence: the position
};

// The steps from the document's root to a leaf.
using FieldPath = std::vector<Step>;

// `spec.template.spec.containers[0].image`; keys that are no plain words are quoted: `data["a.yaml"]`. Very
// long ones are cut.
[[nodiscard]] std::string path_text(const FieldPath& path);

// The fields that name an object, decoded; empty where they are absent or no text.
struct ObjectFields {
  std::string_view api_version;
  std::string_view kind;
};

// A document's text and tape, and questions that take the tape as Kubernetes' objects do. The tape must
// outlive it. All lookups together are linear in the document: the keys of a mapping are indexed once, a
// value that is not written as it is read is decoded once.
class Document {
 public:
  Document(std::string_view text, const manifest::Tape& tape)
      : text_(text), tape_(&tape), steps_left_(few_steps + steps_a_byte * text.size()) {}
  // Views of decoded values point into it.
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] const manifest::Tape& tape() const { return *tape_; }

  // The value of a key of a mapping, through aliases; no_node when it is absent. Of doubled keys the last, as
  // kubectl has it. A key that the mapping doesn't have comes from those that `<<` names, the first before
  // the others.
  [[nodiscard]] manifest::NodeIndex value(manifest::NodeIndex mapping, std::string_view key) const;
  // The decoded text of a scalar, through an alias; "" for anything else.
  [[nodiscard]] std::string scalar(manifest::NodeIndex node) const;
  // True for `~` and `null` without quotes.
  [[nodiscard]] bool is_null(manifest::NodeIndex node) const;
  // The decoded text of a scalar; "" for null.
  [[nodiscard]] std::string text(manifest::NodeIndex node) const;
  // True but for no_node, null and an empty text, which charts take for nothing.
  [[nodiscard]] bool is_given(manifest::NodeIndex node) const;
  // text(value(mapping, key)).
  [[nodiscard]] std::string text_of(manifest::NodeIndex mapping, std::string_view key) const;
  // The `value` of the item of a list whose `name` is this one; of doubled ones the last. no_node when it is
  // absent.
  [[nodiscard]] manifest::NodeIndex value_named(manifest::NodeIndex list, std::string_view name) const;
  // scalar(node) and scalar(value(mapping, key)) without a copy, for short values that are read often. Null
  // is its text here. The view is valid as long as this.
  [[nodiscard]] std::string_view view(manifest::NodeIndex node) const;
  [[nodiscard]] std::string_view view_of(manifest::NodeIndex mapping, std::string_view key) const;
  // The target of an alias; any other node is returned as it is.
  [[nodiscard]] manifest::NodeIndex resolved(manifest::NodeIndex node) const;

  // Every path on which a reader arrives at the leaf: its own, and those through aliases and merge keys of
  // anything that holds it. `complete` is false when there are more than we are willing to follow; there is
  // always one.
  struct Paths {
    std::vector<FieldPath> paths;
    bool complete = true;
  };
  [[nodiscard]] Paths paths_to(manifest::NodeIndex leaf) const;

  // What is asked about a collection by each of its members, and found out once.
  enum class Question : std::uint8_t {
    pushed_words,
    pushed_variables,
    logins,
    logins_in_variables,
    entry_names,
  };
  using Words = std::set<std::string, std::less<>>;
  [[nodiscard]] const Words& answer(manifest::NodeIndex collection, Question question,
                                    const std::function<Words()>& find) const;

  // The root is a mapping with apiVersion and kind.
  [[nodiscard]] bool is_kubernetes() const;
  // A mapping with apiVersion and kind, and with metadata, spec or data.
  [[nodiscard]] bool is_object(manifest::NodeIndex node) const;
  // The fields of the object at a node.
  [[nodiscard]] const ObjectFields& fields(manifest::NodeIndex object) const;
  // The object's fields with its name and namespace, for messages: very long ones are cut.
  [[nodiscard]] const Resource& resource(manifest::NodeIndex object) const;

  // True if the document only runs the parameter `name` of Argo Workflows or Tekton:
  // `{{inputs.parameters.NAME}}`, `{{workflow.parameters.NAME}}` or `$(params.NAME)` is the whole value of a
  // key `image`, or is passed on under its own name.
  [[nodiscard]] bool runs_parameter(std::string_view name) const;
  // The scalars that use a parameter which the document runs nowhere.
  [[nodiscard]] std::span<const manifest::NodeIndex> other_uses_of_parameter(std::string_view name) const;

 private:
  using Keys = std::unordered_map<std::string, manifest::NodeIndex>;

  // Without what is merged; `merged` becomes the value of `<<`, and stays what it is where there is none.
  [[nodiscard]] manifest::NodeIndex own_value(manifest::NodeIndex mapping, std::string_view key,
                                              manifest::NodeIndex& merged) const;
  [[nodiscard]] manifest::NodeIndex merged_value(manifest::NodeIndex merged, std::string_view key) const;
  [[nodiscard]] std::string owner_of(manifest::NodeIndex metadata) const;
  [[nodiscard]] bool is_key_text(manifest::NodeIndex node, std::string_view key) const;
  const Keys& keys_of(manifest::NodeIndex mapping) const;
  void index_aliases() const;
  void index_parameters() const;
  void note_parameter(manifest::NodeIndex node, std::string_view name) const;
  FieldPath path_from_root(manifest::NodeIndex node) const;

  struct ParameterUse {
    bool image = false;
    std::vector<manifest::NodeIndex> others;
  };
  enum class ObjectState : std::uint8_t { nothing, object, no_object };

  std::string_view text_;
  const manifest::Tape* tape_;
  mutable std::unordered_map<manifest::NodeIndex, std::string>
      decoded_;                                                  // what view() could not take from the text
  mutable std::vector<ObjectState> objects_;                     // by node; empty until somebody asks
  mutable manifest::NodeIndex fields_of_ = manifest::no_node;    // the object asked for last …
  mutable ObjectFields fields_;                                  // … and its fields
  mutable manifest::NodeIndex resource_of_ = manifest::no_node;  // the object named last …
  mutable Resource resource_;                                    // … and its name
  mutable std::unordered_map<manifest::NodeIndex, Keys> keys_;
  mutable std::unordered_map<manifest::NodeIndex, unsigned> searches_;  // of mappings with many keys
  mutable std::unordered_map<manifest::NodeIndex, Keys> named_;         // by list: name → value
  mutable std::map<std::pair<manifest::NodeIndex, Question>, Words> answers_;
  mutable std::vector<manifest::Alias> by_target_;                                  // sorted by target
  mutable std::unordered_map<manifest::NodeIndex, manifest::NodeIndex> target_of_;  // alias → target
  mutable bool aliases_indexed_ = false;
  mutable std::unordered_map<std::string, ParameterUse> parameters_;
  mutable bool parameters_indexed_ = false;
  // The work of all paths_to() in a document: aliases multiply, and are followed as far as its size goes.
  static constexpr std::size_t few_steps = std::size_t{1} << 13U;
  static constexpr std::size_t steps_a_byte = 8;
  mutable std::size_t steps_left_;
};

}  // namespace ecrify::locate
