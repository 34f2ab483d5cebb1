// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/source.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/options.hpp"

// Charts that are not in the run: what they name in templates and default values only rendering shows. Their
// values, and references to the charts themselves, are rulings as any other.
namespace ecrify::run {

struct ChartPlaces {
  std::size_t count = 0;
  std::vector<std::string> places;  // FILE:LINE, with -v alone; not all of very many

  ChartPlaces& operator+=(const ChartPlaces& other);
};

// The documents that install a chart: HelmReleases of Flux, Applications and ApplicationSets of Argo CD with
// a `chart`, HelmCharts of K3s, and generators of kustomize. In block style with `kind` at the margin, as
// people write them; the offsets of these lines.
[[nodiscard]] std::vector<std::size_t> charts_in(std::string_view bytes);

// The charts that a file of a tool names, where the run has no Chart.yaml of them: dependencies of a chart,
// charts of a kustomization, releases of Fleet and Helmfile. Offsets. `path` is absolute.
[[nodiscard]] std::vector<std::size_t> charts_elsewhere(const std::string& path, std::string_view bytes,
                                                        const Facts& facts);

[[nodiscard]] ChartPlaces chart_places(const SourceText& text, const std::vector<std::size_t>& offsets,
                                       Verbosity verbosity);

}  // namespace ecrify::run
