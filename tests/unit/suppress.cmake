# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(suppress
  suppress_directive_test.cpp
  suppress_head_test.cpp)
