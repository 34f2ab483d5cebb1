# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(aws aws_import_test.cpp aws_needed_test.cpp aws_read_test.cpp aws_verify_test.cpp)
