// SPDX-License-Identifier: Apache-2.0
#include "ecrify/tree/role.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "ecrify/input/read.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/tree/content.hpp"

namespace ecrify::tree {
namespace {

namespace fs = std::filesystem;
using locate::Role;

constexpr std::size_t max_neighbours = 64;
constexpr std::uintmax_t max_neighbour_bytes = 1U << 20U;

constexpr std::string_view kustomization_names[] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};
constexpr std::string_view values_keys[] = {"valueFiles:", "valuesFiles:", "valuesFile:", "valuesFrom:"};

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

std::string text_of(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error)) || fs::file_size(path, error) > max_neighbour_bytes) return "";
  const auto bytes = input::read_file(path.string());
  return bytes.ok() ? *bytes : "";
}

// A whole word of the text, such as a file's name in a list.
bool names(std::string_view text, std::string_view word) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_part(text[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

bool is_beside_chart(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / "Chart.yaml", error) || fs::exists(folder / ".." / "Chart.yaml", error);
}

// A kustomization here or in the next two folders up that names the file: a generator, or a chart's valuesFile.
bool is_named_by_kustomization(const fs::path& folder, std::string_view name) {
  fs::path at = folder;
  for (int up = 0; up < 3; ++up, at /= "..") {
    for (const std::string_view kustomization : kustomization_names) {
      if (names(text_of(at / kustomization), name)) return true;
    }
  }
  return false;
}

bool is_named_by_neighbour(const fs::path& folder, std::string_view name) {
  std::error_code error;
  std::size_t seen = 0;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && seen < max_neighbours; it.increment(error)) {
    if (!is_yaml(it->path()) || it->path().filename() == name) continue;
    ++seen;
    const std::string text = text_of(it->path());
    const bool speaks_of_values = std::any_of(std::begin(values_keys), std::end(values_keys), [&](std::string_view key) {
      return text.find(key) != std::string::npos;
    });
    if (speaks_of_values && names(text, name)) return true;
  }
  return false;
}

}  // namespace

bool is_named_like_values(const std::string& path) {
  const fs::path file(path);
  return is_yaml(file) && file.filename().string().find("values") != std::string::npos;
}

Role role_of(const std::string& path, const std::vector<Glob>& values) {
  const fs::path file(path);
  const std::string name = file.filename().string();
  if (kustomize::is_kustomization_name(name)) return Role::kustomization;
  if (kustomize::is_argo_source_name(name)) return Role::argo_cd_source;
  if (std::any_of(values.begin(), values.end(), [&](const Glob& glob) { return glob.matches(path); })) return Role::values;
  if (!is_named_like_values(path)) return Role::object;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const bool is_values =
      is_beside_chart(folder) || is_named_by_kustomization(folder, name) || is_named_by_neighbour(folder, name);
  return is_values && !is_test_suite(path, text_of(file)) ? Role::values : Role::object;
}

}  // namespace ecrify::tree
