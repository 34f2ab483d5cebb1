// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ecrify/base/source.hpp"
#include "ecrify/input/root.hpp"
#include "ecrify/kustomize/built_images.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "ecrify/run/charts.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/messages.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::run {

// One source with its text and its examination, as `visit` of for_each_source() gets it.
struct Source : input::RootedPath {  // the path is empty for stdin
  const SourceText& text;
  Examination examined;
  std::size_t group = 0;         // of files that are written together or not at all; 0: alone
  bool only_told = false;        // nothing of it is to be written: it is what is said of a stream's head
  kustomize::Builds built = {};  // what builds of the run make of its images, for the commands that pull
  bool stop = false;             // set by who visits it: nothing more of the stream is wanted
};

// The times of a run by step, in nanoseconds, with --stats.
struct RunTimes {
  std::uint64_t list = 0;
  std::uint64_t read = 0;
  Times examine;             // summed over all threads, as is `read`
  std::uint64_t beside = 0;  // kustomizations beside the run
  std::uint64_t write = 0;   // and what is said
  std::uint64_t bytes = 0;   // that were read
};

// All sources together.
struct RunTotals {
  std::size_t sources = 0;       // that were read …
  std::size_t examinations = 0;  // … and how often one was examined
  std::size_t failed = 0;        // that could not be listed or read, and that hold what can't be read as YAML
  std::size_t ignored_files = 0;  // that the configuration says not to read
  ChartPlaces charts;             // check
  std::size_t renamed = 0;        // names that kustomizations of the run select by, and that are renamed
  bool is_part = false;           // of its repository: kustomizations elsewhere may select from it
  bool only_stdin = false;
  bool output_refused = false;  // it would replace a file that belongs to the run: nothing was looked at
  Counts counts;
  RunTimes times;
  std::vector<std::string>
      not_kubernetes;  // names of sources with references in documents that are no resources
};

// The treatment of a stdin without a document, and of folders without a file: a gate that saw nothing must
// not be green.
enum class EmptyInput { allowed, failure };

// Lists, reads and examines the inputs of the command line in a fixed order, and hands each to `visit`.
// Unreadable inputs are reported and counted, and the rest goes on. With --stream, stdin comes in parts of
// whole documents, each of them a source, and its head as one more. `finish` is called behind them, while the
// texts of all files are still there.
RunTotals for_each_source(const Options& options, const Io& io, Messages& messages, EmptyInput nothing,
                          const std::function<void(Source&)>& visit,
                          const std::function<void()>& finish = {});
// The same for these paths instead of those of the command line.
RunTotals for_each_source(const Options& options, const std::vector<std::string>& paths, const Io& io,
                          Messages& messages, EmptyInput nothing, const std::function<void(Source&)>& visit,
                          const std::function<void()>& finish = {});

// The bytes of a stream that --stream holds at a time, and so the size of the largest document.
inline constexpr std::size_t stream_window = std::size_t{2} << 20U;
// And of one that only yaml-cpp can read, which takes up to 150 times as much memory.
inline constexpr std::size_t stream_most_for_yaml_cpp = std::size_t{128} << 10U;

// for_each_source() for stdin, in bounded memory: `visit` gets one part of the stream after the other, each
// of whole documents, in order, until it sets Source::stop. A document that is larger than the window, and
// input that can't be read, are reported and end it. `window` is for tests.
RunTotals for_each_part(const Options& options, const Io& io, Messages& messages, EmptyInput nothing,
                        const std::function<void(Source&)>& visit, std::size_t window = stream_window);

// A reference that rewrite changes, and that check fails on.
[[nodiscard]] bool is_to_rewrite(const Finding& finding);

}  // namespace ecrify::run
