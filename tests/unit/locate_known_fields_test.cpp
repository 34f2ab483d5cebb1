// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/locate/path_pattern.hpp"
#include "locate_classifying.hpp"
#include "locate_testing.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

// A path of the shape of an entry's, as field_path reads it.
std::string path_of(const KnownField& entry) {
  std::string text;
  for (std::size_t at = 0; at < entry.path.size(); ++at) {
    const std::string_view rest = entry.path.substr(at);
    if (rest.starts_with("**")) {
      text += "any.steps[0].between";
      ++at;
    } else {
      text += rest.starts_with('*') ? "some" : std::string(1, entry.path[at]);
    }
  }
  return text;
}

// What `*` stands for becomes a name, the rest stays.
std::string some(std::string_view name) {
  return name.starts_with('*') ? "some" + std::string(name.substr(1)) : std::string(name);
}

// An object that has one field.
std::string manifest_with(const std::string& group, const std::string& kind, const std::string& path,
                          const std::string& value) {
  std::string text = '"' + value + '"';
  const FieldPath steps = field_path(path);
  for (std::size_t i = steps.size(); i-- > 0;) {
    const std::string key(steps[i].key);
    text = steps[i].kind == StepKind::item ? "[" + text + "]" : "\"" + key + "\": " + text;
    if (i > 0 && steps[i].kind != StepKind::item) text = "{" + text + "}";
  }
  // Of Rancher's settings one alone is about images. A path may begin with metadata, which is then its own.
  const bool has_name = !path.starts_with("metadata");
  return "apiVersion: " + (group.empty() ? "v1" : group + "/v1") + "\nkind: " + kind + "\n" +
         (has_name ? "metadata: {name: system-default-registry}\n" : "") + text + "\n";
}

std::string value_of(FieldUse use) {
  return use == FieldUse::registry     ? "ghcr.io/o"
         : use == FieldUse::repository ? "ghcr.io/o/a"
         : use == FieldUse::url        ? "oci://ghcr.io/o/a:v1"
                                       : "ghcr.io/o/a:v1";
}

std::string class_of(FieldUse use) {
  return use == FieldUse::artifact   ? "artifact"
         : use == FieldUse::none     ? "ignored"
         : use == FieldUse::registry ? "image-field of a registry"
                                     : "image-field";
}

std::string policy(const std::string& group, const std::string& kind, const std::string& path) {
  const auto found = find_known_policy(group, kind, field_path(path), 0);
  if (!found) return "";
  return found->use == PolicyUse::matches    ? "matches"
         : found->use == PolicyUse::verifies ? "verifies"
         : found->use == PolicyUse::writes   ? "writes"
                                             : "body";
}

}  // namespace

TEST_CASE("the table of fields is well formed") {
  const auto entries = known_fields();
  const auto key = [](const KnownField& entry) {
    std::string text =
        std::string(entry.group) + '\n' + std::string(entry.kind) + '\n' + std::string(entry.path);
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const KnownField& entry = entries[i];
    INFO(entry.group << " " << entry.kind << ": " << entry.path);
    if (i > 0) CHECK(key(entries[i - 1]) < key(entry));  // sorted, and no field twice
    CHECK(PathPattern::parse(entry.path).ok());
    CHECK_FALSE(field_use_name(entry.use).empty());
    CHECK((entry.use == FieldUse::image || entry.short_names == rules::ShortNames::ignore));
    const bool needs_why =
        entry.use == FieldUse::artifact || entry.use == FieldUse::none || entry.use == FieldUse::url;
    if (needs_why) CHECK_FALSE(entry.why.empty());
  }
  CHECK(entries.size() > 1000);
}

TEST_CASE("a field of the table is found, and a manifest with it is classified so") {
  for (const KnownField& entry : known_fields()) {
    const std::string group = some(entry.group);
    const std::string kind = some(entry.kind);
    const std::string path = path_of(entry);
    INFO(group << " " << kind << ": " << path);
    const auto found = find_known_field(group, kind, field_path(path), 0);
    REQUIRE(found);
    CHECK(found->group == entry.group);
    CHECK(found->use == entry.use);  // also where another entry fits the same field
    CHECK(found->short_names == entry.short_names);
    CHECK(found->why == entry.why);
    CHECK(class_in(manifest_with(group, kind, path, value_of(entry.use))) == class_of(entry.use));
  }
}

