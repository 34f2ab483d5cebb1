// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/base/stopwatch.hpp"
#include "ecrify/kustomize/plan.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/locate/user_rows.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"
#include "ecrify/rules/config.hpp"
#include "ecrify/rules/mapping.hpp"
#include "ecrify/splice/edit.hpp"
#include "ecrify/suppress/suppressions.hpp"

namespace ecrify {

struct Flow;

// What is done about each class of locations; the configuration and flags may say otherwise than the table.
class ClassActions {
 public:
  ClassActions();  // as locate::class_table() has it
  [[nodiscard]] locate::Action of(locate::LocationClass cls) const { return actions_[static_cast<std::size_t>(cls)]; }
  void set(locate::LocationClass cls, locate::Action action) { actions_[static_cast<std::size_t>(cls)] = action; }

 private:
  std::array<locate::Action, 16> actions_{};
};

// One place where a registry that is looked for is named, whatever is done about it.
struct Occurrence {
  Span span;  // in the source: the reference, or the scalar that holds it
  locate::LocationClass cls = locate::LocationClass::other;
  locate::Action action = locate::Action::leave;
  std::string_view why;  // "image of a container"
  std::string reference;
  std::string version;  // `:v1`, `@sha256:…`: the tag and the digest where fields beside the reference have them
  std::string path;
  Resource resource;
  rules::Verdict verdict = rules::Verdict::unmapped;
  std::string rule;    // the `from` of the rule that decided, "" without one
  std::string reason;  // of the verdict
  std::string text;    // what replaces it there, where the verdict is rewrite
  std::string target;  // the whole new reference, also where it is spread over two fields
  bool is_part = false;  // a registry whose repository only the chart knows
  std::optional<std::string> suppressed;  // why somebody suppressed the rewrite, where it is suppressed; may be empty
};
enum class Occurrences { skip, collect };
// Occurrence::why of those in objects that Settings::ignored is about.
inline constexpr std::string_view ignored_by_configuration = "an object that the configuration ignores";
// … and of those in the data of a Secret, which an edit would have to be made within.
inline constexpr std::string_view in_base64 = "a document in base64";

// Names of imagePullSecrets that only the source registries need.
struct PullSecrets {
  std::vector<std::string> known;    // told where a pod spec does not need them any more
  std::vector<std::string> dropped;  // removed there
};

// In which documents suppressions are looked for, to tell of those that suppress nothing. Where none is looked for, none
// is needed.
enum class SuppressionSearch {
  where_needed,  // in documents that name a registry that is looked for; the others are not read
  everywhere,
};

// Which findings are made. What is left out is still done, counted, and refused where it has to be; only the words for
// it are spared, which in a large stream cost more than the edits.
struct Told {
  bool rewrites = true;  // each reference that is simply rewritten
  bool notes = true;     // findings of severity note
};

// What decides, beside the bytes: everything here comes from configuration and flags, resolved by cli/.
struct Settings {
  const rules::Mapping* mapping = nullptr;  // must outlive the call; with RegistryScope::any every document is read
  ClassActions actions = {};
  Occurrences occurrences = Occurrences::skip;
  Told told = {};
  Clock clock = Clock::off;
  std::size_t most_for_yaml_cpp = manifest::max_yaml_cpp_bytes;  // larger documents outside the scanner's subset are refused
  std::vector<locate::UserField> fields = {};
  std::vector<locate::UserIgnore> ignored = {};
  rules::DigestFirstPull digest_first_pull = rules::DigestFirstPull::warning;
  PullSecrets pull_secrets = {};
  SuppressionSearch suppression_search = SuppressionSearch::where_needed;
  // What the kustomizations of the source's tree say, and the source's path in that tree; nullptr for a stream.
  const kustomize::Plan* plan = nullptr;
  std::string tree_path = {};
};

struct Counts {
  std::size_t documents = 0;         // slices between document markers that are not empty
  std::size_t candidates = 0;        // documents that could hold a reference and were read
  std::size_t by_scanner = 0;        // … of these by the forward scanner
  std::size_t by_yaml_cpp = 0;       // … and by yaml-cpp
  std::size_t references = 0;        // references of mapped registries that are rewritten
  std::size_t kept = 0;              // left alone by a keep rule
  std::size_t without_kind = 0;      // documents without apiVersion or kind that name a mapped registry; copied through
  std::size_t not_kubernetes = 0;    // … those of them that hold references of one …
  std::size_t not_kubernetes_references = 0;  // … and these …
  std::size_t references_as_values = 0;       // … which as values of a chart hold so many
  std::size_t ignored = 0;           // occurrences in places that are never touched (comments, status, …)
  std::size_t artifacts = 0;         // references to artifacts that a controller fetches
  std::size_t by_digest = 0;         // of `references`, those that are pinned by digest
  std::size_t suppressed = 0;        // findings that a comment or an annotation suppresses

