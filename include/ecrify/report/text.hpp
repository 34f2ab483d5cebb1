// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/report/model.hpp"
#include "ecrify/write/diff.hpp"

namespace ecrify::report {

// One finding as people read it, with a newline at the end:
//     deploy.yaml:12:16: error: image is pulled from ghcr.io [unmapped-image]
//         image: ghcr.io/org/app:v1
//                ^~~~~~~~~~~~~~~~~~
//       in: Deployment shop/web, spec.template.spec.containers[0].image
//       help: 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1
// `in:` stands only when the resource or the path is known (in a stream, lines say little), `help:` only when
// there is one. The indentation of the line is left out. Lines of more than 160 columns are cut around the
// caret, and no more of them is looked at. The caret is width-aware (wide and combining characters; tabs are
// repeated above it); a span of several lines is marked up to the end of its first. Everything from the
// manifest is printable(), and what a build machine would take for a command of its own is broken up. With
// colours, the place is a link of the terminal to `link`, a URL, unless that is empty.
[[nodiscard]] std::string full_text(const ReportEntry& entry, const std::string& file, write::Color color,
                                    const std::string& link = "");
[[nodiscard]] std::string full_finding(const SourceText& source, const Finding& finding, write::Color color);

// A failure: `file:line:col: error: message` (position when it has an offset and `source` is the file it is
// about), the line and caret, `help: remedy`. Without a file and a source it begins with `ecrify: error:`.
[[nodiscard]] std::string full_failure(const SourceText* source, const Failure& failure, write::Color color);

[[nodiscard]] Excerpt excerpt_of(const SourceText& source, Span span);

// Counts findings of each id, of which text formats show only so many; machine formats show all.
class Bound {
 public:
  // 0: no bound.
  explicit Bound(std::size_t most = 0) : most_(most) {}

  // Counts one more. Whether it is shown.
  [[nodiscard]] bool takes(FindingId id) { return ++seen_[id] <= most_ || most_ == 0; }
  // Lines with the numbers of findings that are not shown; empty when all are shown.
  [[nodiscard]] std::string left_out() const;

 private:
  std::size_t most_;
  std::map<FindingId, std::size_t> seen_;
};

}  // namespace ecrify::report
