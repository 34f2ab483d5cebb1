// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/input/root.hpp"

namespace ecrify::input {

// A file to read. `named`: the user named it (so it is read whatever it is called), not found on a walk.
struct FoundFile : RootedPath {
  bool named = true;
  std::size_t argument = 0;  // which of the paths led to it first
  bool outside = false;      // reached by a link that leads out of the folder that the walk began with
};

// An entry that looks like a manifest by its name, and was passed over all the same.
struct SkippedEntry {
  std::string path;
  std::string reason;  // continues "PATH: "
};

// The choice of files on a walk. Names with a dot at their beginning are hidden; `.git` and `.ecrify.yaml`,
// which is no manifest, are never read.
struct WalkOptions {
  enum class HiddenFiles { skip, take };
  enum class IgnoreFiles { obey, disregard };
  enum class Links { skip, follow };

  HiddenFiles hidden = HiddenFiles::skip;
  IgnoreFiles ignore_files = IgnoreFiles::obey;  // see ignore.hpp
  Links links = Links::skip;
  Globs include = {};  // the files to take, instead of those with a manifest's name
  Globs exclude = {};  // files not to take, folders not to enter
};

// The files of several paths, and the failures. After a failure `files` still counts: one missing path does
// not stop the check of the others.
struct Expansion {
  std::vector<FoundFile> files;
  std::vector<Failure> failures;
  std::vector<SkippedEntry> passed_over;
  // Counts of what ignore rules left out: files with a manifest's name, and folders, which are not entered.
  std::size_t ignored_files = 0;
  std::size_t ignored_folders = 0;
};

// Expands paths in the order given. Files stay (a file reached twice, by whatever spelling or link, is taken
// once, at its first place; hard links are two files). Folders are walked for .yaml, .yml, .json, files named
// Kustomization and templates of these, for Argo CD's hidden .argocd-source*.yaml, and in the templates of a
// chart for .tpl, sorted bytewise by path. A path that does not exist and holds `*`, `?` or `[` is a pattern:
// of the folder before the first of these the files that fit are taken, and the manifests in folders that
// fit. A folder that the user names is walked even when it is hidden, ignored or a link. Paths begin as
// typed, but for `.`, which adds nothing.
//
// On a walk what is no regular file is passed over, and so are links unless they are followed; then each
// folder is walked once, so that circles end, and what a link and a path without one both reach has the path
// without. Fails on a path that does not exist, a pattern that nothing fits, a folder that can't be listed,
// ignore rules that can't be read, and on a link with a manifest's name, when links are followed, that leads
// nowhere.
[[nodiscard]] Expansion expand(const std::vector<std::string>& paths, const WalkOptions& options = {});

// The folder that expand() walks for the path: the path itself, that before the first mark of a pattern; of a
// file the one that it lies in.
[[nodiscard]] std::string folder_of_argument(const std::string& path);

// .yaml, .yml, .json.
[[nodiscard]] bool has_manifest_extension(const std::string& path);

// A file that something else makes a manifest of, by its name: deploy.yaml.j2, values.yml.tmpl.
[[nodiscard]] bool is_template_of_manifest(std::string_view path);

// True for a path that expand() reads as a pattern.
[[nodiscard]] bool is_pattern(const std::string& path);

}  // namespace ecrify::input
