# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(report report_collect_test.cpp report_text_test.cpp)
