// SPDX-License-Identifier: Apache-2.0
#include "ecrify/rules/ecr.hpp"

#include <algorithm>
#include <array>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/reference/grammar.hpp"

namespace ecrify::rules {
namespace {

constexpr std::array<std::string_view, 4> infixes = {".dkr.ecr.", ".dkr.ecr-fips.", ".dkr-ecr.",
                                                     ".dkr-ecr-fips."};

constexpr std::array<std::string_view, 9> suffixes = {
    "amazonaws.com", "amazonaws.com.cn", "amazonaws.eu",   "on.aws",         "on.amazonwebservices.com.cn",
    "sc2s.sgov.gov", "c2s.ic.gov",       "cloud.adc-e.uk", "csp.hci.ic.gov",
};

struct Partition {
  std::string_view region_prefix;
  std::string_view suffix;
};
constexpr std::array<Partition, 6> partitions = {{
    {"cn-", "amazonaws.com.cn"},
    {"us-iso-", "c2s.ic.gov"},
    {"us-isob-", "sc2s.sgov.gov"},
    {"eu-isoe-", "cloud.adc-e.uk"},
    {"us-isof-", "csp.hci.ic.gov"},
    {"eusc-", "amazonaws.eu"},
}};

// A region in a host that somebody wrote, as the credential helper's pattern takes it: wider than is_region.
bool is_region_label(std::string_view text) {
  return !text.empty() && is_alnum(text.front()) && std::all_of(text.begin(), text.end(), is_word_byte);
}

}  // namespace

bool is_ecr_host(std::string_view host) { return ecr_owner(host).has_value(); }

std::optional<std::string> ecr_owner(std::string_view host) {
  const std::string lower = lower_case(host);
  std::string_view rest = lower;
  const std::string_view account = rest.substr(0, rest.find('.'));
  if (!is_account(account)) return std::nullopt;
  rest.remove_prefix(account.size());
  const auto infix =
      std::find_if(infixes.begin(), infixes.end(), [rest](auto text) { return rest.starts_with(text); });
  if (infix == infixes.end()) return std::nullopt;
  rest.remove_prefix(infix->size());
  const std::size_t region_end = rest.find('.');
  if (region_end == std::string_view::npos) return std::nullopt;
  const std::string_view region = rest.substr(0, region_end);
  const bool known =
      std::find(suffixes.begin(), suffixes.end(), rest.substr(region_end + 1)) != suffixes.end();
  if (!is_region_label(region) || !known) return std::nullopt;
  return std::string(account) + "/" + std::string(region);
}

std::string ecr_host_pattern(std::string_view owner) {
  const auto one_of = [](const auto& texts) {
    std::string pattern = "(?:";
    for (const std::string_view text : texts) {
      if (pattern.size() > 3) pattern += '|';
      for (const char c : text) pattern.append(c == '.' ? "[.]" : std::string(1, c));
    }
    return pattern + ")";
  };
  const std::size_t slash = owner.find('/');
  const std::string account = owner.empty() ? "[0-9]{12}" : std::string(owner.substr(0, slash));
  const std::string region = owner.empty() ? "[a-z0-9][a-z0-9_-]*" : std::string(owner.substr(slash + 1));
  return "^" + account + one_of(infixes) + region + "[.]" + one_of(suffixes) + "$";
}

bool looks_like_ecr_host(std::string_view host) {
  if (is_ecr_host(host)) return true;
  const reference::MaskedText masked = reference::mask_placeholders(host);
  const std::string shape = lower_case(masked.text);
  return masked.any() && std::any_of(infixes.begin(), infixes.end(), [&shape](std::string_view infix) {
           const std::size_t at = shape.find(infix);
           return at != std::string::npos && at > 0;
         });
}

bool is_account(std::string_view text) {
  constexpr std::size_t account_size = 12;
  return text.size() == account_size && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_region(std::string_view text) {
  constexpr std::size_t least_words = 2;
  std::size_t words = 0;
  for (;;) {
    const std::size_t dash = text.find('-');
    const std::string_view part = text.substr(0, dash);
    if (part.empty()) return false;
    if (dash == std::string_view::npos) {
      return words >= least_words && std::all_of(part.begin(), part.end(), is_digit);
    }
    if (!std::all_of(part.begin(), part.end(), is_lower)) return false;
    ++words;
    text.remove_prefix(dash + 1);
  }
}

Result<std::string> ecr_host(std::string_view account, std::string_view region) {
  if (!is_account(account)) {
    return problem("the account " + in_quotes(account) + " is not 12 digits",
                   "an AWS account ID looks like 123456789012, leading zeros included");
  }
  if (!is_region(region)) {
    return problem(in_quotes(region) + " is no AWS region", "a region looks like ca-central-1");
  }
  std::string_view suffix = "amazonaws.com";
  for (const Partition& partition : partitions) {
    if (region.starts_with(partition.region_prefix)) suffix = partition.suffix;
  }
  return std::string(account) + ".dkr.ecr." + std::string(region) + "." + std::string(suffix);
}

Result<std::string> ecr_prefix(std::string_view text) {
  if (text == "ROOT") return std::string();
  const auto bad = [text](const std::string& why, std::string remedy) {
    return problem("the prefix " + in_quotes(text) + " " + why, std::move(remedy));
  };
  const std::string_view prefix = text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
  if (prefix.empty()) return bad("is empty", "write ROOT for a pull-through cache rule without a prefix");
  if (prefix.size() < min_ecr_prefix_size || prefix.size() > max_ecr_prefix_size) {
    return bad("has " + std::to_string(prefix.size()) + " characters, ECR wants 2 to 30",
               "use the prefix of the pull-through cache rule");
  }
  if (reference::is_path(prefix)) return std::string(prefix);
  if (reference::is_path(prefix, reference::LetterCase::any)) {
    return bad("has upper case letters", "write " + lower_case(prefix));
  }
  return bad("is no ECR repository prefix",
             "use a-z and 0-9 with '.', '_', '__' or '-' between them, in components separated by '/'");
}

}  // namespace ecrify::rules
