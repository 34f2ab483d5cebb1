# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(pipeline pipeline_examine_test.cpp)
