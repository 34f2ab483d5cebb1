// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "ecrify/input/root.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/messages.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::run {

// A file of the run, or stdin, before it is read.
struct InputEntry : input::RootedPath {  // the path is empty for stdin
  std::string folder = {};               // that was walked, or its own when it was named itself
  bool named = true;
  std::optional<locate::Role> role = {};  // where it is known from the kustomization that brought the file
  std::optional<Failure> failure = {};    // of a kustomization that can't be read
};

struct InputList {
  std::vector<InputEntry> ignored;  // files that the configuration says not to read
  std::vector<InputEntry> all;      // in the order of the command line, each file once whatever leads to it
  std::size_t failed = 0;           // what could not be listed, or must not be written; it has been reported
  std::size_t ignored_files = 0;    // that the configuration says not to read
};

// Lists the inputs of these paths: stdin without a path and for `-`, else files, folders and patterns
// (input/walk.hpp). With --write a file that only a link out of its folder leads to is a failure: links in a
// tree must not choose which files of the machine are written.
[[nodiscard]] InputList list_entries(const Options& options, const Io& io, std::vector<std::string> paths,
                                     Messages& messages);

// True for a file that `ignore` of the configuration names. `resolved` as ScopedPath takes it.
[[nodiscard]] bool is_ignored(const Options& options, const std::string& path,
                              const std::string& resolved = "");
// The line of --verbose about such a file.
[[nodiscard]] std::string ignored_line(const Options& options, const std::string& path,
                                       const std::string& resolved = "");

// `rewrite` as a filter hands on what it does not look at; a file that came out empty would be a file that is
// lost.
[[nodiscard]] bool copies_through(const Options& options);

inline constexpr std::size_t beyond_all_lines = std::numeric_limits<std::size_t>::max();

// `FILE:LINE`, or `FILE:LINE:COLUMN` as messages have it, where the column doesn't matter.
struct FileLine {
  std::string file;
  std::size_t line = 0;  // beyond_all_lines: a number that is too large
};
// Parses FILE:LINE. Nothing where FILE does not exist and is not named like a manifest.
[[nodiscard]] std::optional<FileLine> parse_file_line(const std::string& text);

}  // namespace ecrify::run
