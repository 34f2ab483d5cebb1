// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "ecrify/locate/catalogue.hpp"
#include "ecrify/locate/path_pattern.hpp"
#include "locate_testing.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

struct Row {
  std::string group;
  std::string kind;
  std::string path;
  std::string expected;  // "image", with short names; "image full"; another use; "" when nothing is known
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.group << " " << row.kind << ": " << row.path);
    const auto found = catalogue_find(row.group, row.kind, field_path(row.path), 0);
    std::string use = found ? std::string(field_use_name(found->use)) : "";
    if (use == "image" && found->short_names == rules::ShortNames::ignore) use += " full";
    CHECK(use == row.expected);
  }
}

std::string policy(const std::string& group, const std::string& kind, const std::string& path) {
  const auto found = policy_find(group, kind, field_path(path), 0);
  if (!found) return "";
  return found->use == PolicyUse::matches    ? "matches"
         : found->use == PolicyUse::verifies ? "verifies"
         : found->use == PolicyUse::writes   ? "writes"
                                             : "body";
}

}  // namespace

TEST_CASE("images of kinds that are no pod spec") {
  check({
      {"argoproj.io", "Workflow", "spec.templates[2].script.image", "image"},
      {"argoproj.io", "WorkflowTemplate", "spec.templates[0].container.image", "image"},
      {"argoproj.io", "ClusterWorkflowTemplate", "spec.templateDefaults.sidecars[0].image", "image"},
      {"argoproj.io", "Workflow", "spec.templates[0].steps[0][0].inline.container.image", "image"},
      {"argoproj.io", "CronWorkflow", "spec.workflowSpec.templates[0].script.image", "image"},
      {"argoproj.io", "CronWorkflow", "spec.templates[0].script.image", ""},
      {"argoproj.io", "Sensor",
       "spec.triggers[0].template.k8s.source.resource.spec.templates[0].container.image", "image"},
      {"tekton.dev", "Task", "spec.steps[0].image", "image"},
      {"tekton.dev", "Task", "spec.stepTemplate.image", "image"},
      {"tekton.dev", "TaskRun", "spec.taskSpec.sidecars[0].image", "image"},
      {"tekton.dev", "Pipeline", "spec.tasks[1].taskSpec.steps[0].image", "image"},
      {"tekton.dev", "Pipeline", "spec.finally[1].taskSpec.steps[0].image", "image"},
      {"tekton.dev", "PipelineRun", "spec.pipelineSpec.tasks[0].taskSpec.steps[0].image", "image"},
      {"tekton.dev", "StepAction", "spec.image", "image"},
      {"triggers.tekton.dev", "TriggerTemplate",
       "spec.resourcetemplates[0].spec.pipelineSpec.tasks[0].taskSpec.steps[0].image", "image"},
      {"apps.openshift.io", "DeploymentConfig", "spec.strategy.customParams.image", "image"},
      {"monitoring.coreos.com", "Prometheus", "spec.image", "image"},
      {"monitoring.coreos.com", "Prometheus", "spec.thanos.baseImage", "image"},
      {"monitoring.coreos.com", "Alertmanager", "spec.image", "image"},
      {"monitoring.coreos.com", "ThanosRuler", "spec.image", "image"},
      {"monitoring.coreos.com", "PrometheusAgent", "spec.image", "image"},
      {"kafka.strimzi.io", "Kafka", "spec.kafka.brokerRackInitImage", "image"},
      {"kafka.strimzi.io", "Kafka", "spec.entityOperator.topicOperator.image", "image"},
      {"kafka.strimzi.io", "KafkaConnect", "spec.clientRackInitImage", "image"},
      {"kafka.strimzi.io", "KafkaConnect", "spec.plugins[0].artifacts[0].reference", "image"},
      {"kafka.banzaicloud.io", "KafkaCluster", "spec.clusterImage", "image"},
      {"postgresql.cnpg.io", "Cluster", "spec.imageName", "image"},
      {"postgresql.cnpg.io", "Cluster", "spec.postgresql.extensions[0].image.reference", "image"},
      {"postgresql.cnpg.io", "ClusterImageCatalog", "spec.images[5].extensions[0].image.reference", "image"},
      {"postgresql.cnpg.io", "ImageCatalog", "spec.images[0].image", "image"},
      {"sparkoperator.k8s.io", "SparkApplication", "spec.driver.image", "image"},
      {"sparkoperator.k8s.io", "SparkApplication", "spec.executor.sidecars[0].image", "image"},
      {"sparkoperator.k8s.io", "ScheduledSparkApplication", "spec.template.image", "image"},
      {"spark.apache.org", "SparkApplication", "spec.sparkConf[\"spark.kubernetes.container.image\"]",
       "image"},
      {"spark.apache.org", "SparkApplication", "spec.sparkConf.spark.kubernetes.container.image", ""},
      {"ray.io", "RayCluster", "spec.autoscalerOptions.image", "image"},
      {"ray.io", "RayJob", "spec.rayClusterSpec.autoscalerOptions.image", "image"},
      {"ray.io", "RayService", "spec.rayClusterConfig.autoscalerOptions.image", "image"},
      {"jaegertracing.io", "Jaeger", "spec.storage.esIndexCleaner.image", "image"},
      {"elasticsearch.k8s.elastic.co", "Elasticsearch", "spec.image", "image"},
      {"kibana.k8s.elastic.co", "Kibana", "spec.image", "image"},
      {"operators.coreos.com", "CatalogSource", "spec.image", "image"},
      {"operators.coreos.com", "ClusterServiceVersion", "spec.relatedImages[4].image", "image full"},
      {"kubevirt.io", "VirtualMachine", "spec.template.spec.volumes[0].containerDisk.image", "image"},
      {"kubevirt.io", "VirtualMachineInstance", "spec.volumes[0].containerDisk.image", "image"},
      {"kubevirt.io", "VirtualMachine", "spec.template.spec.domain.firmware.kernelBoot.container.image",
       "image"},
      {"actions.github.com", "AutoscalingListener", "spec.image", "image"},
      {"actions.summerwind.dev", "RunnerDeployment", "spec.template.spec.image", "image"},
      {"actions.summerwind.dev", "RunnerSet", "spec.image", "image"},
      {"opentelemetry.io", "Instrumentation", "spec.apacheHttpd.image", "image"},
      {"opentelemetry.io", "Instrumentation", "spec.java.extensions[0].image", "image"},
      {"opentelemetry.io", "OpenTelemetryCollector", "spec.targetAllocator.image", "image"},
      {"acid.zalan.do", "postgresql", "spec.dockerImage", "image"},
      {"acid.zalan.do", "OperatorConfiguration", "configuration.sidecar_docker_images.log", "image"},
      {"psmdb.percona.com", "PerconaServerMongoDB", "spec.replsets[0].hidden.sidecars[0].image", "image"},
      {"psmdb.percona.com", "PerconaServerMongoDB", "spec.sharding.mongos.sidecarVolumes[0].image.reference",
       "image"},
      {"psmdb.percona.com", "PerconaServerMongoDB", "spec.initImage", "image"},
      {"minio.min.io", "Tenant", "spec.kes.image", "image"},
      {"rabbitmq.com", "RabbitmqCluster", "spec.image", "image"},
      {"serving.kserve.io", "InferenceService", "spec.predictor.sklearn.image", "image"},
      {"serving.kserve.io", "InferenceService", "spec.predictor.model.storageUri", "url"},
      {"serving.kserve.io", "InferenceService", "spec.predictor.storageUris[1].uri", "url"},
      {"serving.kserve.io", "LLMInferenceService", "spec.model.uri", "url"},
      {"gateway.envoyproxy.io", "EnvoyProxy", "spec.provider.kubernetes.envoyDaemonSet.container.image",
       "image"},
      {"tailscale.com", "ProxyClass", "spec.statefulSet.pod.tailscaleContainer.image", "image"},
      {"pkg.crossplane.io", "ControllerConfig", "spec.image", "image"},
      {"upgrade.cattle.io", "Plan", "spec.prepare.image", "image"},
      {"kubefledged.io", "ImageCache", "spec.cacheSpec[0].images[1]", "image"},
      {"vault.banzaicloud.com", "Vault", "spec.bankVaultsImage", "image"},
      {"awx.ansible.com", "AWX", "spec.ee_images[0].image", "image"},
      {"grafana.integreatly.org", "Grafana", "spec.version", "image full"},
      {"operator.cluster.x-k8s.io", "CoreProvider", "spec.deployment.containers[0].imageUrl", "image full"},
      {"testworkflows.testkube.io", "TestWorkflow", "spec.container.image", "image"},
      {"testworkflows.testkube.io", "TestWorkflow", "spec.steps[0].parallel.run.image", "image"},
      {"core.spinkube.dev", "SpinAppExecutor", "spec.deploymentConfig.spinImage", "image"},
      {"k8s.wasmcloud.dev", "WasmCloudHostConfig", "spec.natsLeafImage", "image"},
      {"hdfs.stackable.tech", "HdfsCluster", "spec.image.custom", "image"},
  });
}

