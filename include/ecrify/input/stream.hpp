// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/input/bytes.hpp"

namespace ecrify::input {

// A window over a stream of any length, which moves forwards.
class StreamWindow {
 public:
  // `size` bytes at most are held; `name` is for messages (Failure::file).
  StreamWindow(int descriptor, std::string name, std::size_t size);

  // Reads until the window is full or the stream ends. Fails as load_descriptor() does.
  Status fill();
  [[nodiscard]] std::string_view view() const { return bytes_.view(); }
  // True if the view reaches to the end of the stream; valid after fill().
  [[nodiscard]] bool at_end() const { return at_end_; }
  // Lets the first `count` bytes go. Views of before are invalid.
  void drop(std::size_t count);

 private:
  int descriptor_;
  std::string name_;
  std::size_t size_;
  Bytes bytes_;
  bool at_end_ = false;
};

}  // namespace ecrify::input
