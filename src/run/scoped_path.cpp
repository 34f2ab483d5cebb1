// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/scoped_path.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "ecrify/base/text.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;

std::string below(const fs::path& path, const std::string& folder) {
  const fs::path relative = folder.empty() ? fs::path() : path.lexically_relative(folder);
  return (relative.empty() ? path : relative).generic_string();
}

}  // namespace

ScopedPath::ScopedPath(const Options& options, const std::string& path, const std::string& resolved) {
  if (resolved.empty() && (path.empty() || path == default_stdin_name)) return;
  const fs::path typed = (fs::path(options.folder) / path).lexically_normal();
  std::error_code error;
  fs::path real = resolved.empty() ? fs::weakly_canonical(typed, error) : fs::path(resolved);
  if (error) real = typed;
  typed_ = below(typed, options.pattern_folder);
  resolved_ = below(real, options.pattern_folder);
}

bool ScopedPath::fits(const Glob& pattern) const {
  if (typed_.empty()) return false;
  if (pattern.is_whole()) return pattern.matches("/" + typed_) || pattern.matches("/" + resolved_);
  return pattern.matches(typed_) || pattern.matches(resolved_);
}

std::vector<std::size_t> ScopedPath::candidates(const PatternIndex& index) const {
  std::vector<std::size_t> numbers;
  if (typed_.empty()) return numbers;
  index.collect(typed_, numbers);
  if (resolved_ != typed_) index.collect(resolved_, numbers);
  sort_unique(numbers);
  return numbers;
}

bool ScopedPath::lies_in(const Glob& pattern) const {
  if (typed_.empty()) return false;
  const auto folder_fits = [&](const std::string& path) {
    const std::string whole = pattern.is_whole() ? "/" + path : path;
    for (std::size_t end = whole.find('/', 1); end != std::string::npos; end = whole.find('/', end + 1)) {
      if (pattern.matches(std::string_view(whole).substr(0, end))) return true;
    }
    return false;
  };
  return fits(pattern) || folder_fits(typed_) || folder_fits(resolved_);
}

}  // namespace ecrify::run
