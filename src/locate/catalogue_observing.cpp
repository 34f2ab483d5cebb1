// SPDX-License-Identifier: Apache-2.0
// Kinds of software that watches and tests other software.
#include "catalogue_rows.hpp"

namespace ecrify::locate {
namespace {

constexpr std::string_view picture = "a picture";
constexpr std::string_view report = "a report";

constexpr CatalogueRow rows[] = {
    // Trivy operator: what it found [schema]
    none("aquasecurity.github.io", "*", "**", report),

    // Chaos Mesh [docs]
    image("chaos-mesh.org", "Schedule", "spec.workflow.templates[].task.container.image"),
    image("chaos-mesh.org", "Workflow", "spec.templates[].task.container.image"),

    // K8sGPT operator: joined with `version` [schema, pkg/resources/k8sgpt.go]
    repository("core.k8sgpt.ai", "K8sGPT", "spec.repository"),

    // Coroot: `name` is the whole reference [schema]
    full_image("coroot.com", "Coroot", "spec.**.image.name"),

    // Datadog: `name` may be the name of a part of the software, too [schema]
    registry("datadoghq.com", "DatadogAgent DatadogAgentInternal",
             "spec.global.registry spec.registry spec.features.admissionController.registry "
             "spec.features.admissionController.agentSidecarInjection.registry"),
    full_image("datadoghq.com", "DatadogAgent DatadogAgentInternal DatadogAgentProfile",
               "spec.**.image.name"),
    registry("datadoghq.com", "DatadogAgentProfile",
             "spec.config.global.registry spec.config.features.admissionController.registry "
             "spec.config.features.admissionController.agentSidecarInjection.registry"),

    // Dynatrace: code modules are fetched by its CSI driver [schema, docs]
    image("dynatrace.com", "DynaKube",
          "spec.activeGate.image spec.kubernetesMonitoring.image spec.oneAgent.classicFullStack.image "
          "spec.oneAgent.cloudNativeFullStack.image spec.oneAgent.hostMonitoring.image spec.oneAgent.image "
          "spec.routing.image"),
    artifact("dynatrace.com", "DynaKube",
             "spec.oneAgent.applicationMonitoring.codeModulesImage "
             "spec.oneAgent.cloudNativeFullStack.codeModulesImage",
             "fetched by Dynatrace's CSI driver"),
    repository("dynatrace.com", "DynaKube", "spec.templates.*.imageRef.repository"),
    repository("dynatrace.com", "EdgeConnect", "spec.imageRef.repository"),

    // Testkube executors [schema]
    image("executor.testkube.io", "Executor", "spec.image spec.slaves.image"),

    // Fluent operator; positionDB is a volume [schema]
    image("fluentbit.fluent.io", "Collector", "spec.image"),
    image("fluentbit.fluent.io", "FluentBit", "spec.image spec.positionDB.image.reference"),
    image("fluentd.fluent.io", "Fluentd", "spec.image spec.positionDB.image.reference"),

    // Inspektor Gadget's own manifests: a gadget is fetched by its daemon [docs]
    artifact("gadget.kinvolk.io", "*", "**.image", "fetched by Inspektor Gadget"),

    // Grafana operator: `version` takes a tag or a reference [schema, docs]
    full_image("grafana.integreatly.org", "Grafana", "spec.version"),
    artifact("grafana.integreatly.org", "GrafanaDashboard GrafanaLibraryPanel", "spec.oci.reference",
             "fetched by the Grafana operator"),

    // Jaeger operator [schema]
    image("jaegertracing.io", "Jaeger",
          "spec.agent.image spec.allInOne.image spec.collector.image spec.ingester.image spec.query.image "
          "spec.storage.*.image"),

    // k6 operator [schema]
    image("k6.io", "K6 TestRun", "spec.initializer.image spec.runner.image spec.starter.image"),
    image("k6.io", "PrivateLoadZone", "spec.image"),

    // Kiali operator: the tag is a field of its own [docs]
    repository("kiali.io", "Kiali", "spec.deployment.image_name"),
    repository("kiali.io", "OSSMConsole", "spec.deployment.imageName"),

    // LitmusChaos [docs]
    image("litmuschaos.io", "ChaosEngine", "spec.components.runner.image"),
    image("litmuschaos.io", "ChaosExperiment", "spec.definition.image"),

    // Logging operator: host and event tailers [schema]
    image("logging-extensions.banzaicloud.io", "EventTailer", "spec.containerOverrides.image"),
    repository("logging-extensions.banzaicloud.io", "EventTailer", "spec.image.repository"),
    image("logging-extensions.banzaicloud.io", "HostTailer",
          "spec.fileTailers[].containerOverrides.image spec.systemdTailers[].containerOverrides.image"),
    repository(
        "logging-extensions.banzaicloud.io", "HostTailer",
        "spec.image.repository spec.fileTailers[].image.repository spec.systemdTailers[].image.repository"),

    // Logging operator [schema]
    image("logging.banzaicloud.io", "FluentdConfig Logging",
          "spec.sidecarContainers[].image spec.fluentd.sidecarContainers[].image"),
    repository(
        "logging.banzaicloud.io", "FluentbitAgent FluentdConfig Logging SyslogNGConfig",
        "spec.**.image.repository spec.**.bufferVolumeImage.repository "
        "spec.**.bufferVolumeMetricsImage.repository spec.**.configReloadImage.repository "
        "spec.**.configReloaderImage.repository spec.**.metricsExporterImage.repository "
        "spec.**.pauseImage.repository spec.**.syslogNGImage.repository spec.**.volumeModImage.repository"),

    // Prometheus operator: baseImage has no tag; receivers show pictures [schema]
    image("monitoring.coreos.com", "Alertmanager", "spec.image spec.baseImage"),
    none("monitoring.coreos.com", "AlertmanagerConfig", "spec.receivers[].*[].imageURL", picture),
    image("monitoring.coreos.com", "Prometheus",
          "spec.image spec.baseImage spec.thanos.image spec.thanos.baseImage"),
    image("monitoring.coreos.com", "PrometheusAgent ThanosRuler", "spec.image"),

    // Grafana Agent operator [schema]
    image("monitoring.grafana.com", "GrafanaAgent", "spec.image"),

    // Policy reports, the later form [schema]
    none("openreports.io", "*", "**", report),

    // OpenTelemetry operator [schema]
    image("opentelemetry.io", "Instrumentation", "spec.*.image spec.java.extensions[].image"),
    image("opentelemetry.io", "OpAMPBridge", "spec.image"),
    image("opentelemetry.io", "OpenTelemetryCollector",
          "spec.image spec.targetAllocator.image spec.additionalContainers[].image"),
    image("opentelemetry.io", "TargetAllocator", "spec.image spec.additionalContainers[].image"),

    // VictoriaMetrics operator [schema]
    image("operator.victoriametrics.com", "VMAgent VMAlert VMAlertmanager VMAuth",
          "spec.configReloaderImage"),
    none("operator.victoriametrics.com", "VMAlertmanagerConfig", "spec.receivers[].*[].image_url", picture),
    repository(
        "operator.victoriametrics.com",
        "VLAgent VLCluster VLSingle VLogs VMAgent VMAlert VMAlertmanager VMAnomaly VMAuth VMCluster VMSingle "
        "VTCluster VTSingle",
        "spec.**.image.repository"),

    // Kyverno's intermediate reports [schema]
    none("reports.kyverno.io", "*", "**", report),

    // Kubescape: what it found [schema]
    none("spdx.softwarecomposition.kubescape.io", "*", "**", report),

    // Tempo operator [schema]
    image("tempo.grafana.com", "TempoStack", "spec.images.*"),

    // Testkube [schema]
    image("tests.testkube.io", "Test TestExecution", "spec.executionRequest.image"),
    image(
        "testworkflows.testkube.io", "TestWorkflow TestWorkflowExecution TestWorkflowTemplate",
        "spec.**.container.image spec.**.run.image spec.**.services.*.image spec.**.executionRequest.image"),

    // Policy reports [schema]
    none("wgpolicyk8s.io", "*", "**", report),
};

}  // namespace

std::span<const CatalogueRow> observing_rows() { return rows; }

}  // namespace ecrify::locate
