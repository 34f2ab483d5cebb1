// SPDX-License-Identifier: Apache-2.0
// One header for both Catch2 generations.
#pragma once
#ifdef ECRIFY_CATCH2_V3
#  include <catch2/catch_all.hpp>
#else
#  include <catch2/catch.hpp>
#endif
