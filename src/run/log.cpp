// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/system.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"
#include "spdlog.hpp"

namespace ecrify::run {
namespace {

constexpr std::size_t most_held = std::size_t{1} << 16U;  // bytes, before they are written

struct LevelRow {
  std::string_view name;
  LogLevel level;
  spdlog::level::level_enum spdlog_level;
};
constexpr std::array<LevelRow, 4> levels = {{
    {"error", LogLevel::error, spdlog::level::err},
    {"warning", LogLevel::warning, spdlog::level::warn},
    {"info", LogLevel::info, spdlog::level::info},
    {"debug", LogLevel::debug, spdlog::level::debug},
}};

spdlog::level::level_enum spdlog_level(LogLevel level) {
  return levels.at(static_cast<std::size_t>(level)).spdlog_level;
}

Failure cannot_be_opened(const std::string& file, int error) {
  return problem("the log " + file + " can't be opened: " + system_reason(error),
                 "name a file that can be written, in a folder that is there");
}

// When, in UTC, and how grave, with the blank before the text.
std::string line_head(const spdlog::details::log_msg& message) {
  const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(message.time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  const std::tm utc = spdlog::details::os::gmtime(std::time_t{seconds.count()});
  const spdlog::string_view_t level = spdlog::level::to_string_view(message.level);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z {} ", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (since_epoch - seconds).count(),
                     std::string_view(level.data(), level.size()));
}

// Sets errno where it may not.
bool may_be_made(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : file.substr(0, std::max<std::size_t>(slash, 1));
  return !file.ends_with('/') && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (const LevelRow& row : levels) {
    if (row.name == name) return row.level;
  }
  return std::nullopt;
}

std::string_view loggable(std::string_view reference) {
  // Placeholders are masked by letters.
  const reference::MaskedText masked = reference::mask_placeholders(reference);
  const std::string_view shape = masked.any() ? std::string_view(masked.text) : reference;
  const bool may_be_one = std::all_of(shape.begin(), shape.end(), [](char c) {
    return is_alnum(c) || std::string_view("._-/:@[]*").find(c) != std::string_view::npos;
  });
  return may_be_one ? reference : std::string_view();
}

// spdlog's own file sinks make missing folders, and say of a failing write nothing but once a second on
// stderr.
class Log::Sink final : public OwnSink {
 public:
  Sink(Descriptor file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}

  void set_held(bool is_held) { is_held_ = is_held; }
  void discard() {
    is_broken_ = true;
    held_.clear();
  }

  Status close() {
    flush();
    if (!failure_) return Success{};
    return *std::exchange(failure_, std::nullopt);
  }

  void log(const spdlog::details::log_msg& message) override {
    held_.append(line_head(message)).append(message.payload.data(), message.payload.size()).append("\n");
    if (held_.size() >= most_held && !is_held_) flush();
  }
  void flush() override {
    if (!is_broken_ && !held_.empty() && !file_.ok()) {
      file_ = open_file(name_, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
      if (!file_.ok()) {
        is_broken_ = true;
        failure_ = cannot_be_opened(name_, errno);
      }
    }
    if (!is_broken_ && !held_.empty()) {
      const Result<write::PipeState> written = write::write_pieces(file_.number(), {held_});
      if (!written.ok()) {
        is_broken_ = true;
        failure_ = written.failure();
        failure_->message = "the log " + name_ + " is not complete: " + failure_->message;
      }
    }
    held_.clear();
  }

 private:
  Descriptor file_;
  std::string name_;
  std::string held_;
  bool is_held_ = false;
  bool is_broken_ = false;
  std::optional<Failure> failure_;
};

Result<Log> Log::open(const std::string& file, LogLevel lowest) {
  Descriptor descriptor = open_file(file, O_WRONLY | O_APPEND | O_CLOEXEC);
  const int error = descriptor.ok() ? 0 : errno;
  if (error != 0 && !(error == ENOENT && may_be_made(file))) return cannot_be_opened(file, errno);
  Log log;
  log.sink_ = std::make_shared<Sink>(std::move(descriptor), file);
  log.logger_ = std::make_shared<spdlog::logger>("ecrify", log.sink_);
  log.logger_->set_level(spdlog_level(lowest));
  return log;
}

bool Log::takes(LogLevel level) const {
  return logger_ != nullptr && logger_->should_log(spdlog_level(level));
}

void Log::write(LogLevel level, std::string_view source, std::string_view text) {
  if (!takes(level)) return;
  std::string line = write::printable(source);
  line.append(" ").append(write::printable(text));
  logger_->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

void Log::hold() {
  if (sink_ != nullptr) sink_->set_held(true);
}

void Log::release() {
  if (sink_ != nullptr) sink_->set_held(false);
}

void Log::discard() {
  if (sink_ != nullptr) sink_->discard();
}

Status Log::close() { return sink_ == nullptr ? Status(Success{}) : sink_->close(); }

}  // namespace ecrify::run
