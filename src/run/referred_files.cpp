// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <vector>

#include "ecrify/base/glob.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/run/named_files.hpp"
#include "ecrify/run/own_files.hpp"
#include "listed_paths.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;

bool is_tail(const std::string& path, std::string_view tail) {
  return tail.find('/') != std::string_view::npos && path.size() > tail.size() && path.ends_with(tail) &&
         path[path.size() - tail.size() - 1] == '/';
}

// `$values/apps/web.yaml` and `/apps/web.yaml` begin at the top of a repository, which need not be that of
// the run: tails are compared, as for the roles of files.
bool leads_to_output(const Outputs& outputs, const InputEntry& entry, std::string_view path) {
  if (path.empty() || path.find("://") != std::string_view::npos) return false;
  const bool from_top = path.front() == '/' || path.front() == '$';
  const std::string_view tail = from_top ? path.substr(path.find('/') + 1) : path;
  const auto any = [&](const auto& fits) {
    return std::any_of(outputs.all().begin(), outputs.all().end(), fits);
  };
  if (path.find('*') != std::string_view::npos || path.find("{{") != std::string_view::npos) {
    const std::string pattern = pattern_of(fs::path(tail).lexically_normal().string());
    // A pattern that says nothing of the name may be any file, and is taken for none.
    if (pattern.find_first_not_of("*.", pattern.rfind('/') + 1) == std::string::npos) return false;
    const auto fits = [&](const fs::path& path_of_pattern) {
      const Result<Glob> glob = Glob::parse(path_of_pattern.lexically_normal().string());
      return glob.ok() && any([&](const Outputs::Output& output) { return glob->matches(output.path); });
    };
    // A pattern without a slash would be that of a name in any folder.
    return (from_top && pattern.find('/') != std::string::npos && fits(pattern)) ||
           fits(fs::path(entry.resolved).parent_path() / pattern) ||
           (!entry.folder.empty() && fits(fs::absolute(entry.folder) / pattern));
  }
  const std::string normal = fs::path(tail).lexically_normal().string();
  if (any([&](const Outputs::Output& output) { return is_tail(output.path, normal); })) return true;
  return outputs.at((fs::path(entry.folder) / normal).string()) || outputs.at(normal) ||
         outputs.at((fs::path(entry.resolved).parent_path() / tail).string());
}

// The keys under which a file of that name lists files: values of charts (`valueFiles` of Argo CD,
// `valuesFiles` of Flux and Fleet), those of helmfile, and what a kustomization names beside images. `values`
// and `path` mean something else in other files: `{operator: In, values: [a]}`.
std::vector<std::string_view> keys_of(const std::string& file, std::string_view text) {
  std::vector<std::string_view> keys = {"valueFiles", "valuesFiles", "valuesFile", "additionalValuesFiles"};
  if (is_releases_name(file)) keys.insert(keys.end(), {"values", "secrets", "bases", "helmfiles"});
  const bool is_kustomization = kustomize::is_kustomization_name(file);
  if (is_kustomization) keys.insert(keys.end(), {"bases", "crds", "validators"});
  if (is_kustomization || text.find("fileParameters") != std::string_view::npos) keys.emplace_back("path");
  return keys;
}

}  // namespace

std::string referred_output(const Outputs& outputs, const InputEntry& entry, std::string_view text) {
  if (outputs.all().empty()) return {};
  const ListedPaths referred = listed_paths(text, keys_of(entry.resolved, text));
  for (const std::string_view path : referred.paths) {
    if (leads_to_output(outputs, entry, path)) return std::string(path);
    if (path.empty() || path.front() == '/' || path.front() == '$') continue;
    for (const std::string_view folder : referred.folders) {
      if (leads_to_output(outputs, entry, (fs::path(folder) / path).lexically_normal().string()))
        return std::string(path);
    }
  }
  return {};
}

}  // namespace ecrify::run