TEST_CASE("parts of images that software joins") {
  check({
      {"fluxcd.controlplane.io", "FluxInstance", "spec.distribution.registry", "registry"},
      {"kubevirt.io", "KubeVirt", "spec.imageRegistry", "registry"},
      {"operator.tigera.io", "Installation", "spec.registry", "registry"},
      {"nvidia.com", "ClusterPolicy", "spec.driver.manager.repository", "registry"},
      {"nvidia.com", "ClusterPolicy", "spec.driver.image", ""},
      {"gateway.kgateway.dev", "GatewayParameters", "spec.kube.envoyContainer.image.registry", "registry"},
      {"piraeus.io", "LinstorCluster", "spec.repository", "registry"},
      {"install.istio.io", "IstioOperator", "spec.hub", "registry"},
      {"zookeeper.stackable.tech", "ZookeeperCluster", "spec.image.repo", "registry"},
      {"gateway.nginx.org", "NginxProxy", "spec.kubernetes.deployment.container.image.repository",
       "repository"},
      {"aigateway.envoyproxy.io", "GatewayConfig", "spec.extProc.kubernetes.imageRepository", "repository"},
      {"tuppr.home-operations.com", "TalosUpgrade", "spec.talosctl.image.repository", "repository"},
      {"dynatrace.com", "DynaKube", "spec.templates.otelCollector.imageRef.repository", "repository"},
      {"operator.victoriametrics.com", "VMCluster", "spec.vmstorage.vmBackup.image.repository", "repository"},
      {"operator.victoriametrics.com", "VMSingle", "spec.image.repository", "repository"},
      {"logging.banzaicloud.io", "Logging", "spec.fluentd.configReloaderImage.repository", "repository"},
      {"eraser.sh", "EraserConfig", "components.remover.image.repo", "repository"},
      {"core.k8sgpt.ai", "K8sGPT", "spec.repository", "repository"},
  });
}

