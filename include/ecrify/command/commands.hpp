// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "ecrify/options/config_file.hpp"
#include "ecrify/options/environment.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/run/io.hpp"
#include "ecrify/run/messages.hpp"
#include "ecrify/run/options.hpp"

namespace ecrify::generate {

struct ImagesForm;

}  // namespace ecrify::generate

namespace ecrify::command {

// The inputs and outputs of a command. Each command returns the exit status.
struct Session {
  const run::Options& options;
  const run::Io& io;
  run::Output& out;
  run::Messages& messages;
};

// The session of `config`, which runs before options are resolved and may have an invalid configuration file.
struct ConfigSession {
  const options::Invocation& invocation;
  const options::Environment& environment;
  const run::Io& io;
  run::Output& out;
  run::Messages& messages;

  // Says what failed, and at which place of the source, if it is about one.
  run::ExitStatus fail(const Failure& failure, const SourceText* source = nullptr) const {
    return messages.failure(failure, failure.offset != no_offset ? source : nullptr);
  }
};

class FunctionInput;

// The session of `generate`: the options, and the flags and configuration that they were made of.
struct GenerateSession : Session {
  const options::Flags& flags;
  const options::ConfigFile& config;
};

// The output of `generate admission-policy` (src/command/generate_admission_policy.cpp).
[[nodiscard]] Result<std::string> admission_policy_text(const GenerateSession& session);
// The images of the command line, in the form of --as (generate_images.cpp). Images that can't be pulled are
// left out, with a warning. Fails if an input could not be read.
Result<std::string> images_text(const GenerateSession& session, std::span<const generate::ImagesForm> forms);
[[nodiscard]] run::ExitStatus run_generate(const GenerateSession& session);
[[nodiscard]] run::ExitStatus run_fn(const Session& session, const FunctionInput& input);
[[nodiscard]] run::ExitStatus run_config(const ConfigSession& session);
[[nodiscard]] run::ExitStatus run_config_import(const ConfigSession& session);
[[nodiscard]] run::ExitStatus run_config_verify(const ConfigSession& session);
[[nodiscard]] run::ExitStatus run_rewrite(const Session& session);
[[nodiscard]] run::ExitStatus run_check(const Session& session);
[[nodiscard]] run::ExitStatus run_diff(const Session& session);
[[nodiscard]] run::ExitStatus run_list(const Session& session);
[[nodiscard]] run::ExitStatus run_explain(const Session& session);

}  // namespace ecrify::command
