# SPDX-License-Identifier: Apache-2.0
ecrify_unit_test(cli
  cli_color_test.cpp
  cli_config_file_test.cpp
  cli_explain_test.cpp
  cli_flags_test.cpp
  cli_jobs_test.cpp
  cli_options_test.cpp
  cli_progress_test.cpp
  cli_registry_test.cpp
  cli_run_test.cpp
  cli_scope_test.cpp
  cli_stream_test.cpp
  cli_streams_test.cpp
  cli_summary_test.cpp
  cli_write_test.cpp)