TEST_CASE("artifacts that a controller fetches") {
  check({
      {"source.toolkit.fluxcd.io", "OCIRepository", "spec.url", "artifact"},
      {"source.toolkit.fluxcd.io", "HelmRepository", "spec.url", "artifact"},
      {"source.toolkit.fluxcd.io", "GitRepository", "spec.url", ""},
      {"image.toolkit.fluxcd.io", "ImageRepository", "spec.image", "artifact"},
      {"fluxcd.controlplane.io", "FluxInstance", "spec.distribution.artifact", "artifact"},
      {"argoproj.io", "Application", "spec.source.repoURL", "artifact"},
      {"argoproj.io", "Application", "spec.sources[1].repoURL", "artifact"},
      {"argoproj.io", "ApplicationSet", "spec.template.spec.source.repoURL", "artifact"},
      {"argoproj.io", "Application", "spec.source.kustomize.images[0]", ""},
      {"argocd-image-updater.argoproj.io", "ImageUpdater", "spec.applicationRefs[0].images[0].imageName",
       "artifact"},
      {"pkg.crossplane.io", "Provider", "spec.package", "artifact"},
      {"pkg.crossplane.io", "FunctionRevision", "spec.image", "artifact"},
      {"policies.kubewarden.io", "ClusterAdmissionPolicy", "spec.module", "artifact"},
      {"policies.kubewarden.io", "AdmissionPolicyGroup", "spec.policies.reject_latest.module", "artifact"},
      {"tekton.dev", "PipelineRun", "spec.pipelineRef.params[0].value", "artifact"},
      {"tekton.dev", "Pipeline", "spec.tasks[0].taskRef.params[1].value", "artifact"},
      {"tekton.dev", "Pipeline", "spec.tasks[0].taskRef.bundle", "artifact"},
      {"tekton.dev", "Pipeline", "spec.tasks[0].params[1].value", ""},
      {"image.openshift.io", "ImageStream", "spec.tags[0].from.name", "artifact"},
      {"image.openshift.io", "ImageStream", "spec.dockerImageRepository", "artifact"},
      {"build.openshift.io", "BuildConfig", "spec.strategy.dockerStrategy.from.name", "artifact"},
      {"extensions.istio.io", "WasmPlugin", "spec.url", "artifact"},
      {"grafana.integreatly.org", "GrafanaDashboard", "spec.oci.reference", "artifact"},
      {"addons.cluster.x-k8s.io", "HelmChartProxy", "spec.repoURL", "artifact"},
      {"config.projectsveltos.io", "ClusterProfile", "spec.helmCharts[0].repositoryURL", "artifact"},
      {"cdi.kubevirt.io", "DataVolume", "spec.source.registry.url", "artifact"},
      {"kubevirt.io", "VirtualMachine", "spec.dataVolumeTemplates[0].spec.source.registry.url", "artifact"},
      {"kappctrl.k14s.io", "App", "spec.fetch[0].imgpkgBundle.image", "artifact"},
      {"kargo.akuity.io", "Stage", "spec.promotionTemplate.spec.steps[1].config.images[0].image", "artifact"},
      {"olm.operatorframework.io", "ClusterCatalog", "spec.source.image.ref", "artifact"},
      {"sagemaker.services.k8s.aws", "Model", "spec.primaryContainer.image", "artifact"},
      {"runtime.wasmcloud.dev", "Workload", "spec.components[0].image", "artifact"},
      {"runtime.wasmcloud.dev", "WorkloadReplicaSet", "spec.template.spec.service.image", "artifact"},
      {"runtime.wasmcloud.dev", "WorkloadDeployment", "spec.template.spec.components[1].image", "artifact"},
      {"runtime.wasmcloud.dev", "Artifact", "spec.image", "artifact"},
      {"serving.kserve.io", "LLMInferenceService", "spec.model.lora.adapters[0].uri", "artifact"},
      {"", "Pod", "spec.volumes[0].csi.volumeAttributes.image", "artifact"},
      {"apps", "Deployment", "spec.template.spec.volumes[0].csi.volumeAttributes.image", "artifact"},
  });
}

