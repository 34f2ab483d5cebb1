// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace ecrify {

// Calls work(0) … work(count - 1), each once, in any order, from at most `threads` threads at a time, and
// returns when all are done. The first exception stops the rest and is thrown here. With one thread or one
// call, or where the system gives no more threads, they are called one after the other.
void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work);

}  // namespace ecrify
