// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/file_line.hpp"

#include <charconv>
#include <filesystem>
#include <system_error>

namespace ecrify::run {
namespace {

// Takes `:digits` from the end.
std::optional<std::size_t> take_number(std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, number);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error != std::errc{}) number = beyond_all_lines;
  text.resize(colon);
  return number;
}

bool is_file(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

bool is_named_like_a_manifest(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

}  // namespace

std::optional<FileLine> parse_file_line(const std::string& text) {
  std::string rest = text;
  const auto last = take_number(rest);
  if (!last) return std::nullopt;
  if (is_file(rest)) return FileLine{rest, *last};
  std::string file = rest;
  if (const auto line = take_number(file); line && (is_file(file) || is_named_like_a_manifest(file)))
    return FileLine{file, *line};
  return is_named_like_a_manifest(rest) ? std::optional(FileLine{rest, *last}) : std::nullopt;
}

}  // namespace ecrify::run
