# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(generate
  generate_admission_policy_test.cpp)
