// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <vector>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/write/printable.hpp"
#include "regions.hpp"

namespace ecrify::options {
namespace {

// Public registries that manifests name. Of two that may be meant the first is, so that those with a cache in
// ECR come first: ghcr.io for gchr.io, which gcr.io is as near to.
constexpr std::string_view known_hosts[] = {
    "cgr.dev",
    "docker.io",
    "ghcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.gitlab.com",
    "registry.k8s.io",
    "docker.elastic.co",
    "gcr.io",
    "icr.io",
    "index.docker.io",
    "k8s.gcr.io",
    "lscr.io",
    "mcr.microsoft.com",
    "nvcr.io",
    "reg.kyverno.io",
    "registry.access.redhat.com",
    "registry.redhat.io",
    "registry-1.docker.io",
    "xpkg.crossplane.io",
    "xpkg.upbound.io",
};

// The regions without their number, by which new ones differ.
const std::vector<std::string_view>& known_places() {
  static const std::vector<std::string_view> places = [] {
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < regions.size();) {
      const std::size_t end = std::min(regions.find(' ', at), regions.size());
      const std::string_view region = regions.substr(at, end - at);
      all.push_back(region.substr(0, region.rfind('-')));
      at = end + 1;
    }
    return all;
  }();
  return places;
}

std::string_view area_of(std::string_view region) { return region.substr(0, region.find('-')); }

template <typename Words>
std::string_view meant(std::string_view word, const Words& known) {
  if (std::find(std::begin(known), std::end(known), word) != std::end(known)) return {};
  const auto found = std::find_if(std::begin(known), std::end(known),
                                  [word](std::string_view one) { return is_slip(word, one); });
  return found == std::end(known) ? std::string_view() : *found;
}

// `docker.com` for docker.io; `docker.lan` is somebody's own.
bool has_other_ending(std::string_view host, std::string_view known) {
  constexpr std::string_view endings[] = {"com", "io", "net", "org"};
  const std::size_t dot = host.rfind('.');
  return dot != std::string_view::npos && host.substr(0, dot) == known.substr(0, known.rfind('.')) &&
         std::find(std::begin(endings), std::end(endings), host.substr(dot + 1)) != std::end(endings);
}

std::string_view meant_host(std::string_view host) {
  const std::string_view likely = meant(host, known_hosts);
  const bool is_known =
      std::find(std::begin(known_hosts), std::end(known_hosts), host) != std::end(known_hosts);
  if (!likely.empty() || is_known) return likely;
  const auto* const found =
      std::find_if(std::begin(known_hosts), std::end(known_hosts),
                   [host](std::string_view one) { return has_other_ending(host, one); });
  return found == std::end(known_hosts) ? std::string_view() : *found;
}

// Of two areas that are known neither is a slip for the other: `ca-east` may be new.
std::string meant_region(std::string_view region) {
  const std::size_t number = region.rfind('-');
  if (number == std::string_view::npos) return {};
  const std::string_view place = region.substr(0, number);
  const std::string_view likely = meant(place, known_places());
  const bool is_area = std::any_of(known_places().begin(), known_places().end(),
                                   [&](std::string_view one) { return area_of(one) == area_of(place); });
  if (likely.empty() || (is_area && area_of(likely) != area_of(place))) return {};
  return std::string(likely) + std::string(region.substr(number));
}

// Of the form that regions have: two letters, a partition's word perhaps, a direction, one digit.
bool may_be_region(std::string_view region) {
  constexpr std::string_view directions[] = {"north",     "south",     "east",      "west",     "central",
                                             "northeast", "northwest", "southeast", "southwest"};
  const std::size_t number = region.rfind('-');
  const std::size_t area = region.find('-');
  if (number == std::string_view::npos || number == area) return false;
  const std::string_view place = region.substr(0, number);
  const std::string_view direction = place.substr(place.rfind('-') + 1);
  return number + 2 == region.size() && region.back() >= '1' && region.back() <= '9' &&
         std::find(std::begin(directions), std::end(directions), direction) != std::end(directions);
}

// The label of an ECR host that is its region; empty for other hosts.
std::string_view region_of(std::string_view host) {
  for (const std::string_view middle : {".dkr.ecr.", ".dkr.ecr-fips.", ".dkr-ecr.", ".dkr-ecr-fips."}) {
    const std::size_t at = host.find(middle);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = host.substr(at + middle.size());
    return rest.substr(0, rest.find('.'));
  }
  return {};
}

void add_region(const rules::RuleSet& rules, std::vector<std::string>& lines) {
  const std::string_view region = region_of(rules.registry_host());
  if (region.empty()) return;
  const std::string likely = meant_region(region);
  const bool is_placeholder = region.find_first_of("${<") != std::string_view::npos;
  if (!likely.empty())
    lines.push_back("warning: the region " + write::printable(region) + " is not known; did you mean " +
                    likely + "?");
  else if (!is_placeholder && !may_be_region(region))
    lines.push_back("warning: the region " + write::printable(region) + " is not known");
}

}  // namespace

std::vector<std::string> slip_lines(const run::Options& options) {
  std::vector<std::string> lines;
  const rules::RuleSet& rules = options.mapping.rules();
  for (const rules::Rule& rule : rules.rules()) {
    std::string host = rule.from.substr(0, rule.from.find('/'));
    host = lower_case(host);
    const std::string_view likely = meant_host(host);
    if (likely.empty()) continue;
    lines.push_back("warning: the rule " + write::printable(rules::describe(rule)) +
                    " is about the registry " + write::printable(host) + "; did you mean " +
                    std::string(likely) + "?");
  }
  add_region(rules, lines);
  for (const run::PathTarget& target : options.targets) add_region(target.mapping.rules(), lines);
  sort_unique(lines);
  return lines;
}

}  // namespace ecrify::options
