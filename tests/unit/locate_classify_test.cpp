// SPDX-License-Identifier: Apache-2.0
// The class of a place, row by row of the table in docs/locations.md: what belongs to it, and what looks as
// if it did.
#include "catch.hpp"
#include "locate_classifying.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

const std::string widget = "apiVersion: example.com/v1\nkind: Widget\n";
const std::string pod = "apiVersion: v1\nkind: Pod\n";
const std::string configmap = "apiVersion: v1\nkind: ConfigMap\n";
const std::string ref = "ghcr.io/o/a:v1";

std::string of_kind(const std::string& api_version, const std::string& kind) {
  return "apiVersion: " + api_version + "\nkind: " + kind + "\n";
}
std::string of_schema(const std::string& text) {
  return of_kind("apiextensions.k8s.io/v1", "CustomResourceDefinition") +
         "spec: {versions: [{schema: {openAPIV3Schema: {" + text + "}}}]}\n";
}

}  // namespace

TEST_CASE("classes: ignored") {
  const ClassCase cases[] = {
      {pod + "status: {containerStatuses: [{image: " + ref + "}]}\n", "ignored"},
      {of_kind("v1", "Node") + "status: {images: [{names: [" + ref + "]}]}\n", "ignored"},
      {pod + "metadata: {annotations: {note: " + ref + "}}\n", "ignored"},
      {pod + "metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"image\":\"" +
           ref + "\"}'}}\n",
       "ignored"},
      {of_kind("apps/v1", "Deployment") + "spec: {template: {metadata: {annotations: {image: " + ref +
           "}}}}\n",
       "ignored"},
      {of_kind("apps/v1", "Deployment") + "spec: {template: {metadata: {labels: {image: " + ref + "}}}}\n",
       "ignored"},
      {of_schema("properties: {image: {example: " + ref + "}}"), "ignored"},
      {of_schema("properties: {image: {enum: [" + ref + "]}}"), "ignored"},
      {of_schema("properties: {default: {example: " + ref + "}}"), "ignored"},
      {of_schema("example: {default: " + ref + "}"), "ignored"},
      {of_schema("properties: {image: {default: 'see " + ref + "'}}"), "ignored"},
      // The API server writes defaults into objects.
      {of_schema("properties: {image: {default: " + ref + "}}"), "other"},
      {of_schema("properties: {default: {default: " + ref + "}}"), "other"},
      {of_schema("properties: {properties: {default: " + ref + "}}"), "other"},
      {of_schema("properties: {example: {default: " + ref + "}}"), "other"},
      {of_schema("properties: {a: {items: {anyOf: [{default: {image: " + ref + "}}]}}}"), "other"},
      {of_schema("properties: {a: {default: [{image: " + ref + "}]}}"), "other"},
      {of_kind("kro.run/v1alpha1", "ResourceGraphDefinition") +
           "spec: {schema: {apiVersion: v1alpha1, kind: App, spec: {image: 'string | default=\"" + ref +
           "\"'}}}\n",
       "embedded"},
      {of_kind("kro.run/v1alpha1", "ResourceGraphDefinition") +
           "spec: {schema: {apiVersion: v1alpha1, kind: App, spec: {image: 'string | default=" + ref +
           "'}}}\n",
       "embedded"},
      {widget + "spec: {homepage: https://ghcr.io/o/a}\n", "ignored"},
      {widget + "spec: {image: https://ghcr.io/o/a}\n", "other"},
      {widget + "spec: {registry: ghcr.io}\n", "other"},
      {widget + "spec: {hosts: [ghcr.io, example.com]}\n", "ignored"},
      {widget + "spec: {auths: {ghcr.io: {username: x}}}\n", "ignored"},
      {pod + "spec: {containers: [{args: [--registry=ghcr.io]}]}\n", "other"},
      {pod + "spec: {containers: [{env: [{name: GHCR_URL, value: 'https://ghcr.io/o/a'}]}]}\n", "ignored"},
      {of_kind("v1", "Secret") + "data: {image: " + ref + "}\n", "ignored"},
      {pod + "spec: {volumes: [{rbd: {image: " + ref + "}}]}\n", "ignored"},
      {of_kind("kafka.strimzi.io/v1", "KafkaConnect") + "spec: {build: {output: {image: " + ref + "}}}\n",
       "ignored"},
      {of_kind("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig") +
           "spec: {receivers: [{slackConfigs: [{imageURL: ghcr.io/o/a}]}]}\n",
       "ignored"},
      {of_kind("kind.x-k8s.io/v1alpha4", "Cluster") + "nodes: [{image: " + ref + "}]\n", "ignored"},
      {of_kind("k3d.io/v1alpha5", "Simple") + "image: " + ref + "\n", "ignored"},
      {of_kind("kbld.k14s.io/v1alpha1", "Config") + "overrides: [{image: " + ref + "}]\n", "ignored"},
      {of_kind("chainsaw.kyverno.io/v1alpha1", "Test") +
           "spec: {steps: [{try: [{apply: {resource: {spec: {containers: [{image: " + ref + "}]}}}}]}]}\n",
       "ignored"},
      {of_kind("content.hauler.cattle.io/v1", "Images") + "spec: {images: [{name: " + ref + "}]}\n",
       "ignored"},
      {of_kind("build.openshift.io/v1", "BuildConfig") +
           "spec: {output: {to: {kind: DockerImage, name: " + ref + "}}}\n",
       "ignored"},
      {pod + "spec: {containers: [{image: gcr.io/kaniko-project/executor, args: ['--destination=" + ref +
           "']}]}\n",
       "ignored"},
      {pod + "spec: {containers: [{image: gcr.io/kaniko-project/executor, args: "
             "['--cache-repo=ghcr.io/o/cache']}]}\n",
       "ignored"},
      {pod + "spec: {containers: [{image: gcr.io/kaniko-project/executor, args: [--destination, " + ref +
           "]}]}\n",
       "ignored"},
      // … and no further than that:
      {pod + "spec: {status: {containers: [{image: " + ref + "}]}}\n", "container"},
      {widget + "spec: {metadata: {image: " + ref + "}}\n", "image-field"},
      {of_kind("v1", "Secret") + "stringData: {pod.yaml: \"kind: Pod\\nimage: " + ref + "\"}\n", "nested"},
      {of_kind("apiextensions.k8s.io/v1alpha9", "Widget") + "spec: {image: " + ref + "}\n", "image-field"},
      {widget + "spec: {output: {image: " + ref + "}}\n", "image-field"},
  };
  check_classes(cases);
}

