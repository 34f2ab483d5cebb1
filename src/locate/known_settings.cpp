// SPDX-License-Identifier: Apache-2.0
// Settings of programs that read or write a registry with a login of their own, by the name that the program
// gives them: a variable, a flag, a key of a ConfigMap, a path of a chart's values.
#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_map>
#include <vector>

#include "ecrify/locate/known_fields.hpp"
#include "field_index.hpp"

namespace ecrify::locate {
namespace {

constexpr auto artifact = SettingUse::artifact;
constexpr auto pushed = SettingUse::pushed;
constexpr auto flag = SettingForm::flag;
constexpr auto name = SettingForm::name;

constexpr char any_words = '*';  // at the beginning of a name

constexpr KnownSetting rows[] = {
    // Falco: rules and plugins that falcoctl fetches, in its configuration, which is a part of the chart's
    // values [docs]
    {name, "artifact.follow.refs", artifact},
    {name, "artifact.install.refs", artifact},
    {name, "collectors.containerEngine.pluginRef", artifact},
    {name, "collectors.kubernetes.pluginRef", artifact},
    {name, "falcoctl.artifact.follow.refs", artifact},
    {name, "falcoctl.artifact.install.refs", artifact},

    // Inspektor Gadget: gadgets that its daemon fetches, in its chart's values [charts/gadget]
    {name, "gadgetConfigMaps.imageName", artifact},

    // Containers of linuxserver.io: layers that their entry point unpacks, `|` between them [docs]
    {name, "DOCKER_MODS", artifact},

    // ko: where it pushes what it builds [docs]
    {name, "KO_DOCKER_REPO", pushed},

    // Jib, Quarkus and Spring Boot, as properties of Maven and Gradle, and as a variable [docs]
    {flag, "Djib.to.image", pushed},
    {flag, "Dquarkus.container-image.image", pushed},
    {name, "QUARKUS_CONTAINER_IMAGE_IMAGE", pushed},
    {flag, "Dspring-boot.build-image.imageName", pushed},

    // oc adm release new and mirror [docs]
    {flag, "to-image", pushed},
    {flag, "to-release-image", pushed},

    // Tekton: bundles of tasks and pipelines that its resolver fetches, as Konflux and others name them
    // beside
    // its own fields [docs/bundle-resolver.md]
    {name, "*pipeline-bundle", artifact},
    {name, "*task-bundle", artifact},
    {name, "pipelines.bundle", artifact},

    // Tekton Chains: where signatures and attestations go [docs/config.md]
    {name, "storage.oci.repository", pushed},

    // Trivy: its databases and checks; several of them with commas between them are tried in turn [docs]
    {flag, "checks-bundle-repository", artifact},
    {flag, "db-repository", artifact},
    {flag, "java-db-repository", artifact},
    {flag, "policy-bundle-repository", artifact},
    {name, "trivy.checks-bundle-repository", artifact},
    {name, "trivy.db-repository", artifact},
    {name, "trivy.java-db-repository", artifact},
    {name, "trivy.policy-bundle-repository", artifact},

    // Harbor's scanner, which passes them on [docs]
    {name, "scanner.trivy.db-repository", artifact},
    {name, "scanner.trivy.java-db-repository", artifact},

    // Trivy operator: its ConfigMaps, and its chart's values, which have the registry apart [deploy/helm]
    {name, "policies.bundle.oci.ref", artifact},
    {name, "policiesBundle.registry", artifact},
    {name, "policiesBundle.repository", artifact},
    {name, "trivy.dbRegistry", artifact},
    {name, "trivy.javaDbRegistry", artifact},
};

bool is_between_words(char c) { return c == '-' || c == '_' || c == '.'; }

// Without case, and without what stands between words; behind the form.
std::string key_of(SettingForm form, std::string_view words) {
  std::string key(1, static_cast<char>('0' + static_cast<int>(form)));
  for (const char c : words) {
    if (!is_between_words(c)) key += lower_letter(c);
  }
  return key;
}

// True if a key ends in these words, of which nothing is made anew: most settings that are asked for are
// none.
bool ends_in_words(std::string_view key, std::string_view words) {
  for (; !words.empty(); words.remove_suffix(1)) {
    if (is_between_words(words.back())) continue;
    if (key.size() < 2 || key.back() != lower_letter(words.back())) return false;
    key.remove_suffix(1);
  }
  return true;
}

}  // namespace

std::span<const KnownSetting> known_settings() { return rows; }

std::optional<SettingUse> find_known_setting(SettingForm form, std::string_view text) {
  static const auto uses = [] {
    std::unordered_map<std::string, SettingUse> all;
    for (const KnownSetting& entry : rows) all.emplace(key_of(entry.form, entry.name), entry.use);
    return all;
  }();
  // What is left of the names that begin with any words.
  static const auto ends = [] {
    std::vector<KnownSetting> all;
    std::copy_if(std::begin(rows), std::end(rows), std::back_inserter(all),
                 [](const KnownSetting& entry) { return entry.name.front() == any_words; });
    return all;
  }();
  const std::string key = key_of(form, text);
  if (const auto found = uses.find(key); found != uses.end()) return found->second;
  const auto end = std::find_if(ends.begin(), ends.end(), [&](const KnownSetting& entry) {
    return entry.form == form && ends_in_words(key, entry.name.substr(1));
  });
  return end == ends.end() ? std::nullopt : std::optional(end->use);
}

}  // namespace ecrify::locate
