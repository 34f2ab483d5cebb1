// SPDX-License-Identifier: Apache-2.0
// Writes what is installed beside the program, from the same tables: the man page and the completions.
//
//     make_files VERSION FOLDER
#include <iostream>
#include <string>

#include "ecrify/cli/completion.hpp"
#include "ecrify/write/output.hpp"

int main(int count, char** words) {
  if (count != 3) return 2;
  const std::string folder = words[2];
  const struct {
    const char* name;
    std::string text;
  } files[] = {
      {"ecrify.1", ecrify::cli::man_page(words[1])},
      {"ecrify", ecrify::cli::bash_completion()},
      {"_ecrify", ecrify::cli::zsh_completion()},
      {"ecrify.fish", ecrify::cli::fish_completion()},
  };
  for (const auto& file : files) {
    const ecrify::Status written = ecrify::write::write_output_file(folder + "/" + file.name, file.text,
                                                                    ecrify::write::Existing::replace);
    if (written.ok()) continue;
    std::cerr << written.failure().file << ": " << written.failure().message << "\n";
    return 2;
  }
}
