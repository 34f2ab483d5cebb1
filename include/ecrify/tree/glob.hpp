// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"

namespace ecrify::tree {

// A path pattern as .gitignore and editors have it: `*` and `?` within one component, `**` over any number of
// components, `[a-z]`. A pattern without a slash is compared with the last component, one with a slash with the
// whole path and with each of its tails (`apps/*.yaml` fits `./repo/apps/a.yaml`).
class Glob {
 public:
  static Result<Glob> parse(std::string_view pattern);
  [[nodiscard]] bool matches(std::string_view path) const;

 private:
  struct Code;
  explicit Glob(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;
};

}  // namespace ecrify::tree
