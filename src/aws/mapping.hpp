// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "ecrify/aws/cache_rules.hpp"

// The names of a cache rule: prefix/x of ECR is upstream-prefix/x of the upstream. Facts from the ECR user
// guide, "Customizing repository prefixes for ECR to ECR pull through cache".
namespace ecrify::aws {

// Without a slash at the end; "" for ROOT. Nothing where it is not known.
[[nodiscard]] std::optional<std::string> prefix_of(const Setting& prefix);
// The upstream's host, with its prefix behind it. Nothing where one of them is not known.
[[nodiscard]] std::optional<std::string> source_of(const CacheRule& rule);
// True unless both texts are known and differ.
[[nodiscard]] bool may_be(const Setting& a, const Setting& b);
[[nodiscard]] bool may_be(const Owner& a, const Owner& b);

}  // namespace ecrify::aws
