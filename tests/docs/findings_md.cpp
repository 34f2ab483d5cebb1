// SPDX-License-Identifier: Apache-2.0
// Prints docs/findings.md from the catalogue. `tests/docs/generated.sh --update` writes the file. With --ids
// it prints the enumerators that have a row, one a line; with --examples the rows' examples, for
// tests/docs/findings.py.
#include <iostream>
#include <string>
#include <string_view>

#include "ecrify/findings/catalogue.hpp"

using namespace ecrify;
using findings::CatalogueRow;

namespace {

std::string enumerator(const CatalogueRow& row) {
  std::string name(row.name);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

void page() {
  std::cout << "<!-- Made from the catalogue in src/findings by tests/docs/generated.sh; edit that. -->\n"
               "# Findings\n\n"
               "`ecrify explain NAME` prints what stands here. `--strict` makes warnings errors; notes are "
               "shown with `-v`, and\n"
               "counted in one line without it. Any error makes `check` exit with a status other than 0.\n\n"
               "| finding | severity | `rewrite` |\n|---|---|---|\n";
  for (const CatalogueRow& row : findings::catalogue()) {
    std::cout << "| [`" << row.name << "`](#" << row.name << ") | " << severity_name(row.severity) << " | "
              << findings::effect_text(row.effect) << " |\n";
  }
  for (const CatalogueRow& row : findings::catalogue()) {
    std::cout << "\n## " << row.name << "\n\n"
              << "*" << severity_name(row.severity) << ":* " << row.title << ".\n\n"
              << row.why << "\n\n";
    if (!row.example.empty())
      std::cout << "<!-- not run: tests/docs/findings.py checks it -->\n```yaml\n"
                << row.example << "```\n\n";
    std::cout << row.remedy << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what.empty()) {
    page();
    return 0;
  }
  if (what != "--ids" && what != "--examples") return 2;
  for (const CatalogueRow& row : findings::catalogue()) {
    if (what == "--ids") {
      std::cout << enumerator(row) << "\n";
    } else if (!row.example.empty()) {
      std::cout << "# finding: " << row.name << " " << severity_name(row.severity) << " "
                << static_cast<int>(row.effect) << "\n"
                << row.example;
    }
  }
  return 0;
}
