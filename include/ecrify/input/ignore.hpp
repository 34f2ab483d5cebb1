// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecrify/base/pattern_index.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/wildmatch.hpp"

// The ignore rules of git: .gitignore files and .git/info/exclude, as in gitignore(5) and `git check-ignore
// --no-index`. Not read are core.excludesFile, since a gate must not depend on the user's machine, and the
// index (git keeps tracking a file that its rules ignore; here it is ignored).
namespace ecrify::input {

enum class EntryKind { folder, other };  // a link to a folder is no folder, as for git

enum class IgnoreFilesUse {
  undecided,  // no rule is about it
  ignored,
  kept,  // by a rule that begins with !
};

// The rules of one file.
class IgnoreRules {
 public:
  // Any bytes are rules: lines, without a byte order mark, CRs before line feeds and blanks at the end.
  static IgnoreRules parse(std::string_view bytes);

  // The answer of the last rule that fits. `path` is relative to the folder of the rules, with `/` between
  // its components and none at either end. Parents of `path` are not checked: a walk does not enter an
  // ignored folder.
  [[nodiscard]] IgnoreFilesUse decide(std::string_view path, EntryKind kind) const;
  [[nodiscard]] bool empty() const { return rules_.empty(); }

 private:
  struct Rule {
    bool negated = false;
    bool only_folders = false;
    bool by_name = false;  // compared with the last component
    std::string literal;   // what the path must begin with
    Wildmatch rest;        // what follows it
  };
  struct Last {  // the numbers of the last rules about one name or path; 0 for none, else from 1 on
    std::size_t any = 0;
    std::size_t folders = 0;
  };
  static Rule parse_rule(std::string_view line);
  void add(Rule rule, std::string_view line);
  [[nodiscard]] std::vector<std::size_t> candidates(std::string_view path) const;
  [[nodiscard]] std::size_t last_plain(const std::string& key, EntryKind kind) const;

  std::vector<Rule> rules_;
  std::vector<std::size_t> patterns_;            // the numbers of rules with special characters …
  PatternIndex index_;                           // … and what finds these, by their places in that list
  std::unordered_map<std::string, Last> plain_;  // the others, by name, or by `/` and their path
};

// The rules that hold in one folder of a walk: its own, those of the folders above it in its repository, and
// those of .git/info/exclude, which are the weakest. Outside of a repository nothing is ignored.
class Ignores {
 public:
  // Ignores nothing.
  Ignores() = default;
  // For the folder that a walk begins with: reads the rules above it, not its own. `folder` is absolute and
  // without links.
  static Result<Ignores> above(const std::string& folder);
  // For a folder in it: still without its own rules.
  [[nodiscard]] Ignores below(std::string_view name) const;

  enum class Marks { none, repository };   // whether the folder holds a `.git`, and so begins a repository
  enum class OwnFile { absent, present };  // whether it holds a .gitignore
  // Adds the rules of the folder itself, which is open; `path` is how it is shown. Fails on rules that can't
  // be read. Links, and what is no regular file, are not followed: git does not either, but for a `.git` that
  // is a link.
  Status read_own(int folder, const std::string& path, Marks marks, OwnFile own);

  // An entry of the folder.
  [[nodiscard]] bool ignores(std::string_view name, EntryKind kind) const;

 private:
  struct Level;
  void add(IgnoreRules rules);

  std::shared_ptr<const Level> deepest_;
  bool in_repository_ = false;
  std::string path_;  // from the top of the repository, with a slash at its end; empty at the top
};

}  // namespace ecrify::input
