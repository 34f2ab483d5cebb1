# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(reference
  reference_grammar_test.cpp
  reference_normalize_test.cpp
  reference_placeholder_test.cpp
  reference_reference_test.cpp
  reference_vectors_test.cpp)
target_compile_definitions(unit_reference PRIVATE ECRIFY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
