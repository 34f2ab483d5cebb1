// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "ecrify/manifest/simd.hpp"
#include "ecrify/manifest/tape.hpp"

// The forward scanner: one pass over one document, at memory speed, for the YAML that manifests are made of.
//
// The subset. Inside are
//   - block mappings and sequences, sequences at their key's own indentation, compact ones (`- a: 1`, `- -
//   1`);
//   - plain scalars on one or several lines, 'single' and "double" quoted ones likewise;
//   - literal and folded block scalars with any header (`|`, `>-`, `|2+`);
//   - flow mappings and sequences over any number of lines, and so JSON, with surrogate pairs; `{{ x }}`, a
//   mapping on
//     one line as the key of another, which is how YAML reads the placeholders of templates;
//   - anchors before values (`&a`), aliases as values and keys (`*a`, `*a : 1`), merge keys
//     (`<<: *a`, a key like any other);
//   - comments, blank lines, CRLF, `---` and `...` alone or before a comment.
// Outside, and left to yaml-cpp, is what manifests hardly ever hold and what readers disagree on:
//   - tags (`!!str`), complex keys (`? a`), anchors on keys, directives (`%YAML`);
//   - content on the line of `---`, an implicit key that spans lines, `[a: 1]` pairs, tabs as indentation;
//   - anything that looks like an error: whether it is one, and how to say it, is yaml-cpp's affair.
// Being outside is never wrong, only slower. Being inside must mean the same to every reader: the
// differential tests (tests/conformance, tests/fuzz) hold the scanner to yaml-cpp's events, node by node.
//
// The text must have passed the screen (screen.hpp): no lone CR, no control characters.
namespace ecrify::manifest {

// Nesting beyond this is refused: no manifest comes near it (35 is the deepest that was ever measured).
inline constexpr std::size_t max_depth = 500;

enum class ScanStatus {
  complete,        // the tape holds the document
  outside_subset,  // ask yaml-cpp
  refused,         // beyond a limit of ours; no other reader is asked
};

// ScanResult::reason, by its address, of what is outside since it is no collection.
inline constexpr const char* one_scalar = "a document that is one scalar";

struct ScanResult {
  ScanStatus status = ScanStatus::complete;
  std::size_t offset =
      0;  // complete: where the document ended (a JSON stream may go on there); else the culprit
  const char* reason = "";       // why not complete
  bool collection_keys = false;  // complete: whether a key is no scalar: `{{ x }}`
};

// Scans the document at the beginning of `text`, which holds nothing else but what may follow it in a JSON
// stream. The tape is cleared first. A document without content gives an empty tape. Most lines of manifests
// are of a few shapes and are read 64 bytes at a time; with Simd::plain none is, and the tape is the same.
// `behind`: so many bytes behind the text can be loaded, too, as when it is a part of a larger one; what they
// are has no bearing.
ScanResult scan(std::string_view text, Tape& tape, Simd simd = best_simd(), std::size_t behind = 0);

}  // namespace ecrify::manifest
