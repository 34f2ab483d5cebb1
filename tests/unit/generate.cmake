# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(generate generate_admission_policy_test.cpp generate_escape_test.cpp generate_images_test.cpp generate_mapping_rows_test.cpp generate_template_test.cpp)
target_include_directories(unit_generate PRIVATE ${PROJECT_SOURCE_DIR}/src/generate)
target_include_directories(unit_generate SYSTEM PRIVATE ${ECRIFY_MUSTACHE})
