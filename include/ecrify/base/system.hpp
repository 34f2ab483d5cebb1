// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace ecrify {

// Owns a file descriptor and closes it; -1 owns nothing.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool ok() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

// open(2) and openat(2), repeated after EINTR. On failure ok() is false and errno has the reason.
[[nodiscard]] Descriptor open_file(const std::string& path, int flags, mode_t mode = 0);
[[nodiscard]] Descriptor open_file_at(int folder, const std::string& name, int flags, mode_t mode = 0);

// Two looks at one file.
[[nodiscard]] inline bool is_same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
[[nodiscard]] bool is_same_file(int a, int b);

[[nodiscard]] bool is_folder(const std::string& path);

// The system's words for an errno, lower case as messages are: "no such file or directory".
[[nodiscard]] std::string system_reason(int error);

}  // namespace ecrify
