// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/suppress/directive.hpp"

// The suppressions of a document, by the places that they cover. The caller searches the text for `ecrify`: a
// document without that word costs nothing.
namespace ecrify::suppress {

// A suppression, and the findings that it has suppressed.
struct Suppression {
  Directive directive;
  Span span;                         // of the directive, in the text that it stands in
  std::vector<FindingId> used = {};  // what it suppressed, each once
  bool reached = false;              // of an object: something in it was looked at, beside its metadata

  void use(FindingId id);
  // A suppression of all findings that suppressed none, or the named ones that it did not suppress. One on an
  // object is unused only where there was something to suppress and it suppressed nothing at all: annotations
  // are put on all objects of a set, Services among them.
  [[nodiscard]] bool is_unused() const;
  [[nodiscard]] std::vector<FindingId> unused_ids() const;
};

// True if a directive covers a finding that none of `said`, those on the same place, covers: the first that
// does is the one that is used. So a list of directives that add something is no longer than the list of
// findings.
[[nodiscard]] bool says_more(const Directive& directive, const std::vector<const Directive*>& said);

struct Problem {
  MalformedDirective what;
  Span span;
};

// The suppressions that are about one place, the nearest first: on its line, on its object, on its document,
// on what is around it.
using Chain = std::vector<Suppression*>;

// The comments above a file's first content: suppressions of the file, and of its first document where that
// begins behind a marker.
struct Head {
  std::vector<Suppression> file;
  std::vector<Suppression> first_document;
  std::vector<Suppression> settled;  // others, which nothing will use: those before them have said the same
  std::vector<Problem> problems;     // of what stands before that marker, or was meant to be said of the file
  std::size_t content = 0;  // where the first content is: the offset of its line, or the size of the text
};
// `text` is a whole file. Reads it up to the first line that is neither blank nor a comment nor a marker.
// Suppressions of the document that has the content are left to that.
[[nodiscard]] Head read_head(std::string_view text);

class Suppressions {
 public:
  // `words`: the offsets of `ecrify`, in any case, in the document's text, ascending. `head_end`: comments
  // before this offset of the document are the file's head. `comments`: are_text for a document in a string,
  // whose comments are no directives.
  enum class Comments { count, are_text };
  Suppressions(const locate::Document& document, const std::vector<std::size_t>& words, std::size_t head_end,
               Comments comments);

  [[nodiscard]] bool empty() const { return all_.empty(); }
  // Appends those about the leaf on this path, the nearest first: of its lines, then of the objects that it
  // is in.
  void find(const locate::FieldPath& path, manifest::NodeIndex leaf, Chain& chain);
  // Appends those about the document as a whole.
  void find_document(Chain& chain);

  [[nodiscard]] const std::vector<Suppression>& all() const { return all_; }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  using Index = std::size_t;  // in all_
  struct LineTarget {
    Span line;
    std::vector<Index> suppressions;
  };

  void read_comment(std::size_t offset);
  void read_key(manifest::NodeIndex key);
  bool is_outside_scalars(std::size_t offset);
  void add_line(Span line, Index index);
  void add(std::vector<Index>& list, Index index) const;  // what says nothing more is left out
  [[nodiscard]] Span line_at(std::size_t offset) const;
  Span line_behind(Span comment_line);

  const locate::Document& document_;
  std::size_t head_end_;
  Comments comments_;
  std::size_t read_to_ = 0;  // comments before this offset have been looked at
  Span next_content_;        // the last answer of line_behind()
  manifest::NodeIndex block_scalar_ =
      manifest::no_node;  // the last one that was met, and its first line's end
  std::size_t block_header_end_ = 0;
  manifest::NodeIndex last_key_ = manifest::no_node;
  std::vector<Suppression> all_;
  std::vector<Problem> problems_;
  std::vector<LineTarget> lines_;  // sorted, apart from each other
  std::vector<Index> document_wide_;
  std::unordered_map<manifest::NodeIndex, std::vector<Index>> by_object_;  // the mapping that has `metadata`
};

// The first of the chain that is about this finding; nullptr when none is.
[[nodiscard]] Suppression* find_in(const Chain& chain, FindingId id);
// Marks the first suppression of the chain that covers the finding as used. Those of enclosing objects that
// cover it too are not reported as unused: kustomize annotates a Deployment and its pod template alike.
void use(const Chain& chain, FindingId id);

}  // namespace ecrify::suppress
