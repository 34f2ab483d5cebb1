// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "ecrify/base/system.hpp"

namespace ecrify::write {

enum class TemporaryKind {
  nameless_if_possible,  // O_TMPFILE: a process that is killed while it writes leaves nothing behind
  named,
};

// A new file (mode 0600) that takes another's place once it is complete. It has no name until then where the
// file system can do that. Else, and for the moment between its getting a name and the rename, it is called
// `.NAME.ecrify-XXXXXX` (random, O_EXCL, NAME shortened where it must be): hidden, so no walk finds it.
// It is locked (flock) from the beginning to the end, so that one without a lock is a killed run's: see
// sweep_temporaries().
class Temporary {
 public:
  // Creates it in the open folder, for the file `name` there. On failure ok() is false and errno has the
  // reason.
  Temporary(int folder, std::string name, TemporaryKind kind);
  ~Temporary();  // removes it unless it has taken its place
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  [[nodiscard]] bool ok() const { return file_.ok(); }
  [[nodiscard]] int descriptor() const { return file_.number(); }
  [[nodiscard]] bool has_name() const { return !own_name_.empty(); }
  // Renames it to `name`. 0 or an errno; when it still has no name then, it could not be given one. A signal
  // that ends the program must not do so in between.
  [[nodiscard]] int take_place();
  // take_place(), but EEXIST where the name is taken.
  [[nodiscard]] int take_free_place();

 private:
  int give_name();

  int folder_;
  std::string name_;
  std::string own_name_;  // empty while it has none
  Descriptor file_;
};

// Deletes temporaries that killed runs left in the folder: regular files of this user that are named like a
// Temporary and not locked. Returns their number; files that can't be inspected stay. One listing of the open
// folder.
std::size_t sweep_temporaries(Descriptor folder);

}  // namespace ecrify::write