TEST_CASE("what looks like an image and is none") {
  check({
      {"kafka.strimzi.io", "KafkaConnect", "spec.build.output.image", "none"},
      {"build.openshift.io", "BuildConfig", "spec.output.to.name", "none"},
      {"shipwright.io", "Build", "spec.output.image", "none"},
      {"shipwright.io", "BuildRun", "spec.build.spec.output.image", "none"},
      {"kpack.io", "Image", "spec.tag", "none"},
      {"infrastructure.cluster.x-k8s.io", "GCPMachineTemplate", "spec.template.spec.image", "none"},
      {"infrastructure.cluster.x-k8s.io", "HCloudMachine", "spec.imageName", "none"},
      {"monitoring.coreos.com", "AlertmanagerConfig", "spec.receivers[0].slackConfigs[0].imageURL", "none"},
      {"longhorn.io", "Volume", "spec.backingImage", "none"},
      {"", "PersistentVolume", "spec.rbd.image", "none"},
      {"", "Pod", "spec.volumes[0].rbd.image", "none"},
      {"run.cnrm.cloud.google.com", "RunService", "spec.template.containers[0].image", "none"},
      {"operator.tigera.io", "ImageSet", "spec.images[0].image", "none"},
      {"eraser.sh", "ImageList", "spec.images[0]", "none"},
      {"config.openshift.io", "ClusterVersion", "spec.desiredUpdate.image", "none"},
      {"bootstrap.cluster.x-k8s.io", "TalosConfigTemplate", "spec.template.spec.configPatches[0].value",
       "none"},
      {"bootstrap.cluster.x-k8s.io", "TalosConfigTemplate",
       "spec.template.spec.configPatches[0].value.install.image", "none"},
      {"operators.coreos.com", "ClusterServiceVersion", "spec.relatedImages[0].name", "none"},
      {"aquasecurity.github.io", "VulnerabilityReport", "report.artifact.repository", "none"},
  });
}

