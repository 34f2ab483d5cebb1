// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ecrify::report {

// Columns of printable text under their names, two blanks between them.
class TextTable {
 public:
  void add_column(std::string name);
  // As many texts as there are columns; "-" for nothing.
  void add_line(std::vector<std::string> texts);
  // Makes it at most so wide, where that can be: leaves out columns that say nothing or little, then cuts
  // texts in the middle.
  void fit(std::size_t width);
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] bool is_empty(std::size_t column) const;
  void drop(std::size_t column);
  void cut(std::size_t column, std::size_t width);

  std::vector<std::vector<std::string>> lines_ = std::vector<std::vector<std::string>>(1);  // the names first
};

}  // namespace ecrify::report
