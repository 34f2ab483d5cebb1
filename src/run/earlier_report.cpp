// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/earlier_report.hpp"

#include "ecrify/report/earlier.hpp"
#include "ecrify/run/known_document.hpp"

namespace ecrify::run {

bool is_earlier_report(std::string_view text) {
  return report::begins_as_report(text) && !holds_applicable_object(text);
}

}  // namespace ecrify::run
