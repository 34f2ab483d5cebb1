// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/named_files.hpp"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "listed_paths.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 1024;  // named in one text

// The paths under these keys as patterns; what has other bytes is no path of a values file.
std::vector<std::string> listed_files(std::string_view text, std::initializer_list<std::string_view> keys) {
  std::vector<std::string> files;
  for (const std::string_view path : listed_paths(text, {keys.begin(), keys.size()}).paths) {
    std::string pattern = pattern_of(path);
    const bool is_path = std::all_of(pattern.begin(), pattern.end(), [](char c) {
      return is_word_byte(c) || c == '.' || c == '/' || c == '*' || c == '$';
    });
    if (is_path && !pattern.empty() && files.size() < most_files) files.push_back(std::move(pattern));
  }
  return files;
}

// `path` as the file at `from` has it, absolute; "" for a URL.
std::string absolute(const fs::path& from, const std::string& path) {
  if (path.empty() || path.find("://") != std::string::npos) return "";
  return (from.parent_path() / path).lexically_normal().string();
}

void add(std::vector<std::string>& paths, std::string path) {
  if (!path.empty()) paths.push_back(std::move(path));
}

void add_kustomization(const std::string& path, std::string_view bytes, NamedFiles& named) {
  const kustomize::ReadKustomization read = kustomize::read_kustomization(path, bytes);
  if (read.status != kustomize::ReadStatus::read) return;
  const kustomize::Kustomization& kustomization = read.kustomization;
  for (const auto* texts : {&kustomization.generated.files, &kustomization.chart_values}) {
    for (const kustomize::Text& one : *texts) add(named.values, absolute(path, one.text));
  }
  for (const kustomize::Text& one : kustomization.patches) {
    if (std::string file = absolute(path, one.text); !file.empty())
      named.patches.emplace_back(std::move(file), locate::PatchTarget{one.group, one.kind});
  }
}

// Keys under which Argo CD, Flux and kustomize name values: valueFiles, valuesFiles, valuesFile,
// additionalValuesFiles, valuesFrom. Their `F` is rarer than the letters before it.
bool names_values(std::string_view text) {
  for (std::size_t at = text.find('F'); at != std::string_view::npos; at = text.find('F', at + 1)) {
    const std::string_view rest = text.substr(at);
    if (!rest.starts_with("Fi") && !rest.starts_with("Fr")) continue;
    const std::string_view before = text.substr(0, at);
    const bool is_list = rest.starts_with("Files:");
    const bool is_values = before.ends_with("values");
    if (is_list && (is_values || before.ends_with("value") || before.ends_with("additionalValues")))
      return true;
    if (is_values && (rest.starts_with("File:") || rest.starts_with("From:"))) return true;
  }
  return false;
}

// Words of the text that are names of files like values.yaml.
void add_words(std::string_view text, std::vector<std::string>& words) {
  for (std::size_t at = text.find("values"); at != std::string_view::npos && words.size() < most_files;) {
    std::size_t begin = at;
    while (begin > 0 && (is_word_byte(text[begin - 1]) || text[begin - 1] == '.')) --begin;
    std::size_t end = at;
    while (end < text.size() && (is_word_byte(text[end]) || text[end] == '.')) ++end;
    std::string word(text.substr(begin, end - begin));
    if (is_named_like_values(word)) words.push_back(std::move(word));
    at = text.find("values", end);
  }
}

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

}  // namespace

// https://fleet.rancher.io/ref-fleet-yaml, https://helmfile.readthedocs.io/en/latest/#configuration
bool is_releases_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name == "fleet.yaml" || name == "helmfile.yaml" || name == "helmfile.yml") return true;
  const std::string_view folder = path.substr(0, path.size() - name.size());
  return folder == "helmfile.d/" || folder.ends_with("/helmfile.d/");
}

std::vector<std::string> values_of_releases(std::string_view bytes) {
  return listed_files(bytes, {"valuesFiles", "values"});  // of fleet.yaml, of helmfile.yaml
}

bool is_named_like_values(const std::string& path) {
  const fs::path file(path);
  return is_yaml(file) && file.filename().string().find("values") != std::string::npos;
}

std::vector<std::string> values_from_top(std::string_view bytes) {
  std::vector<std::string> items = listed_files(bytes, {"valueFiles", "valuesFiles"});
  std::erase_if(items, [](const std::string& item) { return !is_yaml(item); });
  std::vector<std::string> paths;
  if (items.empty()) return paths;
  std::vector<std::string> folders;
  for (const std::string_view folder : listed_paths(bytes, {}).folders) folders.push_back(pattern_of(folder));
  // `$name` stands for the top of a repository, and so does a slash; else a path begins in the folder of the
  // chart, or, for Flux, at the top.
  folders.emplace_back();
  for (const std::string& item : items) {
    const bool from_top = item.front() == '/' || item.front() == '$';
    const std::string_view path =
        from_top ? std::string_view(item).substr(item.find('/') + 1) : std::string_view(item);
    for (const std::string& folder : folders) {
      std::string joined = (fs::path(from_top ? "" : folder) / path).lexically_normal().string();
      if (!joined.starts_with("..") && !joined.starts_with('/')) paths.push_back(std::move(joined));
      if (from_top) break;
    }
  }
  sort_unique(paths);
  return paths;
}

NamedFiles named_by(const std::string& path, std::string_view bytes) {
  NamedFiles named;
  named.entries = named_entries(bytes);
  if (kustomize::is_kustomization_name(path)) add_kustomization(path, bytes, named);
  if (is_releases_name(path)) {
    for (const std::string& file : values_of_releases(bytes)) {
      const bool is_pattern = file.find('*') != std::string::npos;
      add(is_pattern ? named.values_from_top : named.values, absolute(path, file));
    }
  }
  if (!names_values(bytes)) return named;
  for (std::string& file : values_from_top(bytes)) named.values_from_top.push_back(std::move(file));
  // A generator of kustomize that is a file of its own, beside the kustomization that lists it.
  if (bytes.find("HelmChartInflationGenerator") != std::string_view::npos) {
    for (const std::string& file : listed_files(bytes, {"valuesFile", "additionalValuesFiles"}))
      add(named.values, absolute(path, file));
  }
  std::vector<std::string> words;
  if (is_yaml(path)) add_words(bytes, words);
  for (const std::string& word : words) named.likely_values.push_back(absolute(path, word));
  return named;
}

}  // namespace ecrify::run