TEST_CASE(
    "groups and kinds are compared whole, without regard to case, and paths from the object's own root") {
  const auto use = [](const std::string& group, const std::string& kind, const std::string& path) {
    const auto found = find_known_field(group, kind, field_path(path), 0);
    return found ? std::string(field_use_name(found->use)) : "";
  };
  CHECK(use("acid.zalan.do", "Postgresql", "spec.dockerImage") == "image");
  CHECK(use("KAFKA.strimzi.io", "kafka", "spec.kafka.image") == "image");
  CHECK(use("elasticsearch.K8S.elastic.co", "Elasticsearch", "spec.image") == "image");
  CHECK(use("example.com", "Prometheus", "spec.image") == "");
  CHECK(use("", "Pod", "spec.containers[0].image") == "");
  CHECK(use("apps", "Deployment", "spec.template.spec.containers[0].image") == "");
  CHECK(use("monitoring.coreos.com", "ServiceMonitor", "spec.image") == "");
  CHECK(use("monitoring.coreos.com", "Prometheus", "spec.images") == "");
  CHECK(use("monitoring.coreos.com", "Prometheus", "image") == "");
  CHECK(use("k8s.elastic.co", "Elasticsearch", "spec.image") == "");
  CHECK(use("a.b.k8s.elastic.co", "Elasticsearch", "spec.image") == "");
  CHECK(use("xk8s.elastic.co", "Elasticsearch", "spec.image") == "");
  CHECK(use("*.k8s.elastic.co", "Elasticsearch", "spec.image") == "image");  // harmless: no group has a `*`
  CHECK(use("spark.apache.org", "SparkApplication", "spec.sparkConf.spark.kubernetes.container.image") == "");
  CHECK(use("argoproj.io", "CronWorkflow", "spec.templates[0].script.image") == "");
  CHECK(use("tekton.dev", "Pipeline", "spec.tasks[0].params[1].value") == "");
  CHECK(use("", "", "") == "");
  CHECK(use(std::string(100'000, '.'), std::string(100'000, '*'), "spec.image") == "");
  CHECK(use("*", "*", "spec.rbd.image") == "none");
  CHECK(use("apps", "Deployment", "spec.template.spec.volumes[0].csi.volumeAttributes.image") == "artifact");
  CHECK(use("tekton.dev\nTask", "", "spec.steps[0].image") == "");
  const FieldPath path = field_path("items[0].spec.imageName");
  CHECK(find_known_field("postgresql.cnpg.io", "Cluster", path, 2));
  CHECK_FALSE(find_known_field("postgresql.cnpg.io", "Cluster", path, 0));
  CHECK_FALSE(find_known_field("postgresql.cnpg.io", "Cluster", path, 9));
}

TEST_CASE("annotations that name an image") {
  const auto use = [](const char* group, const char* kind, const char* key) -> std::string {
    const auto found = find_known_annotation(group, kind, key);
    if (!found) return "";
    return *found == AnnotationUse::image      ? "image"
           : *found == AnnotationUse::document ? "document"
                                               : "artifact";
  };
  CHECK(use("apps", "Deployment", "sidecar.istio.io/proxyImage") == "image");
  CHECK(use("", "Pod", "sidecar.istio.io/proxyImage") == "image");
  CHECK(use("operators.coreos.com", "ClusterServiceVersion", "containerImage") == "image");
  CHECK(use("apps", "Deployment", "containerImage") == "");
  CHECK(use("operators.coreos.com", "Subscription", "containerImage") == "");
  CHECK(use("", "Pod", "kubectl.kubernetes.io/last-applied-configuration") == "");
  CHECK(use("", "Pod", "sidecar.istio.io/proxyimage") == "");
  CHECK(use("apps", "Deployment", "dapr.io/sidecar-image") == "image");
  CHECK(use("dapr.io", "Component", "dapr.io/component-container") == "document");
  CHECK(use("", "Namespace", "config.linkerd.io/proxy-image") == "image");
  CHECK(use("", "Namespace", "config.linkerd.io/proxy-version") == "");
  CHECK(use("", "Pod", "vault.hashicorp.com/agent-image") == "image");
  CHECK(use("", "Pod", "vault.security.banzaicloud.io/vault-env-image") == "image");
  CHECK(use("", "Pod", "vault.security.banzaicloud.io/vault-env-image-pull-policy") == "");
  CHECK(use("", "Pod", "admission.datadoghq.com/java-lib.custom-image") == "image");
  CHECK(use("argoproj.io", "Application", "argocd-image-updater.argoproj.io/image-list") == "artifact");
  CHECK(use("argoproj.io", "Application", "argocd-image-updater.argoproj.io/app.update-strategy") == "");
  CHECK(use("", "ConfigMap", "gadgetImage") == "artifact");
  CHECK(use("", "Pod", "gadgetImage") == "");
  for (const KnownAnnotation& entry : known_annotations()) {
    CHECK(find_known_annotation(entry.group, entry.kind, entry.key) == entry.use);
  }
}

