// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ecrify::input {

// The bytes of one source, owned; they grow at the end. Small ones are on the heap. From a mebibyte on they
// are anonymous pages of the system, large ones where it has these: the first touch of a small page costs
// more than to read and search what is put there (docs/performance.md), and growing moves pages instead of
// bytes. Throws std::bad_alloc where memory ends.
//
// A large regular file can be mapped instead, which spares the first touch of all pages. Then the bytes are
// those of the file, and not safe from who writes to it: is_as_it_was() has to be asked before they are used
// for good. Where the file is cut short meanwhile, the process ends with a message and the status of a
// failure.
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
  // Takes the first `count` away; what is behind them moves to the front.
  void drop_front(std::size_t count);
  // Makes the capacity at least this.
  void reserve(std::size_t capacity);

  // Takes the bytes of a regular file from its beginning on. Returns false, with nothing done, where the
  // system can't.
  bool map_file(int descriptor, std::size_t size);
  // False when they are mapped and the file has been written to since.
  [[nodiscard]] bool is_as_it_was() const;

 private:
  void swap(Bytes& other) noexcept;
  void map(std::size_t capacity);
  void release();

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  bool mapped_ = false;
  int descriptor_ = -1;          // of the file that is mapped; not owned
  std::int64_t written_at_ = 0;  // when that was last written to, in nanoseconds
};

}  // namespace ecrify::input
