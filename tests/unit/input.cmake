# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(input input_bytes_test.cpp input_ignore_test.cpp input_read_test.cpp input_root_test.cpp
                 input_walk_test.cpp)
