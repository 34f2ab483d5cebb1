// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/bytes.hpp"

#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <utility>

#include "catch.hpp"

using ecrify::input::Bytes;

namespace {

void append(Bytes& bytes, const std::string& text) {
  if (bytes.room_size() < text.size()) bytes.reserve(2 * (bytes.size() + text.size()));
  REQUIRE(bytes.room_size() >= text.size());
  std::memcpy(bytes.room(), text.data(), text.size());
  bytes.grow(text.size());
}

}  // namespace

TEST_CASE("bytes stay what they are while they grow") {
  Bytes bytes;
  CHECK(bytes.empty());
  std::string expected;
  // Over the heap, into pages, and on to several moves of them.
  for (int i = 0; expected.size() < 20'000'000; ++i) {
    const std::string piece(static_cast<std::size_t>(1000 + i * 37), static_cast<char>('a' + i % 26));
    append(bytes, piece);
    expected += piece;
  }
  CHECK((bytes.view() == expected));
}

TEST_CASE("bytes move") {
  for (const std::size_t size : {10U, 3'000'000U}) {
    Bytes first;
    append(first, std::string(size, 'x'));
    Bytes second(std::move(first));
    Bytes third;
    append(third, "y");
    third = std::move(second);
    CHECK((third.view() == std::string(size, 'x')));
  }
}

TEST_CASE("bytes that no memory holds are bad_alloc") {
  for (const std::size_t size : {std::numeric_limits<std::size_t>::max(), std::size_t{1} << 60U}) {
    Bytes bytes;
    CHECK_THROWS_AS(bytes.reserve(size), std::bad_alloc);
    CHECK(bytes.empty());
  }
}
