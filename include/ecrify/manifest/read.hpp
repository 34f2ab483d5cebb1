// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/manifest/tape.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"

namespace ecrify::manifest {

enum class Reader : std::uint8_t {
  scanner,
  yaml_cpp,
  env_lines,   // manifest/plain_text.hpp …
  whole_text,  // … these two
};

struct ReadDocument {
  std::size_t end = 0;  // bytes of the text that the document takes; a JSON stream goes on behind
  Reader reader = Reader::scanner;
  bool collection_keys = true;  // whether a key may be a collection, as `{{ x }}` has it
};

// `yes` if the whole text has already been screened, because an earlier document of it was read. Then only
// bytes that are no UTF-8 are looked for, in this document.
enum class ScreenState : std::uint8_t { no, yes };

struct ReadOptions {
  ScreenState screened = ScreenState::no;
  std::size_t behind = 0;  // see scan()
  std::size_t most_for_yaml_cpp =
      max_yaml_cpp_bytes;         // a larger text outside the scanner's subset is refused
  bool only_collections = false;  // a document that is one scalar is refused: a script, for example
};

// Reads the document at the beginning of `text` onto the tape: screens it, tries the scanner, and asks
// yaml-cpp where that doesn't know the form. Fails with the offset of the culprit on what is no YAML, on
// characters that readers of YAML take differently, and on what is beyond the limits.
Result<ReadDocument> read_document(std::string_view text, Tape& tape, const ReadOptions& options = {});

// A document that holds `{{`. YAML reads `name: {{ .x }}` as a mapping whose key is a mapping, which no
// manifest means.
enum class Template : std::uint8_t {
  none,
  placeholders,  // what YAML can read all the same, such as `namespace: {{ .namespace }}`
  helm,          // a chart's template: it names Helm's objects or functions, or YAML can't read it at all
  other,  // of another language, which YAML can't read: lines that begin with `{% … %}`, `<#…>` or `<% … %>`
};
// An expression of the text names Helm's objects or functions: `{{ .Values.x }}`, `{{ include "x" . }}`.
[[nodiscard]] bool names_helm(std::string_view text);
// The Go template in a document that was read …
[[nodiscard]] Template go_template(std::string_view text, const Tape& tape);
// … and in one that could not be read because of the byte at `offset`; what was read until then is on the
// tape. An action in a text that was read, or in a comment, is no reason.
[[nodiscard]] Template go_template_at(std::string_view text, const Tape& tape, std::size_t offset);
// True if a Go template's action begins there, outside of comments and of texts that were read.
[[nodiscard]] bool is_go_action(std::string_view text, const Tape& tape, std::size_t at);

}  // namespace ecrify::manifest
