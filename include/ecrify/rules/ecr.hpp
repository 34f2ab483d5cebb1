// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"

// Facts about Amazon ECR: its hosts and the names that it accepts. From botocore's ECR model (2015-09-21) and
// partitions.json, from amazon-ecr-credential-helper (ecr-login/api/client.go) and from the ECR endpoints
// page. No API is called, so whether an account, a region or a pull-through cache rule exists is not known
// here.
namespace ecrify::rules {

inline constexpr std::size_t min_ecr_prefix_size = 2;
inline constexpr std::size_t max_ecr_prefix_size = 30;
inline constexpr std::size_t min_ecr_repository_size = 2;
inline constexpr std::size_t max_ecr_repository_size = 256;

// <account>.dkr.ecr[-fips].<region>.<suffix>, dual-stack <account>.dkr-ecr[-fips].<region>.on.aws, all
// partitions. Compared without case. A host with a port is none, nor is public.ecr.aws: that is an upstream.
[[nodiscard]] bool is_ecr_host(std::string_view host);

// Whose registry it is, "123456789012/eu-west-1": the same for each of a registry's hosts (FIPS, dual-stack).
// Nothing for any other host.
[[nodiscard]] std::optional<std::string> ecr_owner(std::string_view host);

// A regular expression of RE2, anchored at both ends, for the lower-case hosts that is_ecr_host() accepts:
// those of the owner alone, unless that is empty.
[[nodiscard]] std::string ecr_host_pattern(std::string_view owner);

// is_ecr_host() for a host with placeholders, `${AWS_ACCOUNT}.dkr.ecr.${AWS_REGION}.amazonaws.com`: that it
// holds one of
// `.dkr.ecr.`, `.dkr.ecr-fips.`, `.dkr-ecr.`, `.dkr-ecr-fips.` outside of them is enough. True for all ECR
// hosts.
[[nodiscard]] bool looks_like_ecr_host(std::string_view host);

[[nodiscard]] bool is_account(std::string_view text);  // 12 digits
// The shape of a region: at least three words of small letters and a number, `us-gov-west-1`. New ones need
// no release.
[[nodiscard]] bool is_region(std::string_view text);

// The host for an account and a region, with the suffix of the region's partition (China, ISO, EUSC…).
// Fails when the account is not 12 digits or the region is not one's shape.
Result<std::string> ecr_host(std::string_view account, std::string_view region);

// A pull-through cache prefix: 2–30 characters of ECR's pattern, a trailing slash allowed (ECR implies it, so
// it does not count), or the literal ROOT. Returns it without the slash, "" for ROOT. ECR's pattern is the
// newer one, which is the path grammar of references: `a__b` and `a--b` are legal.
Result<std::string> ecr_prefix(std::string_view text);

}  // namespace ecrify::rules
