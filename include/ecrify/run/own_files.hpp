// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::run {

// Absolute, all links followed as far as there is something.
[[nodiscard]] std::string resolved_path(const std::string& path);

// The files that belong to a run itself: its reports and its baseline. None of them is a manifest, wherever
// it lies.
class OwnFiles {
 public:
  OwnFiles(const Options& options, const Io& io);
  // "the report", "the baseline", "the output", or nothing. `resolved` as resolved_path() has it.
  [[nodiscard]] std::string_view name_of(const std::string& resolved) const;

 private:
  std::map<std::string, std::string_view> names_;
  std::optional<struct stat> out_;  // stdout, where it is a regular file
};

// Fails where a report would replace what the run reads: a path that is named, stdin, the baseline, the
// configuration, a kustomization, a file that holds an object, a manifest in a folder that is walked; and
// where two reports go to one file, however they are spelt.
[[nodiscard]] Status check_reports(const Options& options, const Io& io);

// The files that a run writes and that are there already, by device and inode.
class Outputs {
 public:
  Outputs(const Options& options, const Io& io);

  struct Output {
    std::string path;  // absolute, links resolved; "" for a stdout whose name is not known
    struct stat info;
  };
  [[nodiscard]] const std::vector<Output>& all() const { return all_; }
  // The path of the output that is the file of this path.
  [[nodiscard]] std::optional<std::string> at(const std::string& path) const;
  // Fails where one would replace a file that a kustomization of the run refers to, whether the run reads it
  // or not.
  [[nodiscard]] Status check(const std::vector<InputEntry>& entries,
                             const Kustomizations& kustomizations) const;
  [[nodiscard]] static Failure would_replace(const std::string& file, const std::string& by);

 private:
  std::vector<Output> all_;
};

// Fails where the output is appended to its own input (`rewrite < f >> f`), and with --stream wherever the
// two are one file: the input would grow, or be overwritten before it is read. Then as check_stdout().
[[nodiscard]] Status check_output(const Options& options, const Io& io);

// Fails where stdout adds to the configuration, or to a kustomization or an object. What gives no manifests
// fails there however the stream was opened: nothing but manifests belongs behind one.
[[nodiscard]] Status check_stdout(Command command, const std::string& configuration, const Io& io);

// The first path in a text, of those under keys that name files, that leads to an output of the run: from the
// file's folder, that of a chart, the folder that is walked or the working folder, or by its tail; "" where
// none does.
[[nodiscard]] std::string referred_output(const Outputs& outputs, const InputEntry& entry,
                                          std::string_view text);

}  // namespace ecrify::run
