// SPDX-License-Identifier: Apache-2.0
#include "catalogue_rows.hpp"

namespace ecrify::findings {
namespace {

constexpr std::string_view unused = R"(# file: pod.yaml
apiVersion: v1
kind: Pod
spec:
  containers:
    - image: quay.io/org/app:v1  # ecrify:ignore still private to CI
)";

constexpr std::string_view malformed = R"(# file: pod.yaml
apiVersion: v1
kind: Pod
spec:
  containers:
    - image: ghcr.io/org/app:v1  # ecrify:ingore still private to CI
)";

constexpr CatalogueRow rows[] = {
    {FindingId::unused_suppression, "unused-suppression", Severity::warning, Effect::warns,
     "a suppression suppresses nothing",
     "What it was written for is gone or has moved. Left behind, it would hide the next reference that comes "
     "to its place. "
     "`rewrite` reports it only in documents that name a mapped registry. Annotations and labels are "
     "reported only on objects "
     "that hold something to suppress, and not where another one within the object says the same.",
     unused, "Remove the comment or the annotation, or move it to the line that it is about.",
     not_suppressible},

    {FindingId::malformed_suppression, "malformed-suppression", Severity::error, Effect::refuses,
     "a comment or an annotation looks like a suppression, but is not one",
     "It was written to leave something alone, which would be rewritten all the same. In a document that "
     "names no mapped "
     "registry `check` gives a warning only.",
     malformed,
     "Write it as the message shows: `# ecrify:ignore reason`, or with the names of findings: "
     "`# ecrify:ignore[unmapped-image] reason`.",
     not_suppressible},

    {FindingId::stale_baseline, "stale-baseline", Severity::warning, Effect::warns,
     "an entry of the baseline is about a finding that is gone",
     "A baseline only shrinks: an entry that is left behind would hide the same reference when it comes "
     "back.",
     "", "Take it out: `ecrify check --baseline FILE --write-baseline=shrink`.",
     not_suppressible | not_acceptable},
};

}  // namespace

std::span<const CatalogueRow> accepted_rows() { return rows; }

}  // namespace ecrify::findings
