// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Paths of files in a text that may be a template: text is read, not YAML.
namespace ecrify::run {

struct ListedPaths {
  std::vector<std::string_view> paths;    // as they are written
  std::vector<std::string_view> folders;  // of charts, `path: charts/web` and `chart: ./charts/web`
};

// The scalars under these keys, alone or in a list in block or flow style. Bounded in number.
[[nodiscard]] ListedPaths listed_paths(std::string_view text, std::span<const std::string_view> keys);

// `*` for what a template or an ApplicationSet fills in.
[[nodiscard]] std::string pattern_of(std::string_view path);

}  // namespace ecrify::run
