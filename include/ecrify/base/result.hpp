// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace ecrify {

inline constexpr std::size_t no_offset = std::numeric_limits<std::size_t>::max();

// Why something could not be done. Stages return it; only cli/ prints it and chooses the exit status.
struct Failure {
  std::string message;             // what was expected and what was found: lower case, no full stop
  std::string remedy;              // what the user can do about it; may be empty
  std::string file;                // the file it is about, as the user named it; empty when the caller knows
  std::size_t offset = no_offset;  // byte in that file, or no_offset when it is about no place
};

// A value or the failure that took its place. No exception crosses a stage.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT: implicit on purpose, `return value;`
  Result(Failure failure)
      : state_(std::move(failure)) {}  // NOLINT: implicit on purpose, `return Failure{…};`

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok().
  [[nodiscard]] Failure& failure() & { return std::get<1>(state_); }
  [[nodiscard]] const Failure& failure() const& { return std::get<1>(state_); }

 private:
  std::variant<T, Failure> state_;
};

// A failure about no file (usage, or what flags, environment and configuration add up to), or about one that
// the caller knows.
[[nodiscard]] inline Failure problem(std::string message, std::string remedy) {
  return Failure{std::move(message), std::move(remedy), {}, no_offset};
}

struct Success {};
using Status = Result<Success>;  // for what has no value

}  // namespace ecrify
