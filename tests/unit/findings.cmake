# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(findings findings_catalogue_test.cpp)
