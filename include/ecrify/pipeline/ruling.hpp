// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/tape.hpp"
#include "ecrify/rules/rules.hpp"

// The one decision about each occurrence of a registry that is looked for. Edits, findings, rows of `list`,
// `explain`, counts, the identity of a baseline's entries and the fixes of SARIF are folds over rulings
// (src/pipeline/fold.hpp); suppressions, signatures and anchors are filters over them
// (src/pipeline/filters.hpp). Nothing else decides.
namespace ecrify {

enum class Outcome : std::uint8_t {
  rewrite,  // its bytes change, or would if a registry were given
  refuse,   // it should change and can't rightly: nothing of the source is written
  warn,     // it stays, with a warning
  note,     // it stays; counted in a summary line, each with -v
  leave,    // it stays
};

// The subject of a ruling. `list` shows only references.
enum class Subject : std::uint8_t {
  reference,
  pull_secret,
};

// A change that goes with that of the ruling's own scalar.
struct RelatedChange {
  manifest::NodeIndex scalar = manifest::no_node;  // no_node: nodes are removed
  Span part;                                       // of the scalar's value
  Span span;
  std::string text;
};

// The reason why a scalar that is used in several places can't be edited.
enum class Sharing : std::uint8_t {
  none,
  different,   // some of its places must become something else, or nothing
  suppressed,  // some of its places are suppressed
  repository,  // the repository beside it is used with another registry, too
  unknown,     // there are more places than can be followed
};

// The words of a ruling. Raw text of the manifest in them is not yet escaped.
struct RulingWords {
  std::string reference;  // as it stands there, decoded; may be empty
  std::string version;    // `:v1`, `@sha256:…`: tag and digest that stand in fields beside the reference
  std::string target;  // the whole new reference, also where it is spread over two fields; empty when unknown
  std::string reason;  // of the verdict
  std::string path;    // of the field
  Resource resource;
  std::string message;       // of the finding …
  std::string help;          // … and its remedy
  std::string left_because;  // the user's reason to leave it alone
};

struct Ruling {
  // The place.
  manifest::NodeIndex scalar = manifest::no_node;  // no_node: a comment
  manifest::NodeIndex beside = manifest::no_node;  // the scalar that holds the repository, of an image in two
  Span part;                                       // of the scalar's value; empty: the scalar as a whole
  Span span;                                       // the same bytes in the source
  std::size_t document = 0;                        // index in the source
  Subject subject = Subject::reference;

  // The class of the place.
  locate::LocationClass cls = locate::LocationClass::other;
  std::string_view why;  // "image of a container"
  // Part of an image only: a registry whose repository only the chart knows, or a name that a kustomization
  // replaces.
  bool is_part = false;
  bool nested = false;        // in a text in the scalar
  bool names_source = false;  // the scalar names a registry that is looked for

  // The verdict of the rules.
  rules::Verdict verdict = rules::Verdict::unmapped;
  const rules::Rule* rule = nullptr;  // owned by the rules
  std::string text;                   // what takes the part's place; empty when nothing does, or nobody knows

  // The outcome, and the finding that reports it.
  Outcome outcome = Outcome::leave;
  std::optional<FindingId> finding = {};
  Severity severity = Severity::error;
  bool pinned_by_digest = false;  // remark: a first pull by digest may fail, a note
  bool has_setter = false;        // remark: Flux writes the old name back, the warning `automation`
  bool foreign = false;           // in a document without apiVersion or kind …
  bool foreign_image = false;     // … where an object would have it rewritten …
  bool foreign_value = false;     // … or the values of a chart would
  bool suppressed = false;
  bool ignored_by_user = false;
  Sharing sharing = Sharing::none;
  std::size_t others =
      0;  // references behind it in the value, of which the same is said: they have no ruling of their own
  std::vector<RelatedChange> related = {};

  std::unique_ptr<RulingWords> words = {};
};

using Rulings = std::vector<Ruling>;

// A finding about the place of a ruling, with all but what it is and says. Precondition: the ruling has
// words.
[[nodiscard]] Finding finding_at(const Ruling& ruling);

// Makes offsets of a text those of what holds it, where it begins at `base`.
void move_by(std::size_t base, Ruling& ruling);

// For a ruling whose image is not rewritten: remarks are findings beside its own.
inline void drop_remarks(Ruling& ruling) { ruling.pinned_by_digest = ruling.has_setter = false; }

}  // namespace ecrify
