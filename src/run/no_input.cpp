// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "ecrify/base/glob.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/locate/json_patch.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/run/content.hpp"

namespace ecrify::run {
namespace {

// Names as their tools document them.
constexpr std::string_view names[] = {
    "**/.circleci/**",
    "**/.github/**",
    "**/.gitlab/**",
    "**/.forgejo/**",
    "**/.gitea/**",
    "**/.woodpecker/**",
    "**/.gitlab-ci*.y*ml",
    "**/*.gitlab-ci.y*ml",
    "**/gitlab-ci*.y*ml",
    "**/.travis.yml",
    "**/.drone.yml",
    "**/.woodpecker.y*ml",
    "**/woodpecker*.y*ml",
    "**/azure-pipelines*.y*ml",
    "**/bitbucket-pipelines.yml",
    "**/cloudbuild*.y*ml",
    "**/buildspec*.y*ml",
    "**/compose*.y*ml",
    "**/docker-compose*.y*ml",
    "**/*.compose.y*ml",
    "**/podman-compose*.y*ml",
    "**/Taskfile*.y*ml",
    "**/taskfile*.y*ml",
    "**/renovate*.json",
    "**/.renovaterc",
    "**/.renovaterc.json",
    "**/Chart.yaml",
    "**/Chart.lock",
    "**/artifacthub-pkg.y*ml",
    "**/artifacthub-repo.y*ml",
    "**/ct.yaml",
    "**/*.schema.json",
    "**/.pre-commit-*.yaml",
    "**/.goreleaser*.y*ml",
    "**/goreleaser*.y*ml",
    "**/mkdocs.y*ml",
    "**/devcontainer*.json",  // also of features and templates, and the lock file
    "**/.devcontainer*.json",
    "**/package.json",
    "**/package-lock.json",
    "**/tsconfig*.json",
    "**/skaffold*.y*ml",
    "**/zarf*.y*ml",
    "**/talconfig*.y*ml",
    "**/.yamllint*",
    "**/dependabot.y*ml",
    "**/tilt_config.json",
};

// Top-level keys that stand together in files of one tool.
struct Keys {
  std::string_view one;
  std::string_view other;
  std::initializer_list<std::string_view> below =
      {};  // of which one stands further in, where values of charts have such keys, too
};
const Keys keys[] = {
    {"on", "jobs"},          // workflows of GitHub, Gitea and Forgejo
    {"workflow", "stages"},  // GitLab CI
    {"stages", "variables"},
    {"stages", "default"},
    {"stages", "image"},
    {"stages", "include"},
    {"kind: pipeline", "steps"},  // Drone
    {"trigger", "pool"},          // Azure
    {"trigger", "jobs"},
    {"version", "jobs"},                            // CircleCI
    {"version", "tasks", {"cmd", "cmds", "deps"}},  // Taskfile
    // https://www.talos.dev/latest/reference/configuration/v1alpha1/config/
    {"", "machine", {"install", "kubelet", "certSANs", "sysctls", "nodeLabels", "systemDiskEncryption"}},
    {"services", "volumes"},  // compose files
    {"services", "networks"},
    {"services", "version"},
    {"services", "name"},
    {"extends", "packageRules"},  // renovate
    {"customManagers", "extends"},
    {"version", "updates"},  // dependabot
    {"kind: ZarfPackageConfig", ""},
};

// The keys of the outermost mapping of a text, as far as its form tells: those at the beginning of lines, and
// in JSON those in one pair of braces.
bool has_key(std::string_view bytes, std::string_view key) {
  const std::string start = std::string(key) + (key.find(':') == std::string_view::npos ? ":" : "");
  if (has_at_margin(bytes, start)) return true;
  if (!bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size())).starts_with('{'))
    return false;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] == '"') {
      std::size_t end = at + 1;
      while (end < bytes.size() && bytes[end] != '"')
        end += bytes[end] == '\\' ? std::size_t{2} : std::size_t{1};
      const std::size_t behind = bytes.find_first_not_of(" \t\r\n", std::min(end + 1, bytes.size()));
      const bool is_key = depth == 1 && behind != std::string_view::npos && bytes[behind] == ':';
      if (is_key && bytes.substr(at + 1, end - at - 1) == key) return true;
      at = end;
    } else if (bytes[at] == '{' || bytes[at] == '[') {
      ++depth;
    } else if (bytes[at] == '}' || bytes[at] == ']') {
      if (depth > 0) --depth;
    }
  }
  return false;
}

