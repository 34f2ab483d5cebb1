// SPDX-License-Identifier: Apache-2.0
// Arguments and variables of containers, and pairs and maps that work like them.
#include "catch.hpp"
#include "locate_classifying.hpp"

using namespace ecrify;
using namespace ecrify::locate;

namespace {

std::string container(const std::string& fields) {
  return "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, " + fields + "}]}\n";
}
std::string args(const std::string& list) {
  return container("image: quay.io/o/operator:v1, args: [" + list + "]");
}
std::string env(const std::string& name, const std::string& value) {
  return container("env: [{name: " + name + ", value: '" + value + "'}]");
}
std::string widget(const std::string& spec) {
  return "apiVersion: example.com/v1\nkind: Widget\nspec: " + spec + "\n";
}

}  // namespace

TEST_CASE("lists of images, each pinned, in what is named for images") {
  const ClassCase cases[] = {
      {args("'--images=ghcr.io/o/a:v1,ghcr.io/o/b:v1'"), "argument"},
      {env("DB_IMAGES", "14=ghcr.io/o/pg:14 15=ghcr.io/o/pg:15"), "argument"},
      {env("DB_IMAGES", "ghcr.io/o/pg:14;quay.io/o/pg:15"), "argument"},
      {env("DB_IMAGES", "ghcr.io/o/pg:14,ghcr.io/o/pg"), "argument"},
      {env("DB_PATHS", "ghcr.io/o/pg:14,ghcr.io/o/pg:15"), "embedded"},
  };
  check_classes(cases);
}

TEST_CASE("a registry alone, and text that is nearly a reference") {
  const ClassCase cases[] = {
      {args("'--registry=ghcr.io'"), "other"},
      {args("'--default-registry', ghcr.io"), "other"},
      {env("HELPER_REGISTRY", "ghcr.io"), "other"},
      {env("DOCKER_HUB", "ghcr.io"), "other"},
      {env("HELPER_PREFIX", "ghcr.io/o/"), "other"},
      {env("HELPER_FORMAT", "ghcr.io/%s/x:%s"), "other"},
      {widget("{images: {server: ghcr.io}}"), "other"},
      // Hosts that no image is made of.
      {args("'--host=ghcr.io'"), "ignored"},
      {args("'--insecure-registry=ghcr.io'"), "ignored"},
      {env("GITHUB", "ghcr.io"), "ignored"},
      {widget("{registry: ghcr.io, username: me}"), "ignored"},
      {widget("{mirrors: {registry: ghcr.io}}"), "ignored"},
  };
  check_classes(cases);
}

TEST_CASE("where images are pushed to, systems of machines, and what an injector fills in") {
  const std::string job = "command: [sh, -c, 'make && crane push out.tar ${RESULT}'], ";
  const ClassCase cases[] = {
      {args("'--result-push-image=ghcr.io/o/a:v1'"), "ignored"},
      {env("APP_OUTPUT_IMAGE", "ghcr.io/o/a:v1"), "ignored"},
      {env("imageDestination", "ghcr.io/o/a:v1"), "ignored"},
      {container(job + "env: [{name: RESULT, value: 'ghcr.io/o/a:v1'}]"), "ignored"},
      {container(job + "env: [{name: RESULT_BASE, value: 'ghcr.io/o/a:v1'}]"), "argument"},
      {container("command: [sh, -c, 'mvn jib:build -Djib.to.image=$RESULT'], env: [{name: RESULT, value: "
                 "'ghcr.io/o/a:v1'}]"),
       "ignored"},
      {args("-Djib.to.image=ghcr.io/o/a:v1"), "ignored"},
      {args("-Djib.from.image=ghcr.io/o/a:v1"), "argument"},
      {args("release, new, '--to-image=ghcr.io/o/a:v1'"), "ignored"},
      {env("QUARKUS_CONTAINER_IMAGE_IMAGE", "ghcr.io/o/a:v1"), "ignored"},
      {widget("{push: {image: 'ghcr.io/o/a:v1'}}"), "ignored"},
      {env("PUSHGATEWAY_IMAGE", "ghcr.io/o/a:v1"), "argument"},
      {env("NODE_OS_IMAGE", "ghcr.io/o/a:v1"), "ignored"},
      {env("PHOTOS_IMAGE", "ghcr.io/o/a:v1"), "argument"},
      {widget("{workerOsImage: 'ghcr.io/o/a:v1'}"), "ignored"},
      {env("DOCKER_MODS", "ghcr.io/o/a:v1|ghcr.io/o/b:v1"), "artifact"},
  };
  check_classes(cases);
}

