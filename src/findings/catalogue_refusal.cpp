// SPDX-License-Identifier: Apache-2.0
#include "catalogue_rows.hpp"

namespace ecrify::findings {
namespace {

constexpr CatalogueRow rows[] = {
    {FindingId::result_not_legal, "result-not-legal", Severity::error, Effect::refuses,
     "the reference that the rule would give is not one that the target registry accepts",
     "ECR takes repository names of at most 256 characters, the prefix included. A reference that no "
     "registry accepts must "
     "not reach the cluster.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: ghcr.io/org/a-group-with-quite-a-long-name/a-group-with-quite-a-long-name/a-group-with-quite-a-long-name/a-group-with-quite-a-long-name/a-group-with-quite-a-long-name/a-group-with-quite-a-long-name/a-group-with-quite-a-long-name/website:v1
# file: .ecrify.yaml
apiVersion: ecrify/v1
kind: RewriteConfig
rules: [{from: ghcr.io, prefix: a-prefix-of-thirty-characters1}]
)",
     "Keep this image out of the mapping with a keep rule, or map it to a shorter prefix."},

    {FindingId::style_cannot_carry, "style-cannot-carry", Severity::error, Effect::refuses,
     "the new reference cannot stand in this scalar without changing how the scalar is written",
     "A registry with a placeholder, such as `${AWS_ACCOUNT}.dkr.ecr…`, is no plain scalar inside `{ }` or "
     "`[ ]`, and ecrify "
     "never changes quotes.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: ghcr.io/org/web:v1}]
# file: .ecrify.yaml
apiVersion: ecrify/v1
kind: RewriteConfig
registry: {host: "${AWS_ACCOUNT}.dkr.ecr.ca-central-1.amazonaws.com"}
)",
     "Put the value in quotes."},

    {FindingId::shared_scalar, "shared-scalar", Severity::error, Effect::refuses,
     "one anchored scalar is used both by fields that are rewritten and by fields that must not change",
     "A scalar that aliases or merge keys bring to several places has one text. Where only some of them may "
     "change, an edit "
     "would change the others as well.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {built-from: &image ghcr.io/org/web}
spec:
  containers: [{name: web, image: *image}]
)",
     "Write the reference out where it names an image, instead of an alias."},

    {FindingId::not_yaml, "not-yaml", Severity::error, Effect::reads_not,
     "a document that may hold a reference cannot be read as YAML or JSON",
     "What cannot be read cannot be rewritten safely. Documents that name no mapped registry are copied "
     "unread, valid or not; "
     "where readers of YAML disagree about a document, it counts as unreadable.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web
spec:
  containers: [{name: web, image: ghcr.io/org/web:v1}]
)",
     "Correct the YAML at the place that the message names.",
     not_suppressible | unreadable_input | not_acceptable},

    {FindingId::template_text, "template-text", Severity::error, Effect::reads_not,
     "the text is a template that has to be rendered before it is a manifest",
     "A Go template becomes a manifest only with its values. One that is met on a walk through a folder is "
     "passed over with a "
     "warning; one that is named, or that comes on stdin, is an error.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  {{- with .Values.sidecar }}
  containers: [{name: web, image: "ghcr.io/org/web:{{ .tag }}"}]
  {{- end }}
)",
     "Render it first: `helm template … | ecrify rewrite`.",
     not_suppressible | unreadable_input | not_acceptable},

    {FindingId::signed_document, "signed-document", Severity::error, Effect::refuses,
     "the document is encrypted and signed by SOPS, so an edit would break its signature",
     "SOPS signs the values of a document, also those that are not encrypted. An edited document can no "
     "longer be decrypted.",
     R"(# file: deploy.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: ghcr.io/org/web:v1}]
sops:
  mac: ENC[AES256_GCM,data:AAAA,type:str]
)",
     "Edit it with `sops`, or rewrite the decrypted manifest.", not_suppressible},

    {FindingId::proof_failed, "proof-failed", Severity::error, Effect::refuses,
     "the edited document did not read back as intended, which is a defect of ecrify; nothing was written",
     "Every edited document is read again before anything is written, and must differ in exactly the "
     "rewritten references.",
     "",
     "Report the document as a defect of ecrify. Until it is mended, write the reference by hand or keep it "
     "out of the mapping.",
     not_suppressible | not_acceptable | unreadable_input},
};

}  // namespace

std::span<const CatalogueRow> refusal_rows() { return rows; }

}  // namespace ecrify::findings
