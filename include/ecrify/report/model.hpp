// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/base/span.hpp"

// The one set of findings that every format of `check` renders. It owns all of its text, which is raw: each
// format makes it safe in its own way.
namespace ecrify::report {

// A place in a file, in every unit that some format wants. Lines and columns are 1-based, ends are exclusive.
struct Region {
  Span bytes;      // offsets in the file, its byte order mark included
  Position begin;  // columns in bytes
  Position end;
  std::size_t begin_unit = 1;  // columns in UTF-16 code units, a byte order mark not counted
  std::size_t end_unit = 1;
};

struct Replacement {
  Region region;
  std::string text;
};

// The first line of a region, cut to the width of a terminal, with the marks below it. Printable.
struct Excerpt {
  std::string line;
  std::string indent;  // as wide as what is before the region
  std::string marks;   // ^~~~
};

struct ReportEntry {
  std::size_t file = 0;   // in Report::files
  bool has_place = true;  // false: it is about the file as a whole
  Region region;
  FindingId id = FindingId::unmapped_image;
  Severity severity = Severity::error;
  std::string_view location_class;  // `container`, or empty
  std::string message;
  std::string help;       // the remedy or the new reference; may be empty
  std::string reference;  // decoded; may be empty
  std::optional<std::string> replacement;
  Resource resource;
  std::string path;  // of the field
  Excerpt excerpt;
  // The edits of `rewrite`. All fixes of a file together are its rewrite; empty where that is refused or
  // unknown.
  std::vector<Replacement> fix;
  std::string fingerprint;  // 32 hexadecimal digits, different for each entry
};

// The files that get a path in the report. Each path costs as much as opening the file.
enum class FilePaths { of_all, of_those_with_entries };

struct File {
  std::string name;  // as the user named it
  std::string path;  // from the repository's root, links resolved; absolute where it is outside of that; ""
                     // for a file without entries where no format lists those (FormatRow::paths)
};

// Counts of a run, for the summaries of formats.
struct Totals {
  std::size_t files = 0;  // that were read
  std::size_t documents = 0;
  std::size_t references = 0;  // left to rewrite
  std::size_t other_errors = 0;
  std::size_t warnings = 0;
  std::size_t unreadable = 0;  // files that could not be read, or not as YAML
};

enum class Detail : std::uint8_t;  // report/terse.hpp

struct Report {
  std::string version;               // of ecrify
  std::vector<File> files;           // all that were looked at, in order
  std::vector<ReportEntry> entries;  // in order of files and positions
  Totals totals;
  std::string summary;        // the line that ends a run
  std::size_t most_same = 0;  // findings of one id that texts show (report/text.hpp)
  std::size_t input = 0;      // bytes that were read; 0: unknown, so that no format is bounded by them
  Detail detail{};            // of what formats for machines hold
  std::string links_to =
      {};  // the folder that names of files are relative to, where links to them are wanted
};

// The message on one line: what is wrong, the reference, and what it should be or what to do; of an entry
// without a place also where.
[[nodiscard]] std::string sentence(const ReportEntry& entry);

// The identity of an entry across runs: path of the file, finding, object (kind, namespace, name), path of
// the field without the numbers of items, reference. No line, no message, no new reference: an entry keeps
// its fingerprint when lines, items or documents move, and when the registry or the words of ecrify change.
// Entries with the same identity are told apart by `ordinal`, 0 for the first in its file. 128 bits, as 32
// hexadecimal digits.
[[nodiscard]] std::string fingerprint(const ReportEntry& entry, const File& file, std::size_t ordinal);

}  // namespace ecrify::report
