# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(base base_base64_test.cpp base_finding_test.cpp base_glob_test.cpp base_needles_test.cpp base_source_test.cpp base_suggest_test.cpp base_system_test.cpp
  base_wildcard_test.cpp base_wildmatch_test.cpp)
