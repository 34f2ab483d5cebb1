// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/replace.hpp"

#include <fcntl.h>
#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <mutex>
#include <numeric>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ecrify/base/in_parallel.hpp"
#include "prepared.hpp"
#include "system_calls.hpp"

namespace ecrify::write {
namespace {

// True for a lack of what others give back when they are done.
bool is_lack(int error) {
  return error == EMFILE || error == ENFILE || error == ENOSPC || error == EDQUOT || error == ENOMEM;
}

struct PreparedUnit {
  std::size_t number = 0;
  std::vector<PreparedFile> files = {};
};

// The folders of a batch, each opened once. Can be shared between threads.
class Folders {
 public:
  std::optional<Trouble> find(const input::RootedPath& path, const Folder*& folder) {
    const std::lock_guard lock(guard_);
    const auto [at, is_new] = folders_.try_emplace(path.resolved.substr(0, path.resolved.rfind('/')));
    folder = &at->second;
    auto trouble = is_new ? open_folder(path, at->second) : std::nullopt;
    if (trouble) folders_.erase(at);
    return trouble;
  }

 private:
  std::mutex guard_;
  std::unordered_map<std::string, Folder> folders_;  // by path
};

// The folders and files to flush of one file system.
struct Flush {
  int folder = -1;  // of one that is on it
  std::vector<int> descriptors = {};
  std::vector<std::pair<std::size_t, std::size_t>> files =
      {};  // the unit's number, and that of the file in it
};
using Flushes = std::map<dev_t, Flush>;

// Units, prepared and replaced with temporaries of one kind.
class Pass {
 public:
  Pass(const std::vector<Unit>& units, std::vector<ReplaceResult>& outcomes, TemporaryKind kind,
       std::size_t threads, const HeldSignals& held, const std::function<void()>& prepared)
      : units_(units),
        outcomes_(outcomes),
        kind_(kind),
        threads_(threads),
        held_(held),
        prepared_(prepared) {}

  // Returns the units whose temporaries could be given no name, with nothing done.
  std::vector<std::size_t> run(std::vector<std::size_t> numbers) {
    while (!numbers.empty() && !held_.any()) {
      Folders folders;
      std::vector<PreparedUnit> batch;
      std::vector<std::size_t> left = prepare_batch(numbers, folders, batch);
      if (batch.empty() && !left.empty() && threads_ == 1)
        left.erase(left.begin());  // what it lacks nobody here gives back
      finish(batch);
      numbers = std::move(left);
      threads_ = 1;  // two that each lack what the other holds would not get on
    }
    return std::move(nameless_);
  }

 private:
  // Prepares as many of the units as the system has room for; returns the others, with one thread first that
  // which lacked it.
  std::vector<std::size_t> prepare_batch(const std::vector<std::size_t>& numbers, Folders& folders,
                                         std::vector<PreparedUnit>& batch) {
    std::vector<PreparedUnit> units(numbers.size());
    std::vector<int> errors(numbers.size(), 0);
    // Each thread opens the old file once more before it is replaced.
    std::vector<Descriptor> spare(threads_);
    for (Descriptor& one : spare) one = open_file("/", O_PATH | O_CLOEXEC);
    std::atomic<int> lack{0};
    in_parallel(numbers.size(), threads_, [&](std::size_t i) {
      units[i].number = numbers[i];
      errors[i] = lack != 0 ? lack.load() : held_.any() ? EINTR : prepare_unit(units[i], folders);
      if (!is_lack(errors[i])) return;
      lack = errors[i];
    });
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (is_lack(errors[i])) left.push_back(numbers[i]);
      if (errors[i] == 0 && !outcomes_[numbers[i]].failure) batch.push_back(std::move(units[i]));
    }
    return left;
  }

  // 0, or the errno that kept it back.
  int prepare_unit(PreparedUnit& unit, Folders& folders) {
    outcomes_[unit.number] = {};
    for (const Change& change : units_[unit.number]) {
      PreparedFile file{&change};
      std::optional<Trouble> trouble = folders.find(change.path, file.folder);
      file.name = change.path.name();
      if (!trouble) trouble = prepare(file, kind_);
      if (trouble) {
        fail(unit.number, unit.files.size(), std::move(trouble->failure));
        unit.files.clear();
        return trouble->error;
      }
      unit.files.push_back(std::move(file));
    }
    for (std::size_t i = 0; prepared_ && i < unit.files.size(); ++i) prepared_();
    return 0;
  }