TEST_CASE("fields of custom resources whose names say image") {
  const ClassCase cases[] = {
      {widget("{runnerImage: 'ghcr.io/o/a:v1'}"), "image-field"},
      {widget("{imageK8S: 'ghcr.io/o/a:v1'}"), "image-field"},
      {widget("{runnerImage: ghcr.io/o/a}"), "other"},
      {widget("{baseImage: {repository: ghcr.io/o/a, tag: v1}}"), "split-image"},
      {widget("{baseImage: {repository: ghcr.io/o/a}}"), "other"},
      {widget("{source: {repository: ghcr.io/o/a, tag: v1}}"), "other"},
  };
  check_classes(cases);
}

TEST_CASE("arguments: a full reference with a tag or a digest, or one that is named an image") {
  const ClassCase cases[] = {
      {args("ghcr.io/o/a:v1"), "argument"},
      {args("'ghcr.io/o/a@sha256:" + std::string(64, 'a') + "'"), "argument"},
      {args("'--sidecar=ghcr.io/o/a:v1'"), "argument"},
      {args("'-sidecar=ghcr.io/o/a:v1'"), "argument"},
      {args("'--acme-http01-solver-image=ghcr.io/o/a'"), "argument"},
      {args("--image, ghcr.io/o/a"), "argument"},
      {args("-entrypoint-image, ghcr.io/o/a"), "argument"},
      {args("--thanosImage, ghcr.io/o/a"), "argument"},
      {args("--x, ghcr.io/o/a:v1"), "argument"},
      {container("command: [run, --image, ghcr.io/o/a]"), "argument"},
      {container("command: [run, ghcr.io/o/a:v1]"), "argument"},
      // Neither pinned nor named: a prefix, a path, a place to look.
      {args("ghcr.io/o/a"), "other"},
      {args("'--prefix=ghcr.io/o/a'"), "embedded"},
      {args("--repository, ghcr.io/o/a"), "other"},
      {args("'--image-prefix=ghcr.io/o'"), "embedded"},
      {args("'--images=ghcr.io/o/a:v1,/data/b'"), "embedded"},
      {args("'--mounts=ghcr.io/o/a:v1,ghcr.io/o/b:v1'"), "embedded"},
      {args("'--images=a=ghcr.io/o/a:v1,ghcr.io/o/b'"), "argument"},
      {args("'--from=oci://ghcr.io/o/a:v1'"), "artifact"},
      {args("'ghcr.io/o/a:v1 --now'"), "embedded"},
  };
  check_classes(cases);
}

TEST_CASE("arguments: where in the value the reference stands") {
  CHECK(location_in(args("'--a-image=ghcr.io/o/a:v1'")).parts == std::vector<Span>{{10, 24}});
  CHECK(location_in(args("ghcr.io/o/a:v1")).parts == std::vector<Span>{{0, 14}});
}

TEST_CASE("arguments: variables") {
  const ClassCase cases[] = {
      {env("RELATED_IMAGE_A", "ghcr.io/o/a"), "argument"},
      {env("BASE_IMAGE", "ghcr.io/o/a"), "argument"},
      {env("OPERATOR_IMAGE_NAME", "ghcr.io/o/a"), "argument"},
      {env("WHATEVER", "ghcr.io/o/a:v1"), "argument"},
      {env("WHATEVER", "ghcr.io/o/a@sha256:" + std::string(64, '0')), "argument"},
      {env("REPOSITORY", "ghcr.io/o/a"), "other"},
      {env("IMAGE_REGISTRY", "ghcr.io"), "other"},
      {env("IMAGE", "https://ghcr.io/o/a"), "ignored"},
      {env("IMAGE", "oci://ghcr.io/o/a"), "artifact"},
      {env("IMAGES", "ghcr.io/o/a:v1 ghcr.io/o/b:v1"), "argument"},
      {container("env: [{value: ghcr.io/o/a, name: BASE_IMAGE}]"), "argument"},
      {container("env: [{name: ghcr.io/o/a:v1}]"), "other"},
  };
  check_classes(cases);
}

