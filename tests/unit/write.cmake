# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(write write_diff_test.cpp write_output_test.cpp write_printable_test.cpp
                 write_replace_test.cpp write_temporary_test.cpp)
