// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/locate/location.hpp"

// The files, and the entries of objects, that one file of a run names, and as what. Texts alone: nothing is
// looked up, no file is read but the one whose bytes are passed.
namespace ecrify::run {

struct NamedFiles {
  // Absolute, without `..`: what a kustomization names as values of a chart or reads into a generator, and
  // its patches; what Fleet, Helmfile and a HelmChartInflationGenerator name as values.
  std::vector<std::string> values;
  std::vector<std::pair<std::string, locate::PatchTarget>> patches;
  // Values that Applications and HelmReleases name, see values_from_top(); patterns of those that Fleet and
  // Helmfile name are absolute.
  std::vector<std::string> values_from_top;
  // Absolute: names like values.yaml in a text that names values somewhere, taken for files beside it.
  std::vector<std::string> likely_values;
  // See named_entries().
  std::vector<locate::NamedEntries::Entry> entries;
};

// `path` is absolute, with all links followed.
[[nodiscard]] NamedFiles named_by(const std::string& path, std::string_view bytes);

// True for fleet.yaml of Fleet and helmfile.yaml of Helmfile.
[[nodiscard]] bool is_releases_name(std::string_view path);

// The values files that such a file lists, as it writes them: they begin in its folder. `*` stands for what a
// template fills in.
[[nodiscard]] std::vector<std::string> values_of_releases(std::string_view bytes);

// Paths of values files that Applications of Argo CD name in `valueFiles`, and HelmReleases of Flux in
// `valuesFiles`, from the top of the repository that they are in: relative ones begin in the folder of the
// chart, `$values/apps/web/values.yaml` gives `apps/web/values.yaml`, and `*` stands for what an
// ApplicationSet fills in. What is read is text, not YAML: a path may come of two objects that are not about
// each other. Sorted. (https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values-files,
// https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/,
// https://fluxcd.io/flux/components/helm/helmreleases/)
[[nodiscard]] std::vector<std::string> values_from_top(std::string_view bytes);

// True for `*values*.yaml`, a name that charts use for values.
[[nodiscard]] bool is_named_like_values(const std::string& path);

// The entries of ConfigMaps and Secrets that HelmReleases read with `valuesFrom`, and containers into
// variables that name no image of a node (DOCKER_MODS, OUTPUT_IMAGE).
// (https://fluxcd.io/flux/components/helm/helmreleases/#values-references)
[[nodiscard]] std::vector<locate::NamedEntries::Entry> named_entries(std::string_view bytes);

}  // namespace ecrify::run