  void fail(std::size_t number, std::size_t file, Failure failure) {
    failure.file = units_[number][file].path.path;
    outcomes_[number].failure = std::move(failure);
    outcomes_[number].culprit = file;
  }

  void finish(std::vector<PreparedUnit>& batch) {
    flush_files(batch);
    std::vector<char> is_nameless(batch.size(), 0);
    in_parallel(batch.size(), threads_, [&](std::size_t i) {
      if (!held_.any() && !outcomes_[batch[i].number].failure)
        is_nameless[i] = replace(batch[i]) == Naming::impossible ? 1 : 0;
    });
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (is_nameless[i] != 0) nameless_.push_back(batch[i].number);
    }
    flush_folders(batch);
  }

  template <class Function>
  static void flush(const Flushes& flushes, const Function& failed) {
    for (const auto& [device, one] : flushes) {
      const std::vector<int> errors = sync(one.descriptors, one.folder);
      for (std::size_t i = 0; i < errors.size(); ++i) {
        if (errors[i] != 0) failed(one.files[i].first, one.files[i].second, errors[i]);
      }
    }
  }

  void flush_files(const std::vector<PreparedUnit>& batch) {
    Flushes flushes;
    for (const PreparedUnit& unit : batch) {
      for (std::size_t i = 0; i < unit.files.size(); ++i) {
        Flush& one = flushes[unit.files[i].folder->info.st_dev];
        one.folder = unit.files[i].folder->open.number();
        one.descriptors.push_back(unit.files[i].temporary->descriptor());
        one.files.emplace_back(unit.number, i);
      }
    }
    flush(flushes, [this](std::size_t number, std::size_t file, int error) {
      fail(number, file, write_failure(error));
    });
  }

  enum class Naming { possible, impossible };
  Naming replace(PreparedUnit& unit) {
    ReplaceResult& outcome = outcomes_[unit.number];
    for (std::size_t i = 0; i < unit.files.size(); ++i) {
      if (auto trouble = look_again(unit.files[i])) {
        fail(unit.number, i, std::move(trouble->failure));
        return Naming::possible;
      }
    }
    for (PreparedFile& file : unit.files) {
      const int error = file.temporary->take_place();
      if (error == 0) {
        ++outcome.count;
        continue;
      }
      // Some file systems and sandboxes make nameless files but give them no name later.
      const bool is_nameless =
          kind_ == TemporaryKind::nameless_if_possible && !file.temporary->has_name() && outcome.count == 0;
      if (is_nameless) return Naming::impossible;
      fail(unit.number, outcome.count, write_failure(error));
      break;
    }
    return Naming::possible;
  }

  void flush_folders(const std::vector<PreparedUnit>& batch) {
    Flushes flushes;
    std::unordered_set<const Folder*> known;
    for (const PreparedUnit& unit : batch) {
      for (std::size_t i = 0; i < outcomes_[unit.number].count; ++i) {
        const Folder* folder = unit.files[i].folder;
        if (!known.insert(folder).second) continue;
        Flush& one = flushes[folder->info.st_dev];
        one.folder = folder->open.number();
        one.descriptors.push_back(one.folder);
        one.files.emplace_back(unit.number, i);
      }
    }
    flush(flushes, [this](std::size_t number, std::size_t file, int error) {
      if (outcomes_[number].failure) return;
      fail(number, file,
           problem("was replaced, but its folder could not be flushed to the disk: " + system_reason(error),
                   "check the disk"));
    });
  }

  const std::vector<Unit>& units_;
  std::vector<ReplaceResult>& outcomes_;
  TemporaryKind kind_;
  std::size_t threads_;
  const HeldSignals& held_;
  const std::function<void()>& prepared_;
  std::vector<std::size_t> nameless_;
};

// A temporary without a name is open until it has taken its place.
void open_as_many_as_allowed() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

std::vector<ReplaceResult> replace_files(const std::vector<Unit>& units, std::size_t threads,
                                         const std::function<void()>& prepared) {
  std::vector<ReplaceResult> outcomes(units.size());
  std::vector<std::size_t> left(units.size());
  std::iota(left.begin(), left.end(), 0);
  const HeldSignals held;
  open_as_many_as_allowed();
  for (const TemporaryKind kind : {TemporaryKind::nameless_if_possible, TemporaryKind::named}) {
    left = Pass(units, outcomes, kind, threads, held, prepared).run(std::move(left));
  }
  return outcomes;
}

}  // namespace ecrify::write
