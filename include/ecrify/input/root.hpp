// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ecrify/base/system.hpp"

// Opens files safely against links. A typed path is resolved once, links included; later nothing is opened
// through a link, so that a file or folder that is exchanged for one leads nowhere.
namespace ecrify::input {

// Opens what `path` names below the open folder: "" is the folder itself, a path holds neither `.` nor `..`
// nor a slash at an end. Each step is opened below the one before without following links; one that is a link
// is ELOOP. (openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, or an openat(2) for each step where the
// system has none.)
[[nodiscard]] Descriptor open_below(int folder, const std::string& path, int flags);

// A folder that is held open.
class Root {
 public:
  // `resolved`: its own path, absolute and without links.
  Root(Descriptor folder, std::string resolved)
      : folder_(std::move(folder)), resolved_(std::move(resolved)) {}

  // True for the resolved path of this folder or of anything below it.
  [[nodiscard]] bool holds(const std::string& resolved) const;
  // As open_below(); EXDEV for what lies elsewhere.
  [[nodiscard]] Descriptor open(const std::string& resolved, int flags) const;

 private:
  Descriptor folder_;
  std::string resolved_;
};

// A file or folder as it was found.
struct RootedPath {
  std::string path;           // as it is shown
  std::string resolved = {};  // absolute, all links followed
  // The folder to open it below. Null for a pipe or device and for input without a path: these are opened as
  // typed, for reading.
  std::shared_ptr<const Root> root = nullptr;
  bool is_folder = false;

  // On failure !ok() and errno says why.
  [[nodiscard]] Descriptor open(int flags) const;
  // The folder that it lies in. EXDEV without a root.
  [[nodiscard]] Descriptor open_folder() const;
  // Its name there.
  [[nodiscard]] std::string name() const { return resolved.substr(resolved.rfind('/') + 1); }
};

// Resolves what is typed. All that it resolves shares two roots: the working folder and `/`.
class Resolver {
 public:
  Resolver();

  // Resolves a typed path; nothing, with errno set, where it does not exist or can't be reached.
  [[nodiscard]] std::optional<RootedPath> resolve(const std::string& typed) const;
  // Resolves a name in an open folder; `path` is the form for messages.
  [[nodiscard]] std::optional<RootedPath> resolve_in(int folder, const std::string& name,
                                                     std::string path) const;
  // The root for a path that is resolved already.
  [[nodiscard]] std::shared_ptr<const Root> root_of(const std::string& resolved) const;

 private:
  std::shared_ptr<const Root> working_;
  std::shared_ptr<const Root> top_;
};

}  // namespace ecrify::input
