# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(tree tree_content_test.cpp)
