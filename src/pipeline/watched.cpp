// SPDX-License-Identifier: Apache-2.0
#include "watched.hpp"

#include <algorithm>

#include "ecrify/base/base64.hpp"
#include "ecrify/rules/ecr.hpp"

namespace ecrify {
namespace {

constexpr std::string_view placeholders[] = {"image: $", "image: \"$", "image: '$", "image\": \"$", "image\":\"$"};
constexpr std::string_view ecr_words[] = {"dkr.ecr", "dkr-ecr"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool same(char a, char b) { return lower(a) == b; }

}  // namespace

Watched::Watched(const Settings& settings, const std::vector<std::string>& hosts) {
  const auto watch = [this](std::string_view word, Watch kind) {
    words.emplace_back(word);
    kinds.push_back(kind);
  };
  const bool everywhere = settings.direction == Direction::forward && settings.suppression_search == SuppressionSearch::everywhere;
  watch(suppression_word, everywhere ? Watch::suppression : Watch::mark);
  if (settings.direction != Direction::forward) return;
  const bool short_names = settings.rules->maps_short_names();
  if (short_names) watch("image", Watch::image_key);
  if (!(settings.pull_secrets.known.empty() && settings.pull_secrets.dropped.empty())) {
    watch("imagepullsecrets", Watch::pull_secrets);
  }
  if (!short_names) {
    for (const std::string_view word : placeholders) watch(word, Watch::placeholder);
  }
  // With a placeholder in its name nobody knows which hosts are the target's.
  if (rules::is_ecr_host(settings.rules->registry_host())) {
    for (const std::string_view word : ecr_words) watch(word, Watch::ecr_host);
    registry = settings.rules->registry_host();
    std::transform(registry.begin(), registry.end(), registry.begin(), lower);
  }
  for (const std::string& host : hosts) {
    for (const std::string& trace : base64_traces(host)) watch(trace, Watch::base64);
  }
}

void Watched::drop_own_host(std::string_view bytes, std::vector<manifest::Hit>& hits) const {
  if (registry.empty()) return;
  const std::size_t middle = std::min(registry.find(ecr_words[0]), registry.find(ecr_words[1]));
  const auto is_own = [&](const manifest::Hit& hit) {
    if (hit.kind != manifest::HitKind::word || kind_of(hit) != Watch::ecr_host || hit.offset < middle) return false;
    const std::string_view host = bytes.substr(hit.offset - middle, registry.size());
    return std::equal(host.begin(), host.end(), registry.begin(), registry.end(), same);
  };
  std::erase_if(hits, is_own);
}

}  // namespace ecrify
