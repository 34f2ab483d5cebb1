// SPDX-License-Identifier: Apache-2.0
// Kinds of software that builds, releases and installs other software.
#include "catalogue_rows.hpp"

namespace ecrify::locate {
namespace {

constexpr std::string_view pushed = "where a build pushes to";
constexpr std::string_view by_argo = "fetched by Argo CD's repository server";
constexpr std::string_view by_build = "fetched by the build, with its own login";
constexpr std::string_view by_cluster_api = "fetched by the add-on provider of Cluster API";
constexpr std::string_view by_crossplane = "fetched by Crossplane's package manager";
constexpr std::string_view by_fleet = "fetched by Fleet";
constexpr std::string_view by_flux = "fetched by Flux";
constexpr std::string_view by_kapp = "fetched by kapp-controller";
constexpr std::string_view by_kpack = "fetched by kpack, with its own login";
constexpr std::string_view by_openshift = "fetched by OpenShift's own registry";
constexpr std::string_view by_porch = "fetched by porch";
constexpr std::string_view by_sveltos = "fetched by Sveltos";
constexpr std::string_view by_tekton = "a bundle that Tekton's resolver fetches";
constexpr std::string_view by_wasmcloud = "fetched by the wasmCloud host";
constexpr std::string_view listed = "its tags are listed by a controller";

constexpr CatalogueRow rows[] = {
    // Legacy OpenShift objects without a group [schema]
    artifact("", "ImageStream", "spec.dockerImageRepository spec.tags[].from.name", by_openshift),
    artifact("", "Build BuildConfig", "spec.strategy.*.from.name spec.source.images[].from.name", by_build),
    none("", "Build BuildConfig", "spec.output.to.name", pushed),
    image("", "DeploymentConfig", "spec.strategy.customParams.image"),

    // GitHub's Actions Runner Controller [schema]
    image("actions.github.com", "AutoscalingListener", "spec.image"),

    // The community's Actions Runner Controller [schema]
    image("actions.summerwind.dev", "Runner", "spec.image spec.sidecarContainers[].image"),
    image("actions.summerwind.dev", "RunnerDeployment RunnerReplicaSet",
          "spec.template.spec.image spec.template.spec.sidecarContainers[].image"),
    image("actions.summerwind.dev", "RunnerSet", "spec.image"),

    // Cluster API add-on provider for Helm [schema]
    artifact("addons.cluster.x-k8s.io", "HelmChartProxy HelmReleaseProxy", "spec.repoURL", by_cluster_api),

    // GitLab Runner operator: all three run in pods [schema]
    image("apps.gitlab.com", "Runner", "spec.runnerImage spec.helperImage spec.buildImage"),

    // OpenKruise: kruise-daemon pulls through the runtime, not through the kubelet [docs]
    artifact("apps.kruise.io", "ImagePullJob", "spec.image", "pulled by kruise-daemon, with its own login"),
    artifact("apps.kruise.io", "ImageListPullJob", "spec.images[]",
             "pulled by kruise-daemon, with its own login"),

    // OpenShift deployments [schema]
    image("apps.openshift.io", "DeploymentConfig", "spec.strategy.customParams.image"),
    none("apps.openshift.io", "DeploymentConfig", "spec.triggers[].imageChangeParams.lastTriggeredImage",
         "what a controller wrote about itself"),

    // Argo CD Image Updater [schema]
    artifact("argocd-image-updater.argoproj.io", "ImageUpdater",
             "spec.applicationRefs[].images[].imageName "
             "spec.applicationRefs[].images[].manifestTargets.kustomize.name",
             listed),

    // Argo CD, Argo CD operator, Argo Workflows, Argo Events; kustomize.images[] is a class of its own
    // [schema, docs]
    artifact("argoproj.io", "AppProject", "spec.sourceRepos[]", by_argo),
    artifact("argoproj.io", "Application ApplicationSet", "**.repoURL", by_argo),
    image("argoproj.io", "ArgoCD",
          "spec.image spec.applicationSet.image spec.dex.image spec.grafana.image spec.ha.redisProxyImage "
          "spec.redis.image spec.repo.image spec.sso.dex.image spec.sso.keycloak.image"),
    image("argoproj.io", "ClusterWorkflowTemplate Workflow WorkflowTemplate",
          "spec.templates[].container.image spec.templates[].script.image spec.templates[].sidecars[].image "
          "spec.templateDefaults.container.image spec.templateDefaults.script.image "
          "spec.templateDefaults.sidecars[].image "
          "spec.templates[].**.inline.container.image spec.templates[].**.inline.script.image"),
    image("argoproj.io", "CronWorkflow",
          "spec.workflowSpec.templates[].container.image spec.workflowSpec.templates[].script.image "
          "spec.workflowSpec.templates[].sidecars[].image spec.workflowSpec.templateDefaults.container.image "
          "spec.workflowSpec.templateDefaults.script.image "
          "spec.workflowSpec.templateDefaults.sidecars[].image"),
    image("argoproj.io", "EventSource", "spec.template.container.image"),
    image("argoproj.io", "Sensor",
          "spec.template.container.image "
          "spec.triggers[].template.*.source.resource.**.templates[].container.image "
          "spec.triggers[].template.*.source.resource.**.templates[].script.image"),
    image("argoproj.io", "WorkflowTaskSet",
          "spec.tasks.*.container.image spec.tasks.*.script.image spec.tasks.*.sidecars[].image"),

    // OpenShift builds [schema]
    artifact("build.openshift.io", "Build BuildConfig",
             "spec.strategy.*.from.name spec.source.images[].from.name", by_build),
    none("build.openshift.io", "Build BuildConfig", "spec.output.to.name", pushed),

    // Knative: images to be kept on the nodes [schema]
    image("caching.internal.knative.dev", "Image", "spec.image"),

    // Camel K [docs]
    image("camel.apache.org", "Integration Pipe", "spec.traits.container.image"),
    image("camel.apache.org", "IntegrationKit", "spec.image"),
    artifact("camel.apache.org", "IntegrationPlatform IntegrationProfile", "spec.build.baseImage", by_build),
    none("camel.apache.org", "IntegrationPlatform IntegrationProfile", "spec.build.registry.address", pushed),

    // Rancher chart repositories [schema]
    artifact("catalog.cattle.io", "ClusterRepo", "spec.url", "fetched by Rancher"),

    // OLM before 1.0: catalogs that catalogd unpacks [docs]
    artifact("catalogd.operatorframework.io", "Catalog ClusterCatalog", "spec.source.image.ref",
             "fetched by catalogd"),

    // kpt's porch [docs]
    artifact("config.porch.kpt.dev", "PackageVariant PackageVariantSet",
             "**.pipeline.mutators[].image **.pipeline.validators[].image", by_porch),
    artifact("config.porch.kpt.dev", "Repository", "spec.oci.registry", by_porch),

    // Sveltos [schema]
    artifact("config.projectsveltos.io", "ClusterProfile ClusterPromotion ClusterSummary Profile",
             "**.helmCharts[].repositoryURL", by_sveltos),

    // Gardener [docs]
    artifact("core.gardener.cloud", "ControllerDeployment",
             "helm.ociRepository.ref helm.ociRepository.repository", "fetched by the gardenlet"),

    // KubeVela and wasmCloud share group and kind: a Wasm component is fetched by the wasmCloud host, so the
    // field is
    // not taken for an image [docs]
    artifact("core.oam.dev", "Application",
             "spec.components[].properties.image spec.components[].properties.url",
             "fetched by the wasmCloud host or by Flux, where it is no container"),

    // OpenFunction: it names the result when the function is built [docs]
    none("core.openfunction.io", "Function", "spec.image", pushed),
    artifact("core.openfunction.io", "Function", "spec.build.builder", by_build),

    // SpinKube: runs Spin in a container, where no shim does [api/v1alpha1]
    image("core.spinkube.dev", "SpinAppExecutor", "spec.deploymentConfig.spinImage"),

    // kapp-controller packages [docs]
    artifact("data.packaging.carvel.dev", "Package",
             "spec.template.spec.fetch[].imgpkgBundle.image spec.template.spec.fetch[].image.url", by_kapp),

    // Open Component Model controller [docs]
    artifact("delivery.ocm.software", "ComponentVersion ComponentSubscription",
             "spec.repository.url spec.source.url spec.destination.url", "fetched by the OCM controller"),

    // Rancher Fleet [schema]
    artifact("fleet.cattle.io", "Bundle HelmOp", "spec.helm.chart spec.helm.repo", by_fleet),
    artifact("fleet.cattle.io", "ImageScan", "spec.image", listed),

    // Flux operator: it knows the digests of images by `variant`, which it tells by the registry when that is
    // one of its
    // own; of another it takes the tags [schema, internal/builder/images.go]
    registry("fluxcd.controlplane.io", "FluxInstance", "spec.distribution.registry",
             "set `variant` beside it, or images are no longer pinned by digest"),
    artifact("fluxcd.controlplane.io", "FluxInstance", "spec.distribution.artifact spec.sync.url", by_flux),
    none("fluxcd.controlplane.io", "FluxReport", "spec.components[].image", "a report"),
    artifact("fluxcd.controlplane.io", "ResourceSetInputProvider", "spec.url", listed),

    // Kluctl: `image` is what the deployment asks for, `resultImage` what it gets [docs]
    artifact("gitops.kluctl.io", "KluctlDeployment", "spec.source.oci.url", "fetched by Kluctl"),
    full_image("gitops.kluctl.io", "KluctlDeployment", "spec.images[].resultImage"),
    none("gitops.kluctl.io", "KluctlDeployment", "spec.images[].image", "selects by name"),

    // k3s' Helm controller [schema]
    image("helm.cattle.io", "HelmChart", "spec.jobImage"),
    artifact("helm.cattle.io", "HelmChart", "spec.chart spec.repo", "fetched by the job that runs Helm"),

    // Crossplane's provider for Helm [docs]
    artifact("helm.crossplane.io", "Release", "spec.forProvider.chart.repository spec.forProvider.chart.url",
             "fetched by Crossplane's Helm provider"),

    // Helm Operator, before Flux 2 [schema]
    artifact("helm.fluxcd.io", "HelmRelease", "spec.chart.repository", by_flux),

    // k0s' Helm extension [docs]
    artifact("helm.k0sproject.io", "Chart", "spec.chartName", "fetched by the k0s controller"),

    // OpenShift image streams; dockerImageReference is a record of what the registry holds [schema]
    artifact("image.openshift.io", "ImageStream", "spec.dockerImageRepository spec.tags[].from.name",
             by_openshift),
    artifact("image.openshift.io", "ImageStreamImport", "spec.images[].from.name spec.repository.from.name",
             by_openshift),
    artifact("image.openshift.io", "ImageStreamTag ImageTag", "tag.from.name spec.from.name", by_openshift),
    none("image.openshift.io", "Image ImageStreamImage ImageStreamMapping ImageStreamTag ImageTag",
         "dockerImageReference image.dockerImageReference", "what a controller wrote about itself"),

    // Flux image automation [schema]
    artifact("image.toolkit.fluxcd.io", "ImageRepository", "spec.image", listed),

    // Flux Terraform controller [schema]
    image("infra.contrib.fluxcd.io", "Terraform", "spec.runnerPodTemplate.spec.image"),

    // wasmCloud's operator before 2.0 [api/v1alpha1]
    image("k8s.wasmcloud.dev", "WasmCloudHostConfig", "spec.image spec.natsLeafImage"),

    // kapp-controller [docs]
    artifact("kappctrl.k14s.io", "App",
             "spec.fetch[].imgpkgBundle.image spec.fetch[].image.url spec.fetch[].helmChart.repository.url",
             by_kapp),

    // Kargo: warehouses list tags, stages select by the same names [schema]
    artifact("kargo.akuity.io", "*", "**.image **.repoURL", listed),

    // kpack: a build's result and everything it is made of is read from registries by kpack itself [docs]
    none("kpack.io", "Build Builder ClusterBuilder Image",
         "spec.tag spec.tags[] spec.additionalTags[] spec.cache.registry.tag", pushed),
    artifact("kpack.io", "Build",
             "spec.builder.image spec.runImage.image spec.lastBuild.image spec.source.registry.image",
             by_kpack),
    artifact("kpack.io", "Buildpack ClusterBuildpack ClusterLifecycle", "spec.image", by_kpack),
    artifact("kpack.io", "ClusterStack", "spec.buildImage.image spec.runImage.image", by_kpack),
    artifact("kpack.io", "ClusterStore", "spec.sources[].image", by_kpack),
    artifact("kpack.io", "Image SourceResolver", "spec.source.registry.image", by_kpack),

    // KCL as a KRM function [docs]
    artifact("krm.kcl.dev", "KCLRun", "spec.source", "fetched by KCL"),

    // kube-fledged: images to be kept on the nodes [schema]
    image("kubefledged.io", "ImageCache", "spec.cacheSpec[].images[]"),

    // kustomize's Helm charts [docs]
    artifact("kustomize.config.k8s.io", "Component Kustomization", "helmCharts[].repo",
             "fetched by kustomize, with Helm's login"),

    // Sveltos events [schema]
    artifact("lib.projectsveltos.io", "EventTrigger", "spec.helmCharts[].repositoryURL", by_sveltos),

    // Metadata of Crossplane packages [docs]
    none("meta.pkg.crossplane.io", "Configuration Function Provider", "spec.dependsOn[].*",
         "a dependency, matched by its name"),

    // OLM 1.0 [docs]
    artifact("olm.operatorframework.io", "ClusterCatalog", "spec.source.image.ref", "fetched by catalogd"),

    // OpenFaaS [docs]
    image("openfaas.com", "Function", "spec.image"),

    // Gardener's operator [docs]
    artifact("operator.gardener.cloud", "Extension",
             "spec.deployment.**.helm.ociRepository.ref spec.deployment.**.helm.ociRepository.repository",
             "fetched by the Gardener operator"),

    // Knative operator: a template with `${NAME}`, and single images [schema, docs]
    full_image("operator.knative.dev", "KnativeEventing KnativeServing",
               "spec.registry.default spec.registry.override.*"),

    // OLM: words to people, and names of images by which OLM tells them apart [schema]
    image("operators.coreos.com", "CatalogSource", "spec.image"),
    full_image("operators.coreos.com", "ClusterServiceVersion", "spec.relatedImages[].image"),
    none("operators.coreos.com", "ClusterServiceVersion", "spec.relatedImages[].name",
         "the name of an entry"),

    // kapp-controller package repositories [docs]
    artifact("packaging.carvel.dev", "PackageRepository",
             "spec.fetch.imgpkgBundle.image spec.fetch.image.url", by_kapp),

    // Crossplane packages [schema]
    artifact("pkg.crossplane.io", "Configuration Function Provider", "spec.package", by_crossplane),
    artifact("pkg.crossplane.io", "ConfigurationRevision FunctionRevision ProviderRevision", "spec.image",
             by_crossplane),
    image("pkg.crossplane.io", "ControllerConfig", "spec.image"),
    none("pkg.crossplane.io", "Lock", "packages[].source packages[].dependencies[].package",
         "what a controller wrote about itself"),

    // Renovate operator [schema]
    image("renovate-operator.mogenius.com", "RenovateJob", "spec.image spec.extraVolumes[].image.reference"),

    // wasmCloud: its host fetches Wasm components, with a pull secret of the object's own [schema]
    artifact("runtime.wasmcloud.dev", "Artifact", "spec.image", by_wasmcloud),
    artifact("runtime.wasmcloud.dev", "Workload", "spec.components[].image spec.service.image", by_wasmcloud),
    artifact("runtime.wasmcloud.dev", "WorkloadDeployment WorkloadReplicaSet",
             "spec.template.spec.components[].image spec.template.spec.service.image", by_wasmcloud),

    // Shipwright: steps run in pods; sources and builders are read by the build [docs]
    none("shipwright.io", "Build BuildRun", "**.output.image", pushed),
    artifact("shipwright.io", "Build BuildRun",
             "**.builder.image **.source.bundleContainer.image **.source.ociArtifact.image", by_build),
    image("shipwright.io", "BuildStrategy ClusterBuildStrategy",
          "spec.steps[].image spec.buildSteps[].image"),

    // Flux sources [schema]
    artifact("source.toolkit.fluxcd.io", "HelmRepository OCIRepository", "spec.url", by_flux),

    // Crossplane before packages [docs]
    artifact("stacks.crossplane.io", "ClusterStackInstall StackInstall", "spec.package", by_crossplane),

    // Tekton pipelines [docs]
    image("tekton.dev", "ClusterTask Task",
          "spec.steps[].image spec.sidecars[].image spec.stepTemplate.image"),
    image("tekton.dev", "Pipeline PipelineRun TaskRun",
          "spec.**.taskSpec.steps[].image spec.**.taskSpec.sidecars[].image "
          "spec.**.taskSpec.stepTemplate.image"),
    image("tekton.dev", "StepAction", "spec.image"),
    artifact(
        "tekton.dev", "ClusterTask Pipeline PipelineRun Task TaskRun",
        "**.pipelineRef.bundle **.pipelineRef.params[].value **.taskRef.bundle **.taskRef.params[].value "
        "**.steps[].ref.params[].value",
        by_tekton),
    none("tekton.dev", "PipelineResource", "spec.params[].value", "a source or a result of a build"),

    // Tekton triggers [docs]
    image("triggers.tekton.dev", "TriggerTemplate",
          "spec.resourcetemplates[].**.taskSpec.steps[].image "
          "spec.resourcetemplates[].**.taskSpec.sidecars[].image "
          "spec.resourcetemplates[].**.taskSpec.stepTemplate.image"),
    artifact("triggers.tekton.dev", "TriggerTemplate",
             "spec.resourcetemplates[].**.pipelineRef.bundle "
             "spec.resourcetemplates[].**.pipelineRef.params[].value "
             "spec.resourcetemplates[].**.taskRef.bundle spec.resourcetemplates[].**.taskRef.params[].value",
             by_tekton),

    // Rancher's system upgrade controller [schema]
    image("upgrade.cattle.io", "Plan", "spec.upgrade.image spec.prepare.image"),

    // DevWorkspaces; `imageName` is what a component's build is called [docs]
    image("workspace.devfile.io", "DevWorkspace", "spec.template.components[].container.image"),
    none("workspace.devfile.io", "DevWorkspace", "spec.template.components[].image.imageName", pushed),
    image("workspace.devfile.io", "DevWorkspaceTemplate", "spec.components[].container.image"),
    none("workspace.devfile.io", "DevWorkspaceTemplate", "spec.components[].image.imageName", pushed),
};

}  // namespace

std::span<const CatalogueRow> delivery_rows() { return rows; }

}  // namespace ecrify::locate
