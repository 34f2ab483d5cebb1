// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/facts.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/content.hpp"

namespace ecrify::run {
namespace {

using locate::Role;

constexpr std::string_view chart_file = "Chart.yaml";

// Most paths are normal already, and std::filesystem takes them all to pieces.
std::string normal(const std::string& path) {
  const bool may_differ =
      path.starts_with('.') || path.find("/.") != std::string::npos || path.find("//") != std::string::npos;
  return may_differ ? std::filesystem::path(path).lexically_normal().string() : path;
}

// The path from the folder that was walked; of a file that is named itself from the working folder.
std::string from_top(const InputEntry& file) {
  const std::string typed = normal(file.path);
  const std::string folder = normal(file.folder) + "/";
  return !file.named && typed.starts_with(folder) ? typed.substr(folder.size()) : typed;
}

// Errs on the side of true: JSON, and objects that don't begin at the margin, are not looked into.
bool may_lack_kind(std::string_view bytes) {
  manifest::Slicer slicer(bytes);
  for (std::size_t at = behind_mark(bytes); at < bytes.size();) {
    const Span slice = slicer.containing(at);
    const std::string_view document = bytes.substr(slice.begin, slice.size());
    if (!has_at_margin(document, "kind:") || !has_at_margin(document, "apiVersion:")) return true;
    at = std::max(slice.end, at + 1);
  }
  return false;
}

}  // namespace

bool looks_like_values(const std::string& path, std::string_view bytes) {
  return is_named_like_values(path) && !is_test_suite(path, bytes);
}

Facts::Facts(const std::vector<InputEntry>& files, IsValues is_values_by_user)
    : is_values_by_user_(std::move(is_values_by_user)), is_alone_(files.size() <= 1) {
  for (const InputEntry& file : files) {
    const std::string& path = file.resolved;
    if (path.ends_with(chart_file) && path.size() > chart_file.size() &&
        path[path.size() - chart_file.size() - 1] == '/') {
      charts_.insert(folder_of(path));
    }
  }
}

void Facts::add(const NamedFiles& named) {
  values_.insert(named.values.begin(), named.values.end());
  for (const auto& [path, target] : named.patches) {
    const auto [known, is_new] = patches_.emplace(path, target);
    if (!is_new && known->second != target) known->second = {};  // objects of several kinds
  }
  likely_values_.insert(named.likely_values.begin(), named.likely_values.end());
  named_entries_.add(named.entries);
  for (const std::string& path : named.values_from_top) {
    if (path.find('*') == std::string::npos) {
      values_from_top_.insert(path);
    } else if (auto pattern = Glob::parse(path); pattern.ok()) {
      patterns_.push_back(std::move(pattern).value());
    }
  }
}

void Facts::add_alone(std::string_view bytes) {
  named_entries_.add_later([bytes] { return run::named_entries(bytes); });
}

bool Facts::waits(const NamedFiles& named, std::string_view bytes) const {
  if (is_alone_ || !named.entries.empty()) return true;
  constexpr std::string_view kinds[] = {"ConfigMap", "configMapGenerator", ": Secret", "\"Secret\""};
  return std::any_of(std::begin(kinds), std::end(kinds),
                     [bytes](std::string_view kind) { return bytes.find(kind) != std::string_view::npos; });
}

std::optional<Role> Facts::by_name(const InputEntry& file) const {
  if (kustomize::is_kustomization_name(file.resolved)) return Role::kustomization;
  if (kustomize::is_argo_source_name(file.resolved.substr(file.resolved.rfind('/') + 1)))
    return Role::argo_cd_source;
  if (is_values_by_user_(file)) return Role::values;
  if (is_releases_name(file.resolved)) return Role::releases;
  return std::nullopt;
}

std::optional<Role> Facts::settled(const InputEntry& file, std::string_view bytes) const {
  if (const auto role = by_name(file)) return role;
  return is_alone_ || !may_lack_kind(bytes) ? std::optional(Role::object) : std::nullopt;
}

Role Facts::role(const InputEntry& file, std::string_view bytes) const {
  if (const auto role = by_name(file)) return *role;
  const bool is_likely = likely_values_.contains(file.resolved) || is_in_chart(file.resolved);
  if (values_.contains(file.resolved) || is_named_from_top(file)) return Role::values;
  if (is_likely && looks_like_values(file.resolved, bytes)) return Role::values;
  return patches_.contains(file.resolved) ? Role::patch : Role::object;
}

const locate::PatchTarget* Facts::patch_target(const std::string& path) const {
  const auto found = patches_.find(path);
  return found == patches_.end() || found->second.kind.empty() ? nullptr : &found->second;
}

// An Application's paths begin at the top of a repository, which need not be that of the run: tails are
// compared.
bool Facts::is_named_from_top(const InputEntry& file) const {
  if (values_from_top_.empty() && patterns_.empty()) return false;
  if (values_from_top_.contains(from_top(file))) return true;
  const std::string& path = file.resolved;
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string tail = path.substr(slash + 1);
    if (tail.find('/') != std::string::npos && values_from_top_.contains(tail)) return true;
  }
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const Glob& one) { return one.matches(path); });
}

// Beside a Chart.yaml, or in a folder below: `ci/x-values.yaml`, `examples/x/values.yaml`.
bool Facts::is_in_chart(const std::string& path) const {
  if (charts_.empty()) return false;
  for (std::string folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
    if (charts_.contains(folder)) return true;
  }
  return false;
}

}  // namespace ecrify::run
