// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/input/walk.hpp"
#include "ecrify/pipeline/settings.hpp"
#include "ecrify/rules/mapping.hpp"
#include "ecrify/run/log.hpp"

// The options of a run, which options/ makes of flags, environment and configuration file.
namespace ecrify::run {

enum class Command {
  none,
  rewrite,
  check,
  diff,
  list,
  explain,
  fn,
  config,  // without a word behind it: only its help
  config_init,
  config_show,
  config_validate,
  config_schema,
  config_path,
  config_import,
  config_verify,
  generate,  // as config
  generate_terraform,
  generate_prewarm,
  generate_mirror,
  generate_renovate,
  generate_registries_conf,
  generate_admission_policy,
  completion,
  version,
};

// One report of a run.
struct ReportTarget {
  std::string format;
  std::string file;  // empty: stdout
};

enum class Verbosity { quiet, normal, verbose };
enum class Destination { stream, in_place, difference };  // what rewrite does with its result

enum class WriteBaseline { no, all, shrink };  // what check does with its baseline at the end

// Files that are not read.
struct IgnoredPath {
  Glob path;
  std::string reason;  // may be empty
};

// The mapping for a part of the tree.
struct PathTarget {
  Glob path;
  rules::Mapping mapping;
};

constexpr const char* default_stdin_name = "<stdin>";  // as messages show it

struct Options {
  std::vector<std::string> paths;  // empty: stdin; of `explain` what to explain
  rules::Mapping mapping = {};
  Command command = Command::none;
  std::string command_name = {};  // as it is typed: "config verify"
  Settings settings = {};  // of the pipeline, as far as they are those of every source: see settings_for()
  input::WalkOptions walk = {};
  std::vector<PathTarget> targets = {};     // the first one whose path fits has other rules
  std::optional<Failure> no_registry = {};  // of files that none of these fits: nobody named their registry
  Globs values = {};                        // files that are values of charts, by their paths as typed …
  std::vector<Glob> scoped_values = {};     // … and as the configuration names them
  std::vector<IgnoredPath> ignored = {};
  PatternIndex ignored_index = {};          // of these
  Severity lowest_error = Severity::error;  // findings of at least this severity are errors
  bool only_checks = false;                 // fn: edits nothing, and fails where check would
  bool allow_empty = false;                 // input without a document is no failure
  bool exit_zero = false;                   // findings leave the exit status of check at 0
  Destination destination = Destination::stream;
  std::optional<std::string> baseline = {};  // its file
  WriteBaseline write_baseline = WriteBaseline::no;
  std::size_t context = 3;
  std::size_t most_same = 500;  // findings of one id that are shown in texts; 0: all
  Verbosity verbosity = Verbosity::normal;
  std::size_t jobs = 1;                    // files that are examined at the same time
  bool hyperlinks = false;                 // in the format full, with colours
  bool stream = false;                     // stdin is looked at part by part
  bool dumb_terminal = false;              // that understands no control sequence
  std::vector<ReportTarget> reports = {};  // of check and list
  bool all = false;                        // list: what is not pulled, too
  bool summary = false;                    // list: how many come through the cache
  bool unique = false;                     // list: each reference once …
  bool images_only = false;                // … and nothing but it …
  char line_end = '\n';                    // … with this behind it
  std::string base_url = {};               // list -f html: of links to places, with {file} and {line}
  std::string log_file = {};               // empty: none
  LogLevel log_level = LogLevel::info;
  std::string step_summary = {};  // a report that goes to this file is appended to it
  std::string folder = {};        // the working folder
  std::string pattern_folder =
      {};                 // that patterns of the configuration begin at; absolute, all links followed
  std::string home = {};  // the home folder; may be empty
  std::string stdin_name = {};
  std::string config_name = {};      // empty without a file
  std::string rewrite_command = {};  // that mends what this run finds, for hints
};

// Commands whose rows are about references of all registries.
[[nodiscard]] bool shows_all_registries(Command command);
// Commands about the images that nodes pull.
[[nodiscard]] bool pulls_images(Command command);

// The mapping for a path; nullptr where its registry is unknown. `resolved` as ScopedPath takes it.
[[nodiscard]] const rules::Mapping* mapping_for(const Options& options, const std::string& path,
                                                const std::string& resolved = "");
// The settings of the pipeline for one source; the mapping is null where the registry of that path is
// unknown.
[[nodiscard]] Settings settings_for(const Options& options, const std::string& path,
                                    const std::string& resolved = "");
// True if flags or the configuration name the file as values of a chart.
[[nodiscard]] bool is_values_for(const Options& options, const std::string& path,
                                 const std::string& resolved = "");

// stdout of the command is its input, with references rewritten.
[[nodiscard]] constexpr bool gives_manifests(Command command) {
  return command == Command::rewrite || command == Command::fn;
}

}  // namespace ecrify::run
