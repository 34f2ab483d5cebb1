// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>

#include "ecrify/base/result.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/write/replace.hpp"
#include "ecrify/write/temporary.hpp"

// Prepares one file for its replacement. Functions return the trouble that prevents it; Failure::file is left
// to the caller.
namespace ecrify::write {

struct Trouble {
  Failure failure;
  int error = 0;  // an errno; 0 where it is none of the system's
};

struct Folder {
  Descriptor open;
  struct stat info {};
};

// A file whose new bytes lie beside it.
struct PreparedFile {
  const Change* change = nullptr;
  const Folder* folder = nullptr;
  std::string name = {};  // in its folder
  std::unique_ptr<Temporary> temporary = nullptr;
  struct stat old {};  // the file when its metadata was copied
};

// The folder that a file lies in.
[[nodiscard]] std::optional<Trouble> open_folder(const input::RootedPath& path, Folder& folder);

// Makes the temporary of a file whose change, folder and name are known: the bytes and the metadata.
[[nodiscard]] std::optional<Trouble> prepare(PreparedFile& file, TemporaryKind kind);

// Checks that the file still holds the bytes that were read, and has the metadata that was taken. Call it
// last: what is written between here and the rename is lost.
[[nodiscard]] std::optional<Trouble> look_again(const PreparedFile& file);

}  // namespace ecrify::write