TEST_CASE("classes: words to people") {
  const ClassCase cases[] = {
      {of_kind("operators.coreos.com/v1alpha1", "ClusterServiceVersion") + "spec: {description: \"run `" +
           ref + "`\\nso.\"}\n",
       "ignored"},
      {of_kind("operators.coreos.com/v1alpha1", "ClusterServiceVersion") +
           "spec: {customresourcedefinitions: {owned: [{specDescriptors: [{description: " + ref + "}]}]}}\n",
       "ignored"},
      {of_kind("operators.coreos.com/v1alpha1", "ClusterServiceVersion") +
           "spec: {relatedImages: [{name: " + ref + "}]}\n",
       "ignored"},
      {of_kind("tekton.dev/v1", "Task") + "spec: {params: [{name: image, description: such as " + ref +
           "}]}\n",
       "ignored"},
      {of_kind("data.packaging.carvel.dev/v1alpha1", "PackageMetadata") + "spec: {longDescription: see " +
           ref + "}\n",
       "ignored"},
      {widget + "spec: {message: see " + ref + "}\n", "embedded"},
  };
  check_classes(cases);
}

TEST_CASE("classes: images that policies in CEL write") {
  const std::string mutation =
      of_kind("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy") + "spec: {mutations: [";
  const std::string as_object = mutation + "{applyConfiguration: {expression: '";
  const std::string as_patch = mutation + "{jsonPatch: {expression: '";
  const ClassCase cases[] = {
      {as_object + "Object.spec.containers{name: \"a\", image: \"" + ref + "\"}'}}]}\n", "nested"},
      {as_object + "Object{image:\"" + ref + "\"}'}}]}\n", "embedded"},
      {as_patch + "[JSONPatch{op: \"replace\", path: \"/x/image\", value: \"" + ref + "\"}]'}}]}\n",
       "nested"},
      {as_patch + "[JSONPatch{op: \"add\", path: \"/x\", value: {\"image\": dyn(\"" + ref + "\")}}]'}}]}\n",
       "nested"},
      {of_kind("policies.kyverno.io/v1alpha1", "MutatingPolicy") +
           "spec: {mutations: [{applyConfiguration: {expression: 'Object{image:\"" + ref + "\"}'}}]}\n",
       "embedded"},
      // What is compared with, or replaced, is not written.
      {as_object + "c.image.startsWith(\"ghcr.io/o/\")'}}]}\n", "policy"},
      {as_object + "c.image == \"" + ref + "\"'}}]}\n", "policy"},
      {as_object + "Object{image:\"" + ref + "\", b: c.image.replace(\"ghcr.io/\", \"\")}'}}]}\n", "policy"},
      {mutation + "], variables: [{name: image, expression: '\"" + ref + "\"'}]}\n", "policy"},
      {of_kind("mutations.gatekeeper.sh/v1", "Assign") +
           "spec: {location: 'spec.containers[name:*].image', parameters: {assign: "
           "{value: " +
           ref + "}}}\n",
       "patch"},
      {of_kind("mutations.gatekeeper.sh/v1", "Assign") +
           "spec: {location: 'spec.hostname', parameters: {assign: {value: " + ref + "}}}\n",
       "other"},
      {of_kind("mutations.gatekeeper.sh/v1", "Assign") +
           "spec: {parameters: {assign: {value: {name: a, image: " + ref + "}}}}\n",
       "image-field"},
  };
  check_classes(cases);
}

