# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(locate
  locate_charts_test.cpp
  locate_classify_test.cpp
  locate_containers_test.cpp
  locate_document_test.cpp
  locate_known_fields_test.cpp
  locate_mention_test.cpp
  locate_merge_order_test.cpp
  locate_path_pattern_test.cpp)
