// SPDX-License-Identifier: Apache-2.0
// Runs a command some times and prints what it took, one line a run: status, clock, user and system time
// (seconds), and peak memory (bytes).
//   launch TIMES STDIN STDOUT COMMAND…
// A process starts with the peak memory of the one that starts it, and forking a large one costs time, so the
// script that asks for the figures can't be the one that starts the commands. This program is small.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

[[noreturn]] void run(const char* input, const char* output, char** command) {
  const int in = open(input, O_RDONLY);
  const int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int nothing = open("/dev/null", O_WRONLY);
  if (in >= 0 && out >= 0 && nothing >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(nothing, 2) == 2) {
    execvp(command[0], command);
  }
  _exit(127);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int count, char** words) {
  if (count < 5) {
    std::fputs("usage: launch TIMES STDIN STDOUT COMMAND...\n", stderr);
    return 2;
  }
  for (int left = std::atoi(words[1]); left > 0; --left) {
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
      run(words[2], words[3], words + 4);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
      std::perror("launch");
      return 1;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    std::printf("%d %.9f %.9f %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss * 1024L);
  }
}
