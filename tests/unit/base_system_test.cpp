// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>

#include "catch.hpp"
#include "ecrify/base/system.hpp"

using namespace ecrify;

namespace {
bool is_open(int number) { return ::fcntl(number, F_GETFD) != -1; }
}  // namespace

TEST_CASE("system_reason is lower case but for acronyms") {
  CHECK(system_reason(ENOENT) == "no such file or directory");
  CHECK(system_reason(EACCES) == "permission denied");
  CHECK(system_reason(ENOSPC) == "no space left on device");
  CHECK(system_reason(EILSEQ)[0] >= 'A');
}

TEST_CASE("a descriptor is closed once, by its last owner") {
  int number = -1;
  {
    Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.number();
    REQUIRE(is_open(number));
    Descriptor second(std::move(first));
    CHECK_FALSE(first.ok());  // NOLINT: a moved-from one owns nothing, and that is the point
    CHECK(second.number() == number);
    Descriptor third;
    third = std::move(second);
    CHECK(third.number() == number);
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));

  Descriptor released(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  number = released.release();
  CHECK_FALSE(released.ok());
  CHECK(is_open(number));
  ::close(number);
}
