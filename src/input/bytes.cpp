// SPDX-License-Identifier: Apache-2.0
#include "ecrify/input/bytes.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace ecrify::input {
namespace {

constexpr std::size_t page = std::size_t{2} << 20U;  // a large page of x86-64, and of most arm64 systems
constexpr std::size_t mapped_from = std::size_t{1} << 20U;

// Address space of this size, aligned to a large page.
char* reserve_pages(std::size_t size) {
  void* found = ::mmap(nullptr, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (found == MAP_FAILED) throw std::bad_alloc();
  char* begin = static_cast<char*>(found);
  const std::size_t before = (page - reinterpret_cast<std::uintptr_t>(begin) % page) % page;
  if (before > 0) ::munmap(begin, before);
  if (before < page) ::munmap(begin + before + size, page - before);
#if defined(MADV_HUGEPAGE)
  ::madvise(begin + before, size, MADV_HUGEPAGE);
#endif
  return begin + before;
}

// When the file was last written to; -1 where its size is another one.
std::int64_t last_write(int descriptor, std::size_t size) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || static_cast<std::size_t>(info.st_size) != size) return -1;
#if defined(__APPLE__)
  const timespec& time = info.st_mtimespec;
#else
  const timespec& time = info.st_mtim;
#endif
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// A page of the mapped file is gone.
extern "C" void cut_short(int) {
  constexpr std::string_view message =
      "ecrify: error: the file at stdin became shorter while it was read; nothing more is written\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(2);
}

}  // namespace

Bytes::~Bytes() { release(); }

void Bytes::release() {
  if (mapped_) {
    ::munmap(data_, capacity_);
  } else {
    std::free(data_);
  }
}

void Bytes::swap(Bytes& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  std::swap(mapped_, other.mapped_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(written_at_, other.written_at_);
}

void Bytes::drop_front(std::size_t count) {
  size_ -= count;
  std::memmove(data_, data_ + count, size_);
}

void Bytes::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  if (capacity >= mapped_from) return map(capacity);
  char* larger = static_cast<char*>(std::realloc(data_, capacity));
  if (larger == nullptr) throw std::bad_alloc();
  data_ = larger;
  capacity_ = capacity;
}

bool Bytes::map_file(int descriptor, std::size_t size) {
  const std::int64_t written_at = last_write(descriptor, size);
  if (written_at < 0 || data_ != nullptr) return false;
  int flags = MAP_PRIVATE;
#if defined(MAP_POPULATE)
  flags |= MAP_POPULATE;
#endif
  void* found = ::mmap(nullptr, size, PROT_READ, flags, descriptor, 0);
  if (found == MAP_FAILED) return false;
  struct sigaction action {};
  action.sa_handler = cut_short;
  ::sigaction(SIGBUS, &action, nullptr);
  data_ = static_cast<char*>(found);
  size_ = capacity_ = size;
  mapped_ = true;
  descriptor_ = descriptor;
  written_at_ = written_at;
  return true;
}

bool Bytes::is_as_it_was() const { return descriptor_ < 0 || last_write(descriptor_, size_) == written_at_; }

void Bytes::map(std::size_t capacity) {
  if (capacity > std::numeric_limits<std::size_t>::max() - 2 * page) throw std::bad_alloc();
  capacity = (capacity + page - 1) / page * page;
  char* larger = reserve_pages(capacity);
#if defined(MREMAP_FIXED)
  // The pages themselves move, so that the bytes are never there twice.
  if (mapped_ && ::mremap(data_, capacity_, capacity, MREMAP_MAYMOVE | MREMAP_FIXED, larger) == larger) {
    data_ = larger;
    capacity_ = capacity;
    return;
  }
#endif
  if (size_ > 0) std::memcpy(larger, data_, size_);
  release();
  data_ = larger;
  capacity_ = capacity;
  mapped_ = true;
}

}  // namespace ecrify::input
