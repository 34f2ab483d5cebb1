// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"

// The baseline: findings that were there when `check` was introduced, and that it passes over until they are
// gone.
//
// A file of lines, each a JSON object, sorted, so that git merges and shows them line by line:
//
//     {"ecrify-baseline":1}
//     {"file":"deploy/web.yaml","kind":"Deployment","namespace":"prod","name":"web",
//      "path":"spec.template.spec.containers[].image","reference":"ghcr.io/org/web","id":"unmapped-image","count":2}
//
// (an entry is one line). Empty members are left out, so is a count of 1. What an entry is about survives
// other lines and another order of documents, keys and list items: there is no line, no document number and
// no item number in it. It survives another tag or digest, since that is the same image as before; and a file
// that is renamed, as long as the old one is gone. It does not survive another name or kind of the object, or
// another image: that is something new.
namespace ecrify::baseline {

struct Identity {
  std::string file;  // relative to the folder of the baseline, with `/`
  std::string kind;
  std::string name_space;
  std::string name;
  std::string path;       // without item numbers: containers[].image
  std::string reference;  // without tag and digest
  std::string id;         // of the finding

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

struct BaselineEntry {
  Identity identity;
  std::size_t count = 1;           // how many findings are like this
  std::size_t offset = no_offset;  // of its line, in the file that it was read from
};

// Texts are as the baseline's file has them: what is no UTF-8 is replaced.
[[nodiscard]] Identity identity_of(const Finding& finding, std::string_view file);
// True for findings that a baseline may hold: errors and warnings, except unreadable inputs and findings
// about the baseline itself.
[[nodiscard]] bool can_be_accepted(const Finding& finding);

// Fails with the offset of the culprit.
Result<std::vector<BaselineEntry>> parse(const SourceText& source);
// Entries that are alike are added up.
[[nodiscard]] std::string text_of(const std::vector<BaselineEntry>& entries);

// Compares the findings of a run with a baseline.
class Comparison {
 public:
  // `exists`: true for a file of the baseline that is still on disk.
  Comparison(std::vector<BaselineEntry> entries, const std::function<bool(const std::string& file)>& exists);

  // A file that the run has read: what the baseline knows of it and does not meet is stale.
  void saw(const std::string& file) { seen_.insert(file); }
  // True if the baseline has an entry for this finding. Each entry accepts as many findings as its count, of
  // its own file or, when that file is gone, of another one.
  bool accepts(const Identity& identity);

  // Entries with unused counts, in the order of the file; each count is the number that was not used. Entries
  // of files that this run did not read are left out, unless the file is gone.
  [[nodiscard]] std::vector<BaselineEntry> stale() const;
  // The baseline without what is stale, moved files under their new names.
  [[nodiscard]] std::vector<BaselineEntry> shrunk() const;
  // The baseline with all findings of the run instead of those of the files that it has read.
  [[nodiscard]] std::vector<BaselineEntry> renewed() const;

 private:
  struct KnownEntry {
    BaselineEntry entry;
    std::size_t left = 0;
    bool is_gone = false;  // its file is
  };
  // Those findings, and the entries of files that the run did not see, as they were.
  [[nodiscard]] std::vector<BaselineEntry> with_unjudged(const std::map<Identity, std::size_t>& counts) const;
  [[nodiscard]] bool is_judged(const KnownEntry& known) const;

  std::vector<KnownEntry> known_;
  std::map<Identity, std::size_t> by_identity_;  // index in known_
  std::map<Identity, std::vector<std::size_t>>
      gone_;  // the same without the file, of those whose file is gone
  std::set<std::string> seen_;
  std::map<Identity, std::size_t> met_;    // all findings of the run
  std::map<Identity, std::size_t> taken_;  // those that were accepted
};

}  // namespace ecrify::baseline
