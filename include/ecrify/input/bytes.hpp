// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace ecrify::input {

// The bytes of one source, owned; they grow at the end. Small ones are on the heap. From a mebibyte on they are
// anonymous pages of the system, large ones where it has these: the first touch of a small page costs more than to read
// and search what is put there (docs/performance.md), and growing moves pages instead of bytes. Nothing of a file is
// mapped. Throws std::bad_alloc where memory ends.
class Bytes {
 public:
  Bytes() = default;
  Bytes(Bytes&& other) noexcept { swap(other); }
  Bytes& operator=(Bytes&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Bytes();

  [[nodiscard]] std::string_view view() const { return {data_, size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }

  // Room behind the end, to be filled and then taken with grow(); it holds no particular bytes.
  [[nodiscard]] char* room() { return data_ + size_; }
  [[nodiscard]] std::size_t room_size() const { return capacity_ - size_; }
  void grow(std::size_t count) { size_ += count; }
  // Makes the capacity at least this.
  void reserve(std::size_t capacity);

 private:
  void swap(Bytes& other) noexcept;
  void map(std::size_t capacity);
  void release();

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  bool mapped_ = false;
};

}  // namespace ecrify::input