TEST_CASE("classes: policy") {
  const std::string cluster_policy = of_kind("kyverno.io/v1", "ClusterPolicy");
  const ClassCase cases[] = {
      {cluster_policy + "spec: {rules: [{verifyImages: [{imageReferences: ['ghcr.io/o/*']}]}]}\n", "policy"},
      {cluster_policy +
           "spec: {rules: [{validate: {pattern: {spec: {containers: [{image: 'ghcr.io/*'}]}}}}]}\n",
       "policy"},
      {cluster_policy + "spec: {rules: [{validate: {pattern: {spec: {containers: [{image: " + ref +
           "}]}}}}]}\n",
       "policy"},
      {cluster_policy + "spec: {rules: [{preconditions: {all: [{value: [ghcr.io]}]}}]}\n", "policy"},
      {of_kind("policies.kyverno.io/v1alpha1", "ImageValidatingPolicy") +
           "spec: {matchImageReferences: [{glob: 'ghcr.io/*'}]}\n",
       "policy"},
      {of_kind("policies.kyverno.io/v1alpha1", "ImageValidatingPolicy") +
           "spec: {validations: [{expression: 'image.registry() == \"ghcr.io\"'}]}\n",
       "policy"},
      {of_kind("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy") +
           "spec: {validations: [{expression: 'c.image.startsWith(\"ghcr.io/o/\")'}]}\n",
       "policy"},
      {of_kind("policy.sigstore.dev/v1beta1", "ClusterImagePolicy") +
           "spec: {images: [{glob: 'ghcr.io/o/**'}]}\n",
       "policy"},
      {of_kind("constraints.gatekeeper.sh/v1beta1", "K8sAllowedRepos") +
           "spec: {parameters: {repos: [ghcr.io/o/]}}\n",
       "policy"},
      {of_kind("config.openshift.io/v1", "ImageTagMirrorSet") +
           "spec: {imageTagMirrors: [{source: ghcr.io/o}]}\n",
       "policy"},
      {of_kind("pkg.crossplane.io/v1beta1", "ImageConfig") + "spec: {matchImages: [{prefix: ghcr.io/o}]}\n",
       "policy"},
      {widget + "spec: {image: 'ghcr.io/o/*'}\n", "policy"},
      {widget + "spec: {image: 'ghcr.io/o/a | ghcr.io/o/b'}\n", "policy"},
      // Words to people are no policy, and bodies that a policy writes into objects are those objects'.
      {cluster_policy + "metadata: {annotations: {policies.kyverno.io/description: use ghcr.io/o only}}\n",
       "ignored"},
      {cluster_policy + "spec: {rules: [{validate: {message: only ghcr.io/o is allowed}}]}\n", "ignored"},
      {cluster_policy + "spec: {rules: [{mutate: {patchStrategicMerge: {spec: {containers: [{image: " + ref +
           "}]}}}}]}\n",
       "container"},
      {cluster_policy + "spec: {rules: [{generate: {data: {spec: {containers: [{image: " + ref + "}]}}}}]}\n",
       "container"},
      {cluster_policy + "spec: {rules: [{mutate: {patchesJson6902: \"- op: add\\n  value: " + ref +
           "\"}}]}\n",
       "nested"},
      {of_kind("kyverno.io/v1", "PolicyException") + "spec: {images: ['ghcr.io/o/*']}\n", "policy"},
  };
  check_classes(cases);
}

