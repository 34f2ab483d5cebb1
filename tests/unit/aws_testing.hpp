// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "catch.hpp"
#include "ecrify/aws/read.hpp"

namespace ecrify::aws::testing {

// One input that has to be read.
inline CacheRules read(std::string_view bytes, const std::string& name = "input") {
  InputReader reader;
  const Status status = reader.add(name, bytes, InputReader::Source::named);
  INFO((status.ok() ? "" : status.failure().message));
  REQUIRE(status.ok());
  return std::move(reader).finish();
}

// One that has not.
inline Failure refused(std::string_view bytes) {
  InputReader reader;
  const Status status = reader.add("input", bytes, InputReader::Source::named);
  REQUIRE_FALSE(status.ok());
  CHECK(status.failure().file == "input");
  return status.failure();
}

// "ghcr -> ghcr.io/org 123456789012/ca-central-1"; ? for what is not known, - for what is not there.
inline std::string shown(const Setting& setting) {
  if (setting.known()) return setting.text;
  return setting.state == Setting::State::unknown ? "?" : "-";
}
inline std::string shown(const CacheRule& rule) {
  return shown(rule.prefix) + " -> " + shown(rule.upstream) + " " + shown(rule.upstream_prefix) + " " +
         shown(rule.credential) + " " + shown(rule.owner.account) + "/" + shown(rule.owner.region);
}

// The one rule of an input, in words.
inline std::string one_rule(std::string_view bytes) {
  const CacheRules rules = read(bytes);
  REQUIRE(rules.rules.size() == 1);
  return shown(rules.rules.front());
}

}  // namespace ecrify::aws::testing
