# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(config
  config_scope_test.cpp
  config_test.cpp)
