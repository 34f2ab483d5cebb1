// SPDX-License-Identifier: Apache-2.0
// Kinds of clusters, machines, virtual machines, network, storage, security and clouds.
#include "catalogue_rows.hpp"

namespace ecrify::locate {
namespace {

constexpr std::string_view by_aws = "pulled by an AWS service, with its own role";
constexpr std::string_view by_azure = "an Azure resource, which no node of this cluster pulls";
constexpr std::string_view by_docker = "run by the Docker of a development machine";
constexpr std::string_view by_driver = "fetched by a storage driver";
constexpr std::string_view by_envoy = "a module that the proxy or its controller fetches";
constexpr std::string_view by_falco = "fetched by the Falco operator";
constexpr std::string_view by_google = "a Google Cloud resource, which no node of this cluster pulls";
constexpr std::string_view by_k0s = "fetched by the k0s controller";
constexpr std::string_view by_kubeadm = "pulled by kubeadm, without the kubelet's login";
constexpr std::string_view by_kubewarden = "fetched by Kubewarden's policy server";
constexpr std::string_view by_rke2 =
    "put before the system images; RKE2 takes a path since rancher/rke2#9404";
constexpr std::string_view by_tinkerbell = "pulled by Tinkerbell's worker, before there is a node";
constexpr std::string_view disk = "a disk image or an operating system";
constexpr std::string_view release = "a release payload, which is checked by its signature";
constexpr std::string_view talos =
    "a patch of a machine's configuration: Talos pulls without the kubelet's login";

constexpr CatalogueRow rows[] = {
    // Any kind: traps of volumes; a CSI driver that mounts images fetches them itself [Kubernetes API, docs]
    none("*", "*", "**.rbd.image", "the name of a Ceph block device"),
    artifact("*", "*", "**.csi.volumeAttributes.image", by_driver),

    // Crossplane's and ACK's resources of clouds [schema]
    artifact("*.aws.m.upbound.io", "*", "**", by_aws),
    artifact("*.aws.upbound.io", "*", "**", by_aws),
    none("*.azure.com", "*", "**", by_azure),
    none("*.azure.upbound.io", "*", "**", by_azure),
    none("*.cnrm.cloud.google.com", "*", "**", by_google),
    none("*.gcp.upbound.io", "*", "**", by_google),
    artifact("*.services.k8s.aws", "*", "**", by_aws),

    // Agent gateway [schema]
    registry("agentgateway.dev", "AgentgatewayParameters", "spec.image.registry"),

    // Envoy AI gateway [schema]
    image("aigateway.envoyproxy.io", "GatewayConfig", "spec.extProc.kubernetes.image"),
    repository("aigateway.envoyproxy.io", "GatewayConfig", "spec.extProc.kubernetes.imageRepository"),

    // AMD GPU operator: driver images are built and pushed by it [docs]
    image("amd.com", "DeviceConfig",
          "spec.devicePlugin.devicePluginImage spec.devicePlugin.nodeLabellerImage"),
    none("amd.com", "DeviceConfig", "spec.driver.image", "where a build pushes to"),

    // EKS Anywhere [schema]
    none("anywhere.eks.amazonaws.com", "DockerCluster DockerClusterTemplate",
         "**.loadBalancer.imageRepository", by_docker),
    none("anywhere.eks.amazonaws.com", "DockerMachine DockerMachinePool DockerMachineTemplate",
         "**.customImage **.preLoadImages[]", by_docker),
    none("anywhere.eks.amazonaws.com", "TinkerbellDatacenterConfig", "spec.osImageURL spec.hookImagesURLPath",
         disk),
    artifact("anywhere.eks.amazonaws.com", "TinkerbellTemplateConfig",
             "spec.template.tasks[].actions[].image", by_tinkerbell),

    // Falco operator [docs]
    artifact("artifact.falcosecurity.dev", "Plugin Rulesfile",
             "spec.ociArtifact.reference spec.ociArtifact.image.repository", by_falco),

    // Cluster API providers of SAP's and others' machine controllers, with kubeadm's configuration inside
    // [schema]
    artifact("awsprovider.k8s.io", "AWSClusterProviderSpec",
             "clusterConfiguration.imageRepository clusterConfiguration.dns.imageRepository "
             "clusterConfiguration.etcd.local.imageRepository",
             by_kubeadm),

    // AWX: images have no tag [schema]
    image(
        "awx.ansible.com", "AWX",
        "spec.image spec.control_plane_ee_image spec.ee_images[].image spec.init_container_image "
        "spec.init_projects_container_image spec.metrics_utility_image spec.postgres_image spec.redis_image"),
    image("awx.ansible.com", "AWXBackup AWXRestore", "spec.postgres_image"),

    // The same as awsprovider.k8s.io, for Azure [schema]
    artifact("azureprovider.k8s.io", "AzureClusterProviderSpec",
             "clusterConfiguration.imageRepository clusterConfiguration.dns.imageRepository "
             "clusterConfiguration.etcd.local.imageRepository",
             by_kubeadm),

    // Cluster API bootstrap: kubeadm, Talos [schema, docs]
    artifact("bootstrap.cluster.x-k8s.io", "KubeadmConfig KubeadmConfigTemplate",
             "**.clusterConfiguration.imageRepository **.clusterConfiguration.dns.imageRepository "
             "**.clusterConfiguration.etcd.local.imageRepository",
             by_kubeadm),
    registry("bootstrap.cluster.x-k8s.io", "RKE2Config", "spec.agentConfig.systemDefaultRegistry", by_rke2),
    registry("bootstrap.cluster.x-k8s.io", "RKE2ConfigTemplate",
             "spec.template.spec.agentConfig.systemDefaultRegistry", by_rke2),
    none("bootstrap.cluster.x-k8s.io", "TalosConfig TalosConfigTemplate",
         "**.configPatches[].value.** **.configPatches[].value", talos),

    // KubeVirt's Containerized Data Importer; VDDK is an init container [schema, docs]
    full_image("cdi.kubevirt.io", "DataImportCron DataVolume VolumeImportSource",
               "spec.**.vddk.initImageURL"),
    artifact("cdi.kubevirt.io", "DataImportCron DataVolume VolumeImportSource", "spec.**.source.registry.url",
             "fetched by the importer, unless `pullMethod` is `node`"),

    // Rook [schema]
    image("ceph.rook.io", "CephCOSIDriver", "spec.image spec.objectProvisionerImage"),
    image("ceph.rook.io", "CephCluster", "spec.cephVersion.image"),
    image("ceph.rook.io", "CephNFS", "spec.security.sssd.sidecar.image"),

    // Cloud SQL's auth proxy, a sidecar [schema]
    image("cloudsql.cloud.google.com", "AuthProxyWorkload",
          "spec.authProxyContainer.image spec.authProxyContainer.container.image"),

    // Confidential Containers: the payload is a DaemonSet [docs]
    image("confidentialcontainers.org", "CcRuntime", "spec.config.payloadImage"),

    // OpenShift's own release [schema]
    none("config.openshift.io", "ClusterVersion", "spec.desiredUpdate.image", release),

    // Cluster API control planes: k0smotron and Kamaji run in pods, kubeadm, RKE2 and Talos on machines
    // [schema, docs]
    image("controlplane.cluster.x-k8s.io", "K0smotronControlPlane",
          "spec.image spec.etcd.image spec.etcd.defragJob.image spec.monitoring.prometheusImage "
          "spec.monitoring.proxyImage spec.manifests[].image.reference spec.mounts[].image.reference"),
    image("controlplane.cluster.x-k8s.io", "K0smotronControlPlaneTemplate",
          "spec.template.spec.image spec.template.spec.etcd.image spec.template.spec.etcd.defragJob.image "
          "spec.template.spec.monitoring.prometheusImage spec.template.spec.monitoring.proxyImage "
          "spec.template.spec.manifests[].image.reference spec.template.spec.mounts[].image.reference"),
    image("controlplane.cluster.x-k8s.io", "KamajiControlPlane KamajiControlPlaneTemplate",
          "**.addons.konnectivity.agent.image **.addons.konnectivity.server.image "
          "**.deployment.extraContainers[].image **.deployment.extraInitContainers[].image "
          "**.deployment.extraVolumes[].image.reference"),
    registry("controlplane.cluster.x-k8s.io", "KamajiControlPlane", "spec.registry"),
    registry("controlplane.cluster.x-k8s.io", "KamajiControlPlaneTemplate", "spec.template.spec.registry"),
    registry("controlplane.cluster.x-k8s.io", "RKE2ControlPlane",
             "spec.serverConfig.systemDefaultRegistry spec.agentConfig.systemDefaultRegistry", by_rke2),
    registry("controlplane.cluster.x-k8s.io", "RKE2ControlPlaneTemplate",
             "spec.template.spec.serverConfig.systemDefaultRegistry "
             "spec.template.spec.agentConfig.systemDefaultRegistry",
             by_rke2),
    artifact("controlplane.cluster.x-k8s.io", "KubeadmControlPlane KubeadmControlPlaneTemplate",
             "**.clusterConfiguration.imageRepository **.clusterConfiguration.dns.imageRepository "
             "**.clusterConfiguration.etcd.local.imageRepository",
             by_kubeadm),
    none("controlplane.cluster.x-k8s.io", "TalosControlPlane TalosControlPlaneTemplate",
         "**.configPatches[].value.** **.configPatches[].value", talos),

    // Kanister: functions that run in pods [docs]
    image("cr.kanister.io", "Blueprint", "actions.*.phases[].args.image actions.*.deferPhase.args.image"),

    // Ceph CSI operator: volumes of pods [schema]
    image("csi.ceph.io", "Driver OperatorConfig", "spec.**.volumes[].volume.image.reference"),

    // Intel device plugins [docs]
    image("deviceplugin.intel.com", "*", "spec.image spec.initImage"),

    // Eraser: which images to delete; what its own configuration runs [schema, docs]
    repository("eraser.sh", "EraserConfig", "components.*.image.repo"),
    none("eraser.sh", "ImageList", "spec.images[]", "images to be deleted from nodes, by name"),

    // Istio [docs]
    artifact("extensions.istio.io", "WasmPlugin", "spec.url", by_envoy),

    // Forklift [docs]
    full_image("forklift.konveyor.io", "Provider", "spec.settings.vddkInitImage"),

    // Envoy gateway [schema, docs]
    artifact("gateway.envoyproxy.io", "EnvoyExtensionPolicy", "spec.wasm[].code.image.url", by_envoy),
    image(
        "gateway.envoyproxy.io", "EnvoyGateway",
        "provider.kubernetes.rateLimitDeployment.container.image provider.kubernetes.shutdownManager.image"),
    image("gateway.envoyproxy.io", "EnvoyProxy", "spec.provider.kubernetes.*.container.image"),
    repository("gateway.envoyproxy.io", "EnvoyProxy", "spec.provider.kubernetes.*.container.imageRepository"),

    // Gloo gateway [docs]
    registry("gateway.gloo.solo.io", "GatewayParameters", "spec.kube.**.image.registry"),

    // kgateway [schema]
    image("gateway.kgateway.dev", "GatewayParameters",
          "spec.kube.istio.customSidecars[].image spec.kube.podTemplate.extraVolumes[].image.reference"),
    registry("gateway.kgateway.dev", "GatewayParameters", "spec.kube.**.image.registry"),

    // NGINX Gateway Fabric [schema]
    repository("gateway.nginx.org", "NginxProxy", "spec.kubernetes.*.container.image.repository"),

    // Gloo edge [schema]
    artifact("gateway.solo.io", "Gateway MatchableHttpGateway", "**.wasm.filters[].image", by_envoy),

    // Hive [docs]
    none("hive.openshift.io", "ClusterDeployment", "spec.provisioning.releaseImage", release),
    none("hive.openshift.io", "ClusterImageSet", "spec.releaseImage", release),

    // HyperShift [docs]
    none("hypershift.openshift.io", "HostedCluster NodePool", "spec.release.image", release),

    // Cluster API machines; KubeVirt's are pods with a container disk [schema]
    artifact("infrastructure.cluster.x-k8s.io", "ByoCluster ByoClusterTemplate",
             "**.bundleLookupBaseRegistry", "fetched by the agent of the host"),
    none("infrastructure.cluster.x-k8s.io",
         "DevCluster DevClusterTemplate DockerCluster DockerClusterTemplate",
         "**.loadBalancer.imageRepository", by_docker),
    none("infrastructure.cluster.x-k8s.io",
         "DevMachine DevMachineTemplate DockerMachine DockerMachinePool DockerMachinePoolTemplate "
         "DockerMachineTemplate",
         "**.customImage **.preLoadImages[]", by_docker),
    none("infrastructure.cluster.x-k8s.io", "GCPMachine GCPMachineTemplate", "**.image", disk),
    none("infrastructure.cluster.x-k8s.io", "HCloudMachine HCloudMachineTemplate", "**.imageName **.imageURL",
         disk),
    artifact("infrastructure.cluster.x-k8s.io", "K8sInstallerConfig K8sInstallerConfigTemplate",
             "**.bundleRepo", "fetched by the agent of the host"),
    image("infrastructure.cluster.x-k8s.io", "KubevirtMachine KubevirtMachineTemplate",
          "**.containerDisk.image **.kernelBoot.container.image"),
    none("infrastructure.cluster.x-k8s.io", "Metal3Machine Metal3MachineTemplate", "**.image.url", disk),
    none("infrastructure.cluster.x-k8s.io", "OscCluster OscClusterTemplate", "**.bastion.imageName", disk),
    none("infrastructure.cluster.x-k8s.io", "TinkerbellCluster TinkerbellMachine TinkerbellMachineTemplate",
         "**.imageLookupBaseRegistry **.imageLookupFormat", disk),
    artifact("infrastructure.cluster.x-k8s.io", "TinkerbellMachine TinkerbellMachineTemplate",
             "**.templateOverride", by_tinkerbell),

    // Istio's own operator: `hub` is joined with the names of its images [docs]
    registry("install.istio.io", "IstioOperator", "spec.hub spec.values.global.hub spec.values.*.hub"),

    // k0s [docs]
    artifact("k0s.k0sproject.io", "ClusterConfig",
             "spec.extensions.helm.charts[].chartname spec.extensions.helm.repositories[].url", by_k0s),
    artifact("k0sctl.k0sproject.io", "Cluster",
             "spec.k0s.config.spec.extensions.helm.charts[].chartname "
             "spec.k0s.config.spec.extensions.helm.repositories[].url",
             by_k0s),

    // k0smotron [schema]
    image("k0smotron.io", "Cluster",
          "spec.image spec.etcd.image spec.etcd.defragJob.image spec.monitoring.prometheusImage "
          "spec.monitoring.proxyImage spec.manifests[].image.reference spec.mounts[].image.reference"),

    // Keycloak operator [schema]
    image("k8s.keycloak.org", "Keycloak", "spec.image"),

    // Kernel Module Management: built and pushed in the cluster where it is not found [docs]
    none("kmm.sigs.x-k8s.io", "Module",
         "spec.moduleLoader.container.containerImage "
         "spec.moduleLoader.container.kernelMappings[].containerImage",
         "where a build pushes to"),

    // kOps: machine images [docs]
    none("kops.k8s.io", "InstanceGroup", "spec.image", disk),

    // kubeadm [Kubernetes API]
    artifact("kubeadm.k8s.io", "ClusterConfiguration",
             "imageRepository dns.imageRepository etcd.local.imageRepository", by_kubeadm),

    // KubeVirt: a container disk is an image of the virtual machine's pod [schema]
    registry("kubevirt.io", "KubeVirt", "spec.imageRegistry"),
    full_image("kubevirt.io", "KubeVirt", "spec.configuration.network.binding.*.sidecarImage"),
    image("kubevirt.io", "*", "spec.**.containerDisk.image spec.**.kernelBoot.container.image"),
    full_image("kubevirt.io", "*", "spec.**.vddk.initImageURL"),
    artifact("kubevirt.io", "*", "spec.**.source.registry.url",
             "fetched by the importer, unless `pullMethod` is `node`"),

    // Longhorn: backing images are disks by name [schema]
    none("longhorn.io", "BackingImageManager", "spec.backingImages.*", disk),
    image("longhorn.io", "EngineImage", "spec.image"),
    full_image("longhorn.io", "Engine Replica Volume", "spec.engineImage"),
    none("longhorn.io", "Replica Volume", "spec.backingImage", disk),

    // OpenShift machines [schema]
    none("machine.openshift.io", "*",
         "disks[].image image **.providerSpec.value.disks[].image **.providerSpec.value.image", disk),

    // OpenShift's machine configuration [schema]
    none("machineconfiguration.openshift.io", "ControllerConfig",
         "spec.baseOSContainerImage spec.baseOSExtensionsContainerImage spec.images.* spec.osImageURL "
         "spec.releaseImage",
         release),
    none("machineconfiguration.openshift.io", "MachineConfig",
         "spec.baseOSExtensionsContainerImage spec.osImageURL", disk),
    none("machineconfiguration.openshift.io", "MachineOSConfig",
         "spec.buildInputs.renderedImagePushspec spec.renderedImagePushSpec", "where a build pushes to"),

    // Rancher's own settings, of which `system-default-registry` stands before all of its system images
    // [docs]
    registry("management.cattle.io", "Setting", "value", "of the setting system-default-registry"),

    // NVIDIA network operator: `repository` is joined with the name of an image [docs]
    registry("mellanox.com", "NicClusterPolicy", "spec.*.repository spec.*.*.repository"),

    // Sidero Metal: machine configurations of Talos [docs]
    none("metal.sidero.dev", "Server ServerClass", "**.configPatches[].value.** **.configPatches[].value",
         talos),

    // Metal3 [schema]
    none("metal3.io", "BareMetalHost", "spec.image.url", disk),
    none("metal3.io", "DataImage", "spec.url", disk),

    // Google's Wasm plug-ins [schema]
    artifact("networking.gke.io", "GCPWasmPlugin", "spec.versions[].image", by_envoy),

    // Node Feature Discovery operator [docs]
    image("nfd.kubernetes.io", "NodeFeatureDiscovery", "spec.operand.image"),
    image("nfd.openshift.io", "NodeFeatureDiscovery", "spec.operand.image"),

    // NVIDIA GPU operator: `repository` is joined with `image`, a name [schema]
    registry("nvidia.com", "ClusterPolicy NVIDIADriver",
             "spec.repository spec.*.repository spec.*.*.repository"),
    artifact("nvidia.com", "ClusterPolicy", "spec.kataManager.config.runtimeClasses[].artifacts.url",
             "fetched by NVIDIA's Kata manager"),

    // Cluster API operator [schema]
    full_image("operator.cluster.x-k8s.io", "*",
               "spec.deployment.containers[].imageUrl "
               "spec.additionalDeployments.*.deployment.containers[].imageUrl"),
    artifact("operator.cluster.x-k8s.io", "*", "spec.fetchConfig.oci spec.fetchConfig.url",
             "fetched by the Cluster API operator"),

    // Open Cluster Management [schema]
    full_image("operator.open-cluster-management.io", "ClusterManager",
               "spec.addOnManagerImagePullSpec spec.placementImagePullSpec spec.registrationImagePullSpec "
               "spec.workImagePullSpec"),
    full_image("operator.open-cluster-management.io", "Klusterlet",
               "spec.imagePullSpec spec.registrationImagePullSpec spec.workImagePullSpec"),

    // Tigera operator for Calico: `registry` ends with `/`; an ImageSet pins digests of images by their short
    // names [schema]
    none("operator.tigera.io", "ImageSet", "spec.images[].image", "selects by name"),
    registry("operator.tigera.io", "Installation", "spec.registry"),

    // Piraeus for LINSTOR: joined with the names of its images [schema]
    registry("piraeus.io", "LinstorCluster LinstorSatellite", "spec.repository"),

    // Kubewarden [docs]
    artifact("policies.kubewarden.io", "AdmissionPolicy ClusterAdmissionPolicy", "spec.module",
             by_kubewarden),
    artifact("policies.kubewarden.io", "AdmissionPolicyGroup ClusterAdmissionPolicyGroup",
             "spec.policies.*.module", by_kubewarden),
    image("policies.kubewarden.io", "PolicyServer", "spec.image"),

    // KubeVirt pools and snapshots [schema]
    image("pool.kubevirt.io", "VirtualMachinePool",
          "spec.**.containerDisk.image spec.**.kernelBoot.container.image"),
    full_image("pool.kubevirt.io", "VirtualMachinePool", "spec.**.vddk.initImageURL"),
    artifact("pool.kubevirt.io", "VirtualMachinePool", "spec.**.source.registry.url",
             "fetched by the importer, unless `pullMethod` is `node`"),

    // Clusters that Rancher makes: the configuration of RKE2 and K3s [docs]
    registry("provisioning.cattle.io", "Cluster",
             "spec.rkeConfig.machineGlobalConfig.system-default-registry "
             "spec.rkeConfig.machineSelectorConfig[].config.system-default-registry",
             by_rke2),

    // Pulp [schema]
    image("repo-manager.pulpproject.org", "Pulp",
          "spec.image spec.image_web spec.admin_password_job.container.image spec.api.init_container.image "
          "spec.cache.redis_image spec.content.init_container.image spec.database.postgres_image "
          "spec.migration_job.container.image spec.signing_job.container.image "
          "spec.telemetry.otel_collector_image "
          "spec.worker.init_container.image"),

    // Rancher's machine drivers [schema]
    none("rke-machine-config.cattle.io", "*", "image imageName imageId", disk),

    // Sail operator for Istio: Helm values as a spec [docs]
    registry("sailoperator.io", "Istio IstioCNI IstioRevision ZTunnel",
             "spec.values.global.hub spec.values.*.hub"),

    // Security Profiles Operator: a base profile may be an artifact [docs]
    artifact("security-profiles-operator.x-k8s.io", "SeccompProfile", "spec.baseProfileName",
             "fetched by the Security Profiles Operator"),

    // KubeVirt snapshots: a copy of the machine's definition [schema]
    none("snapshot.kubevirt.io", "VirtualMachineSnapshotContent", "**",
         "what a controller wrote about itself"),

    // Stunner [schema]
    image("stunner.l7mp.io", "Dataplane", "spec.image"),

    // Tailscale operator [schema]
    image("tailscale.com", "ProxyClass",
          "spec.statefulSet.pod.tailscaleContainer.image spec.statefulSet.pod.tailscaleInitContainer.image"),
    image("tailscale.com", "Recorder", "spec.statefulSet.pod.container.image"),

    // Tinkerbell: workflows as text, run on machines [docs]
    artifact("tinkerbell.org", "Template", "spec.data", by_tinkerbell),

    // tuppr, upgrades of Talos [schema]
    repository("tuppr.home-operations.com", "KubernetesUpgrade TalosUpgrade",
               "spec.talosctl.image.repository"),

    // Twingate [schema]
    repository("twingate.com", "TwingateConnector", "spec.image.repository"),
    artifact("twingate.com", "TwingateConnector", "spec.imagePolicy.repository",
             "its tags are listed by a controller"),

    // Bank-Vaults [schema]
    image("vault.banzaicloud.com", "Vault",
          "spec.image spec.bankVaultsImage spec.fluentdImage spec.statsdImage spec.vaultContainerSpec.image "
          "spec.vaultContainers[].image spec.vaultInitContainers[].image spec.veleroFsfreezeImage"),
};

}  // namespace

std::span<const CatalogueRow> platform_rows() { return rows; }

}  // namespace ecrify::locate
