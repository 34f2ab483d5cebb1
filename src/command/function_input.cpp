// SPDX-License-Identifier: Apache-2.0
#include "ecrify/command/function_input.hpp"

#include <utility>

#include "ecrify/base/result.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/run/options.hpp"
#include "ecrify/run/stdin.hpp"

namespace ecrify::command {

Status FunctionInput::read(const options::Flags& flags, const run::Io& io) {
  const std::string name = flags.stdin_filename.value_or(run::default_stdin_name);
  if (auto failure = run::terminal_failure(io)) return *failure;
  Result<input::Bytes> bytes = input::load_descriptor(io.in, name);
  if (!bytes.ok()) return bytes.failure();
  bytes_ = std::move(bytes).value();
  text_ = std::make_unique<const SourceText>(name, bytes_.view());
  Result<krm::ResourceList> list = krm::ResourceList::read(*text_);
  if (!list.ok()) return list.failure();
  list_ = std::move(list).value();
  Result<krm::FunctionConfig> config = krm::function_config(*list_);
  if (!config.ok()) return config.failure();
  config_ = std::move(config).value();
  return Success{};
}

Status FunctionInput::configure(options::Flags& flags, const options::Environment& environment,
                                options::ConfigFile& file) const {
  flags.check = flags.check || config_.check;
  flags.strict = flags.strict || config_.strict;
  if (!config_.config) return file.load(flags, environment);
  if (flags.config) {
    return problem("--config and a functionConfig that says where images go contradict each other",
                   "leave one of them out");
  }
  file.take(*text_, *config_.config);
  return Success{};
}

}  // namespace ecrify::command
