# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(rules
  rules_build_test.cpp
  rules_decide_test.cpp
  rules_ecr_test.cpp
  rules_flags_test.cpp
  rules_lookup_test.cpp
  rules_mapping_test.cpp
  rules_pitfalls_test.cpp
  rules_property_test.cpp
  rules_reverse_test.cpp)
