// SPDX-License-Identifier: Apache-2.0
#include "watched.hpp"

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/base64.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/rules/target_kinds.hpp"

namespace ecrify {
namespace {

constexpr std::string_view placeholders[] = {
    "image: $",   "image: \"$",  "image: '$",     "image\": \"$", "image\":\"$",  "image: \"%",
    "image: <",   "image: \"<",  "image: {{",     "image: \"{{",  "image: '{{",   "image: \"@",
    "image: '@",  "image=__",    "image\": \"__", "image\":\"__", "image\": \"@", "image\":\"@",
    "image: __",  "image: \"__", "image: '__",    "image: \"[",   "image: '[",    "image: \"#{",
    "image: '#{", "image: '%"};

// `registry: ${REGISTRY}`, `${IMAGE_REGISTRY}/org/app`, `$(REGISTRY)/org/app`, `$REGISTRY/org/app`, `hub:
// ${HUB}`, `repository: ${HARBOR}/org/app`; and of any name in variables and flags. Needles that come first
// have the choice of what they are watched by, and little of these is rare.
constexpr std::string_view registry_placeholders[] = {
    "value: ${", "value: \"${", "image=$", "repository: $", "repository: \"$", "repository: '$",
    "registry: $", "registry: \"$", "registry: '$", "registry}", "registry)", "$registry", "registry@/",
    "registry%", "registry]", "registry>", "hub}", "hub)", "registry: \"{{", "registry: '{{", "registry }}",
    "registry=$", "repository=$", "prefix=$",
    // The same in JSON.
    "value\": \"${", "value\":\"${", "registry\": \"$", "registry\":\"$", "repository\": \"$",
    "repository\":\"$"};

constexpr std::string_view image_word = "image";

// What stands behind a word that is a key, or a text that an alias makes one: `reference:`, `&key reference`,
// the end of a JSON pointer. `project references` goes on.
bool ends_as_a_key(std::string_view behind) {
  if (!behind.empty() && (behind.front() == '"' || behind.front() == '\'')) behind.remove_prefix(1);
  const std::size_t end = behind.find_first_not_of(" \t");
  constexpr std::string_view ends = ":,]}#\r\n";
  return end == std::string_view::npos || ends.find(behind[end]) != std::string_view::npos;
}

bool same(char a, char b) { return to_lower(a) == b; }

}  // namespace

WatchedWords::WatchedWords(const Settings& settings) {
  const auto watch = [this](std::string_view word, Watch kind) {
    words.emplace_back(word);
    kinds.push_back(kind);
  };
  const bool everywhere =
      settings.mapping->is_forward() && settings.suppression_search == SuppressionSearch::everywhere;
  watch(suppression_word, everywhere ? Watch::suppression : Watch::mark);
  if (settings.kept == RulingScope::with_targets) {
    const rules::RuleSet& rules = settings.mapping->rules();
    const bool is_forward = settings.mapping->is_forward();
    for (const std::string& host :
         is_forward ? rules.reverse_needles(rules::ReverseScope::configured_target) : rules.needles()) {
      watch(host, Watch::target);
    }
  }
  for (const std::string& word : settings.noticed) watch(word, Watch::noticed);
  if (!settings.mapping->is_forward()) return;
  const bool short_names = settings.mapping->maps_short_names();
  if (short_names) {
    watch(image_word, Watch::image_key);
    // `{repository: nginx, tag: x}` in values. `repo` alone is in too many words.
    for (const std::string_view word : {"repository", "repo:", "repo\""}) watch(word, Watch::placeholder);
    for (const std::string& key : locate::other_image_keys()) watch(key, Watch::image_key);
    for (const locate::UserField& field : settings.fields) {
      const std::string_view key = field.path.last_key();
      if (!key.empty() && key.find("image") == std::string::npos) watch(key, Watch::image_key);
    }
  }
  if (!(settings.pull_secrets.known.empty() && settings.pull_secrets.dropped.empty())) {
    watch("imagepullsecrets", Watch::pull_secrets);
  }
  for (const std::string_view word : registry_placeholders) watch(word, Watch::placeholder);
  if (!short_names) {
    for (const std::string_view word : placeholders) watch(word, Watch::placeholder);
  }
  // With a placeholder in its name nobody knows which hosts are the target's.
  registry = lower_case(settings.mapping->rules().registry_host());
  if (const rules::TargetKind* kind = rules::kind_of_host(registry)) {
    middle = registry.size();
    for (const std::string_view word : kind->host_words) {
      watch(word, Watch::ecr_host);
      middle = std::min(middle, registry.find(word));
    }
  } else {
    registry.clear();
  }
  for (const std::string& host : settings.mapping->needles()) {
    for (const std::string& trace : base64_traces(host)) watch(trace, Watch::base64);
  }
}

void WatchedWords::drop_false_hits(std::string_view bytes, std::vector<manifest::Hit>& hits) const {
  // `image` is a part of other keys, too.
  std::erase_if(hits, [&](const manifest::Hit& hit) {
    if (hit.kind != manifest::HitKind::word || kind_of(hit) != Watch::image_key) return false;
    const std::string& word = words[hit.needle];
    return word != image_word && !ends_as_a_key(bytes.substr(hit.offset + word.size()));
  });
  if (registry.empty()) return;
  const auto is_own = [&](const manifest::Hit& hit) {
    if (hit.kind != manifest::HitKind::word || kind_of(hit) != Watch::ecr_host || hit.offset < middle)
      return false;
    const std::string_view host = bytes.substr(hit.offset - middle, registry.size());
    return std::equal(host.begin(), host.end(), registry.begin(), registry.end(), same);
  };
  std::erase_if(hits, is_own);
}

}  // namespace ecrify
