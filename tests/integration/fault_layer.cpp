// SPDX-License-Identifier: Apache-2.0
// A library to be loaded before libc (LD_PRELOAD), between a program and its files. ECRIFY_FAULT says what
// goes wrong:
//
//   count FILE            nothing; a line for each call goes to FILE
//   paths FILE            nothing; a line for each call that is about a path goes to FILE: the call, and the
//   path, with that of
//                         the open folder before it where it begins in one
//   fail N ERRNO          the N-th call fails
//   kill N                the process is killed before the N-th call
//   append N FILE         before the N-th call, somebody else appends a line to the file …
//   remove N FILE         … or removes it
//   replace N FILE        … or puts another one in its place
//   steps                 the system has no openat2()
//   short                 reads and writes take three bytes at most
//   interrupt             every other call that may be interrupted is (EINTR), and reads and writes are short
//   pipe N                whoever reads standard output goes away after N bytes
//
// Calls are those below, counted over all threads from 1 on.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

struct Fault {
  char what[16] = "";
  long number = 0;
  char detail[4096] = "";
};

const Fault& fault() {
  static const Fault read = [] {
    Fault f;
    const char* const text = std::getenv("ECRIFY_FAULT");
    if (text != nullptr && std::sscanf(text, "%15s %ld %4095s", f.what, &f.number, f.detail) < 2) {
      std::sscanf(text, "%15s %4095s", f.what, f.detail);
    }
    return f;
  }();
  return read;
}

bool is(const char* what) { return std::strcmp(fault().what, what) == 0; }

template <class Call>
Call real(const char* name) {
  return reinterpret_cast<Call>(::dlsym(RTLD_NEXT, name));
}

// Done with calls that are not ours.
void meddle(const char* path) {
  using Open = int (*)(const char*, int, ...);
  using Write = ssize_t (*)(int, const void*, std::size_t);
  using Unlink = int (*)(const char*);
  if (is("remove") || is("replace")) real<Unlink>("unlink")(path);
  if (is("append") || is("replace")) {
    const int file = real<Open>("open")(path, O_WRONLY | O_APPEND | O_CREAT, 0644);
    static_cast<void>(real<Write>("write")(file, "# mine\n", 7));
    ::close(file);
  }
}

std::atomic<long> calls{0};
std::atomic<long> interruptible{0};
std::atomic<long> written{0};

void write_down(const char* line, int size) {
  using Open = int (*)(const char*, int, ...);
  using Write = ssize_t (*)(int, const void*, std::size_t);
  static const int log = real<Open>("open")(fault().detail, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  static_cast<void>(real<Write>("write")(log, line, static_cast<std::size_t>(size)));
}

void note_path(const char* name, int folder, const char* path) {
  if (!is("paths")) return;
  char before[4096] = "";
  if (folder != AT_FDCWD && path[0] != '/') {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    const ssize_t length = ::readlink(link, before, sizeof before - 2);
    if (length > 0) std::strcpy(before + length, "/");
  }
  char line[8704];
  const int size = std::snprintf(line, sizeof line, "%s\t%s%s\n", name, before, path);
  write_down(line, std::min(size, static_cast<int>(sizeof line) - 1));
}

// True when the call has to fail, with errno set.
bool fails(const char* name) {
  const long number = ++calls;
  if (is("count")) {
    char line[64];
    write_down(line, std::snprintf(line, sizeof line, "%s\n", name));
  }
  if (number != fault().number) return false;
  if (is("kill")) ::kill(::getpid(), SIGKILL);
  meddle(fault().detail);
  if (!is("fail")) return false;
  errno = std::atoi(fault().detail);
  return true;
}

bool is_interrupted() {
  if (!is("interrupt") || ++interruptible % 2 == 0) return false;
  errno = EINTR;
  return true;
}

std::size_t short_of(std::size_t size) {
  return is("short") || is("interrupt") ? std::min<std::size_t>(size, 3) : size;
}

}  // namespace

