# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(pipeline pipeline_examine_test.cpp pipeline_pull_secrets_test.cpp pipeline_user_rows_test.cpp pipeline_nested_test.cpp
  pipeline_suppress_test.cpp pipeline_watched_test.cpp)
target_link_libraries(unit_pipeline PRIVATE ecrify_findings)
target_include_directories(unit_pipeline PRIVATE ${PROJECT_SOURCE_DIR}/src/pipeline)
