# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(run run_charts_test.cpp run_content_test.cpp run_facts_test.cpp run_named_files_test.cpp)
