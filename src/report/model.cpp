// SPDX-License-Identifier: Apache-2.0
#include "ecrify/report/model.hpp"

#include "ecrify/base/digest.hpp"
#include "ecrify/findings/catalogue.hpp"

namespace ecrify::report {
namespace {

std::string without_numbers(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at < path.size(); ++at) {
    out += path[at];
    if (path[at] != '[') continue;
    const std::size_t end = path.find_first_not_of("0123456789", at + 1);
    if (end != std::string_view::npos && path[end] == ']') at = end - 1;
  }
  return out;
}

}  // namespace

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

std::string fingerprint(const ReportEntry& entry, const File& file, std::size_t ordinal) {
  std::string identity;
  const std::string path = without_numbers(entry.path);
  const std::string number = std::to_string(ordinal);
  for (const std::string_view part :
       {std::string_view(file.path), findings::name_of(entry.id), std::string_view(entry.resource.kind),
        std::string_view(entry.resource.name_space), std::string_view(entry.resource.name),
        std::string_view(path), std::string_view(entry.reference), std::string_view(number)}) {
    // Lengths, so that no text can pose as the border between two parts.
    identity.append(std::to_string(part.size())).append(":").append(part);
  }
  return digest_of(identity);
}

}  // namespace ecrify::report
