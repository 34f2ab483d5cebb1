# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(splice splice_edit_test.cpp)
