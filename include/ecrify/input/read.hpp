// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"
#include "ecrify/input/bytes.hpp"
#include "ecrify/input/root.hpp"

namespace ecrify::input {

// Reads everything up to the end of file, whatever the sizes of the reads; EINTR is retried, a descriptor
// that does not block is waited for. `name` is for messages (Failure::file). Fails on more than 2 GiB, and on
// a character device (/dev/zero) that gives more than 16 MiB.
//
// With Mapping::of_large_files a regular file of a mebibyte or more is mapped rather than read; the
// descriptor has to stay open, and see Bytes for what has to be asked then.
enum class Mapping { never, of_large_files };
Result<Bytes> load_descriptor(int descriptor, const std::string& name, Mapping mapping = Mapping::never);

// Reads a regular file (a FIFO or device that is named is read as a stream). Fails on folders, on what does
// not exist or may not be read, each with the reason of the system and a remedy. `-` is a file of that name
// here.
Result<Bytes> load_file(const std::string& path);

// The same for a resolved path. Fails where the path has since become a link, leads through one, or names no
// regular file.
Result<Bytes> load_file(const RootedPath& file);

// load_descriptor() and load_file() as a copied text, for small inputs.
Result<std::string> read_descriptor(int descriptor, const std::string& name);
Result<std::string> read_file(const std::string& path);

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
