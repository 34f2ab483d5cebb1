// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// The parts of the page that are files in src/report/page.
namespace ecrify::report {

extern const std::string_view page_style;
extern const std::string_view page_script;
extern const std::string_view page_script_digest;  // as a Content-Security-Policy names it

}  // namespace ecrify::report