TEST_CASE("arguments: pairs and maps elsewhere, where their name says image") {
  const ClassCase cases[] = {
      {widget("{parameters: [{name: image, value: ghcr.io/o/a:v1}]}"), "argument"},
      {widget("{params: [{name: baseImage, default: ghcr.io/o/a:v1}]}"), "argument"},
      {widget("{params: [{default: ghcr.io/o/a:v1, name: baseImage}]}"), "argument"},
      {widget("{env: {PROXY_IMAGE: ghcr.io/o/a:v1}}"), "argument"},
      {widget("{parameters: [{name: target, value: ghcr.io/o/a:v1}]}"), "other"},
      {widget("{parameters: [{name: outputImage, value: ghcr.io/o/a:v1}]}"), "ignored"},
      {widget("{env: {PROXY: ghcr.io/o/a:v1}}"), "other"},
      {widget("{pairs: {name: image, value: ghcr.io/o/a:v1}}"), "other"},
  };
  check_classes(cases);
}

TEST_CASE("arguments: a container that builds, copies or scans images") {
  for (const std::string image :
       {"gcr.io/kaniko-project/executor:v1", "quay.io/buildah/stable", "docker:27-dind", "moby/buildkit:v0.1",
        "ghcr.io.example.com/sigstore/cosign/cosign:v2", "quay.io/skopeo/stable:v1",
        "gcr.io/go-containerregistry/crane", "docker.io/aquasec/trivy:0.60.0", "quay.io/oras-project/oras:v1",
        "docker.io/fluxcd/flux-cli:v2.5.0", "quay.io/siderolabs/talosctl:v1.9.0",
        "docker.io/buildpacksio/lifecycle:0.20"}) {
    INFO(image);
    CHECK(class_in(container("args: [-x, ghcr.io/o/a:v1], image: '" + image + "'")) ==
          "argument of a builder");
  }
  CHECK(class_in(container("command: [/usr/bin/crane, copy, ghcr.io/o/a:v1]")) == "ignored");
  CHECK(class_in(container("command: [docker, run, ghcr.io/o/a:v1]")) == "argument of a builder");
  CHECK(class_in(container("command: [/cnb/lifecycle/exporter], args: [-app=/w, ghcr.io/o/a:v1]")) ==
        "argument of a builder");
  CHECK(class_in(container("args: [osv-scanner, scan, image, ghcr.io/o/a:v1]")) == "argument of a builder");
  CHECK(class_in(container("command: [flux, push, artifact], args: [ghcr.io/o/a:v1]")) == "ignored");
  // The program is the command's where there is one.
  CHECK(class_in(container("command: [run], args: [trivy, ghcr.io/o/a:v1]")) == "argument");
  CHECK(class_in(container("command: [/bin/exporter], args: [-x, ghcr.io/o/a:v1]")) == "argument");
  CHECK(class_in(container("env: [{name: X, value: ghcr.io/o/a:v1}], image: quay.io/buildah/stable")) ==
        "argument of a builder");
  // Names that only hold a builder's: who is called docker-something, or lies in Docker's copy on ECR Public.
  for (const std::string image :
       {"quay.io/o/kolide:v1", "docker.io/o/a", "public.ecr.aws/docker/library/busybox:1.11",
        "quay.io/o/img-proxy:v1", "ko://github.com/o/controller",
        "quay.io/docker-mailserver/docker-mailserver:v1", "quay.io/o/docker-exporter:v1",
        "mirror.gcr.io/aquasec/trivy-operator:0.28.0"}) {
    INFO(image);
    CHECK(class_in(container("args: [-x, ghcr.io/o/a:v1], image: '" + image + "'")) == "argument");
  }
}