TEST_CASE("classes: artifact") {
  const ClassCase cases[] = {
      {of_kind("source.toolkit.fluxcd.io/v1", "OCIRepository") + "spec: {url: oci://ghcr.io/o/charts/a}\n",
       "artifact"},
      {of_kind("source.toolkit.fluxcd.io/v1", "HelmRepository") + "spec: {url: oci://ghcr.io/o/charts}\n",
       "artifact of a registry"},
      {of_kind("argoproj.io/v1alpha1", "Application") + "spec: {source: {repoURL: oci://ghcr.io/o/charts}}\n",
       "artifact"},
      {of_kind("argoproj.io/v1alpha1", "Application") +
           "spec: {sources: [{repoURL: ghcr.io/o/charts, chart: a}]}\n",
       "artifact of two fields"},
      {of_kind("argoproj.io/v1alpha1", "ApplicationSet") +
           "spec: {template: {spec: {source: {repoURL: ghcr.io/o/charts}}}}\n",
       "artifact"},
      {of_kind("pkg.crossplane.io/v1", "Provider") + "spec: {package: " + ref + "}\n", "artifact"},
      {of_kind("image.toolkit.fluxcd.io/v1", "ImageRepository") + "spec: {image: ghcr.io/o/a}\n", "artifact"},
      {of_kind("policies.kubewarden.io/v1", "ClusterAdmissionPolicy") + "spec: {module: registry://" + ref +
           "}\n",
       "artifact"},
      {of_kind("policies.kubewarden.io/v1", "ClusterAdmissionPolicy") + "spec: {module: " + ref + "}\n",
       "artifact"},
      {of_kind("policies.kubewarden.io/v1", "AdmissionPolicyGroup") + "spec: {policies: {a: {module: " + ref +
           "}}}\n",
       "artifact"},
      {of_kind("cdi.kubevirt.io/v1beta1", "DataVolume") + "spec: {source: {registry: {url: 'docker://" + ref +
           "'}}}\n",
       "artifact"},
      {of_kind("image.openshift.io/v1", "ImageStream") +
           "spec: {tags: [{from: {kind: DockerImage, name: " + ref + "}}]}\n",
       "artifact"},
      {of_kind("tekton.dev/v1", "TaskRun") +
           "spec: {taskRef: {resolver: bundles, params: [{name: bundle, value: " + ref + "}]}}\n",
       "artifact"},
      {of_kind("tekton.dev/v1beta1", "PipelineRun") + "spec: {pipelineRef: {bundle: " + ref + "}}\n",
       "artifact"},
      {of_kind("fluxcd.controlplane.io/v1", "FluxInstance") +
           "spec: {distribution: {artifact: oci://ghcr.io/o/manifests}}\n",
       "artifact"},
      {widget + "spec: {somewhere: oci://ghcr.io/o/a}\n", "artifact"},
      {of_kind("runtime.wasmcloud.dev/v1alpha1", "Workload") + "spec: {components: [{image: " + ref + "}]}\n",
       "artifact"},
      // KServe makes an image of the model, unless its own initializer is to fetch it.
      {of_kind("serving.kserve.io/v1beta1", "InferenceService") +
           "spec: {predictor: {model: {storageUri: 'oci+fetch://" + ref + "'}}}\n",
       "artifact"},
      {of_kind("serving.kserve.io/v1beta1", "InferenceService") +
           "spec: {predictor: {model: {storageUri: 'oci://" + ref + "'}}}\n",
       "image-field"},
      {of_kind("serving.kserve.io/v1beta1", "InferenceService") +
           "spec: {predictor: {storageUris: [{uri: 'oci+native://" + ref + "'}]}}\n",
       "image-field"},
      {of_kind("serving.kserve.io/v1alpha1", "LLMInferenceService") + "spec: {model: {uri: 'oci://" + ref +
           "'}}\n",
       "image-field"},
      {of_kind("serving.kserve.io/v1alpha1", "TrainedModel") + "spec: {model: {storageUri: 'oci://" + ref +
           "'}}\n",
       "artifact"},
      // The kubelet pulls it: no artifact.
      {of_kind("cdi.kubevirt.io/v1beta1", "DataVolume") + "spec: {source: {registry: {url: 'docker://" + ref +
           "', pullMethod: node}}}\n",
       "image-field"},
      {of_kind("pkg.crossplane.io/v1beta1", "DeploymentRuntimeConfig") +
           "spec: {deploymentTemplate: {spec: {template: {spec: {containers: [{image: " + ref + "}]}}}}}\n",
       "container"},
      {of_kind("argoproj.io/v1alpha1", "Application") +
           "spec: {source: {repoURL: https://ghcr.io/o/charts}}\n",
       "ignored"},
  };
  check_classes(cases);
}

