// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/stream.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "failure.hpp"
#include "read_some.hpp"

namespace ecrify::input {

StreamWindow::StreamWindow(int descriptor, std::string name, std::size_t size)
    : descriptor_(descriptor), name_(std::move(name)), size_(size) {}

Status StreamWindow::fill() {
  try {
    bytes_.reserve(size_);
  } catch (const std::bad_alloc&) {
    return read_failure(ENOMEM, name_);
  }
  while (!at_end_ && bytes_.size() < size_) {
    std::size_t count = 0;
    const int error =
        read_some(descriptor_, bytes_.room(), std::min(bytes_.room_size(), size_ - bytes_.size()), count);
    if (error != 0) return read_failure(error, name_);
    at_end_ = count == 0;
    bytes_.grow(count);
  }
  return Success{};
}

void StreamWindow::drop(std::size_t count) { bytes_.drop_front(count); }

}  // namespace ecrify::input
