// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "../support/rewriting.hpp"
#include "catch.hpp"
#include "source_context.hpp"
#include "watched.hpp"

using namespace ecrify;
using namespace ecrify::test;

// A search for pairs takes one and a half times the instructions of all else. No count of needles and no
// word that is too common may lead there for the registries that people map.
TEST_CASE("the registries of ECR's caches are searched for by windows") {
  const std::vector<std::vector<std::string>> rows = {
      {"ghcr.io"},
      {"ghcr.io", "docker.io"},
      {"ghcr.io", "docker.io", "quay.io", "registry.k8s.io", "gcr.io"},
      {"ghcr.io", "docker.io", "quay.io", "registry.k8s.io", "public.ecr.aws", "registry.gitlab.com",
       "example.azurecr.io", "mcr.microsoft.com", "registry.chainguard.dev"},
  };
  for (const std::vector<std::string>& hosts : rows) {
    std::vector<rules::Rule> all;
    for (std::size_t i = 0; i < hosts.size(); ++i)
      all.push_back({hosts[i], rules::RuleKind::prefix, "p" + std::to_string(i), "", {}});
    const rules::RuleSet rules = rules::RuleSet::build(all, std::string(registry)).value();
    const rules::Mapping mapping(rules);
    for (const auto search : {SuppressionSearch::everywhere, SuppressionSearch::where_needed}) {
      Settings settings = settings_of(mapping);
      settings.suppression_search = search;
      const SourceContext context(settings);
      const manifest::Simd simd = manifest::best_simd();
      const bool has_windows = simd == manifest::Simd::avx2 || simd == manifest::Simd::avx512;
      CAPTURE(hosts.size(), context.watched.words.size());
      CHECK((context.prefilter.pair_count() == 0) == has_windows);
    }
  }
}