TEST_CASE("classes: containers and image volumes") {
  const ClassCase cases[] = {
      {pod + "spec: {containers: [{image: " + ref + "}]}\n", "container"},
      {pod + "spec: {initContainers: [{image: " + ref + "}]}\n", "container"},
      {pod + "spec: {ephemeralContainers: [{image: " + ref + "}]}\n", "container"},
      {of_kind("batch/v1", "CronJob") +
           "spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: " + ref + "}]}}}}}\n",
       "container"},
      {"apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, spec: {containers: [{image: " + ref +
           "}]}}]\n",
       "container"},
      {of_kind("kubeflow.org/v1", "PyTorchJob") +
           "spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [{image: " + ref +
           "}]}}}}}\n",
       "container"},
      {of_kind("template.openshift.io/v1", "Template") +
           "objects: [{apiVersion: v1, kind: Pod, spec: {containers: [{image: " + ref + "}]}}]\n",
       "container"},
      {pod + "spec: {volumes: [{name: v, image: {reference: " + ref + "}}]}\n", "image-volume"},
      {of_kind("batch/v1", "CronJob") +
           "spec: {jobTemplate: {spec: {template: {spec: {volumes: [{image: {reference: " + ref +
           "}}]}}}}}\n",
       "image-volume"},
      {widget + "spec: {template: {volumes: [{image: {reference: " + ref + ", pullPolicy: Always}}]}}\n",
       "image-volume"},
      // Near misses.
      {pod + "spec: {containers: {image: " + ref + "}}\n", "image-field"},
      {pod + "spec: {containers: [{name: " + ref + "}]}\n", "other"},
      {pod + "spec: {containers: [{images: " + ref + "}]}\n", "other"},
      {widget + "spec: {volumes: {image: {reference: " + ref + "}}}\n", "other"},
      {widget + "spec: {image: {reference: " + ref + "}}\n", "other"},
      {"apiVersion: v1\nkind: PodList\nitems: [{apiVersion: v1, kind: Pod, metadata: {}, status: {image: " +
           ref + "}}]\n",
       "ignored"},
  };
  check_classes(cases);
}

