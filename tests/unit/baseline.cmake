# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(baseline baseline_comparison_test.cpp baseline_text_test.cpp)
