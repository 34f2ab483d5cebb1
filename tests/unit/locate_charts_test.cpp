// SPDX-License-Identifier: Apache-2.0
// Images in the values of charts: where values are, and how an image is split in them.
#include "catch.hpp"
#include "locate_classifying.hpp"

using namespace ecrify;
using namespace ecrify::locate;

TEST_CASE("charts: where values are") {
  const std::string image = "{image: {repository: ghcr.io/o/a, tag: v1}}";
  const ClassCase cases[] = {
      {"a: " + image + "\n", "split-image", Role::values},
      {"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {values: " + image + "}\n",
       "split-image"},
      {"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {helm: {valuesObject: " + image +
           "}}}\n",
       "split-image"},
      {"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {sources: [{helm: {valuesObject: " +
           image + "}}]}\n",
       "split-image"},
      {"apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec: {template: {spec: {source: {helm: "
       "{valuesObject: " +
           image + "}}}}}\n",
       "split-image"},
      {"helmCharts: [{name: a, valuesInline: " + image + "}]\n", "split-image", Role::kustomization},
      // The same fields where no chart reads them.
      {"apiVersion: example.com/v1\nkind: Widget\nspec: " + image + "\n", "split-image"},
      {"apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {chart: " + image + "}\n",
       "split-image"},
      {"apiVersion: v1\nkind: ConfigMap\nmetadata: {values: " + image + "}\n", "ignored"},
  };
  check_classes(cases);
}

