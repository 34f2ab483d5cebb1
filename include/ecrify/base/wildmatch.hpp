// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ecrify {

// A pattern for paths, read as git reads those of .gitignore (its wildmatch.c with WM_PATHNAME):
//
//     ?        one byte but `/`                     [a-z] [!a-z] [^a-z] [[:digit:]]   one byte of a set,
//     never `/`
//     *        any bytes but `/`, also none         \x      the byte x
//     **/      any number of whole components, also none (at the beginning or behind a `/`)
//     /**      whatever stands below, at the end;   elsewhere `**` is `*`
//
// Bytes, not characters, as in git. Only the whole text matches. No backtracking but to the last `*` and the
// last
// `**`, which is enough: time is at most the product of the lengths for each component of the text.
class Wildmatch {
 public:
  explicit Wildmatch(std::string_view pattern);

  [[nodiscard]] bool matches(std::string_view text) const;
  // False for a pattern that never matches: a set that isn't closed or that nothing is in, an unknown
  // [:class:], a `\` at the end.
  [[nodiscard]] bool well_formed() const { return well_formed_; }
  // Runs of bytes that each text that matches holds, in their order.
  [[nodiscard]] std::vector<std::string> literals() const;

 private:
  enum class Kind : unsigned char {
    byte,
    any,           // ?
    set,           // […]
    star,          // *
    folders,       // **/
    some_folders,  // ** before an escaped slash: it has to be there
    rest,          // ** at the end
  };
  struct Token {
    Kind kind;
    unsigned char byte = 0;
    std::size_t set = 0;  // index in sets_
  };
  using Set = std::bitset<256>;

  std::size_t read_stars(std::string_view pattern, std::size_t at);
  std::size_t read_set(std::string_view pattern, std::size_t at);
  [[nodiscard]] bool takes(const Token& token, char c) const;

  std::vector<Token> tokens_;
  std::vector<Set> sets_;
  bool well_formed_ = true;
};

}  // namespace ecrify
