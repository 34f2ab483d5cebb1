// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ecrify/kustomize/tree.hpp"

namespace ecrify::kustomize {

std::optional<std::string> join(std::string_view folder, std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string_view::npos) return std::nullopt;
  std::string joined(folder);
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t slash = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, slash - begin);
    begin = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      if (!joined.empty()) joined += '/';
      joined += part;
    } else if (joined.empty()) {
      return std::nullopt;
    } else {
      joined = folder_of(joined);
    }
  }
  return joined;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

void MemoryTree::add(std::string path, std::string text) { files_[std::move(path)] = std::move(text); }

void MemoryTree::link(std::string path, std::string target) { links_[std::move(path)] = std::move(target); }

Looked MemoryTree::look(const std::string& path) const {
  std::string real = path;
  for (std::size_t followed = 0; followed <= links_.size(); ++followed) {
    const auto link = std::find_if(links_.begin(), links_.end(), [&](const auto& one) {
      return real == one.first || real.starts_with(one.first + "/");
    });
    if (link == links_.end()) {
      if (files_.contains(real)) return {EntryKind::file, real};
      const std::string prefix = real.empty() ? "" : real + "/";
      const auto below = files_.lower_bound(prefix);
      if (below != files_.end() && below->first.starts_with(prefix)) return {EntryKind::folder, real};
      return {};
    }
    if (link->second.empty()) return {EntryKind::outside, ""};
    real = link->second + real.substr(link->first.size());
  }
  return {};
}

std::optional<std::string> MemoryTree::read(const std::string& path) const {
  const auto found = files_.find(path);
  if (found == files_.end() || found->second.size() > max_file_bytes) return std::nullopt;
  return found->second;
}

std::optional<std::vector<Listed>> MemoryTree::list(const std::string& folder) const {
  std::vector<Listed> entries;
  const std::string prefix = folder.empty() ? "" : folder + "/";
  for (auto it = files_.lower_bound(prefix); it != files_.end() && it->first.starts_with(prefix); ++it) {
    const std::string_view rest = std::string_view(it->first).substr(prefix.size());
    const std::size_t slash = rest.find('/');
    std::string name(rest.substr(0, slash));
    if (!entries.empty() && entries.back().name == name) continue;
    entries.push_back(
        {std::move(name), slash == std::string_view::npos ? EntryKind::file : EntryKind::folder});
  }
  return entries;
}

}  // namespace ecrify::kustomize