TEST_CASE("charts: text that is values") {
  const std::string text = "\"image:\\n  repository: ghcr.io/o/a\\n  tag: v1\\n\"";
  for (const std::string holder :
       {"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {helm: {values: ",
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec: {a: {valuesContent: ",
        "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nspec: {a: {valuesContent: ",
        "apiVersion: k0s.k0sproject.io/v1beta1\nkind: ClusterConfig\nspec: {charts: {values: "}) {
    INFO(holder);
    const Location location = location_in(holder + text + "}}\n");
    CHECK(row_of(location.cls).name == "nested");
    CHECK(location.inner == Role::values);
  }
  CHECK(location_in("apiVersion: v1\nkind: ConfigMap\ndata: {values.yaml: " + text + "}\n").inner ==
        Role::values);
  CHECK(
      location_in("apiVersion: v1\nkind: ConfigMap\ndata: {spawner_ui_config.yaml: " + text + "}\n").inner ==
      Role::values);
  CHECK(location_in("apiVersion: v1\nkind: ConfigMap\ndata: {config.yaml: " + text + "}\n").inner ==
        Role::fragment);
}

TEST_CASE("charts: an image in one field") {
  const ClassCase cases[] = {
      {"image: ghcr.io/o/a:v1\n", "split-image", Role::values},
      {"a: {image: ghcr.io/o/a}\n", "split-image", Role::values},
      {"a: {imageName: ghcr.io/o/a:v1}\n", "split-image", Role::values},
      {"a: {docker_image: ghcr.io/o/a:v1}\n", "split-image", Role::values},
      {"catalog: {image: {ref: ghcr.io/o/a:v1}}\n", "split-image", Role::values},
      {"image: {reference: ghcr.io/o/a:v1}\n", "split-image", Role::values},
      {"images: {tags: {api: 'ghcr.io/o/a:v1', dep_check: quay.io/o/b:v1}}\n", "split-image", Role::values},
      {"images: {tags: {api: ghcr.io/o/a}}\n", "split-image", Role::values},
      {"images: {tag: v1, operator: ghcr.io/o/a}\n", "split-image", Role::values},
      {"a: {image: {value: 'a:v1', options: ['ghcr.io/o/a:v1']}}\n", "split-image", Role::values},
      {"a: {imageGroupOne: {options: ['ghcr.io/o/a:v1']}}\n", "split-image", Role::values},
      {"a: {other: {options: ['ghcr.io/o/a:v1']}}\n", "other", Role::values},
      {"tags: {api: ghcr.io/o/a}\n", "other", Role::values},
      {"global: {registry: {address: ghcr.io/o}}\n", "split-image of a registry", Role::values},
      {"global: {registry: {address: ghcr.io, username: u}}\n", "ignored", Role::values},
      {"build: {registry: {address: ghcr.io/o}}\n", "other", Role::values},
      {"image: {ref: ghcr.io/o/a}\n", "other", Role::values},
      {"chart: {ref: ghcr.io/o/a:v1}\n", "other", Role::values},
      {"a: {sidecarImage: ghcr.io/o/a:v1}\n", "split-image", Role::values},
      {"image: {repository: ghcr.io/o/a, tag: v1}\n", "split-image", Role::values},
      {"image: {tag: v1, repository: ghcr.io/o/a}\n", "split-image", Role::values},
      {"image: {repository: ghcr.io/o/a}\n", "split-image", Role::values},
      {"image:\n  pullPolicy: Always\n  repository: 'ghcr.io/o/a'\n  digest: x\n", "split-image",
       Role::values},
      {"a: {repository: ghcr.io/o/a, tag: 'v1@sha256:0'}\n", "split-image", Role::values},
      {"image: {name: ghcr.io/o/a, tag: v1}\n", "split-image", Role::values},
      {"image: {registry: ghcr.io/o/a, tag: v1}\n", "split-image", Role::values},
      {"a: {imageRepository: ghcr.io/o/a}\n", "split-image", Role::values},
      {"a: {containers: [{image: ghcr.io/o/a:v1}]}\n", "container", Role::values},
      {"image: {registry: '', repository: ghcr.io/o/a, tag: v1}\n", "split-image", Role::values},
      // Repositories of other things.
      {"git: {repository: ghcr.io/o/a}\n", "other", Role::values},
      {"chart: {repository: oci://ghcr.io/o/a}\n", "artifact", Role::values},
      {"image: {repository: o/ghcr.io/a}\n", "ignored", Role::values},
      {"a: {url: https://ghcr.io/o/a}\n", "ignored", Role::values},
      {"a: {notes: run ghcr.io/o/a please}\n", "embedded", Role::values},
      {"a: {name: ghcr.io/o/a}\n", "other", Role::values},
      {"a: {DOCKER_MODS: ghcr.io/o/a:v1}\n", "artifact", Role::values},
  };
  check_classes(cases);
}

TEST_CASE("charts: parameters are values at the paths that they name") {
  const std::string argo_cd =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {helm: {parameters: ";
  const std::string k3s = "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nspec: {set: ";
  const ClassCase cases[] = {
      {argo_cd + "[{name: image.registry, value: ghcr.io}, {name: image.repository, value: o/a}]}}}\n",
       "split-image of two fields"},
      {argo_cd + "[{name: 'a\\.b.registry', value: ghcr.io}, {name: 'a\\.b.repository', value: o/a}]}}}\n",
       "split-image of two fields"},
      {argo_cd + "[{name: image.registry, value: ghcr.io}, {name: repository, value: o/a}]}}}\n",
       "split-image of a registry"},
      {argo_cd + "[{name: global.imageRegistry, value: ghcr.io}]}}}\n", "split-image of a registry"},
      {argo_cd + "[{name: image.repository, value: ghcr.io/o/a}]}}}\n", "split-image"},
      {argo_cd + "[{name: a.repository, value: ghcr.io/o/a}, {name: a.tag, value: v1}]}}}\n", "split-image"},
      {argo_cd + "[{name: a.repository, value: ghcr.io/o/a}]}}}\n", "other"},
      {argo_cd + "[{name: 'images[0].name', value: ghcr.io/o/a}]}}}\n", "split-image"},
      {argo_cd + "[{name: a.registry, value: ghcr.io}, {name: a.username, value: me}]}}}\n", "ignored"},
      {argo_cd + "[{value: ghcr.io}]}}}\n", "ignored"},
      {argo_cd + "[{name: podLabels.image, value: 'ghcr.io/o/a:v1'}]}}}\n", "ignored"},
      {argo_cd + "[{name: ingress.host, value: ghcr.io}]}}}\n", "ignored"},
      {argo_cd + "[{name: a.chart.repository, value: ghcr.io/o/a}]}}}\n", "artifact"},
      {argo_cd + "[{name: 'extraArgs[0]', value: '--image=ghcr.io/o/a:v1'}]}}}\n", "argument"},
      {argo_cd + "[{name: 'env[0].value', value: ghcr.io/o/a}, {name: 'env[0].name', value: A_IMAGE}]}}}\n",
       "argument"},
      {argo_cd + "[{name: 'a[0', value: 'ghcr.io/o/a:v1'}]}}}\n", "other"},
      {argo_cd + "[{name: 'a..[]', value: 'ghcr.io/o/a:v1'}]}}}\n", "other"},
      {k3s + "{image.registry: ghcr.io, image.repository: o/a}}\n", "split-image of two fields"},
      {k3s + "{side.image: 'ghcr.io/o/a:v1'}}\n", "split-image"},
      {k3s + "{a.b: 'ghcr.io/o/a:v1'}}\n", "other"},
      {"apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nspec: {forProvider: {set: [{name: "
       "image.registry, value: ghcr.io}]}}\n",
       "split-image of a registry"},
      {"apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nspec: {forProvider: {values: {image: "
       "{registry: ghcr.io}}}}\n",
       "split-image of a registry"},
      {"apiVersion: example.com/v1\nkind: Release\nspec: {forProvider: {set: [{name: image.registry, value: "
       "ghcr.io}]}}\n",
       "other"},
  };
  check_classes(cases);
}

TEST_CASE("charts: a registry beside its repository that no chart reads") {
  const std::string widget = "apiVersion: example.com/v1\nkind: Widget\nspec: ";
  const ClassCase cases[] = {
      {widget + "{registry: ghcr.io, repository: o/a}\n", "other of two fields"},
      {widget + "{registry: ghcr.io/o, repository: a}\n", "other of two fields"},
      {widget + "{registry: ghcr.io, name: o/a, tag: v1}\n", "other of two fields"},
      {widget + "{aRegistry: ghcr.io, aRepository: o/a}\n", "other of two fields"},
      {widget + "{registry: ghcr.io, repository: ghcr.io/o/a}\n", "other"},
      {widget + "{registry: ghcr.io, name: a}\n", "other"},
      {widget + "{registry: ghcr.io, repository: o/a, password: x}\n", "ignored"},
      {widget + "{registry: ghcr.io}\n", "other"},
      {widget + "{registry: ghcr.io, repository: {a: b}}\n", "other"},
  };
  check_classes(cases);
}

TEST_CASE("charts: registry and repository in two fields") {
  const ClassCase cases[] = {
      {"image: {registry: ghcr.io, repository: o/a, tag: v1}\n", "split-image of two fields", Role::values},
      {"image: {tag: v1, repository: o/a, registry: ghcr.io}\n", "split-image of two fields", Role::values},
      {"image:\n  repository: o/a\n  registry: ghcr.io\n  digest: sha256:0\n", "split-image of two fields",
       Role::values},
      {"a: {registry: ghcr.io, repository: o/a}\n", "split-image of two fields", Role::values},
      {"a: {registry: ghcr.io/o, repository: a, tag: v1}\n", "split-image of two fields", Role::values},
      {"a: {imageRegistry: ghcr.io, imageRepository: o/a}\n", "split-image of two fields", Role::values},
      {"image: {registry: ghcr.io, name: o/a, tag: v1}\n", "split-image of two fields", Role::values},
      {"image: {registry: ghcr.io/, repository: o/a}\n", "split-image of two fields", Role::values},
      // The repository is the chart's default.
      {"image: {registry: ghcr.io}\n", "split-image of a registry", Role::values},
      {"image: {registry: ghcr.io, tag: v1}\n", "split-image of a registry", Role::values},
      {"image: {registry: ghcr.io, repository: ''}\n", "split-image of a registry", Role::values},
      {"global: {imageRegistry: ghcr.io}\n", "split-image of a registry", Role::values},
      {"global: {imageRegistry: ghcr.io/o}\n", "split-image of a registry", Role::values},
      {"global: {image: {registry: ghcr.io}}\n", "split-image of a registry", Role::values},
      {"global: {cattle: {systemDefaultRegistry: ghcr.io}}\n", "split-image of a registry", Role::values},
      // Registries of other things: credentials, where to push, what to serve.
      {"imageCredentials: {registry: ghcr.io, username: x, password: y}\n", "ignored", Role::values},
      {"image: {pullSecret: {registry: ghcr.io, username: x}}\n", "ignored", Role::values},
      {"docker: {registry: ghcr.io}\n", "other", Role::values},
      {"a: {host: ghcr.io}\n", "ignored", Role::values},
      {"registries: [ghcr.io]\n", "ignored", Role::values},
      {"trustedRegistry: ghcr.io\n", "ignored", Role::values},
      {"registryWhitelist: ghcr.io\n", "ignored", Role::values},
      {"repositories: {a: {url: ghcr.io/o/charts, type: helm, enableOCI: 'true'}}\n",
       "artifact of a registry", Role::values},
      {"push: {registry: ghcr.io, repository: o/a}\n", "ignored", Role::values},
      {"a: {push: {image: 'ghcr.io/o/a:v1'}}\n", "ignored", Role::values},
      {"a: {push: [{repository: ghcr.io/o/a, tag: v1}]}\n", "ignored", Role::values},
      {"build: {cache: {image: 'ghcr.io/o/a:v1'}}\n", "ignored", Role::values},
      // … and components of these names.
      {"push: {image: {repository: ghcr.io/o/a, tag: v1}}\n", "split-image", Role::values},
      {"push: {image: 'ghcr.io/o/a:v1', pullPolicy: Always}\n", "split-image", Role::values},
      {"cache: {image: 'ghcr.io/o/a:v1'}\n", "split-image", Role::values},
      {"image: {registry: https://ghcr.io}\n", "split-image of a registry", Role::values},
  };
  check_classes(cases);
}