TEST_CASE("classes: image fields") {
  const ClassCase cases[] = {
      {widget + "spec: {image: " + ref + "}\n", "image-field"},
      {widget + "spec: {imageName: " + ref + "}\n", "image-field"},
      {widget + "spec: {deep: [{er: {image: ghcr.io/o/a}}]}\n", "image-field"},
      {of_kind("postgresql.cnpg.io/v1", "Cluster") + "spec: {imageName: " + ref + "}\n", "image-field"},
      {of_kind("postgresql.cnpg.io/v1", "ClusterImageCatalog") + "spec: {images: [{image: " + ref + "}]}\n",
       "image-field"},
      {of_kind("tekton.dev/v1", "Task") + "spec: {steps: [{image: " + ref + "}]}\n", "image-field"},
      {of_kind("argoproj.io/v1alpha1", "Workflow") + "spec: {templates: [{script: {image: " + ref + "}}]}\n",
       "image-field"},
      {of_kind("acid.zalan.do/v1", "postgresql") + "spec: {dockerImage: " + ref + "}\n", "image-field"},
      {of_kind("kubefledged.io/v1alpha2", "ImageCache") + "spec: {cacheSpec: [{images: [" + ref + "]}]}\n",
       "image-field"},
      {of_kind("fluxcd.controlplane.io/v1", "FluxInstance") +
           "spec: {distribution: {registry: ghcr.io/fluxcd}}\n",
       "image-field of a registry"},
      // Near misses: another key, another group, no single reference.
      {widget + "spec: {img: " + ref + "}\n", "other"},
      {widget + "spec: {images: [" + ref + "]}\n", "other"},
      {widget + "spec: {dockerImage: " + ref + "}\n", "image-field"},
      {widget + "spec: {image: {name: " + ref + "}}\n", "other"},
      {widget + "spec: {image: use ghcr.io/o/a}\n", "embedded"},
      {widget + "spec: {ghcr.io/o/a: x}\n", "other"},
  };
  check_classes(cases);
}

TEST_CASE("classes: annotations that name an image") {
  const std::string csv = of_kind("operators.coreos.com/v1alpha1", "ClusterServiceVersion");
  const ClassCase cases[] = {
      {of_kind("apps/v1", "Deployment") +
           "spec: {template: {metadata: {annotations: {sidecar.istio.io/proxyImage: " + ref + "}}}}\n",
       "annotation"},
      {pod + "metadata: {annotations: {sidecar.istio.io/proxyImage: " + ref + "}}\n", "annotation"},
      {csv + "metadata: {annotations: {containerImage: ghcr.io/o/a}}\n", "annotation"},
      {pod + "metadata: {annotations: {dapr.io/sidecar-image: " + ref + "}}\n", "annotation"},
      {of_kind("v1", "Namespace") + "metadata: {annotations: {config.linkerd.io/proxy-image: ghcr.io/o/a}}\n",
       "annotation"},
      {pod + "metadata: {annotations: {vault.hashicorp.com/agent-image: " + ref + "}}\n", "annotation"},
      {"podAnnotations: {config.linkerd.io/proxy-image: ghcr.io/o/a}\n", "annotation", Role::values},
      {"podAnnotations: {example.com/proxy: ghcr.io/o/a}\n", "other", Role::values},
      {of_kind("postgresql.cnpg.io/v1", "Cluster") +
           "spec: {inheritedMetadata: {annotations: {config.linkerd.io/proxy-image: ghcr.io/o/a}}}\n",
       "annotation"},
      {pod + "metadata: {annotations: {vault.hashicorp.com/agent-image: see " + ref + "}}\n", "embedded"},
      {of_kind("dapr.io/v1alpha1", "Component") +
           "metadata: {annotations: {dapr.io/component-container: '{\"image\": \"" + ref + "\"}'}}\n",
       "nested"},
      {of_kind("argoproj.io/v1alpha1", "Application") +
           "metadata: {annotations: {argocd-image-updater.argoproj.io/image-list: 'a=ghcr.io/o/a:~1, "
           "b=ghcr.io/o/b'}}\n",
       "artifact"},
      {pod + "metadata: {annotations: {containerImage: " + ref + "}}\n", "ignored"},
      {csv + "metadata: {annotations: {description: run " + ref + "}}\n", "ignored"},
      {csv + "metadata: {annotations: {alm-examples: '[{\"spec\": {\"image\": \"" + ref + "\"}}]'}}\n",
       "ignored"},
      {pod + "metadata: {labels: {sidecar.istio.io/proxyImage: " + ref + "}}\n", "ignored"},
  };
  check_classes(cases);
}

