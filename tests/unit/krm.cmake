# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(krm krm_function_config_test.cpp krm_resource_list_test.cpp krm_results_test.cpp)
