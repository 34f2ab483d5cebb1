// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "ecrify/base/base64.hpp"

using namespace ecrify;

TEST_CASE("base64 is read with and without padding and line breaks", "[base64]") {
  CHECK(decode_base64("aW1hZ2U=") == "image");
  CHECK(decode_base64("aW1hZ2U") == "image");
  CHECK(decode_base64("aW1h\n  Z2U=\n") == "image");
  CHECK(decode_base64("") == "");
  CHECK(decode_base64("/+8=") == "\xff\xef");
  CHECK_FALSE(decode_base64("aW1h Z2U*").has_value());
  CHECK_FALSE(decode_base64("aW=h").has_value());
}

TEST_CASE("a word leaves one of three traces in base64", "[base64]") {
  // printf ghcr.io/o | base64, and the same behind one and two bytes.
  const auto traces = base64_traces("ghcr.io");
  CHECK(std::string("Z2hjci5pby9v").find(traces[0]) != std::string::npos);
  CHECK(std::string("eGdoY3IuaW8vbw==").find(traces[1]) != std::string::npos);
  CHECK(std::string("eHhnaGNyLmlvL28=").find(traces[2]) != std::string::npos);
  for (const std::string& trace : traces) CHECK(trace.size() >= 7);
}