TEST_CASE("policies match images, verify them, or write them") {
  struct PolicyRow {
    std::string group;
    std::string kind;
    std::string path;
    std::string expected;
  };
  const std::vector<PolicyRow> rows{
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].verifyImages[0].imageReferences[3]", "verifies"},
      {"kyverno.io", "Policy", "spec.rules[0].verifyImages[0].attestors[0].entries[0].repository",
       "verifies"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].preconditions.all[0].value[1]", "matches"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].validate.pattern.spec.containers[0].image", "matches"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].mutate.patchStrategicMerge.spec.containers[0].image",
       "body"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].mutate.patchesJson6902", "body"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].mutate.foreach[0].patchesJson6902", "body"},
      {"kyverno.io", "ClusterPolicy",
       "spec.rules[0].mutate.foreach[0].foreach[0].patchStrategicMerge.spec.image", "body"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].mutate.foreach[0].preconditions.all[0].value",
       "matches"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].mutate.foreach[0].context[0].imageRegistry.reference",
       "matches"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].generate.data.spec.containers[0].image", "body"},
      {"kyverno.io", "ClusterPolicy", "spec.rules[0].generate.foreach[0].data.spec.image", "body"},
      {"kyverno.io", "ClusterCleanupPolicy", "spec.context[0].imageRegistry.reference", "matches"},
      {"policies.kyverno.io", "ImageValidatingPolicy", "spec.matchImageReferences[0].glob", "verifies"},
      {"policies.kyverno.io", "MutatingPolicy", "spec.mutations[0].applyConfiguration.expression", "writes"},
      {"policies.kyverno.io", "MutatingPolicy", "spec.matchConditions[0].expression", "matches"},
      {"mutations.gatekeeper.sh", "Assign", "spec.parameters.assign.value.image", "body"},
      {"mutations.gatekeeper.sh", "Assign", "spec.parameters.assign.value", "body"},
      {"mutations.gatekeeper.sh", "Assign", "spec.parameters.pathTests[0].subPath", "matches"},
      {"mutations.gatekeeper.sh", "AssignImage", "spec.parameters.assignDomain", "matches"},
      {"admissionregistration.k8s.io", "ValidatingAdmissionPolicy", "spec.validations[0].expression",
       "matches"},
      {"admissionregistration.k8s.io", "MutatingAdmissionPolicy", "spec.mutations[0].jsonPatch.expression",
       "writes"},
      {"admissionregistration.k8s.io", "MutatingAdmissionPolicy", "spec.variables[0].expression", "matches"},
      {"policy.sigstore.dev", "ClusterImagePolicy", "spec.images[0].glob", "verifies"},
      {"constraints.gatekeeper.sh", "K8sAllowedRepos", "spec.parameters.repos[0]", "matches"},
      {"templates.gatekeeper.sh", "ConstraintTemplate", "spec.targets[0].rego", "matches"},
      {"config.openshift.io", "ImageTagMirrorSet", "spec.imageTagMirrors[0].source", "matches"},
      {"config.openshift.io", "ClusterImagePolicy", "spec.scopes[0]", "verifies"},
      {"config.openshift.io", "ClusterVersion", "spec.desiredUpdate.image", ""},
      {"operator.openshift.io", "ImageContentSourcePolicy", "spec.repositoryDigestMirrors[0].source",
       "matches"},
      {"pkg.crossplane.io", "ImageConfig", "spec.matchImages[0].prefix", "matches"},
      {"pkg.crossplane.io", "ImageConfig", "spec.verification.cosign.authorities[0].name", "verifies"},
      {"pkg.crossplane.io", "Provider", "spec.package", ""},
      {"policies.kubewarden.io", "ClusterAdmissionPolicy", "spec.settings.signatures[0].image", "verifies"},
      {"policies.kubewarden.io", "AdmissionPolicyGroup", "spec.policies.a.settings.images.reject[0]",
       "matches"},
      {"policies.kubewarden.io", "AdmissionPolicyGroup", "spec.policies.a.module", ""},
      {"security-profiles-operator.x-k8s.io", "ProfileBinding", "spec.image", "matches"},
      {"kubelet.config.k8s.io", "CredentialProviderConfig", "providers[0].matchImages[0]", "matches"},
      {"", "Pod", "spec.containers[0].image", ""},
      {"apps", "ClusterPolicy", "spec.image", ""},
      {"nvidia.com", "ClusterPolicy", "spec.driver.repository", ""},
  };
  for (const PolicyRow& row : rows) {
    INFO(row.group << " " << row.kind << ": " << row.path);
    CHECK(policy(row.group, row.kind, row.path) == row.expected);
  }
  for (const KnownPolicy& entry : known_policies()) {
    INFO(entry.group << " " << entry.kind << ": " << entry.path);
    CHECK(PathPattern::parse(entry.path).ok());
  }
  CHECK(std::is_sorted(known_policies().begin(), known_policies().end(),
                       [](const KnownPolicy& a, const KnownPolicy& b) { return a.group < b.group; }));
}

TEST_CASE("groups of tools") {
  for (const char* group :
       {"kind.x-k8s.io", "k3d.io", "kbld.k14s.io", "content.hauler.cattle.io", "collection.hauler.cattle.io",
        "chainsaw.kyverno.io", "cli.kyverno.io", "skaffold", "ctlptl.dev", "kctrl.carvel.dev", "kpt.dev",
        "mirror.openshift.io", "KIND.x-k8s.io"}) {
    INFO(group);
    CHECK(is_client_side(group));
  }
  for (const char* group :
       {"", "apps", "kyverno.io", "x-k8s.io", "cluster.x-k8s.io", "config.porch.kpt.dev"}) {
    INFO(group);
    CHECK_FALSE(is_client_side(group));
  }
}
