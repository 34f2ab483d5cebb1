// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/model.hpp"

namespace ecrify::report {

std::string_view group_of(const Resource& resource) {
  const std::string_view version = resource.api_version;
  const std::size_t slash = version.find('/');
  return slash == std::string_view::npos ? std::string_view() : version.substr(0, slash);
}

std::string sentence(const ReportEntry& entry) {
  std::string text =
      entry.has_place || entry.path.empty() ? entry.message : entry.path + ": " + entry.message;
  if (!entry.reference.empty() && text.find(entry.reference) == std::string::npos)
    text += ": " + entry.reference;
  if (entry.replacement) {
    text += " -> " + *entry.replacement;
  } else if (!entry.help.empty()) {
    text += "; " + entry.help;
  }
  return text;
}

}  // namespace ecrify::report
