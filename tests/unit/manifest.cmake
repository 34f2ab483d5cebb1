# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(manifest
  manifest_decode_test.cpp
  manifest_json_comments_test.cpp
  manifest_kept_tail_test.cpp
  manifest_prefilter_test.cpp
  manifest_prove_test.cpp
  manifest_readers_test.cpp
  manifest_screen_test.cpp
  manifest_slice_test.cpp)
target_link_libraries(unit_manifest PRIVATE fmt::fmt-header-only)
