// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/messages.hpp"

#include <memory>

#include "ecrify/report/text.hpp"
#include "ecrify/write/output.hpp"
#include "ecrify/write/printable.hpp"
#include "spdlog.hpp"

namespace ecrify::run {

namespace {

// Each message in one write, its bytes as they are.
class DescriptorSink final : public OwnSink {
 public:
  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}
  void log(const spdlog::details::log_msg& message) override {
    static_cast<void>(
        write::write_pieces(descriptor_, {std::string_view(message.payload.data(), message.payload.size())}));
  }
  void flush() override {}

 private:
  int descriptor_;
};

LogLevel level_of(std::string_view line) {
  return line.starts_with("warning: ") ? LogLevel::warning : LogLevel::info;
}

constexpr std::string_view of_run = "ecrify";

}  // namespace

Messages::Messages(int descriptor, write::Color color) : color_(color) {
  if (descriptor >= 0)
    errors_ = std::make_shared<spdlog::logger>("", std::make_shared<DescriptorSink>(descriptor));
}

void Messages::print(std::string_view text) {
  if (errors_ != nullptr && !text.empty()) errors_->info(spdlog::string_view_t(text.data(), text.size()));
}

ExitStatus Messages::failure(const Failure& failure, const SourceText* source) {
  failures_.push_back(failure);
  log_.write(LogLevel::error, failure.file.empty() ? of_run : failure.file, failure.message);
  print(report::full_failure(source, failure, color_));
  return exit_failure;
}

void Messages::finding(const SourceText& source, const Finding& finding) {
  if (verbosity_ == Verbosity::quiet && finding.severity != Severity::error) return;
  if (!bound_.takes(finding.id)) return;
  print(report::full_finding(source, finding, color_));
}

void Messages::end_findings() { print(bound_.left_out()); }

void Messages::note(std::string_view line, std::string_view logged) {
  log_.write(level_of(logged), of_run, logged);
  if (verbosity_ != Verbosity::quiet) print(write::no_command(std::string(line)) + "\n");
}

void Messages::of_file(const std::string& path, std::string_view line, Verbosity shown_from) {
  log_.write(LogLevel::info, path, line);
  if (verbosity_ >= shown_from) {
    print(write::no_command(write::printable(path).append(": ").append(line)) + "\n");
  }
}

void Messages::answer(std::string_view line) {
  log_.write(LogLevel::debug, of_run, line);
  print(std::string(line) + "\n");
}

void Messages::detail(std::string_view line) {
  log_.write(LogLevel::info, of_run, line);
  if (verbosity_ == Verbosity::verbose) print(write::no_command(std::string(line)) + "\n");
}

void Output::write(const std::vector<std::string_view>& pieces) {
  if (state_ != State::open) return;
  const Result<write::PipeState> written = write::write_pieces(descriptor_, pieces);
  if (!written.ok()) {
    state_ = State::failed;
    messages_.failure(written.failure());
  } else if (*written == write::PipeState::closed) {
    state_ = State::closed;
  }
}

}  // namespace ecrify::run
