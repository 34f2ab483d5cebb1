// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/facts.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/base/byte_order_mark.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/run/named_files.hpp"

namespace ecrify::run {
namespace {

using locate::Role;

constexpr std::string_view chart_file = "Chart.yaml";

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
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

Facts::Facts(const std::vector<RunFile>& files, IsValues is_values_by_user)
    : is_values_by_user_(std::move(is_values_by_user)), is_alone_(files.size() <= 1) {
  for (const RunFile& file : files) {
    const std::string& path = file.path;
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
  named_entries_.insert(named.entries.begin(), named.entries.end());
  for (const std::string& path : named.values_from_top) {
    if (path.find('*') == std::string::npos) {
      values_from_top_.insert(path);
    } else if (auto pattern = Glob::parse(path); pattern.ok()) {
      patterns_.push_back(std::move(pattern).value());
    }
  }
}

bool Facts::waits(std::string_view bytes) const {
  if (may_name_entries(bytes)) return true;
  if (is_alone_) return false;
  constexpr std::string_view kinds[] = {"ConfigMap", "configMapGenerator", ": Secret", "\"Secret\""};
  return std::any_of(std::begin(kinds), std::end(kinds),
                     [bytes](std::string_view kind) { return bytes.find(kind) != std::string_view::npos; });
}

std::optional<Role> Facts::by_name(const RunFile& file) const {
  if (kustomize::is_kustomization_name(file.path)) return Role::kustomization;
  if (kustomize::is_argo_source_name(file.path.substr(file.path.rfind('/') + 1))) return Role::argo_cd_source;
  if (is_values_by_user_(file)) return Role::values;
  if (is_releases_name(file.path)) return Role::releases;
  return std::nullopt;
}

std::optional<Role> Facts::settled(const RunFile& file, std::string_view bytes) const {
  if (const auto role = by_name(file)) return role;
  return is_alone_ || !may_lack_kind(bytes) ? std::optional(Role::object) : std::nullopt;
}

Role Facts::role(const RunFile& file, std::string_view bytes) const {
  if (const auto role = by_name(file)) return *role;
  const bool is_likely = likely_values_.contains(file.path) || is_in_chart(file.path);
  if (values_.contains(file.path) || is_named_from_top(file)) return Role::values;
  if (is_likely && looks_like_values(file.path, bytes)) return Role::values;
  return patches_.contains(file.path) ? Role::patch : Role::object;
}

const locate::PatchTarget* Facts::patch_target(const std::string& path) const {
  const auto found = patches_.find(path);
  return found == patches_.end() || found->second.kind.empty() ? nullptr : &found->second;
}

// An Application's paths begin at the top of a repository, which need not be that of the run: tails are
// compared.
bool Facts::is_named_from_top(const RunFile& file) const {
  if (values_from_top_.contains(file.from_top)) return true;
  const std::string& path = file.path;
  for (std::size_t slash = values_from_top_.empty() ? std::string::npos : path.find('/');
       slash != std::string::npos; slash = path.find('/', slash + 1)) {
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
