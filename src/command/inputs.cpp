// SPDX-License-Identifier: Apache-2.0
#include "inputs.hpp"

#include <unistd.h>

#include <utility>

#include "ecrify/aws/read.hpp"
#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/input/walk.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::command {
namespace {

class Reading {
 public:
  explicit Reading(const ConfigSession& session) : session_(session) {}

  void take(const std::string& name, const Result<input::Bytes>& bytes, aws::InputReader::Source source) {
    if (!bytes.ok()) {
      fail(bytes.failure(), name, nullptr);
      return;
    }
    ++inputs_.files;
    const SourceText text(name, bytes->view());
    const Status status = reader_.add(name, bytes->view(), source);
    if (status.ok()) return;
    // Of all files in a folder one that names cache rules may be anything. What can't be read may be them,
    // and nothing is held against them then; a template of a chart is none.
    const bool is_broken = session_.invocation.command == run::Command::config_verify &&
                           status.failure().offset != no_offset &&
                           bytes->view().find("{{") == std::string_view::npos;
    if (source == aws::InputReader::Source::named || is_broken) {
      fail(status.failure(), name, &text);
    } else {
      session_.messages.note("passed over: " + write::printable(placed(status.failure(), name, &text)) +
                             ": " + status.failure().message);
    }
  }

  void fail(Failure failure, const std::string& name, const SourceText* text) {
    if (failure.file.empty()) failure.file = name;
    inputs_.failures.push_back(failure);
    // Without the text: a message with a line of it could show a secret.
    failure.file = placed(failure, failure.file, text);
    failure.offset = no_offset;
    session_.messages.failure(failure);
  }

  [[nodiscard]] Inputs finish() && {
    inputs_.cache = std::move(reader_).finish();
    return std::move(inputs_);
  }

 private:
  // "plan.json:1:17" where the place is known.
  [[nodiscard]] static std::string placed(const Failure& failure, const std::string& name,
                                          const SourceText* text) {
    if (text == nullptr || failure.offset == no_offset) return name;
    const Position position = text->position(failure.offset);
    return name + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
  }

  const ConfigSession& session_;
  aws::InputReader reader_;
  Inputs inputs_;
};

}  // namespace

Inputs read_inputs(const std::vector<std::string>& paths, const ConfigSession& session) {
  Reading reading(session);
  std::vector<std::string> on_disk;
  for (const std::string& path : paths) {
    if (path != "-") {
      on_disk.push_back(path);
      continue;
    }
    if (isatty(session.io.in) != 0) {
      reading.fail(
          problem("stdin is a terminal: there is nothing to read", "name a file, or pipe into ecrify"),
          "<stdin>", nullptr);
      continue;
    }
    reading.take("<stdin>", input::load_descriptor(session.io.in, "<stdin>"),
                 aws::InputReader::Source::named);
  }
  if (!on_disk.empty()) {
    const input::Expansion expansion = input::expand(on_disk);
    for (const Failure& failure : expansion.failures) reading.fail(failure, failure.file, nullptr);
    for (const input::FoundFile& found : expansion.files) {
      reading.take(found.path, input::load_file(found),
                   found.named ? aws::InputReader::Source::named : aws::InputReader::Source::walk);
    }
  }
  return std::move(reading).finish();
}

}  // namespace ecrify::command
