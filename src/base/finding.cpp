// SPDX-License-Identifier: Apache-2.0
#include "ecrify/base/finding.hpp"

namespace ecrify {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

}  // namespace ecrify