TEST_CASE("settings: what programs fetch with a login of their own, and where they push to") {
  const std::string configmap = "apiVersion: v1\nkind: ConfigMap\ndata: ";
  const ClassCase cases[] = {
      {args("--db-repository, 'ghcr.io/o/trivy-db:2'"), "artifact"},
      {args("'--db-repository=ghcr.io/o/trivy-db'"), "artifact"},
      {args("'--java-db-repository=quay.io/o/db:1,ghcr.io/o/db:1'"), "artifact"},
      {args("'--checks-bundle-repository=ghcr.io/o/checks:1'"), "artifact"},
      {env("TRIVY_DB_REPOSITORY", "ghcr.io/o/trivy-db:2"), "artifact"},
      {env("TRIVY_JAVA_DB_REPOSITORY", "quay.io/o/db:1,ghcr.io/o/db:1"), "artifact"},
      {env("TRIVY_CHECKS_BUNDLE_REPOSITORY", "ghcr.io/o/checks"), "artifact"},
      {configmap + "{policies.bundle.oci.ref: 'ghcr.io/o/checks:1'}\n", "artifact"},
      {configmap + "{trivy.dbRepository: ghcr.io/o/trivy-db}\n", "artifact"},
      {configmap + "{TRIVY_DB_REPOSITORY: ghcr.io/o/trivy-db:2}\n", "artifact"},
      {configmap + "{storage.oci.repository: ghcr.io/o/signatures}\n", "ignored"},
      {"trivy: {dbRepository: ghcr.io/o/trivy-db}\n", "artifact", Role::values},
      {"trivy: {dbRegistry: ghcr.io, dbRepository: o/trivy-db}\n", "artifact of two fields", Role::values},
      {"trivy: {dbRegistry: ghcr.io}\n", "artifact", Role::values},
      {"scan: {policiesBundle: {registry: ghcr.io, repository: o/checks, tag: 1}}\n",
       "artifact of two fields", Role::values},
      {"falcoctl: {config: {artifact: {install: {refs: ['ghcr.io/o/rules:3']}}}}\n", "artifact",
       Role::values},
      {"collectors: {kubernetes: {pluginRef: 'ghcr.io/o/plugin:1'}}\n", "artifact", Role::values},
      {"artifact: {follow: {refs: ['ghcr.io/o/rules:3']}}\n", "artifact", Role::fragment},
      {"gadget: {config: {gadgetConfigMaps: [{imageName: 'ghcr.io/o/trace:v1'}]}}\n", "artifact",
       Role::values},
      // Names that are like them.
      {"db: {registry: ghcr.io, repository: o/db, tag: 1}\n", "split-image of two fields", Role::values},
      {"postgres: {dbRegistry: ghcr.io, dbRepository: o/db}\n", "split-image of two fields", Role::values},
      {env("DB_REPOSITORY", "ghcr.io/o/db:1"), "argument"},
      {args("'--repository=ghcr.io/o/db:1'"), "argument"},
  };
  check_classes(cases);
}

TEST_CASE("arguments: parameters of workflows, where all that is done with them is to run them") {
  const auto workflow = [](const std::string& use, const std::string& name = "image") {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {arguments: {parameters: [{name: " +
           name + ", value: 'ghcr.io/o/a:v1'}]}, templates: [" + use + "]}\n";
  };
  const std::string runs = "{container: {image: '{{inputs.parameters.image}}'}}";
  const ClassCase cases[] = {
      {workflow("{container: {args: ['--destination={{workflow.parameters.image}}']}}"), "ignored"},
      {workflow(""), "other"},
      {workflow(runs), "argument"},
      {workflow("{script: {image: '{{ workflow.parameters.image }}'}}"), "argument"},
      {workflow("{container: {image: '{{workflow.parameters.runner}}'}}", "runner"), "argument"},
      {workflow(runs +
                ", {arguments: {parameters: [{name: image, value: '{{workflow.parameters.image}}'}]}}"),
       "argument"},
      // Passed on under another name, pushed to, a part of something else, in an expression, of another step.
      {workflow(runs +
                ", {arguments: {parameters: [{name: target, value: '{{workflow.parameters.image}}'}]}}"),
       "other"},
      {workflow(runs + ", {container: {args: ['{{inputs.parameters.image}}']}}"), "other"},
      {workflow("{container: {image: '{{inputs.parameters.image}}:{{inputs.parameters.tag}}'}}"), "other"},
      {workflow(runs + ", {container: {args: [\"{{=inputs.parameters['image']}}\"]}}"), "other"},
      {workflow("{container: {image: '{{steps.a.outputs.parameters.image}}'}}"), "other"},
      {workflow("{container: {image: '{{inputs.parameters.imag}}'}}"), "other"},
      {workflow("{container: {image: &i '{{inputs.parameters.image}}', args: [*i]}}"), "other"},
      {workflow("", "output-image"), "ignored"},
      {"apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nspec: {templates: [{inputs: {parameters: "
       "[{name: image, "
       "default: 'ghcr.io/o/a:v1'}]}}]}\n",
       "other"},
      {"apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\nspec: {workflowSpec: {arguments: {parameters: "
       "[{name: image, "
       "value: 'ghcr.io/o/a:v1'}]}}}\n",
       "other"},
      // Those of a chart are no workflow's.
      {"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {helm: {parameters: [{name: "
       "image.repository, "
       "value: ghcr.io/o/a}]}}}\n",
       "split-image"},
  };
  check_classes(cases);
}
