// SPDX-License-Identifier: Apache-2.0
#include "report_targets.hpp"

#include <algorithm>
#include <set>

#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"

namespace ecrify::options {
namespace {

using Names = std::vector<std::string_view>;

bool has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Failure unknown_format(const std::string& name, const Names& known, const std::string& given_by) {
  const std::string_view near = nearest(name, known);
  return problem(
      "unknown format " + in_quotes(name) + " in " + given_by,
      (near.empty() ? "" : "did you mean " + std::string(near) + "? ") + "the formats are " + listed(known));
}

// The words in their order, each --output with its --format.
Result<std::vector<run::ReportTarget>> in_pairs(const std::vector<TypedFlag>& typed,
                                                std::string_view fallback) {
  std::vector<run::ReportTarget> targets;
  std::string early;  // an --output before any --format
  for (const TypedFlag& flag : typed) {
    if (flag.name == "format") {
      targets.push_back({flag.value, ""});
    } else if (targets.empty() && early.empty()) {
      early = flag.value;
    } else if (targets.empty() || !targets.back().file.empty()) {
      return problem("--output " + flag.value + " belongs to no format of its own",
                     "put it behind its format: --format sarif --output " + flag.value);
    } else {
      targets.back().file = flag.value;
    }
  }
  if (early.empty()) return targets;
  if (targets.empty()) return std::vector<run::ReportTarget>{{std::string(fallback), early}};
  if (targets.size() > 1 || !targets.front().file.empty()) {
    return problem("--output " + early + " stands before several formats",
                   "put each --output behind the --format that it is for");
  }
  targets.front().file = early;
  return targets;
}

}  // namespace

Result<std::vector<run::ReportTarget>> report_targets(const std::vector<TypedFlag>& typed,
                                                      const std::optional<std::string>& from_environment,
                                                      const Names& known, const Names& others,
                                                      std::string_view fallback) {
  std::string standard(fallback);
  if (from_environment) {
    if (has(known, *from_environment)) {
      standard = *from_environment;
    } else if (!has(others, *from_environment)) {
      return unknown_format(*from_environment, known, "ECRIFY_FORMAT");
    }
  }
  Result<std::vector<run::ReportTarget>> targets = in_pairs(typed, standard);
  if (!targets.ok()) return targets.failure();
  if (targets->empty()) targets->push_back({standard, ""});
  const run::ReportTarget* on_stdout = nullptr;
  std::set<std::string> files;
  for (run::ReportTarget& target : *targets) {
    if (!has(known, target.format)) return unknown_format(target.format, known, "--format");
    if (target.file == "-") target.file.clear();
    // As kubectl, where -o is the format.
    if (has(known, target.file) || has(others, target.file) || target.file == "yaml")
      return problem("--output names a file, and " + target.file + " is a format",
                     (has(known, target.file) ? "for the format: --format " + target.file
                                              : "the formats are " + listed(known)) +
                         "; for the file: --output ./" + target.file);
    if (!target.file.empty()) {
      if (!files.insert(target.file).second)
        return problem("two reports go to " + target.file, "give each a file of its own");
      continue;
    }
    if (on_stdout != nullptr) {
      return problem("two reports go to stdout: " + on_stdout->format + " and " + target.format,
                     "put --output FILE behind one of them");
    }
    on_stdout = &target;
  }
  return targets;
}

}  // namespace ecrify::options