// True if one of `words` is a key of the lines that are indented below the line of `key`.
bool has_key_below(std::string_view bytes, std::string_view key,
                   std::initializer_list<std::string_view> words) {
  std::size_t at = find_at_margin(bytes, std::string(key) + ":");
  if (at == std::string_view::npos) return false;
  while ((at = bytes.find('\n', at)) != std::string_view::npos) {
    const std::string_view line = bytes.substr(at + 1, bytes.find('\n', at + 1) - at - 1);
    ++at;
    const std::size_t begin = line.find_first_not_of(" -\r");
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    if (begin == 0) return false;
    const std::string_view name = line.substr(begin, line.find(':', begin) - begin);
    if (std::find(words.begin(), words.end(), name) != words.end()) return true;
  }
  return false;
}

// kind's and k3d's clusters, skaffold's builds, and what else has a kind that no API server knows.
bool is_of_tool(std::string_view bytes) {
  constexpr std::string_view key = "apiVersion:";
  for (std::size_t at = find_at_margin(bytes, key); at != std::string_view::npos;
       at = find_at_margin(bytes, key, at + 1)) {
    const std::size_t begin = bytes.find_first_not_of(" \"'", at + key.size());
    if (begin == std::string_view::npos) return false;
    const std::string_view group = bytes.substr(begin, bytes.find_first_of("/\n", begin) - begin);
    if (locate::is_client_side(group)) return true;
  }
  return false;
}

// A list of operations on the configuration of a machine.
bool patches_machine(std::string_view bytes) {
  constexpr std::string_view key = "path";
  if (has_at_margin(bytes, "apiVersion:") || bytes.find("op") == std::string_view::npos) return false;
  for (std::size_t at = bytes.find(key); at != std::string_view::npos; at = bytes.find(key, at + 1)) {
    const std::size_t colon = bytes.find_first_not_of("\"' ", at + key.size());
    if (colon == std::string_view::npos || bytes[colon] != ':') continue;
    const std::size_t begin = std::min(bytes.find_first_not_of("\"' ", colon + 1), bytes.size());
    if (locate::leads_into_machine(bytes.substr(begin))) return true;
  }
  return false;
}

bool is_schema(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  const std::size_t at = head.find("$schema\"");
  if (at == std::string_view::npos) return false;
  const std::string_view line = head.substr(at, head.find('\n', at) - at);
  return line.find("json-schema.org") != std::string_view::npos ||
         line.find("renovate") != std::string_view::npos || line.find("sarif") != std::string_view::npos;
}

}  // namespace

bool is_no_input(const std::string& path, std::string_view bytes) {
  std::string made = path;  // by a template of that name
  for (const std::string_view suffix : {".j2", ".tmpl", ".gotmpl", ".ftl", ".erb"}) {
    if (made.ends_with(suffix)) made.resize(made.size() - suffix.size());
  }
  const auto fits = [&made](std::string_view name) {
    const Result<Glob> glob = Glob::parse(std::string(name));
    return glob.ok() && glob->matches(made);
  };
  if (std::any_of(std::begin(names), std::end(names), fits)) return true;
  if (is_earlier_report(bytes) || is_test_suite(path, bytes) || is_schema(bytes) || is_of_tool(bytes) ||
      patches_machine(bytes))
    return true;
  return std::any_of(std::begin(keys), std::end(keys), [bytes](const Keys& both) {
    return (both.one.empty() || has_key(bytes, both.one)) &&
           (both.other.empty() || has_key(bytes, both.other)) &&
           (both.below.size() == 0 || has_key_below(bytes, both.other, both.below));
  });
}

bool is_earlier_report(std::string_view text) {
  return report::begins_as_report(text) && !holds_applicable_object(text);
}

}  // namespace ecrify::run