TEST_CASE("classes: patches") {
  const std::string item = "- {op: replace, path: /spec/template/spec/containers/0/";
  const ClassCase cases[] = {
      {item + "image, value: " + ref + "}\n", "patch", Role::patch},
      {"- value: " + ref + "\n  path: /spec/image\n  op: add\n", "patch", Role::patch},
      {"- {op: replace, path: /spec/volumes/0/image/reference, value: " + ref + "}\n", "patch", Role::patch},
      {widget + "spec: {patches: [{op: replace, path: /spec/image, value: " + ref + "}]}\n", "patch"},
      {"- {op: add, path: /spec/postgresql/extensions, value: [{name: x, image: {reference: " + ref +
           "}}]}\n",
       "patch", Role::patch},
      {"spec: {template: {spec: {containers: [{name: a, image: " + ref + "}]}}}\n", "container", Role::patch},
      {item + "name, value: " + ref + "}\n", "other", Role::patch},
      {"- {path: /spec/image, value: " + ref + "}\n", "other", Role::patch},
      {item + "image, value: ghcr.io}\n", "patch", Role::patch},  // pulled by that name
  };
  check_classes(cases);
}

TEST_CASE("classes: entries of a ConfigMap") {
  const ClassCase cases[] = {
      {configmap + "data: {anything: " + ref + "}\n", "config-value"},
      {configmap + "data: {anything: ghcr.io/o/a@sha256:" + std::string(64, 'a') + "}\n", "config-value"},
      {configmap + "data: {cacheImage: ghcr.io/o/a}\n", "config-value"},
      {configmap + "data: {BASE_IMAGE: ghcr.io/o/a}\n", "config-value"},
      {configmap + "data: {anything: ghcr.io/o/a}\n", "other"},
      {configmap + "data: {registries: ghcr.io/}\n", "ignored"},
      {configmap + "data: {allowed-image-prefix: ghcr.io/o/a}\n", "other"},
      {configmap + "data: {allowedImages: ghcr.io/o/a}\n", "other"},
      {configmap + "data: {image: 'ghcr.io/o/a, ghcr.io/o/b'}\n", "embedded"},
      {configmap + "data: {run.sh: \"docker pull " + ref + "\\nexit\"}\n", "nested"},
      {widget + "data: {anything: " + ref + "}\n", "other"},
      {configmap + "data: {ghcr.io/o/a: x}\n", "other"},
  };
  check_classes(cases);
}

TEST_CASE("classes: embedded and other") {
  const ClassCase cases[] = {
      {pod + "spec: {containers: [{args: [sh, -c, 'docker pull " + ref + " && run']}]}\n", "embedded"},
      {pod + "spec: {containers: [{env: [{name: IMAGES, value: 'ghcr.io/o/a ghcr.io/o/b'}]}]}\n", "embedded"},
      {pod + "spec: {containers: [{env: [{name: IMAGES, value: 'ghcr.io/o/a:v1,ghcr.io/o/b:v1'}]}]}\n",
       "argument"},
      {pod + "spec: {containers: [{args: ['a=ghcr.io/o/a b']}]}\n", "embedded"},
      {widget + "spec: {unknown: " + ref + "}\n", "other"},
      {widget + "spec: {list: [" + ref + "]}\n", "other"},
      {widget + "spec: {pulls: {ghcr.io/o/a:v1 : x}}\n", "other"},
  };
  check_classes(cases);
}

TEST_CASE("what may be a document of its own") {
  for (const std::string text :
       {"a: 1\nb: 2", "a: 1", "- a", "{}", " [1]", "{\"a\": 1}", "\n\na\nb", "- a\n- b\n"}) {
    INFO(text);
    CHECK(may_be_document(text));
  }
  for (const std::string text :
       {"", "ghcr.io/o/a", "ghcr.io/o/a\n", "a:1", "{{ .Values.image }}", "text\n\n \n"}) {
    INFO(text);
    CHECK_FALSE(may_be_document(text));
  }
}
