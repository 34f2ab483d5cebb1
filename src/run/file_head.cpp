// SPDX-License-Identifier: Apache-2.0
#include "file_head.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

#include "ecrify/base/system.hpp"

namespace ecrify::run {
namespace {

constexpr std::size_t most_head = std::size_t{1} << 20U;

// The size of a code unit, and the order of its bytes.
struct Encoding {
  std::size_t unit = 1;
  bool is_big_endian = false;
};

// As YAML 1.2 tells them apart, section 5.2: by a byte order mark, or by the NULs of a first character that
// is ASCII.
Encoding encoding_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto is = [&](std::size_t at, std::string_view what) {
    return bytes.size() > at && bytes.substr(at, what.size()) == what;
  };
  if (is(0, "\0\0\xFE\xFF"sv) || (bytes.size() > 3 && is(0, "\0\0\0"sv))) return {4, true};
  if (is(0, "\xFF\xFE\0\0"sv) || is(1, "\0\0\0"sv)) return {4, false};
  if (is(0, "\xFE\xFF"sv) || (bytes.size() > 1 && is(0, "\0"sv))) return {2, true};
  if (is(0, "\xFF\xFE"sv) || is(1, "\0"sv)) return {2, false};
  return {};
}

// The keys that tell an object are ASCII; all other characters are as good as U+FFFD.
std::string in_utf8(std::string_view bytes, Encoding encoding) {
  constexpr unsigned first_behind_ascii = 0x80;
  constexpr unsigned mark = 0xFEFF;
  std::string text;
  text.reserve(bytes.size() / encoding.unit);
  for (std::size_t at = 0; at + encoding.unit <= bytes.size(); at += encoding.unit) {
    unsigned value = 0;
    for (std::size_t i = 0; i < encoding.unit; ++i) {
      const std::size_t from = encoding.is_big_endian ? i : encoding.unit - 1 - i;
      value = value << 8U | static_cast<unsigned char>(bytes[at + from]);
    }
    if (value < first_behind_ascii) {
      text += static_cast<char>(value);
    } else if (at > 0 || value != mark) {
      text += "\xEF\xBF\xBD";
    }
  }
  return text;
}

FileHead head_of(int descriptor) {
  FileHead head;
  head.text.resize(most_head);
  std::size_t size = 0;
  while (size < most_head) {
    const ssize_t count =
        ::pread(descriptor, head.text.data() + size, most_head - size, static_cast<off_t>(size));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
  }
  head.text.resize(size);
  head.is_cut = size == most_head;
  if (const Encoding encoding = encoding_of(head.text); encoding.unit > 1)
    head.text = in_utf8(head.text, encoding);
  return head;
}

}  // namespace

FileHead head_of_file(const std::string& path) {
  const Descriptor file = open_file(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  return file.ok() ? head_of(file.number()) : FileHead{};
}

FileHead head_of_stream(int descriptor) {
  FileHead head = head_of(descriptor);
  return head.text.empty() ? head_of_file("/proc/self/fd/" + std::to_string(descriptor)) : head;
}

}  // namespace ecrify::run
