// SPDX-License-Identifier: Apache-2.0
#include "held_signals.hpp"

namespace ecrify::write {
namespace {

constexpr int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

}  // namespace

HeldSignals::HeldSignals() {
  sigemptyset(&held_);
  ::pthread_sigmask(SIG_BLOCK, nullptr, &before_);
  for (const int signal : ending) {
    // One that is ignored (nohup) would wait as well, and then end nothing.
    struct sigaction action {};
    const bool ends = ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
    if (ends && sigismember(&before_, signal) == 0) sigaddset(&held_, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &held_, nullptr);
}

HeldSignals::~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool HeldSignals::any() const {
  sigset_t waiting;
  if (::sigpending(&waiting) != 0) return false;
  for (const int signal : ending) {
    if (sigismember(&held_, signal) == 1 && sigismember(&waiting, signal) == 1) return true;
  }
  return false;
}

}  // namespace ecrify::write
