# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(kustomize
  kustomize_built_images_test.cpp
  kustomize_builds_test.cpp
  kustomize_decide_test.cpp
  kustomize_edit_test.cpp
  kustomize_entry_test.cpp
  kustomize_kustomization_test.cpp
  kustomize_selector_test.cpp)
target_link_libraries(unit_kustomize PRIVATE ecrify_findings)
