// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ecrify {

// Texts that are looked for in another one, letters A-Z and a-z alike: which of them begins at a place there.
// The cost of a question grows with the bytes compared and with the logarithm of the number of texts.
class Needles {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  Needles() = default;
  // An empty one is found nowhere.
  explicit Needles(const std::vector<std::string>& needles);

  // Index in the list of the first one that begins at `at`; none.
  [[nodiscard]] std::size_t first_at(std::string_view text, std::size_t at) const {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::uint32_t begin = begins_[byte];
    const std::uint32_t end = ends_[byte];
    return begin == end ? none : find(text.substr(at), begin, end);
  }
  [[nodiscard]] std::size_t size_of(std::size_t index) const { return sizes_[index]; }

 private:
  static constexpr std::uint32_t no_parent = static_cast<std::uint32_t>(-1);

  struct SortedNeedles {
    std::string text;                  // lower case
    std::uint32_t first = 0;           // in the list, of it and of all of the others that it begins with
    std::uint32_t parent = no_parent;  // the longest of these
  };

  [[nodiscard]] std::size_t find(std::string_view text, std::uint32_t begin, std::uint32_t end) const;

  std::vector<SortedNeedles> sorted_;  // by their bytes
  std::vector<std::size_t> sizes_;     // by index in the list
  std::array<std::uint32_t, 256>
      begins_{};  // by a text's first byte, in either case: those that begin with it …
  std::array<std::uint32_t, 256> ends_{};  // … are from here to there
};

}  // namespace ecrify