#define REAL(name) real<decltype(&name)>(#name)
#define FAILS(name) (fails(#name) || is_interrupted())

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  note_path("open", AT_FDCWD, path);
  return FAILS(open) ? -1 : REAL(open)(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  note_path("openat", folder, path);
  return FAILS(openat) ? -1 : REAL(openat)(folder, path, flags, mode);
}

// What libc has no function for.
long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long values[6];
  for (long& value : values) value = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_openat2) {
    if (is("steps")) {
      errno = ENOSYS;
      return -1;
    }
    note_path("openat2", static_cast<int>(values[0]), reinterpret_cast<const char*>(values[1]));
    if (FAILS(openat2)) return -1;
  }
  return REAL(syscall)(number, values[0], values[1], values[2], values[3], values[4], values[5]);
}

ssize_t read(int file, void* bytes, std::size_t size) {
  return FAILS(read) ? -1 : REAL(read)(file, bytes, short_of(size));
}

ssize_t write(int file, const void* bytes, std::size_t size) {
  return FAILS(write) ? -1 : REAL(write)(file, bytes, short_of(size));
}

ssize_t writev(int file, const iovec* pieces, int count) {
  if (FAILS(writev)) return -1;
  if (is("pipe") && file == 1) {
    const std::size_t left = static_cast<std::size_t>(fault().number - written);
    if (left == 0) {
      errno = EPIPE;
      return -1;
    }
    const ssize_t done = REAL(write)(file, pieces[0].iov_base, std::min(pieces[0].iov_len, left));
    written += done;
    return done;
  }
  if (is("short") || is("interrupt"))
    return REAL(write)(file, pieces[0].iov_base, short_of(pieces[0].iov_len));
  return REAL(writev)(file, pieces, count);
}

int fsync(int file) { return FAILS(fsync) ? -1 : REAL(fsync)(file); }
int syncfs(int file) { return fails("syncfs") ? -1 : REAL(syncfs)(file); }
int fchmod(int file, mode_t mode) { return fails("fchmod") ? -1 : REAL(fchmod)(file, mode); }
int flock(int file, int operation) { return fails("flock") ? -1 : REAL(flock)(file, operation); }
ssize_t getrandom(void* bytes, std::size_t size, unsigned flags) {
  return FAILS(getrandom) ? -1 : REAL(getrandom)(bytes, size, flags);
}
int fstat(int file, struct stat* info) { return fails("fstat") ? -1 : REAL(fstat)(file, info); }
int stat(const char* path, struct stat* info) {
  note_path("stat", AT_FDCWD, path);
  return fails("stat") ? -1 : REAL(stat)(path, info);
}
int lstat(const char* path, struct stat* info) {
  note_path("lstat", AT_FDCWD, path);
  return fails("lstat") ? -1 : REAL(lstat)(path, info);
}
int fstatat(int folder, const char* path, struct stat* info, int flags) {
  note_path("fstatat", folder, path);
  return fails("fstatat") ? -1 : REAL(fstatat)(folder, path, info, flags);
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  return fails("renameat") ? -1 : REAL(renameat)(from_folder, from, to_folder, to);
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  return fails("linkat") ? -1 : REAL(linkat)(from_folder, from, to_folder, to, flags);
}
int unlinkat(int folder, const char* path, int flags) {
  return fails("unlinkat") ? -1 : REAL(unlinkat)(folder, path, flags);
}
DIR* opendir(const char* path) {
  note_path("opendir", AT_FDCWD, path);
  return fails("opendir") ? nullptr : REAL(opendir)(path);
}
dirent* readdir(DIR* folder) { return fails("readdir") ? nullptr : REAL(readdir)(folder); }
char* realpath(const char* path, char* resolved) {
  return fails("realpath") ? nullptr : REAL(realpath)(path, resolved);
}

}  // extern "C"
