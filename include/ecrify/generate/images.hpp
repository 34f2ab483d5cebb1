// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"

// Lists of images for programs that pull or copy them.
namespace ecrify::generate {

// An image that nodes pull, under its new name, and where it comes from.
struct PulledImage {
  std::string source;  // its name at its source, without tag and digest: docker.io/library/nginx
  std::string host;    // of the new name …
  std::string repository;
  std::string tag;     // … `latest` where there is neither tag nor digest; empty with a digest alone
  std::string digest;  // empty without one
};

// The image of a reference and of its source's; nothing where one of them is no legal reference, placeholders
// included, or where `reference` has no host. Tag and digest are those of `reference`.
[[nodiscard]] std::optional<PulledImage> pulled_image(std::string_view source, std::string_view reference);

struct ImagesForm {
  std::string_view name;
  // Images in any order, the same more than once. Fails on a registry that the form is not for.
  Result<std::string> (*write)(std::vector<PulledImage> images);
};

// The output forms of `generate prewarm` and `generate mirror`; the first of each is the default.
[[nodiscard]] std::span<const ImagesForm> prewarm_forms();
[[nodiscard]] std::span<const ImagesForm> mirror_forms();

}  // namespace ecrify::generate
