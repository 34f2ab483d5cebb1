// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ecrify/base/result.hpp"

namespace spdlog {
class logger;
}

namespace ecrify::run {

enum class LogLevel { error, warning, info, debug };
// "error", "warning", "info", "debug".
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view name);

// The words of the log for a reference: the text, or nothing where it holds what no reference can, such as
// blanks. A field that should name an image may hold anything, a password as well.
[[nodiscard]] std::string_view loggable(std::string_view reference);

// The log of a run: sources read or passed over and why, the rule behind each decision, files written. A line
// has time (UTC), level, source (FILE or FILE:LINE:COLUMN; "ecrify" for the run itself) and text, in the
// order of the sources. Of a manifest it holds references, names of files and places, nothing else; control
// characters become escapes.
class Log {
 public:
  Log() = default;  // writes nothing
  // Appends to the file, which is made by the first write. Fails where it can't be opened, or made.
  static Result<Log> open(const std::string& file, LogLevel lowest);

  [[nodiscard]] bool takes(LogLevel level) const;
  void write(LogLevel level, std::string_view source, std::string_view text);
  // Nothing is written out from hold() to release(), while it is open whether the run may write at all …
  void hold();
  void release();
  // … and never again once it may not.
  void discard();
  // Writes out what is still in memory. Fails, once, where something could not be written.
  Status close();

 private:
  class Sink;

  std::shared_ptr<Sink> sink_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace ecrify::run
