// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/pipeline/ruling.hpp"
#include "ecrify/pipeline/settings.hpp"
#include "ecrify/suppress/suppressions.hpp"

// Examines one source: bytes in, proven edits and findings out. Pure: no I/O, no global state. The flow is
// one function, src/pipeline/examine.cpp.
namespace ecrify {

struct SourceContext;

struct Counts {
  std::size_t documents = 0;          // slices between document markers that are not empty
  std::size_t candidates = 0;         // documents that could hold a reference and were read
  std::size_t by_scanner = 0;         // … of these by the forward scanner
  std::size_t by_yaml_cpp = 0;        // … and by yaml-cpp
  std::size_t references = 0;         // references of mapped registries that are rewritten …
  std::size_t changed_documents = 0;  // … and the documents that hold one
  std::size_t kept = 0;               // left alone by a keep rule
  std::size_t passed_over = 0;  // documents that can't be read, and in which no mapped registry is named
  std::size_t without_kind =
      0;  // documents without apiVersion or kind that name a mapped registry; copied through
  std::size_t not_kubernetes = 0;             // … those of them that hold references of one …
  std::size_t not_kubernetes_references = 0;  // … and these …
  std::size_t references_as_values = 0;       // … which as values of a chart hold so many
  std::size_t ignored = 0;          // occurrences in places that are never touched (comments, status, …)
  std::size_t artifacts = 0;        // references to artifacts that a controller fetches
  std::size_t placeholders = 0;     // images that are a placeholder as a whole
  std::size_t by_digest = 0;        // of `references`, those that are pinned by digest
  std::size_t suppressed = 0;       // findings that a comment or an annotation suppresses
  std::size_t pull_secrets = 0;     // pull secrets that their pod specs do not need any more …
  std::size_t dropped_secrets = 0;  // … and those that the edits remove

  Counts& operator+=(const Counts& other);
};

// The times of a source by step, in nanoseconds; all of them 0 without Clock::on. Documents in strings count
// as decide.
struct Times {
  std::uint64_t prefilter = 0;  // which documents could hold a reference
  std::uint64_t scan = 0;       // documents that the forward scanner read
  std::uint64_t fallback = 0;   // documents that yaml-cpp read
  std::uint64_t decide = 0;     // locate, rule, filter
  std::uint64_t prove = 0;      // edited documents, read again

  Times& operator+=(const Times& other);
};

// A document with entries by which kustomize selects images: what becomes of them depends on other files, so
// its rulings are kept until Examiner::close().
struct OpenDocument {
  Span span;                     // in the source
  std::size_t index = 0;         // in the source
  std::vector<bool> suppressed;  // of its entries, in the order of kustomize::entries_of()
  Rulings rulings;               // in offsets of the document
};

// The result of examining one source. `edits` are sorted, do not overlap, and are proven: the edited text was
// read again and differs from the source in exactly these references. With `refused` nothing of this source
// may be written.
struct Examination {
  std::vector<Edit> edits;
  std::vector<Finding> findings;        // in order of position; sort again after adding some
  Rulings rulings;                      // in order of position; those that Settings::kept names
  std::vector<OpenDocument> open = {};  // with EntryDecision::by_run; nothing of them is in the lists above
  Counts counts;
  Times times;
  bool refused = false;
  bool noticed = false;  // the source holds one of Settings::noticed
  // Suppressions of the whole source. They can suppress findings about the file as well, so the unused ones
  // are reported last, by report_unused().
  std::vector<suppress::Suppression> file_suppressions;
};

// Calls the function with 0 … count - 1, each once, in any order, and in several threads where it likes;
// returns when all of them are done.
using Run = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

// Examines sources that have the same settings: what the settings cost is paid once. Can be shared between
// threads.
class Examiner {
 public:
  explicit Examiner(Settings settings);
  ~Examiner();
  Examiner(const Examiner&) = delete;
  Examiner& operator=(const Examiner&) = delete;

  [[nodiscard]] Examination examine(const SourceText& source, locate::ReadAs read_as) const;
  // The same result but for the times, examined in at most `parts` parts at a time.
  [[nodiscard]] Examination examine(const SourceText& source, locate::ReadAs read_as, std::size_t parts,
                                    const Run& run) const;
  // The same result for a source that a search finds nothing in, whatever it is read as but a kustomization;
  // nothing for any other. It is quick.
  [[nodiscard]] std::optional<Examination> pass_over(const SourceText& source) const;
  // Examines the source again, with the decisions of other files of the run about some of its places.
  [[nodiscard]] Examination examine(const SourceText& source, locate::ReadAs read_as,
                                    FixedPlaces overruled) const;
  // Completes the report of a source by one of its open documents, whose entries are decided now.
  void close(const SourceText& source, locate::Role role, OpenDocument open,
             const std::vector<kustomize::EntryRuling>& decided, Examination& examined) const;

 private:
  friend class StreamExamination;
  Settings settings_;
  std::unique_ptr<const SourceContext> common_;
};

[[nodiscard]] Examination examine(const SourceText& source, const Settings& settings,
                                  locate::Role role = locate::Role::object);

// A stream whose parts are examined one by one as they arrive. It is cut as in manifest::last_cut(), the
// first time behind its head (suppress::read_head). The results of all parts and of the head together are
// those of the whole.
class StreamExamination {
 public:
  // The examiner must outlive this.
  StreamExamination(const Examiner& examiner, locate::Role role);
  ~StreamExamination();
  StreamExamination(const StreamExamination&) = delete;
  StreamExamination& operator=(const StreamExamination&) = delete;

  [[nodiscard]] Examination examine(const SourceText& part);
  // The result for the stream's head, in offsets of the stream. Ask after each part: malformed directives are
  // reported as soon as a part may be rewritten, the rest with Boundary::end, where `file_suppressions` come
  // too.
  enum class Boundary { part, end };
  [[nodiscard]] Examination head(Boundary at);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Drops a finding of the source as a whole that the source suppresses.
[[nodiscard]] bool take_suppression(Examination& examined, FindingId id);
// True if a suppression of the whole source has suppressed nothing so far.
[[nodiscard]] bool has_unused(const Examination& examined);
// Adds a warning for each suppression of the whole source that suppressed nothing, in front. Called once, at
// the end.
void report_unused(Examination& examined);

// The image names in a source that was examined with KeptRulings::with_targets, open documents included.
// Kustomizations select by these and no others.
[[nodiscard]] std::vector<kustomize::ImageName> image_names(const Examination& examined);
// Its objects for Flux or Argo CD hold entries that are rewritten, or would be, or have their new names.
[[nodiscard]] bool has_controllers(const Examination& examined);

}  // namespace ecrify