TEST_CASE("what is in no table") {
  check({
      {"", "Pod", "spec.containers[0].image", ""},
      {"apps", "Deployment", "spec.template.spec.containers[0].image", ""},
      {"example.com", "Prometheus", "spec.image", ""},
      {"monitoring.coreos.com", "ServiceMonitor", "spec.image", ""},
      {"monitoring.coreos.com", "Prometheus", "spec.images", ""},
      {"monitoring.coreos.com", "Prometheus", "image", ""},
      {"k8s.elastic.co", "Elasticsearch", "spec.image", ""},
      {"a.b.k8s.elastic.co", "Elasticsearch", "spec.image", ""},
      {"xk8s.elastic.co", "Elasticsearch", "spec.image", ""},
      {"*.k8s.elastic.co", "Elasticsearch", "spec.image", "image"},  // harmless: no group has a `*`
      {"", "", "", ""},
      {std::string(100'000, '.'), std::string(100'000, '*'), "spec.image", ""},
      {"*", "*", "spec.rbd.image", "none"},
      {"tekton.dev\nTask", "", "spec.steps[0].image", ""},
  });
}

TEST_CASE("groups and kinds compare without regard to case, and from the object's own root") {
  check({
      {"acid.zalan.do", "Postgresql", "spec.dockerImage", "image"},
      {"KAFKA.strimzi.io", "kafka", "spec.kafka.image", "image"},
  });
  const FieldPath path = field_path("items[0].spec.imageName");
  CHECK(catalogue_find("postgresql.cnpg.io", "Cluster", path, 2));
  CHECK_FALSE(catalogue_find("postgresql.cnpg.io", "Cluster", path, 0));
  CHECK_FALSE(catalogue_find("postgresql.cnpg.io", "Cluster", path, 9));
}

TEST_CASE("every row of the tables can be found by a path of its own shape") {
  for (const CatalogueEntry& entry : catalogue_entries()) {
    INFO(entry.group << " " << entry.kind << ": " << entry.path);
    REQUIRE(PathPattern::parse(entry.path).ok());
    std::string text;
    for (std::size_t at = 0; at < entry.path.size(); ++at) {
      if (entry.path.substr(at, 2) == "**") {
        text += "any.steps[0].between";
        ++at;
      } else {
        text += entry.path[at];
      }
    }
    const bool any_group = entry.group == "*" || entry.group.starts_with("*.");
    const std::string group =
        any_group ? "some" + std::string(entry.group.substr(1)) : std::string(entry.group);
    const auto found = catalogue_find(group, entry.kind == "*" ? "Some" : entry.kind, field_path(text), 0);
    REQUIRE(found);
    CHECK(found->group == entry.group);
    CHECK(found->use == entry.use);
    CHECK(found->short_names == entry.short_names);
  }
}

TEST_CASE("the tables are well formed") {
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
  std::set<std::string_view> groups_done;
  std::string_view group = "none yet";
  std::size_t areas = 1;
  for (const CatalogueEntry& entry : catalogue_entries()) {
    INFO(entry.group << " " << entry.kind << ": " << entry.path);
    CHECK(seen.insert({entry.group, entry.kind, entry.path}).second);
    const bool needs_why =
        entry.use == FieldUse::artifact || entry.use == FieldUse::none || entry.use == FieldUse::url;
    if (needs_why) CHECK_FALSE(entry.why.empty());
    CHECK((entry.use == FieldUse::image || entry.short_names == rules::ShortNames::ignore));
    if (entry.group == group) continue;
    CHECK(groups_done.insert(entry.group).second);  // all rows of a group stand together
    if (entry.group < group && group != "none yet") ++areas;
    group = entry.group;
  }
  CHECK(areas == 4);  // and the groups of an area in order
  CHECK(catalogue_entries().size() > 500);
}

TEST_CASE("annotations that name an image") {
  const auto use = [](const char* group, const char* kind, const char* key) -> std::string {
    const auto found = annotation_find(group, kind, key);
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
  for (const AnnotationEntry& entry : annotation_entries()) {
    CHECK(annotation_find(entry.group, entry.kind, entry.key) == entry.use);
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
  for (const PolicyEntry& entry : policy_entries()) {
    INFO(entry.group << " " << entry.kind << ": " << entry.path);
    CHECK(PathPattern::parse(entry.path).ok());
  }
  CHECK(std::is_sorted(policy_entries().begin(), policy_entries().end(),
                       [](const PolicyEntry& a, const PolicyEntry& b) { return a.group < b.group; }));
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
