// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/registry.hpp"

#include <array>
#include <optional>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/ecr.hpp"

namespace ecrify::options {
namespace {

// A value and where it comes from, as messages name that: "--account", "AWS_REGION", ".ecrify.yaml".
struct SourcedValue {
  std::string value;
  std::string origin;
};

// What one source says.
struct Level {
  std::optional<SourcedValue> account;
  std::optional<SourcedValue> region;
  std::optional<SourcedValue> host;
};

std::optional<SourcedValue> known(const std::optional<std::string>& value, std::string origin) {
  if (!value) return std::nullopt;
  return SourcedValue{*value, std::move(origin)};
}

std::optional<SourcedValue> variable(const Environment& environment, const char* name) {
  return known(environment.get(name), name);
}

Level ambient(const Environment& environment) {
  auto region = variable(environment, "AWS_REGION");
  if (!region) region = variable(environment, "AWS_DEFAULT_REGION");
  return {variable(environment, "AWS_ACCOUNT_ID"), region, std::nullopt};
}

Status check_account(const SourcedValue& account) {
  if (rules::is_account(account.value)) return Success{};
  return problem("the account " + in_quotes(account.value) + " of " + account.origin + " is not 12 digits",
                 reference::mask_placeholders(account.value).any()
                     ? "a placeholder goes into the host: --registry '" + account.value + ".dkr.ecr....'"
                     : "an AWS account ID looks like 123456789012, leading zeros included");
}

Status check_region(const SourcedValue& region) {
  if (rules::is_region(region.value)) return Success{};
  return problem("the region " + in_quotes(region.value) + " of " + region.origin + " is none",
                 "a region looks like ca-central-1");
}

// A host as references write it: that a container runtime takes the whole of it for the host. Placeholders
// stand for any part of it.
Status check_host(const SourcedValue& host) {
  const std::string name = host.value + "/x";
  const reference::NormalizeResult result = reference::normalize(reference::mask_placeholders(name));
  if (result.ok() && !result.value.short_name &&
      result.value.registry_in_text == Span{0, host.value.size()}) {
    return Success{};
  }
  const bool has_scheme = host.value.find("://") != std::string::npos;
  return problem(
      "the registry " + in_quotes(host.value) + " of " + host.origin + " is no registry host",
      has_scheme
          ? "give the host alone, without a scheme"
          : "give the host alone, like 123456789012.dkr.ecr.ca-central-1.amazonaws.com; a path belongs "
            "to a rule's prefix");
}

Failure missing_parts(const std::optional<SourcedValue>& account, const std::optional<SourcedValue>& region) {
  if (account) {
    return problem("no region is known for the account " + account->value + " of " + account->origin,
                   "give --region, set AWS_REGION, or set registry.region in .ecrify.yaml");
  }
  if (region) {
    return problem("no account is known for the region " + region->value + " of " + region->origin,
                   "give --account, set AWS_ACCOUNT_ID, or set registry.account in .ecrify.yaml");
  }
  return problem(
      "no target registry is known",
      "give --account and --region, or --registry; or set AWS_ACCOUNT_ID and AWS_REGION; or set registry in "
      ".ecrify.yaml");
}

Failure contradiction(const SourcedValue& part, const SourcedValue& host) {
  return problem(part.origin + " and the registry host of " + host.origin + " contradict each other",
                 "give --account and --region, or --registry");
}

}  // namespace

Result<TargetRegistry> resolve_registry(const Flags& flags, const Environment& environment,
                                        const config::RegistrySetting& config,
                                        const std::string& config_name) {
  const std::array levels = {
      Level{known(flags.account, "--account"), known(flags.region, "--region"),
            known(flags.registry, "--registry")},
      Level{variable(environment, "ECRIFY_ACCOUNT"), variable(environment, "ECRIFY_REGION"), std::nullopt},
      Level{known(config.account, config_name), known(config.region, config_name),
            known(config.host, config_name)},
      ambient(environment),
  };
  std::optional<SourcedValue> account;
  std::optional<SourcedValue> region;
  for (const Level& level : levels) {
    if (account && region) break;
    if (!account) account = level.account;
    if (!region) region = level.region;
    if (!level.host) continue;
    if (account || region) return contradiction(account ? *account : *region, *level.host);
    SourcedValue host = *level.host;
    if (host.value.size() > 1 && host.value.ends_with('/')) host.value.pop_back();  // as rules take it
    if (Status status = check_host(host); !status.ok()) return status.failure();
    return TargetRegistry{host.value};
  }
  if (account) {
    if (Status status = check_account(*account); !status.ok()) return status.failure();
  }
  if (region) {
    if (Status status = check_region(*region); !status.ok()) return status.failure();
  }
  if (!account || !region) {
    const std::string absent = std::string(account ? "" : "--account ACCOUNT") +
                               (account || region ? "" : " ") + (region ? "" : "--region REGION");
    return TargetRegistry{"", missing_parts(account, region), absent};
  }
  Result<std::string> host = rules::ecr_host(account->value, region->value);
  if (!host.ok()) return host.failure();
  return TargetRegistry{*host};
}

Status check_has_cache(const std::string& host) {
  if (host.empty() || rules::looks_like_ecr_host(host)) return Success{};
  return problem(
      "the registry " + in_quotes(host) + " is none of Amazon ECR, and has no pull-through cache rules",
      "name the registry with --account and --region");
}

}  // namespace ecrify::options
