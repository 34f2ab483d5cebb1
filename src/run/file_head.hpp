// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace ecrify::run {

// The beginning of a file, in UTF-8.
struct FileHead {
  std::string text;
  bool is_cut = false;  // more follows
};

// UTF-16 and UTF-32 are converted, with or without a byte order mark: kubectl reads the former. Empty where
// the file can't be read.
[[nodiscard]] FileHead head_of_file(const std::string& path);
// That of an open file, from its beginning; one that a shell has opened for writing alone, too.
[[nodiscard]] FileHead head_of_stream(int descriptor);

}  // namespace ecrify::run
