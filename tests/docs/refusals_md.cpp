// SPDX-License-Identifier: Apache-2.0
// Prints the table of docs/limits.md of what is refused, from the code's own. With --examples an example of
// each row and what is said of it, as JSON lines, for tests/docs/refusals.py.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "ecrify/manifest/refusals.hpp"

using namespace ecrify;

namespace {

std::string in_code(std::string_view words) {
  std::string text;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    text += (text.empty() ? "`" : " `") + std::string(words.substr(0, end)) + "`";
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  const bool examples = argc > 1 && std::string_view(argv[1]) == "--examples";
  if (!examples) std::cout << "| what | `kubectl` | cases of yaml-test-suite |\n|---|---|---|\n";
  for (const manifest::RefusalRow& row : manifest::refusals()) {
    if (!examples) {
      std::cout << "| " << row.form << " | " << row.kubectl << " | " << in_code(row.cases) << " |\n";
    } else if (!row.example.empty()) {
      const auto bytes = std::vector<unsigned char>(row.example.begin(), row.example.end());
      std::cout << nlohmann::json{{"form", row.form}, {"message", row.message}, {"example", bytes}}.dump()
                << "\n";
    }
  }
  return 0;
}
