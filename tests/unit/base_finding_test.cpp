// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "ecrify/base/finding.hpp"

using namespace ecrify;

TEST_CASE("severities have the names that formats use") {
  CHECK(severity_name(Severity::note) == "note");
  CHECK(severity_name(Severity::warning) == "warning");
  CHECK(severity_name(Severity::error) == "error");
}