  std::size_t untold_references = 0;  // findings that were left out with Told::rewrites …
  std::size_t untold_documents = 0;   // … and the documents that would have one

  std::size_t pull_secrets = 0;      // pull secrets that their pod specs do not need any more …
  std::size_t dropped_secrets = 0;   // … and those that the edits remove

  Counts& operator+=(const Counts& other);
};

// Where the time of a source went, in nanoseconds; all of them 0 without Clock::on. Documents in strings count as decide.
struct Times {
  std::uint64_t prefilter = 0;  // which documents could hold a reference
  std::uint64_t scan = 0;       // documents that the forward scanner read
  std::uint64_t fallback = 0;   // documents that yaml-cpp read
  std::uint64_t decide = 0;     // locate, rules, edits
  std::uint64_t prove = 0;      // edited documents, read again

  Times& operator+=(const Times& other);
};

// A scalar that may hold a reference and that the user wants left alone.
enum class LeftAloneBy { suppression, configuration };
struct LeftAlone {
  Span span;
  LeftAloneBy by = LeftAloneBy::suppression;
  std::string reason;  // as the user gave it; may be empty
};

// What one source needs. `edits` are sorted, do not overlap, and are proven: the edited text was read again and
// differs from the source in exactly these references. With `refused` nothing of this source may be written.
struct Examined {
  std::vector<splice::Edit> edits;
  std::vector<Finding> findings;  // in order of position; who adds some sorts them again
  Counts counts;
  Times times;
  bool refused = false;
  std::vector<Occurrence> occurrences;  // in order of position, when they are collected
  std::vector<LeftAlone> left_alone;  // in order of position
  // Those of the whole source. They can suppress what is found of a file besides what stands in it, too; so whoever
  // looks for that tells of the unused ones, with tell_unused().
  std::vector<suppress::Suppression> file_suppressions;
};

// The whole flow for one source: slice → read → locate → decide → splice → prove. Pure: no I/O, no global state.
// `role` says what the source's documents are; its name and its place in the tree decide that.
[[nodiscard]] Examined examine(const SourceText& source, const Settings& settings,
                               locate::Role role = locate::Role::object);

// Calls the function with 0 … count - 1, each once, in any order, and in several threads where it likes; returns when all
// of them are done.
using Run = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

// A stream that is examined part by part: what one part leaves to the next.
struct Continued {
  std::size_t documents = 0;   // in the parts so far
  suppress::Head head = {};    // of the stream, without what has been told of it
  bool begun = false;          // there was a part
  bool wide = false;           // it is in UTF-16 or UTF-32: nothing of it is read
  bool any_hit = false;        // one of the parts held something that is looked for …
  bool about_images = false;   // … and maybe a reference that is rewritten
};
enum class Reached { part, end };

// The same for many sources with the same settings: what the settings cost is paid once. Can be shared between threads.
class Examiner {
 public:
  explicit Examiner(Settings settings);
  ~Examiner();
  Examiner(const Examiner&) = delete;
  Examiner& operator=(const Examiner&) = delete;

  [[nodiscard]] Examined examine(const SourceText& source, locate::Role role) const;
  // The same, with the same result but for the times, in at most so many parts at a time.
  [[nodiscard]] Examined examine(const SourceText& source, locate::Role role, std::size_t parts, const Run& run) const;
  // The same for the parts of a stream, one after the other, but for what is said of its head. It is cut as
  // manifest::last_cut() says, the first time behind its head (suppress::read_head).
  [[nodiscard]] Examined examine_part(const SourceText& part, locate::Role role, Continued& stream) const;
  // What is said of the head, in offsets of the stream, to be asked for after each part: what is malformed in it as soon as
  // a part may be rewritten, so before that is, and the rest at the end, with `file_suppressions`. All parts and this
  // together are what the whole gives.
  [[nodiscard]] Examined examine_head(Continued& stream, Reached reached) const;

 private:
  Settings settings_;
  std::unique_ptr<const Flow> flow_;
};

// Drops a finding of the source as a whole that the source suppresses.
[[nodiscard]] bool is_suppressed(Examined& examined, FindingId id);
// Whether one of them has suppressed nothing so far.
[[nodiscard]] bool has_unused(const Examined& examined);
// Adds a warning for each suppression of the whole source that suppressed nothing, in front. To be called once, at the end.
void tell_unused(Examined& examined);

}  // namespace ecrify
